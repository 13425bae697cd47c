"""Makes the buttons beside answers and decisions: what they do is written down before anybody can press them."""

from bot.bot import Bot
from bot.domain.errands import ErrandKind, errand
from bot.ids import PersonId
from bot.presses import Do
from storage import errands
from storage.database import Work


async def offer(
    bot: Bot, work: Work, kind: ErrandKind, subject_id: str, *, person_id: PersonId | None = None, text: str = ""
) -> Do:
    """The press of this kind about this thing (for this person alone); the same again gives the same press."""
    made = errand(bot.ids, work.organisation_id, kind, subject_id, bot.now(), person_id=person_id)
    await errands.save_all(work, [made])
    return Do(made.token, text)
