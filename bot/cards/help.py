"""What can be typed, each line an example that works as pasted; to members, what they can do."""

from bot.cards.parts import Button, Buttons, Card, Facts, Note, Part, Rule, Text, Title, Tone, Words
from bot.domain.boards import Board
from bot.presses import Do
from bot.texts import Phrase

Row = tuple[Words, Words]


def help_card(*, admin: bool = True, runs: bool = False, segment: str = "") -> Card:
    """The commands of product managers, of whoever `runs` a board, and of admins.

    `segment` is one that can be asked alone, for the example.
    """
    asking: list[Row] = [
        (Phrase("help.poll"), Phrase("help.poll_does")),
        (Phrase("help.multi"), Phrase("help.multi_does")),
        (Phrase("help.rank"), Phrase("help.rank_does")),
        (Phrase("help.nps"), Phrase("help.nps_does")),
        (Phrase("help.ask"), Phrase("help.ask_does")),
        (Phrase("help.results"), Phrase("help.results_does")),
        (Phrase("help.roadmap"), Phrase("help.roadmap_does")),
        (Phrase("help.why"), Phrase("help.why_does")),
        (Phrase("help.decide"), Phrase("help.decide_does")),
        (Phrase("help.handoff"), Phrase("help.handoff_does")),
        (Phrase("help.merge"), Phrase("help.merge_does")),
        (Phrase("help.remind"), Phrase("help.remind_does")),
        (Phrase("help.close"), Phrase("help.close_does")),
        (Phrase("help.extend"), Phrase("help.extend_does")),
        (Phrase("help.cancel"), Phrase("help.cancel_does")),
        (Phrase("help.summary"), Phrase("help.summary_does")),
        (Phrase("help.lately"), Phrase("help.lately_does")),
        (Phrase("help.cases"), Phrase("help.cases_does")),
        (Phrase("help.status"), Phrase("help.status_does")),
        (Phrase("help.schedule"), Phrase("help.schedule_does")),
        (Phrase("help.event"), Phrase("help.event_does")),
        (Phrase("help.account"), Phrase("help.account_does")),
        (Phrase("help.heard"), Phrase("help.heard_does")),
        (Phrase("help.web"), Phrase("help.web_does")),
    ]
    if segment:
        asking.insert(2, (Phrase("help.segment", {"segment": segment}), Phrase("help.segment_does")))
    running: tuple[Row, ...] = (
        (Phrase("help.schedule_set"), Phrase("help.schedule_set_does")),
        (Phrase("help.pause"), Phrase("help.pause_does")),
        (Phrase("help.after"), Phrase("help.after_does")),
        (Phrase("help.members"), Phrase("help.members_does")),
        (Phrase("help.channel"), Phrase("help.channel_does")),
        (Phrase("help.policy"), Phrase("help.policy_does")),
        (Phrase("help.month"), Phrase("help.month_does")),
    )
    setting_up: tuple[Row, ...] = (
        (Phrase("help.board"), Phrase("help.board_does")),
        (Phrase("help.board_owner"), Phrase("help.board_owner_does")),
        (Phrase("help.account_owner"), Phrase("help.account_owner_does")),
        (Phrase("help.sponsor"), Phrase("help.sponsor_does")),
        (Phrase("help.export"), Phrase("help.export_does")),
        (Phrase("help.export_suggestions"), Phrase("help.export_suggestions_does")),
        (Phrase("help.export_person"), Phrase("help.export_person_does")),
        (Phrase("help.erase"), Phrase("help.erase_does")),
        (Phrase("help.audit"), Phrase("help.audit_does")),
        (Phrase("help.audit_verify"), Phrase("help.audit_verify_does")),
    )
    title = Phrase("help.title")
    parts: list[Part] = [
        Title(title),
        Facts(tuple(asking)),
        Note(Phrase("help.latest")),
        Note(Phrase("help.boards")),
        Note(Phrase("help.mention")),
    ]
    if admin:
        parts += [Rule(), Text(Phrase("help.admins"), strong=True), Facts((*running, *setting_up))]
    elif runs:
        parts += [Rule(), Text(Phrase("help.running"), strong=True), Facts(running)]
    return Card(summary=title, parts=tuple(parts))


def member_help_card(*, board: Board, mine: Do, sees: Do, pause: Do, report: Do) -> Card:
    """For customers: how to answer, what is theirs, and the words for it; they have no command of their own."""
    title = Phrase("help.member_title", {"board": board.name})
    doing: tuple[Row, ...] = (
        (Phrase("help.to_answer"), Phrase("help.to_answer_does")),
        (Phrase("help.to_change"), Phrase("help.to_change_does")),
        (Phrase("help.to_skip"), Phrase("help.to_skip_does")),
    )
    typing: tuple[Row, ...] = (
        (Phrase("help.my_answers"), Phrase("help.my_answers_does")),
        (Phrase("help.who_sees"), Phrase("help.who_sees_does")),
        (Phrase("help.pause_me"), Phrase("help.pause_me_does")),
        (Phrase("help.resume_me"), Phrase("help.resume_me_does")),
        (Phrase("help.report"), Phrase("help.report_does")),
    )
    buttons = (
        Button(Phrase("menu.my_answers"), mine, Tone.PRIMARY),
        Button(Phrase("menu.who_sees"), sees),
        Button(Phrase("menu.pause_me"), pause),
        Button(Phrase("menu.report"), report),
    )
    return Card(
        summary=title,
        parts=(
            Title(title),
            Facts(doing),
            Buttons(buttons),
            Text(Phrase("help.member_typed"), strong=True),
            Facts(typing),
        ),
    )
