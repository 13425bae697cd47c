"""No organisation reads or changes another's rows, whatever ids it asks for; on PostgreSQL two walls see to that."""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType, NoneType
from typing import Any, get_args, get_type_hints

import pytest
from sqlalchemy.exc import IntegrityError

from bot import ids
from bot.domain.channels import Place
from bot.domain.deliveries import Delivery, Kind
from bot.domain.handoffs import Tracker
from bot.domain.people import Identity
from storage import (
    accounts,
    aims,
    anonymous,
    answers,
    audit,
    boards,
    cadences,
    cases,
    channels,
    claims,
    deliveries,
    digests,
    engagements,
    events,
    handoffs,
    invitations,
    members,
    moments,
    people,
    recent_asks,
    references,
    rehearsals,
    replies,
    rooms,
    rounds,
    suggestions,
    tables,
    taken_out,
    themes,
)
from storage import asked as whom_asked
from storage.database import Database
from storage.direct import Direct
from storage.work import Work
from tests.storage.houses import NOW
from tests.storage.planting import event_of, everything_of, handoff_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND

MODULES = (
    accounts,
    aims,
    anonymous,
    answers,
    audit,
    boards,
    cadences,
    cases,
    channels,
    claims,
    deliveries,
    digests,
    engagements,
    events,
    invitations,
    members,
    moments,
    people,
    recent_asks,
    references,
    rehearsals,
    replies,
    rooms,
    rounds,
    suggestions,
    taken_out,
    themes,
    whom_asked,
)
LATER = NOW + timedelta(days=999)
THEIRS: dict[object, object] = {
    ids.AccountId: FABRIKAM.account.id,
    ids.AnswerId: FABRIKAM.answer().id,
    ids.BoardId: FABRIKAM.board.id,
    ids.CadenceId: FABRIKAM.cadence.id,
    ids.ChannelId: FABRIKAM.channel.id,
    ids.CorrectionId: FABRIKAM.correction.id,
    ids.DecisionId: FABRIKAM.decision.id,
    ids.DeliveryKey: FABRIKAM.delivery().key,
    ids.DigestId: FABRIKAM.digest.id,
    ids.EngagementId: FABRIKAM.engagement.id,
    ids.HandoffId: handoff_of(FABRIKAM).id,
    ids.InvitationId: FABRIKAM.invitation.id,
    ids.JourneyMomentId: FABRIKAM.moment.id,
    ids.MomentAskId: FABRIKAM.moment_ask.id,
    ids.MomentRuleId: FABRIKAM.rule.id,
    ids.PersonId: FABRIKAM.person().id,
    ids.QuestionId: FABRIKAM.questions[0].id,
    ids.RehearsalId: FABRIKAM.rehearsal.id,
    ids.RoundId: FABRIKAM.round(2).id,
    ids.SuggestionId: FABRIKAM.suggestion.id,
    ids.ThemeId: FABRIKAM.theme.id,
    ids.Token: FABRIKAM.aim.token,
    Identity: FABRIKAM.identity(),
    Place: FABRIKAM.channel.place,
    Delivery: FABRIKAM.delivery(),
    Kind: Kind.ASK,
    Tracker: Tracker.JIRA,
    datetime: LATER,
    int: 1,
    bool: True,
}
BY_NAME: dict[str, object] = {
    "platform": FABRIKAM.identity().platform,
    "ids": [question.id for question in FABRIKAM.questions],
    "address": FABRIKAM.reference.address,
    "addresses": [FABRIKAM.reference.address],
    "key": "acme",
    "next_due_at": LATER,
    "lane": FABRIKAM.channel.place.lane,
    "slug": "council",
    "subject_id": FABRIKAM.round().id,
    "team": FABRIKAM.reference.team,
    "since": NOW - timedelta(days=999),
    "was": NOW,
    "said": [FABRIKAM.answer()],
    "some": [FABRIKAM.aim],
    "rows": [FABRIKAM.delivery("new")],
    "voices": [(FABRIKAM.round(2).id, FABRIKAM.vote("t", "c").participation)],
    "identities": (FABRIKAM.identity(),),
    "themes": [FABRIKAM.theme],
    "person_id": FABRIKAM.person().id,
}
ONE = {
    accounts: FABRIKAM.account,
    audit: FABRIKAM.tried,
    boards: FABRIKAM.board,
    cadences: FABRIKAM.cadence,
    cases: FABRIKAM.case,
    channels: FABRIKAM.channel,
    deliveries: FABRIKAM.delivery(),
    digests: FABRIKAM.digest,
    engagements: FABRIKAM.engagement,
    events: event_of(FABRIKAM),
    handoffs: handoff_of(FABRIKAM),
    invitations: FABRIKAM.invitation,
    members: FABRIKAM.member(),
    moments: FABRIKAM.moment,
    people: FABRIKAM.person(),
    references: FABRIKAM.reference,
    rehearsals: FABRIKAM.rehearsal,
    replies: FABRIKAM.reply,
    themes: FABRIKAM.correction,
    rounds: FABRIKAM.round(),
    suggestions: FABRIKAM.suggestion,
}
SPECIAL: dict[tuple[str, str], dict[str, object]] = {
    ("storage.anonymous", "add_choices"): {"said": [FABRIKAM.choice("c")]},
    ("storage.audit", "failures"): {"deed": FABRIKAM.tried.deed, "subject_id": FABRIKAM.tried.subject_id},
    ("storage.cases", "find"): {"case_id": FABRIKAM.case.id},
    ("storage.claims", "replace_all"): {"new": FABRIKAM.claim},
    ("storage.rooms", "add"): {"some": [FABRIKAM.room_company]},
    ("storage.rooms", "remove_others"): {"staying": ()},
    ("storage.claims", "use"): {"code_hash": FABRIKAM.claim.code_hash},
    ("storage.recent_asks", "since"): {"begin": NOW - timedelta(days=999), "zone": "UTC"},
    ("storage.moments", "save_rule"): {"one": FABRIKAM.rule},
    ("storage.moments", "save_ask"): {"one": FABRIKAM.moment_ask},
    ("storage.moments", "add_asks"): {"some": [FABRIKAM.moment_ask]},
    ("storage.moments", "call_off"): {"moment": FABRIKAM.moment.moment},
    ("storage.moments", "looked"): {"next_look_at": LATER},
    ("storage.people", "called"): {"name": FABRIKAM.person().name},
    ("storage.members", "get"): {"member_id": FABRIKAM.member().id},
    ("storage.replies", "find"): {"reply_id": FABRIKAM.reply.id},
    ("storage.replies", "forget"): {"reply_id": FABRIKAM.reply.id},
    ("storage.answers", "add_skips"): {"said": [(FABRIKAM.round().id, FABRIKAM.person().id, NOW)]},
    ("storage.handoffs", "make"): {"rows": [handoff_of(FABRIKAM)]},
    ("storage.suggestions", "keep_own_evidence"): {"some": [FABRIKAM.excerpt()]},
    ("storage.suggestions", "told_between"): {"since": NOW - timedelta(days=999), "until": LATER},
    ("storage.suggestions", "save_decision"): {"one": FABRIKAM.decision},
    ("storage.events", "put_off"): {"key": event_of(FABRIKAM).key},
    ("storage.events", "worked"): {"key": event_of(FABRIKAM).key},
    ("storage.deliveries", "get"): {"key": FABRIKAM.delivery().key},
    ("storage.deliveries", "note_failure"): {"key": FABRIKAM.delivery().key, "reason": "is_archived"},
}
OF_ITS_OWN = {
    ("storage.cases", "next_number"),
    ("storage.rounds", "next_number"),
    ("storage.suggestions", "next_number"),
}
"""Asked for nothing of anybody's: they count on in the asker's own count."""


def functions() -> Iterator[tuple[ModuleType, Callable[..., Awaitable[object]]]]:
    """Every public function that is handed a transaction."""
    for module in MODULES:
        for name, function in vars(module).items():
            if inspect.iscoroutinefunction(function) and function.__module__ == module.__name__ and name[0] != "_":
                yield module, function


def bare(hint: object) -> object:
    """The type itself where a value may also be missing."""
    return next((each for each in get_args(hint) if each is not NoneType), hint)


def theirs(module: ModuleType, function: Callable[..., Awaitable[object]]) -> dict[str, Any]:
    """Arguments for `function` that all belong to Fabrikam."""
    hints = get_type_hints(function)
    special = SPECIAL.get((module.__name__, function.__name__), {})
    given: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "work" or parameter.kind is parameter.VAR_POSITIONAL:
            continue
        if name in special:
            given[name] = special[name]
        elif name == "one" and module in ONE:
            given[name] = ONE[module]
        elif name in BY_NAME:
            given[name] = BY_NAME[name]
        elif bare(hints[name]) in THEIRS:
            given[name] = THEIRS[bare(hints[name])]
        elif parameter.default is parameter.empty:
            pytest.fail(f"say what {module.__name__}.{function.__name__} is to be asked with as {name}")
    return given


async def test_asking_for_anothers_ids_finds_nothing_and_changes_nothing(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await database.add_organisation(NORTHWIND.organisation)
    before = await everything_of(database, FABRIKAM.id)
    assert all(before.values()), "a table without a row would prove nothing"
    for module, function in functions():
        name = f"{module.__name__}.{function.__name__}"
        given = theirs(module, function)
        assert given or (module.__name__, function.__name__) in OF_ITS_OWN or len(signature(function)) == 1, name
        found = await asked(database, function, given)
        if (module.__name__, function.__name__) not in OF_ITS_OWN:
            assert not holds(found), f"{name} found {found!r}"
        assert "fabrikam" not in repr(found), f"{name} found {found!r}"
    assert await everything_of(database, FABRIKAM.id) == before


async def test_a_value_relabelled_as_ones_own_does_not_reach_anothers_row(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await database.add_organisation(NORTHWIND.organisation)
    before = await everything_of(database, FABRIKAM.id)
    tried = 0
    for module, function in functions():
        given = {name: relabelled(value) for name, value in theirs(module, function).items()}
        tried += given != theirs(module, function)
        await asked(database, function, given)
    assert await everything_of(database, FABRIKAM.id) == before
    assert tried >= 15


def relabelled(value: Any) -> Any:
    """The value, or each of several, as if it were Northwind's."""
    if isinstance(value, list):
        return [relabelled(each) for each in value]
    return replace(value, organisation_id=NORTHWIND.id) if hasattr(value, "organisation_id") else value


async def asked(database: Database, function: Callable[..., Awaitable[object]], given: dict[str, Any]) -> object:
    """What Northwind gets when it asks so; nothing where there is no such thing, or to ask is a bug."""
    with suppress(LookupError, ValueError, IntegrityError):
        async with database.begin(NORTHWIND.id) as work:
            return await function(work, **given)
    return None


def signature(function: Callable[..., Awaitable[object]]) -> list[str]:
    """The names of what a function is handed."""
    return list(inspect.signature(function).parameters)


def holds(found: object) -> bool:
    """True unless it is nothing, in one of the ways of being nothing."""
    return found != (0, 0) and bool(found)


def test_every_kind_of_function_is_asked() -> None:
    names = [f"{module.__name__}.{function.__name__}" for module, function in functions()]
    assert len(names) == len(set(names)) >= 60


async def test_each_vendor_still_sees_its_own(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_everything(database, NORTHWIND)
    for vendor in (FABRIKAM, NORTHWIND):
        mine = await everything_of(database, vendor.id)
        assert all(mine.values()), [name for name, rows in mine.items() if not rows]


async def test_ten_thousand_guessed_tokens_hit_nothing(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    maker = ids.Ids(ids.fresh_key())
    async with database.read(NORTHWIND.id) as work:
        guesses = [ids.Token(maker.of("aim", str(n))) for n in range(10_000)]
        query = work.rows(tables.aim)
        hits = 0
        for start in range(0, len(guesses), 500):
            found = await work.connection.execute(query.where(tables.aim.c.token.in_(guesses[start : start + 500])))
            hits += len(found.all())
        assert hits == 0
        assert await aims.of_token(work, guesses[0]) is None


def test_work_is_the_first_thing_every_function_is_handed() -> None:
    for module, function in functions():
        assert get_type_hints(function).get("work") in (Work, Direct), f"{module.__name__}.{function.__name__}"
