"""Every message there is, as it would be posted, for looking at them in one place."""

from dataclasses import replace

from bot.cards.acknowledge import closing_card, sending_card
from bot.cards.decision import decided_card
from bot.cards.help import help_card
from bot.cards.loop import loop_card
from bot.cards.notices import in_doubt_card, nudge_card, unreachable_card
from bot.cards.notices import skipped_card as missed_card
from bot.cards.parts import Card
from bot.cards.question import cancelled_card
from bot.cards.receipt import confirm_card, refusal_card, sent_card, skipped_card, withdrawn_card
from bot.cards.reminder import remind_card
from bot.cards.roadmap import roadmap_card
from bot.cards.status import BoardStatus, status_card
from bot.cards.timetable import set_card
from bot.domain.decisions import Verdict
from bot.domain.questions import Chosen, Likely, Ranked, Rated, Stance, Stances, Wrote
from bot.domain.suggestions import State
from bot.domain.visibility import Visibility
from bot.ids import OptionId, Token
from bot.presses import Send
from bot.texts import Phrase
from tests.cards.makings import DATES, aims_of, cadence, decision, schedules, suggestion
from tests.cards.test_digest import digest
from tests.cards.test_question import ask, thanks
from tests.cards.test_receipt import changing, receipt
from tests.cards.test_results import (
    CLAIMS,
    ORDERS,
    PLANS,
    RECOMMENDED,
    SCORES,
    SIX,
    STANCES,
    VOTES,
    WORDS,
    anonymous_report,
    chosen,
    report,
)
from tests.cards.test_status import OPEN
from tests.cards.test_suggestion import why
from tests.makers import TUESDAY, agree, board, channel, engagement, multi, nps, open_, rank, rating, round_, single

PLANNED = suggestion(1, "Offline mode", state=State.PLANNED)
WISHES = [suggestion(number, f"Wish {number}") for number in range(1, 14)]
LONG = single("Work without a network, on ships and in mines", "Single sign-on", "Faster exports of large tables")


def real_cards() -> dict[str, Card]:
    """Each message by a name of its own."""
    busy = BoardStatus(board=board(), people=24, accounts=9, open=[OPEN], waiting=[OPEN], undecided=3)
    return {
        "ask-single": ask(single("Offline mode", "Single sign-on", "A faster export")),
        "ask-long-options": ask(LONG),
        "ask-introduced": ask(rating(), introduce=True),
        "ask-everything": ask(single(), multi(), rating(), agree(), open_()),
        "ask-recommendation": ask(nps()),
        "ask-order": ask(rank("Offline mode", "Single sign-on", "A faster export")),
        "ask-anonymous": ask(single(), visibility=Visibility.ANONYMOUS),
        "thanks": thanks(single(), answered=4),
        "cancelled": cancelled_card(engagement=engagement(single()), board=board(), round_=round_(single())),
        "remind": remind_card(
            engagement=engagement(single()), board=board(), round_=round_(single()), person_name="Ana"
        ),
        "receipt-choice": receipt(single(), chosen("offline"), joined="Acme"),
        "receipt-score": receipt(rating(), Rated(score=4)),
        "receipt-order": receipt(rank(), Ranked(order=(OptionId("export"),))),
        "receipt-stances": receipt(
            agree("Fewer releases"), Stances(stances={OptionId("fewer releases"): Stance.AGREE})
        ),
        "receipt-text": receipt(open_(), Wrote(text="We *need* it <!channel>\nwithout a network.")),
        "change": changing(open_(), Wrote(text="Offline, please.")),
        "change-ticks": changing(multi()),
        "change-recommendation": changing(nps(), Likely(score=9)),
        "withdrawn": withdrawn_card(question=single(), round_=round_()),
        "skipped": skipped_card(round_=round_()),
        "confirm": confirm_card(
            question=multi(),
            value=Chosen(options=(OptionId("search"),)),
            press=Send(Token("abc"), (Token("tick1"),), ""),
        ),
        "sent": sent_card(round_=round_()),
        "refused": refusal_card(Phrase("round.has_closed", {"round": "P1"})),
        "results-choice": report(SIX, answers=VOTES, asked=(24, 8)),
        "results-score": report(rating(), answers=SCORES, asked=(5, 3)),
        "results-recommendation": report(nps(), answers=RECOMMENDED, asked=(24, 8)),
        "results-order": report(PLANS, answers=ORDERS, asked=(24, 8)),
        "results-words": report(open_(), answers=WORDS, asked=(6, 5)),
        "results-several": report(SIX, rating(), CLAIMS, open_(), answers=[*VOTES, *SCORES, *STANCES, *WORDS]),
        "results-anonymous": anonymous_report(single(), [chosen("offline")] * 2 + [chosen("sso")] * 5),
        "results-too-few": anonymous_report(single(), [chosen("offline")] * 4, gate_passed=False),
        "digest": digest(),
        "why": why(PLANNED),
        "roadmap": roadmap_card(board=board(), suggestions=WISHES, aims=aims_of(*WISHES)),
        "schedule": schedules(),
        "decided": decided_card(PLANNED, decision(Verdict.PLAN), tell=Token("tell1")),
        "loop": loop_card(
            board=board(), suggestion_title="Offline mode", verdict=Verdict.PLAN, text="It is planned.", heard=TUESDAY
        ),
        "status": status_card([busy, BoardStatus(board=replace(board(), name="Client zero"), people=1, accounts=1)]),
        "help": help_card(),
        "nudge": nudge_card(board=board(), engagement=engagement(), round_=round_()),
        "missed": missed_card(board=board(), cadence=cadence(), since=TUESDAY, count=1),
        "unreachable": unreachable_card(board=board(), channel=channel(), account="Acme", reason="is_archived"),
        "in-doubt": in_doubt_card(board=board(), channel=channel(), account="Acme"),
        "sending": sending_card(round_=round_()),
        "closing": closing_card(round_=round_()),
        "scheduled": set_card(cadence=cadence(), dates=DATES),
    }
