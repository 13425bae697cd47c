"""What can be typed, each line an example that works as pasted."""

from bot.cards.parts import Card, Facts, Note, Rule, Text, Title, Words
from bot.texts import Phrase

Row = tuple[Words, Words]


def help_card(wrong: Phrase | None = None) -> Card:
    """The commands of product managers and of admins; `wrong` says first what could not be understood."""
    asking: tuple[Row, ...] = (
        (Phrase("help.poll"), Phrase("help.poll_does")),
        (Phrase("help.multi"), Phrase("help.multi_does")),
        (Phrase("help.segment"), Phrase("help.segment_does")),
        (Phrase("help.ask"), Phrase("help.ask_does")),
        (Phrase("help.results"), Phrase("help.results_does")),
        (Phrase("help.roadmap"), Phrase("help.roadmap_does")),
        (Phrase("help.why"), Phrase("help.why_does")),
        (Phrase("help.decide"), Phrase("help.decide_does")),
        (Phrase("help.remind"), Phrase("help.remind_does")),
        (Phrase("help.close"), Phrase("help.close_does")),
        (Phrase("help.cancel"), Phrase("help.cancel_does")),
        (Phrase("help.summary"), Phrase("help.summary_does")),
        (Phrase("help.lately"), Phrase("help.lately_does")),
        (Phrase("help.cases"), Phrase("help.cases_does")),
        (Phrase("help.status"), Phrase("help.status_does")),
        (Phrase("help.schedule"), Phrase("help.schedule_does")),
    )
    setting_up: tuple[Row, ...] = (
        (Phrase("help.schedule_set"), Phrase("help.schedule_set_does")),
        (Phrase("help.pause"), Phrase("help.pause_does")),
        (Phrase("help.members"), Phrase("help.members_does")),
        (Phrase("help.channel"), Phrase("help.channel_does")),
        (Phrase("help.board"), Phrase("help.board_does")),
        (Phrase("help.policy"), Phrase("help.policy_does")),
        (Phrase("help.export"), Phrase("help.export_does")),
        (Phrase("help.audit"), Phrase("help.audit_does")),
    )
    opening = (Text(wrong),) if wrong else ()
    return Card(
        summary=wrong or Phrase("help.title"),
        parts=(
            *opening,
            Title(Phrase("help.title")),
            Facts(asking),
            Note(Phrase("help.latest")),
            Note(Phrase("help.boards")),
            Rule(),
            Text(Phrase("help.admins"), strong=True),
            Facts(setting_up),
        ),
    )
