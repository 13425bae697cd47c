"""The renderer finds every mention and link that a text would really make, and none where it would not."""

import pytest

from tests.fakes.slack.mrkdwn import Live, links, markdown, mentions, mrkdwn
from tests.fakes.slack_tests.pieces import button, plain, section


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!channel>", "channel"),
        ("<!here|here>", "here"),
        ("<!everyone>", "everyone"),
        ("<!group>", "channel"),
        ("<!subteam^S123|@team>", "subteam"),
        ("<@U123>", "user"),
        ("<@W123|ana>", "user"),
        ("<#C123|general>", "room"),
        ("```<!channel>```", "channel"),
        ("<http://evil.example|https://good.example>", "link"),
        ("<mailto:a@b.example>", "link"),
        ("<slack://open>", "link"),
        ("see https://a.example/x?y=1", "auto_link"),
        ("<!date^1392734382^{date}^https://evil.example|then>", "date"),
    ],
)
def test_what_is_alive_is_found(text: str, kind: str) -> None:
    assert [live.kind for live in mrkdwn(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    ["&lt;!channel&gt;", "@channel", "a < b > c", "<>", "&lt;@U1&gt;", "#x"],
)
def test_what_is_escaped_or_plain_is_dead(text: str) -> None:
    assert mrkdwn(text) == []


def test_names_ping_only_where_the_app_asked_for_it() -> None:
    assert [live.kind for live in mrkdwn("@here and @channel", link_names=True)] == ["here", "channel"]


def test_verbatim_keeps_bare_addresses_plain() -> None:
    assert mrkdwn("https://a.example", verbatim=True) == []


def test_a_markdown_block_has_links_of_its_own() -> None:
    assert [live.target for live in markdown("[x](//e.example) and ![y](/f)")] == ["//e.example", "/f"]
    assert markdown(r"\[x](/e)") == []


def test_plain_text_objects_are_never_alive_and_urls_on_buttons_are() -> None:
    blocks = [section("<!here>"), {"type": "header", "text": plain("<!channel>")}]
    assert mentions(blocks) == [Live("here", "!here", "blocks/0/text")]
    blocks = [{"type": "actions", "elements": [button("<@U1>") | {"url": "https://a.example"}]}]
    assert [live.kind for live in links(blocks)] == ["link"]
    assert mentions(blocks) == []


def test_rich_text_is_read_too() -> None:
    elements = [{"type": "broadcast", "range": "here"}, {"type": "link", "url": "https://a.example"}]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    assert [live.kind for live in mentions([block])] == ["here"]
    assert [live.target for live in links([block])] == ["https://a.example"]
