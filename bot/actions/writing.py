"""Says what a place to write is for: the question that is answered there, or how what is written is understood."""

from bot.actions.pressed import errand_behind
from bot.bot import Bot
from bot.cards.form import Writing
from bot.domain.channels import Place
from bot.domain.errands import ErrandKind
from bot.presses import Comment, Do, Press, Tell, Write
from bot.texts import Phrase
from storage import aims, engagements

OF_ERRANDS = {
    ErrandKind.NEW_POLL: Writing(
        label=Phrase("write.poll"), hint=Phrase("write.poll_hint"), example=Phrase("write.poll_example")
    ),
    ErrandKind.REPORT: Writing(label=Phrase("write.report"), hint=Phrase("write.report_hint")),
    ErrandKind.OTHER_NAME: Writing(label=Phrase("write.company")),
    ErrandKind.RENAME_THEME: Writing(label=Phrase("write.theme"), hint=Phrase("write.theme_hint")),
    ErrandKind.HEARD: Writing(label=Phrase("write.heard"), hint=Phrase("write.heard_hint")),
    ErrandKind.REWORD_WHY: Writing(
        label=Phrase("write.why"), hint=Phrase("write.why_hint"), example=Phrase("write.why_example"), optional=True
    ),
}


async def writing(bot: Bot, press: Press, place: Place) -> Writing:
    """What is asked in the dialog that `press` opens; Refusal for a button that we never gave out."""
    if isinstance(press, Do):
        return OF_ERRANDS.get((await errand_behind(bot, press.token, place)).kind, Writing())
    if isinstance(press, Tell):
        return Writing(label=Phrase("write.told"), hint=Phrase("write.told_hint"))
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None or not isinstance(press, Write | Comment):
        return Writing()
    async with bot.database.read(organisation_id) as work:
        aim = await aims.of_token(work, press.token)
        if aim is None or aim.question_id is None:
            return Writing()
        found = await engagements.questions(work, (aim.question_id,))
    asked = found[0].text if found else ""
    if isinstance(press, Comment):
        label = Phrase("write.comment", {"question": asked})
        return Writing(label=label, hint=Phrase("write.comment_hint"), optional=True)
    return Writing(label=asked)
