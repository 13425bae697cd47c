"""Asks each function of the storage for what is another vendor's: which functions there are, and what to ask with."""

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from types import ModuleType, NoneType
from typing import Any, get_args, get_type_hints

import pytest

import storage
from bot import ids
from bot.domain.channels import Place
from bot.domain.deliveries import Delivery, Kind
from bot.domain.handoffs import Tracker
from bot.domain.people import Identity, Person
from bot.domain.targets import Reason
from bot.domain.wordings import Job
from storage import (
    accounts,
    api_tokens,
    audit,
    boards,
    cadences,
    cases,
    channels,
    deliveries,
    digests,
    engagements,
    erasures,
    events,
    handoffs,
    invitations,
    members,
    moments,
    people,
    proxies,
    references,
    rehearsals,
    replies,
    rounds,
    standing,
    suggestions,
    themes,
)
from storage.direct import Direct
from storage.erasing import Whom
from storage.only_theirs import OnlyTheirs
from storage.restored import Gap
from storage.work import Work
from tests.storage.houses import NOW
from tests.storage.planting import erasure_of, errand_of, event_of, handoff_of
from tests.storage.seeds import FABRIKAM
from tests.storage.states import STANDING

MACHINERY = frozenset({"storage.excerpts", "storage.purge", "storage.upsert"})
"""What is handed a table, which names no row of anybody's; and what takes the asker's own away, tested by itself."""
SHARED = frozenset({"storage.pace.sharers"})
"""Who else speaks in a workspace is asked by everybody who does, so that together they keep its pace."""
SHORT_WAYS = frozenset(
    {"storage.at_once", "storage.pressers", "storage.presses", "storage.surroundings", "storage.taps"}
)
"""The statements of a press, which are handed whoever pressed: others press in `tests/slack/test_attacker.py`."""
LATER, LONG_AGO = NOW + timedelta(days=999), NOW - timedelta(days=999)
ELSEWHERE = replace(FABRIKAM.channel.place, id="elsewhere")
THEIRS: dict[object, object] = {
    Gap: Gap(since=NOW - timedelta(days=1), until=LATER),
    Job: Job.NAME,
    Person: FABRIKAM.person("voice"),
    Reason: Reason.WEEK,
    Whom: Whom(person_id=FABRIKAM.person().id, identities=(FABRIKAM.identity(),)),
    ids.AccountId: FABRIKAM.account.id,
    ids.AnswerId: FABRIKAM.answer().id,
    ids.ApiTokenId: FABRIKAM.api_token.id,
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
    ids.ProxyId: FABRIKAM.proxy.id,
    ids.QuestionId: FABRIKAM.questions[0].id,
    ids.RehearsalId: FABRIKAM.rehearsal.id,
    ids.SuggestionId: FABRIKAM.suggestion.id,
    ids.ThemeId: FABRIKAM.theme.id,
    ids.Token: FABRIKAM.aim.token,
    Identity: FABRIKAM.identity(),
    Place: FABRIKAM.channel.place,
    Delivery: FABRIKAM.delivery(),
    Kind: Kind.ASK,
    Tracker: Tracker.JIRA,
    int: 1,
    bool: True,
}
EITHER: dict[object, Sequence[object]] = {
    ids.RoundId: [FABRIKAM.round().id, FABRIKAM.round(2).id],
    datetime: [NOW, LATER],
}
"""Where one value would find nothing, whoever asks: the one round is under names, the other without."""
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
    "since": LONG_AGO,
    "card": '{"title": "another"}',
    "digest_id": FABRIKAM.digest.id,
    "erasure_id": erasure_of(FABRIKAM).id,
    "marks": [ids.Token(f"{FABRIKAM.name}-mark")],
    "ref": STANDING.ref,
    "rounds": [FABRIKAM.round().id],
    "round_ids": [FABRIKAM.round().id],
    "words": OnlyTheirs([FABRIKAM.name], []),
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
    api_tokens: FABRIKAM.api_token,
    audit: FABRIKAM.tried,
    boards: FABRIKAM.board,
    cadences: FABRIKAM.cadence,
    cases: FABRIKAM.case,
    channels: FABRIKAM.channel,
    deliveries: FABRIKAM.delivery(),
    digests: FABRIKAM.digest,
    engagements: FABRIKAM.engagement,
    erasures: erasure_of(FABRIKAM),
    events: event_of(FABRIKAM),
    handoffs: handoff_of(FABRIKAM),
    invitations: FABRIKAM.invitation,
    members: FABRIKAM.member(),
    moments: FABRIKAM.moment,
    people: FABRIKAM.person(),
    proxies: FABRIKAM.proxy,
    references: FABRIKAM.reference,
    rehearsals: FABRIKAM.rehearsal,
    replies: FABRIKAM.reply,
    themes: FABRIKAM.correction,
    rounds: FABRIKAM.round(),
    standing: STANDING,
    suggestions: FABRIKAM.suggestion,
}
SPECIAL: dict[tuple[str, str], dict[str, object]] = {
    ("storage.answers", "count_standing"): {
        "round_id": FABRIKAM.round().id,
        "questions": [question.id for question in FABRIKAM.questions],
    },
    ("storage.audit", "after"): {"number": 0, "most": 9},
    ("storage.backlog", "standing_still"): {"now": LATER, "since": LATER},
    ("storage.backlog", "unanswered_in"): {"since": LATER},
    ("storage.deliveries", "drawn"): {"key": STANDING.key, "version": 7},
    ("storage.deliveries", "drop_waiting"): {"subjects": [FABRIKAM.round().id], "now": LONG_AGO},
    ("storage.deliveries", "first_told_since"): {"board_id": FABRIKAM.board.id, "since": LONG_AGO},
    ("storage.deliveries", "hold"): {"key": FABRIKAM.delivery().key, "not_before": LATER},
    ("storage.engagements", "by_slug"): {"board_id": FABRIKAM.board.id, "slug": FABRIKAM.engagement.slug},
    ("storage.events", "put_off"): {"key": event_of(FABRIKAM).key, "attempt": 0, "until": LATER},
    ("storage.events", "unnote"): {"key": event_of(FABRIKAM).key},
    ("storage.events", "worked"): {"key": event_of(FABRIKAM).key, "attempt": 0, "now": LATER},
    ("storage.pace", "busy"): {"now": LONG_AGO},
    ("storage.pace", "of_lane"): {"lane": FABRIKAM.channel.place.lane, "now": LONG_AGO},
    ("storage.references", "is_in_anywhere"): {"lane": f"teams:{FABRIKAM.name}"},
    ("storage.references", "of_team"): {"lane": f"teams:{FABRIKAM.name}", "team": FABRIKAM.reference.team},
    ("storage.references", "places"): {"lane": f"teams:{FABRIKAM.name}"},
    ("storage.rehearsals", "of_person"): {"person_id": FABRIKAM.rehearsal.person_id},
    ("storage.rounds", "count_of"): {"cadence_id": FABRIKAM.cadence.id},
    ("storage.deliveries", "make"): {"rows": [FABRIKAM.delivery("new")]},
    ("storage.errands", "of_token"): {"token": errand_of(FABRIKAM).token},
    ("storage.errands", "save_all"): {"some": [errand_of(FABRIKAM)]},
    ("storage.errands", "turn"): {
        "token": errand_of(FABRIKAM).token,
        "was": errand_of(FABRIKAM).subject_id,
        "to": FABRIKAM.round(2).id,
    },
    ("storage.pace", "advance"): {
        "lane": FABRIKAM.channel.place.lane,
        "until": {f"post|console:{FABRIKAM.name}|": LATER},
        "now": NOW,
    },
    ("storage.proxies", "report_anew"): {"round_id": FABRIKAM.round().id},
    ("storage.sessions", "begin"): {"new": FABRIKAM.session},
    ("storage.sessions", "end_all"): {"person_id": FABRIKAM.session.person_id, "now": NOW},
    ("storage.sessions", "find"): {"hashed": FABRIKAM.session.hashed},
    ("storage.sessions", "link"): {"hashed": FABRIKAM.sign_in.hashed},
    ("storage.sessions", "replace_link"): {"new": FABRIKAM.sign_in},
    ("storage.sessions", "use_link"): {"hashed": FABRIKAM.sign_in.hashed, "now": NOW},
    ("storage.standing", "move"): {"channel_id": FABRIKAM.channel.id, "old": FABRIKAM.channel.place, "new": ELSEWHERE},
    ("storage.standing", "of_token"): {"token": STANDING.token},
    ("storage.targets", "add"): {"rows": [FABRIKAM.target()]},
    ("storage.targets", "leave_out"): {
        "round_id": FABRIKAM.target().round_id,
        "channel_id": FABRIKAM.channel.id,
        "reason": Reason.WEEK,
    },
    ("storage.targets", "of_round"): {"round_id": FABRIKAM.target().round_id},
    ("storage.uniting", "unite"): {"kept": FABRIKAM.person("pm").id, "gone": FABRIKAM.person().id},
    ("storage.wordings", "about"): {"job": FABRIKAM.wording.job, "subjects": [FABRIKAM.wording.subject_id]},
    ("storage.wordings", "find"): {"ids": [FABRIKAM.wording.id]},
    ("storage.wordings", "keep"): {"board_id": FABRIKAM.board.id, "jobs": list(Job), "standing": [FABRIKAM.wording]},
    ("storage.anonymous", "add_choices"): {"said": [FABRIKAM.choice("c")]},
    ("storage.audit", "failures"): {"deed": FABRIKAM.tried.deed, "subject_id": FABRIKAM.tried.subject_id},
    ("storage.cases", "find"): {"case_id": FABRIKAM.case.id},
    ("storage.claims", "replace_all"): {"new": FABRIKAM.claim},
    ("storage.rooms", "add"): {"some": [FABRIKAM.room_company]},
    ("storage.rooms", "remove_others"): {"staying": ()},
    ("storage.claims", "use"): {"code_hash": FABRIKAM.claim.code_hash},
    ("storage.recent_asks", "since"): {"begin": LONG_AGO, "zone": "UTC"},
    ("storage.moments", "led_to"): {"round_id": ids.RoundId(f"{FABRIKAM.name}-round-3")},
    ("storage.moments", "looked"): {"rule_id": FABRIKAM.rule.id, "was": NOW, "next_look_at": LATER},
    ("storage.moments", "save_rule"): {"one": FABRIKAM.rule},
    ("storage.moments", "save_ask"): {"one": FABRIKAM.moment_ask},
    ("storage.moments", "add_asks"): {"some": [FABRIKAM.moment_ask]},
    ("storage.moments", "call_off"): {"moment": FABRIKAM.moment.moment},
    ("storage.people", "called"): {"name": FABRIKAM.person().name},
    ("storage.members", "get"): {"member_id": FABRIKAM.member().id},
    ("storage.replies", "find"): {"reply_id": FABRIKAM.reply.id},
    ("storage.replies", "forget"): {"reply_id": FABRIKAM.reply.id},
    ("storage.answers", "add_skips"): {"said": [(FABRIKAM.round().id, FABRIKAM.person("pm").id, NOW)]},
    ("storage.handoffs", "make"): {"rows": [handoff_of(FABRIKAM)]},
    ("storage.suggestions", "keep_own_evidence"): {"suggestion_id": FABRIKAM.suggestion.id, "some": []},
    ("storage.suggestions", "told_between"): {
        "board_id": FABRIKAM.board.id,
        "since": LONG_AGO,
        "until": LATER,
    },
    ("storage.suggestions", "save_decision"): {"one": FABRIKAM.decision},
    ("storage.deliveries", "get"): {"key": FABRIKAM.delivery().key},
    ("storage.deliveries", "note_failure"): {"key": FABRIKAM.delivery().key, "reason": "is_archived"},
}
OF_ITS_OWN = {
    ("storage.cases", "next_number"),
    ("storage.rounds", "next_number"),
    ("storage.suggestions", "next_number"),
}
"""Asked for nothing of anybody's: they count on in the asker's own count."""


RARE = frozenset(
    {
        "storage.channels.lock_all",
        "storage.events.release",
        "storage.handoffs.given_up_on",
        "storage.members.new_voices",
        "storage.restored.recognised",
        "storage.spoken.rounds_all_answered",
        "storage.targets.leave_out",
        "storage.voices.asked_in",
        "storage.wordings.one_at_a_time",
    }
)
"""What finds nothing even at Fabrikam, where none of this has happened; and what only waits for others."""


def functions() -> Iterator[tuple[ModuleType, Callable[..., Awaitable[object]]]]:
    """Every public function of the storage that is handed a transaction of an organisation, found and not listed."""
    for found in pkgutil.iter_modules(storage.__path__, "storage."):
        if found.name in MACHINERY:
            continue
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if not inspect.iscoroutinefunction(function) or function.__module__ != module.__name__ or name[0] == "_":
                continue
            handed = get_type_hints(function).get("work")
            if f"{found.name}.{name}" in SHARED:
                continue
            if handed is Work or (handed is Direct and found.name not in SHORT_WAYS):
                yield module, function


def bare(hint: object) -> object:
    """The type itself where a value may also be missing."""
    return next((each for each in get_args(hint) if each is not NoneType), hint)


def theirs(module: ModuleType, function: Callable[..., Awaitable[object]]) -> list[dict[str, Any]]:
    """Arguments for `function` that all belong to Fabrikam: of either round, and as of now and of much later."""
    hints = get_type_hints(function)
    special = SPECIAL.get((module.__name__, function.__name__), {})
    several: dict[str, Sequence[object]] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "work" or parameter.kind is parameter.VAR_POSITIONAL:
            continue
        if name in special:
            several[name] = [special[name]]
        elif name == "one" and module in ONE:
            several[name] = [ONE[module]]
        elif name in BY_NAME:
            several[name] = [BY_NAME[name]]
        elif bare(hints[name]) in EITHER:
            several[name] = EITHER[bare(hints[name])]
        elif bare(hints[name]) in THEIRS:
            several[name] = [THEIRS[bare(hints[name])]]
        elif parameter.default is parameter.empty:
            pytest.fail(f"say what {module.__name__}.{function.__name__} is to be asked with as {name}")
    return [dict(zip(several, each, strict=True)) for each in product(*several.values())]
