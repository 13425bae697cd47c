"""What a product manager types is understood the way people type it."""

import re
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.help import help_card
from bot.cards.parts import Facts
from bot.commands import (
    NEEDS,
    AddChannel,
    AddMember,
    AskOpen,
    Audit,
    Bare,
    Boards,
    Cancel,
    Cases,
    Channels,
    Claim,
    Close,
    Command,
    CreateBoard,
    DecideOn,
    ErasePerson,
    Export,
    ExportPerson,
    GiveRights,
    Help,
    Line,
    Members,
    Pause,
    PolicyOf,
    Poll,
    Preview,
    Remind,
    Results,
    Resume,
    Roadmap,
    Schedule,
    SetAi,
    SetPolicy,
    Status,
    Summary,
    WhyOf,
    parse,
    read,
)
from bot.domain.channels import ChannelKind
from bot.domain.decisions import Verdict
from bot.domain.people import Role
from bot.errors import Refusal
from bot.texts import Phrase
from prompts.catalogue import say_in

OFFLINE = Poll(question="What next?", options=("Offline mode", "SSO"))


@pytest.mark.parametrize(
    "typed",
    [
        'poll "What next?" "Offline mode" "SSO"',
        "poll “What next?” “Offline mode” “SSO”",
        "poll «What next?» «Offline mode» SSO",
        "poll 「What next?」 「Offline mode」 「SSO」",
        "poll What next? | Offline mode | SSO",
        '  POLL "What next?"  "Offline mode"   SSO ',
    ],
)
def test_a_poll_is_understood_however_it_is_quoted(typed: str) -> None:
    assert parse(typed) == OFFLINE


def test_flags_may_stand_anywhere_and_long_dashes_are_dashes() -> None:
    assert parse('poll --multi "Q?" A B —anon --close 2d') == Poll(
        question="Q?", options=("A", "B"), multi=True, anonymous=True, window=timedelta(days=2)
    )
    assert parse("poll Q? | A | B —anon") == Poll(question="Q?", options=("A", "B"), anonymous=True)
    assert parse('poll "A | B?" "A" "B"') == Poll(question="A | B?", options=("A", "B"))
    assert parse('ask "Frankly?" --anon') == AskOpen(question="Frankly?", anonymous=True)
    assert parse("poll Q? | A | B --close 3h") == Poll(question="Q?", options=("A", "B"), window=timedelta(hours=3))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('ask "What should we fix?"', AskOpen(question="What should we fix?")),
        ("ask What should we fix?", AskOpen(question="What should we fix?")),
        ('poll "How likely?" --nps', Poll(question="How likely?", options=(), nps=True)),
        ("poll How likely? | --nps", Poll(question="How likely?", options=(), nps=True)),
        ("poll What first? | A | B --rank", Poll(question="What first?", options=("A", "B"), rank=True)),
        (
            'poll "What first?" A B --ra —anon',
            Poll(question="What first?", options=("A", "B"), rank=True, anonymous=True),
        ),
        ("results", Results()),
        ("results P12", Results(number=12)),
        ("results 12", Results(number=12)),
        ("roadmap", Roadmap()),
        ("why s7", WhyOf(number=7)),
        ('decide S7 plan "customers wait"', DecideOn(number=7, verdict=Verdict.PLAN, reason="customers wait")),
        ("decide decline", DecideOn(number=None, verdict=Verdict.DECLINE)),
        ("close", Close()),
        ("status", Status()),
        ("schedule", Schedule()),
        (
            'schedule set "weekly on Tue at 10:00" --engagement pulse,next',
            Schedule(rule="weekly on Tue at 10:00", engagements=("pulse", "next")),
        ),
        ("", Bare()),
        ("help", Help()),
        ("claim K7QM-4X", Claim(code="K7QM-4X")),
        ("claim k7qm 4x", Claim(code="k7qm4x")),
        ("remind p2", Remind(number=2)),
        ("cancel", Cancel()),
        ("cases", Cases()),
        ("export P3", Export(number=3)),
        ("summary", Summary()),
        ("summary board", Summary()),
        ("summary P12", Summary(number=12)),
        ("summary last 30d", Summary(last=timedelta(days=30))),
        ("summary last 30d --segment Enterprise", Summary(last=timedelta(days=30), segments=("Enterprise",))),
        ("summary P12 --segment a,b", Summary(number=12, segments=("a", "b"))),
        ("summary theme export", Summary(theme="export")),
        ("summary theme", Summary(theme="")),
        ("summary Offline mode --segment smb", Summary(theme="Offline mode", segments=("smb",))),
        ("schedule list", Schedule()),
        ("schedule pause 2", Pause(number=2)),
        ("schedule resume", Resume()),
        ("schedule preview", Preview()),
        ("schedule preview “weekly on Tue at 10:00”", Preview(rule="weekly on Tue at 10:00")),
        ("members", Members()),
        (
            'members add slack:T1:U1 "Ana Silva" --account Acme',
            AddMember(identity="slack:T1:U1", name="Ana Silva", account="Acme"),
        ),
        ("members rights slack:T1:U1 PM", GiveRights(identity="slack:T1:U1", role=Role.PRODUCT_MANAGER)),
        ("channel list", Channels()),
        (
            "channel add slack:T1:C1 --account Acme",
            AddChannel(place="slack:T1:C1", account="Acme", kind=ChannelKind.CUSTOMER),
        ),
        (
            "channel add slack:T1:C2 —kind product",
            AddChannel(place="slack:T1:C2", account=None, kind=ChannelKind.PRODUCT),
        ),
        ("board", Boards()),
        (
            'board create "Partner Council" --zone Europe/Berlin',
            CreateBoard(name="Partner Council", zone="Europe/Berlin"),
        ),
        ("policy", PolicyOf()),
        ("policy keep 365d", SetPolicy(keep_days=365)),
        ("policy keep 2 years", SetPolicy(keep_days=730)),
        ("policy keep forever", SetPolicy(keep_days=0)),
        ("erase person Ana Ruiz", ErasePerson(identity="Ana Ruiz")),
        ("erase <@U0ANA>", ErasePerson(identity="<@U0ANA>")),
        ("export person “Ana Ruiz”", ExportPerson(identity="Ana Ruiz")),
        ("export <@U0ANA>", ExportPerson(identity="<@U0ANA>")),
        ("policy person 2 a week", SetPolicy(asks_per_week=2)),
        ("policy set person 5 per month", SetPolicy(asks_per_month=5)),
        ("policy company 3/week", SetPolicy(rounds_per_week=3)),
        ("policy AI off --acc “Régie des Eaux”", SetAi(on=False, account="Régie des Eaux")),
        ("policy quiet 19:00–07:30", SetPolicy(quiet_from=19 * 60, quiet_until=7 * 60 + 30)),
        ("audit", Audit()),
    ],
)
def test_every_verb_is_understood(typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("poll", "command.poll_example"),
        ('poll "Only a question"', "command.poll_example"),
        ("ask", "command.ask_example"),
        ("decide S7 maybe", "command.decide_example"),
        ("results S7x", "command.number_example"),
        ("claim", "command.claim_example"),
        ("summary --segment", "command.segment_example"),
        ("summary last Tuesday", "command.summary_example"),
        ("schedule pause the first", "command.schedule_number"),
        ("members add ana", "command.members_example"),
        ("members rights ana boss", "command.rights_example"),
        ("channel add", "command.channel_example"),
        ("channel add slack:T1:C1", "command.channel_example"),
        ("channel add slack:T1:C1 --kind product --account Acme", "command.channel_example"),
        ("board create", "command.board_create_example"),
        ("policy set 3", "command.policy_example"),
        ("policy keep", "command.policy_example"),
        ("erase", "command.erase_example"),
        ("policy person 5", "command.policy_example"),
        ("policy company 1 a month", "command.policy_example"),
        ("status --board", "command.board_example"),
        ('poll "Q?" "A" "B" --live --anon', "command.live_or_anonymous"),
        ('poll "Q?" "A" "B" --segment', "command.segment_example"),
        ('poll "Q" A B --close soon', "command.close_example"),
        ('poll "Q" A B --close 400d', "command.close_example"),
        ("schedule set weekly", "command.schedule_example"),
        ("dance", "command.unknown"),
        ("poll Which is best? A B", "command.poll_example"),
        ('poll "Q?" "A" "B" --anonymous', "command.unknown_flag_near"),
        ("results --everything", "command.number_example"),
        ('ask "Why?" --multi', "command.unknown_flag"),
    ],
)
def test_what_is_not_understood_comes_back_with_an_example(typed: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed)
    assert refused.value.phrase.id == why


def test_a_board_is_named_behind_any_verb_and_never_inside_of_quotation_marks() -> None:
    assert read("results P12 --board partners") == Line(command=Results(number=12), board="partners")
    assert read("status —board “Partner Council”") == Line(command=Status(), board="Partner Council")
    assert read("poll Q? | A | B --board partners --live") == Line(
        command=Poll(question="Q?", options=("A", "B"), live=True), board="partners"
    )
    assert read('ask "What does --board mean to you?"') == Line(
        command=AskOpen(question="What does --board mean to you?")
    )
    assert read("") == Line(command=Bare())


def test_segments_may_be_several_and_of_several_words() -> None:
    typed = parse('poll "Q?" A B --segment "Mid market, Enterprise"')
    assert typed == Poll(question="Q?", options=("A", "B"), segments=("Mid market", "Enterprise"))


def test_every_command_has_a_row_that_says_which_right_it_needs() -> None:
    assert set(NEEDS) == set(get_args(Command))


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_line_of_the_help_works_as_pasted(language: str) -> None:
    say = say_in(language)
    card = help_card(segment="Enterprise")
    rows = [row for part in card.parts if isinstance(part, Facts) for row in part.rows]
    assert len(rows) > 20
    for example, _ in rows:
        assert isinstance(example, Phrase)
        assert say(example).startswith("/cab ")
        assert parse(say(example)) is not None


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "typed",
    [
        "poll",
        "ask",
        "decide",
        "claim",
        "summary last what",
        "summary last",
        "summary --segment",
        "schedule set",
        "schedule pause x",
        "members add",
        "members rights",
        "channel add",
        "board create",
        "policy x",
        "status --board",
        'poll "Q?" "A" "B" --live --anon',
        'ask "Q?" --segment',
        "dance",
    ],
)
def test_every_refusal_brings_an_example_that_works_as_pasted(typed: str, language: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed)
    said = say_in(language)(refused.value.phrase)
    found = re.search(r"(?:For example|Zum Beispiel): (.+?)(?:, or .*| oder .*| \(.*\))?$", said)
    example = found[1] if found else "help"
    assert found or "help" in said, said
    assert parse(example) is not None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        parse(text)
    except Refusal as refused:
        assert refused.phrase.id.startswith("command.")  # noqa: PT017 - most texts are refused, and that is fine


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ('poll "Q?" A B --rank --multi', "command.one_kind"),
        ('poll "Q?" --nps --rank', "command.one_kind"),
        ('poll "Q?" A B --nps', "command.nps_example"),
        ("poll --nps", "command.nps_example"),
        ('poll "Q?" A --rank', "command.rank_example"),
    ],
)
def test_a_poll_of_two_kinds_or_without_what_its_kind_needs_is_refused_with_an_example(
    typed: str, refusal: str
) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed)
    assert refused.value.phrase.id == refusal
    for language in ("en", "de"):
        example = say_in(language)(refused.value.phrase).rpartition("/cab ")[2]
        assert isinstance(parse(example), Poll)
