"""In the demo a colleague writes down what a silent customer told her on a call, and the evidence shows it marked."""

from bot.access import Where
from bot.actions.appoint import appoint
from bot.actions.explain import matters_of, polls_of
from bot.actions.heard import write_down
from bot.actions.heard_beside import told_on_calls
from bot.actions.owners import set_account_owner
from bot.bot import Bot
from bot.cards.parts import Card
from bot.commands import AccountOwner
from bot.commands.roles_kinds import Heard
from bot.domain.boards import Board
from bot.domain.people import Role
from bot.domain.visibility import Visibility
from bot.texts import Phrase
from handlers.console.players import Players
from handlers.console.season.setting import Setting
from handlers.console.season.words import theme_of

CALLED = 4
"""The number of the digest after which she calls."""
CALLER, COMPANY = "priya.raman", "saintaubry"
TOLD = {
    "access": "Each contractor of theirs shares one login, because they cannot give out less.",
    "offline": "In the pumping stations they write on paper, and type it in at night.",
    "export": "Their accountant copies the figures by hand every month.",
    "sso": "Their IT resets forgotten passwords twice a week.",
    "board": "The plan takes a minute to open on a Monday.",
}
"""What they say, by what it is about."""


async def noted(bot: Bot, board: Board, stage: Setting, players: Players, digest: int) -> Phrase | None:
    """After one digest she calls about the suggestion that most want and that they know something about.

    What a spectator reads of it; None after the other digests. Done once more it changes nothing.
    """
    if digest != CALLED:
        return None
    polls = {each.round.id: each for each in await polls_of(bot, board)}
    for matter in await matters_of(bot, board):
        about = [polls[each.round_id].round for each in matter.suggestion.evidence if each.round_id in polls]
        named = [each for each in about if each.visibility is not Visibility.ANONYMOUS]
        words = TOLD.get(theme_of(matter.texts), "")
        if not words or not named or matter.suggestion.option_id is not None:
            continue
        caller = next(each for each in stage.staff if each.key == CALLER)
        company = next(each for each in stage.accounts if each.key == COMPANY)
        identity = players.identity_of(caller)
        by = await appoint(bot, board, identity, caller.name, Role.NONE)
        await set_account_owner(bot, board.organisation_id, AccountOwner(account=company.name, identity=str(identity)))
        typed = Heard(text=words, number=max(each.number for each in named), account=company.name)
        await write_down(bot, typed, board.organisation_id, by, None, Where.DIRECT)
        return Phrase("demo.called", {"who": caller.name, "account": company.name})
    return None


async def on_a_call(bot: Bot, board: Board) -> tuple[Phrase, Card] | None:
    """A heading, and what was said on a call as it stands beneath the evidence of the first suggestion with any."""
    for matter in await matters_of(bot, board):
        if parts := await told_on_calls(bot, board.organisation_id, matter.suggestion.id):
            heading = Phrase("demo.on_a_call", {"suggestion": matter.suggestion.label})
            return heading, Card(summary=heading, parts=parts)
    return None
