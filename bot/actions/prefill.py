"""Finds the text that stands in a field when it is opened: what somebody said before, or a draft of ours."""

from bot.access import Deed
from bot.actions.compose_title import title_for_customers
from bot.actions.pressed import errand_behind
from bot.actions.rights import actor
from bot.actions.their_boards import check_about, check_somewhere
from bot.actions.who import known_person
from bot.bot import Bot
from bot.cards.loop import draft_text
from bot.domain.channels import Place
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Visitor
from bot.domain.questions import Wrote
from bot.errors import Refusal
from bot.ids import EngagementId, ThemeId
from bot.presses import Comment, Do, Press, Tell, Write
from bot.texts import Phrase
from storage import aims, answers, engagements, suggestions, themes


async def prefill(bot: Bot, press: Press, visitor: Visitor, place: Place) -> str | Phrase:
    """The text to start from, empty where there is none.

    The draft of a decision is shown to product managers only: Denied for everybody else. Refusal for a button that we
    never gave out: nobody writes a text that leads nowhere.
    """
    if isinstance(press, Do):
        return await _of_errand(bot, await errand_behind(bot, press.token, place))
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        raise Refusal(Phrase("press.unknown"))
    if isinstance(press, Tell):
        person = await actor(bot, organisation_id, visitor)
        async with bot.database.read(organisation_id) as work:
            await check_somewhere(work, person, Deed.DECIDE)
    elif isinstance(press, Write | Comment):
        person = await known_person(bot, organisation_id, visitor.identity)
    else:
        return ""
    async with bot.database.read(organisation_id) as work:
        aim = await aims.of_token(work, press.token)
        if aim is None:
            raise Refusal(Phrase("press.unknown"))
        if isinstance(press, Tell) and aim.decision_id:
            decision = await suggestions.decision(work, aim.decision_id)
            suggestion = await suggestions.get(work, decision.suggestion_id)
            await check_about(work, person, Deed.DECIDE, suggestion.board_id)
            return draft_text(decision.verdict, await title_for_customers(work, suggestion))
        if person is None or aim.round_id is None or aim.question_id is None:
            return ""
        said = await answers.one(work, aim.round_id, aim.question_id, person.id)
    if said is None or said.withdrawn:
        return ""
    if isinstance(press, Comment):
        return said.comment
    return said.value.text if isinstance(said.value, Wrote) else ""


async def _of_errand(bot: Bot, errand: Errand) -> str:
    if errand.kind is ErrandKind.RENAME_THEME:
        async with bot.database.read(errand.organisation_id) as work:
            return await themes.title_of(work, ThemeId(errand.subject_id))
    if errand.kind is not ErrandKind.REWORD_WHY:
        return ""
    async with bot.database.read(errand.organisation_id) as work:
        return (await engagements.get(work, EngagementId(errand.subject_id.partition("/")[0]))).why
