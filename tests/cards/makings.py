"""Makes what cards show and domain tests do not need: buttons, themes, suggestions, decisions, schedules."""

from datetime import date, timedelta

from bot.cards.moments import rule_parts, stop_button
from bot.cards.parts import Bars, Buttons, Card, Facts, Part, Ranking, Ticks
from bot.cards.timetable import Coming, Levers, Scheduled, levers, schedules_card
from bot.domain.aims import Aims, aims_of_round, aims_of_suggestion
from bot.domain.cadence import Cadence
from bot.domain.decisions import Decision, Verdict
from bot.domain.moments import MomentRule
from bot.domain.questions import Question
from bot.domain.rounds import Round, closed
from bot.domain.suggestions import State, Suggestion
from bot.domain.themes import Excerpt, Theme, Trend
from bot.domain.visibility import Visibility
from bot.ids import (
    AccountId,
    AnswerId,
    CadenceId,
    DecisionId,
    EngagementId,
    Ids,
    MomentRuleId,
    PersonId,
    RoundId,
    SuggestionId,
    ThemeId,
    Token,
)
from bot.presses import Do
from bot.texts import Phrase
from tests.makers import BOARD, ORG, TUESDAY, board, round_

IDS = Ids(b"a key that stands still in tests")
NAMES = {AccountId(key): key.title() for key in ("acme", "beta", "cyan", "dune", "echo")}
OFFLINE = "We work on ships and need it without a network."
SSO = "One password less would please everybody."


def aims_for(round_asked: Round, *questions: Question) -> Aims:
    """The buttons of a round."""
    return Aims(aims_of_round(IDS, ORG, round_asked.id, questions))


def closed_round(*questions: Question, visibility: Visibility = Visibility.NAMED, gate_passed: bool = True) -> Round:
    """A round a week later."""
    return closed(round_(*questions, visibility=visibility), TUESDAY + timedelta(days=7), gate_passed=gate_passed)


def excerpt(who: str, account: str, text: str, start: int = 0) -> Excerpt:
    """All of an answer to the open question, from `start` on."""
    return Excerpt(
        answer_id=AnswerId(f"q5:{who}"),
        round_id=RoundId("r1"),
        account_id=AccountId(account),
        person_id=PersonId(who),
        start=start,
        end=len(text),
    )


def theme(
    title: str, people: int, accounts: int, *, trend: Trend = Trend.NO_EVIDENCE, said: str = OFFLINE, by: str = "acme"
) -> Theme:
    """A theme with a quote."""
    quote = excerpt("ana", by, said)
    return Theme(
        id=ThemeId(title),
        organisation_id=ORG,
        board_id=BOARD,
        title=title,
        quote=quote,
        quote_text=said,
        members=(quote,),
        answers=people,
        people=people,
        accounts=accounts,
        intensity=None,
        value_rank=None,
        trend=trend,
        since=TUESDAY - timedelta(days=90),
        first_said_at=TUESDAY,
        computed_at=TUESDAY,
    )


def suggestion(
    number: int,
    title: str,
    people: int = 6,
    accounts: int = 4,
    *,
    state: State = State.PROPOSED,
    evidence: tuple[Excerpt, ...] | None = None,
    intensity: float | None = None,
    value_rank: int | None = None,
    flips: bool = False,
) -> Suggestion:
    """A suggestion out of nine companies with 24 people."""
    found = (excerpt("ana", "acme", OFFLINE), excerpt("ben", "beta", SSO)) if evidence is None else evidence
    return Suggestion(
        id=SuggestionId(f"s{number}"),
        organisation_id=ORG,
        board_id=BOARD,
        number=number,
        title=title,
        evidence=found,
        answers=people,
        people=people,
        accounts=accounts,
        accounts_asked=9,
        people_asked=24,
        intensity=intensity,
        value_rank=value_rank,
        flips=flips,
        state=state,
        heard_at=TUESDAY,
        created_at=TUESDAY,
        updated_at=TUESDAY,
    )


def aims_of(*suggestions: Suggestion) -> dict[SuggestionId, Aims]:
    """The buttons of suggestions."""
    return {each.id: Aims(aims_of_suggestion(IDS, ORG, each.id)) for each in suggestions}


def decision(verdict: Verdict, reason: str = "Two renewals hang on it") -> Decision:
    """A decision about S1."""
    return Decision(
        id=DecisionId("d1"),
        organisation_id=ORG,
        suggestion_id=SuggestionId("s1"),
        number=1,
        verdict=verdict,
        by=PersonId("pia"),
        at=TUESDAY,
        reason=reason,
        customer_text="",
    )


def cadence(*, paused: bool = False) -> Cadence:
    """A rotation of two polls."""
    return Cadence(
        id=CadenceId("c1"),
        organisation_id=ORG,
        board_id=BOARD,
        engagement_ids=(EngagementId("value-pulse"), EngagementId("next-quarter")),
        rule="every 2 weeks on Tue at 10:00",
        zone="Europe/Berlin",
        start=TUESDAY,
        next_due_at=None if paused else TUESDAY + timedelta(days=14),
        paused=paused,
    )


def lines_above_the_rule(card: Card) -> int:
    """How many lines are read before the evidence begins: the title, and each paragraph, bar and quote."""
    return sum(_lines(part) for part in card.parts)


def _lines(part: Part) -> int:
    match part:
        case Bars(rows=bars):
            return len(bars)
        case Facts(rows=facts):
            return len(facts)
        case Ticks(options=options) | Ranking(options=options):
            return len(options)
        case Buttons():
            return 0
        case _:
            return 1


DATES = (
    Coming(at=TUESDAY + timedelta(days=14), title="Value pulse"),
    Coming(at=TUESDAY + timedelta(days=28), notes=(Phrase("cadence.blackout", {"day": date(2026, 3, 31)}),)),
    Coming(at=TUESDAY + timedelta(days=42), title="Next quarter"),
)
"""What comes next on a schedule."""


def schedules() -> Card:
    """The list of a board's schedules as an admin sees it: one with dates and buttons, one that rests, and a rule."""
    titles = ("Value pulse", "Next quarter")
    does = Levers(pause=Do(Token("p1")), preview=Do(Token("p2")), delete=Do(Token("p3")))
    rule = MomentRule(
        id=MomentRuleId("r1"),
        organisation_id=ORG,
        board_id=BOARD,
        moment="go-live done",
        engagement_id=EngagementId("value-pulse"),
        after=timedelta(days=14),
        made_at=TUESDAY,
    )
    return schedules_card(
        board=board(),
        schedule=[
            Scheduled(
                number=1,
                cadence=cadence(),
                titles=titles,
                dates=DATES,
                buttons=levers(cadence=cadence(), does=does),
            ),
            Scheduled(number=2, cadence=cadence(paused=True), titles=titles[:1]),
        ],
        after=(
            *rule_parts([rule], {EngagementId("value-pulse"): "Value pulse"}, {}),
            Buttons((stop_button(rule, Do(Token("p4"))),)),
        ),
    )
