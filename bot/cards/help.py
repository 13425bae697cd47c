"""What can be typed, each line an example that works as pasted."""

from bot.cards.parts import Card, Facts, Note, Text, Title
from bot.texts import Phrase


def help_card(wrong: Phrase | None = None) -> Card:
    """The commands of a product manager; `wrong` says first what could not be understood."""
    rows = (
        (Phrase("help.poll"), Phrase("help.poll_does")),
        (Phrase("help.multi"), Phrase("help.multi_does")),
        (Phrase("help.ask"), Phrase("help.ask_does")),
        (Phrase("help.results"), Phrase("help.results_does")),
        (Phrase("help.roadmap"), Phrase("help.roadmap_does")),
        (Phrase("help.why"), Phrase("help.why_does")),
        (Phrase("help.decide"), Phrase("help.decide_does")),
        (Phrase("help.close"), Phrase("help.close_does")),
        (Phrase("help.cancel"), Phrase("help.cancel_does")),
        (Phrase("help.summary"), Phrase("help.summary_does")),
        (Phrase("help.status"), Phrase("help.status_does")),
        (Phrase("help.schedule"), Phrase("help.schedule_does")),
        (Phrase("help.schedule_set"), Phrase("help.schedule_set_does")),
    )
    opening = (Text(wrong),) if wrong else ()
    return Card(
        summary=wrong or Phrase("help.title"),
        parts=(*opening, Title(Phrase("help.title")), Facts(rows), Note(Phrase("help.latest"))),
    )
