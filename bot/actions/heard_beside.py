"""Reads what was said on calls for the cards beside which it stands: results, themes, evidence, a company's page."""

from collections.abc import Set as AbstractSet

from bot.bot import Bot
from bot.cards.heard import heard_parts, options_in
from bot.cards.parts import Part
from bot.domain.proxies import Proxy
from bot.domain.rounds import Round
from bot.domain.suggestions import Suggestion
from bot.domain.themes import Theme
from bot.domain.visibility import Visibility
from bot.ids import AccountId, OrganisationId, PersonId, SuggestionId
from storage import accounts, engagements, people, proxies, rounds, suggestions
from storage.database import Work


async def heard_about(work: Work, poll: Round, only: AbstractSet[AccountId] | None = None) -> list[Proxy]:
    """What was said on calls about one poll; `only` of these companies."""
    return [each for each in await proxies.of_rounds(work, [poll.id]) if only is None or each.account_id in only]


async def told_on_calls(bot: Bot, organisation_id: OrganisationId, suggestion_id: SuggestionId) -> tuple[Part, ...]:
    """What was said on calls about one suggestion, as it stands beneath its evidence; nothing where nothing was."""
    async with bot.database.read(organisation_id) as work:
        return await heard_beneath(work, await suggestions.get(work, suggestion_id))


async def heard_beneath(work: Work, behind: Suggestion | Theme) -> tuple[Part, ...]:
    """What was said on calls about the polls that a suggestion or a theme rests on, marked as such.

    No count of theirs holds it, and no theme is made of it: product managers read it beside what members wrote.
    """
    return await heard_in(work, await heard_behind(work, behind), of_a_theme=_of_a_theme(behind))


async def heard_behind(work: Work, behind: Suggestion | Theme) -> list[Proxy]:
    """The same as it was written down: who meant the same option, else whoever said something in own words."""
    cited = behind.evidence if isinstance(behind, Suggestion) else behind.members
    polls = {each.round_id for each in cited}
    option = None
    if isinstance(behind, Suggestion) and behind.round_id is not None:
        polls, option = {behind.round_id}, behind.option_id
    return [
        each
        for each in await proxies.of_rounds(work, polls)
        if (each.option_id == option if option is not None else bool(each.text))
    ]


async def heard_in(work: Work, found: list[Proxy], *, of_a_theme: bool = False) -> tuple[Part, ...]:
    """These as parts of a card: a person is named where the poll itself names people."""
    if not found:
        return ()
    names = {each.id: each.name for each in await accounts.all(work)}
    asked = await engagements.questions(work, sorted({each.question_id for each in found}))
    about = [await rounds.get(work, each) for each in sorted({one.round_id for one in found})]
    named = {each.id for each in about if each.visibility is Visibility.NAMED}
    sure = {each.person_id for each in found if each.round_id in named}
    unsure = {each.person_id for each in found if each.round_id not in named}
    who: dict[PersonId, str] = {}
    for person_id in sure - unsure:
        if person_id is not None:
            who[person_id] = (await people.get(work, person_id)).name
    return heard_parts(found, options_in(asked), names, who, of_a_theme=of_a_theme)


def _of_a_theme(behind: Suggestion | Theme) -> bool:
    """True where it rests on what people wrote, not on an option they chose."""
    return isinstance(behind, Theme) or behind.option_id is None
