"""What is uploaded in Teams keeps to the vendor's documented limits, and asks for no more than is needed."""

import re
from typing import Any

import pytest

from bot.commands import Bare, parse
from bot.errors import Refusal
from handlers.teams.manifest import RIGHTS, SCOPES, manifest, translation
from handlers.teams.package import package
from tests.handlers.teams.packed import APP_ID, WORDS, app, read, unpacked

TYPED_WITH_MORE = {"poll", "ask"}
"""Words behind which something must stand; alone they bring an example."""


def made() -> Any:
    """The manifest; `Any` because it is the vendor's own shape."""
    return manifest(app(), WORDS)


def test_the_package_holds_every_file_that_its_manifest_names_and_no_other() -> None:
    files = unpacked(package(app(), WORDS))
    told: Any = read(files["manifest.json"])
    named = {told["icons"]["color"], told["icons"]["outline"]}
    named |= {each["file"] for each in told["localizationInfo"]["additionalLanguages"]}
    assert set(files) == {"manifest.json"} | named
    assert "de.json" in named


def test_the_same_app_is_packed_into_the_same_bytes() -> None:
    assert package(app(), WORDS) == package(app(), WORDS)


def test_the_bot_and_the_package_bear_the_id_of_the_registration() -> None:
    told = made()
    assert told["id"] == told["bots"][0]["botId"] == told["composeExtensions"][0]["botId"] == APP_ID
    assert told["webApplicationInfo"]["id"] == APP_ID


def test_shared_channels_are_supported_and_one_right_is_asked_for() -> None:
    told = made()
    assert told["supportsChannelFeatures"] == "tier1"
    assert tuple(map(int, told["manifestVersion"].split("."))) >= (1, 25)
    assert told["manifestVersion"] in told["$schema"]
    asked = told["authorization"]["permissions"]["resourceSpecific"]
    assert asked == [{"name": right, "type": "Application"} for right in RIGHTS]
    assert RIGHTS == ("ChannelMember.Read.Group",)


def test_at_most_ten_words_are_offered_wherever_the_bot_can_be_added() -> None:
    bot = made()["bots"][0]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert [each["scopes"] for each in bot["commandLists"]] == [[scope] for scope in bot["scopes"]]
    for offered in bot["commandLists"]:
        assert 0 < len(offered["commands"]) <= 10
        titles = [each["title"] for each in offered["commands"]]
        assert len(set(titles)) == len(titles)
        assert all(len(title) <= 32 for title in titles)
        assert all(0 < len(each["description"]) <= 128 for each in offered["commands"])


@pytest.mark.parametrize("title", sorted({title for _, offered in SCOPES for title, _ in offered}))
def test_every_word_that_is_offered_is_understood_as_it_stands(title: str) -> None:
    if title in TYPED_WITH_MORE:
        with pytest.raises(Refusal, match="example"):
            parse(title)
    else:
        assert not isinstance(parse(title), Bare)


@pytest.mark.parametrize("tag", WORDS)
def test_every_example_in_a_description_works_as_it_is_typed(tag: str) -> None:
    told: Any = manifest(app(), {tag: WORDS[tag]})
    examples = []
    for offered in told["bots"][0]["commandLists"]:
        for each in offered["commands"]:
            examples += re.findall(rf"(?:e\.g\.|z\. B\.) ({each['title']} .+)$", each["description"])
    assert len(set(examples)) >= 4
    for example in examples:
        parse(example)


def test_two_entries_in_the_menu_of_a_message_open_a_dialog() -> None:
    actions = made()["composeExtensions"][0]["commands"]
    assert [each["title"] for each in actions] == ["Save as feedback", "Report a problem"]
    for each in actions:
        assert (each["type"], each["context"], each["fetchTask"]) == ("action", ["message"], True)
        assert len(each["title"]) <= 32
        assert len(each["description"]) <= 128


@pytest.mark.parametrize("tag", WORDS)
def test_every_language_says_the_same_within_the_limits(tag: str) -> None:
    said = translation(app(), WORDS[tag])
    english = translation(app(), WORDS["en"])
    assert set(said) == set(english)
    assert len(said["description.short"]) <= 80
    assert len(said["description.full"]) <= 4000
    assert {place: text for place, text in said.items() if re.search(r"^bots.*title$", place)} == {
        place: text for place, text in english.items() if re.search(r"^bots.*title$", place)
    }


def test_each_text_of_a_language_belongs_to_something_in_the_manifest() -> None:
    told = made()
    for place, text in translation(app(), WORDS["en"]).items():
        found = told
        for step in re.findall(r"\w+", place):
            found = found[int(step)] if step.isdigit() else found[step]
        assert found == text, place


def test_links_go_to_the_server_or_to_the_pages_given() -> None:
    developer: Any = manifest(app(website="https://northwind.example/council"), WORDS)["developer"]
    assert developer["websiteUrl"] == "https://northwind.example/council"
    assert developer["privacyUrl"] == developer["termsOfUseUrl"] == "https://council.example.com"
    assert made()["validDomains"] == ["council.example.com"]


def test_a_name_may_be_just_as_long_as_teams_shows_it() -> None:
    told: Any = manifest(app(name="n" * 30, full_name="f" * 100), WORDS)
    assert told["name"] == {"short": "n" * 30, "full": "f" * 100}
    assert len(told["developer"]["name"]) <= 32


def test_what_teams_would_not_take_is_refused_before_anything_is_written() -> None:
    wrong = {
        "cli.teams_no_app_id": {"app_id": ""},
        "cli.teams_bad_app_id": {"app_id": "northwind"},
        "cli.teams_no_address": {"url": ""},
        "cli.teams_bad_address": {"url": "http://council.example.com"},
        "cli.teams_no_name": {"name": ""},
        "cli.teams_long_name": {"name": "n" * 31},
        "cli.teams_long_full_name": {"full_name": "f" * 101},
        "cli.teams_bad_release": {"release": "1.0"},
    }
    for phrase, given in wrong.items():
        with pytest.raises(Refusal, match=phrase):
            app(**given)
    for address in ("https://", "https://localhost", "https://[", "council.example.com"):
        with pytest.raises(Refusal, match="cli.teams_bad_address"):
            app(website=address)
