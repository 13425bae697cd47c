"""Connects one bot to what the operator has set up, chat platforms and a model, and to nothing else: they are slow."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.bot import Bot
from bot.config import Settings, model_keys, teams_keys
from bot.texts import Say
from handlers.inbox import Inbox

if TYPE_CHECKING:
    from fastapi import APIRouter

    from bot.ports import Messenger, Writer
    from handlers.slack.adapter import Slack
    from handlers.slack.keys import SlackKeys
    from handlers.teams.adapter import Teams


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """The chat platforms this process is connected to."""

    slack: "Slack | None" = None
    teams: "Teams | None" = None

    @property
    def messengers(self) -> "dict[str, Messenger]":
        """The mouth on each of them."""
        found: dict[str, Messenger] = {}
        if self.slack is not None:
            found["slack"] = self.slack.messenger
        if self.teams is not None:
            found["teams"] = self.teams.messenger
        return found

    @property
    def routers(self) -> "tuple[APIRouter, ...]":
        """Their addresses on the web server."""
        slack = self.slack.routers if self.slack is not None else ()
        return (*slack, *(self.teams.routers if self.teams is not None else ()))

    async def quiet(self) -> None:
        """Return once everything that was acknowledged, on any of them, has been dealt with."""
        for chat in (self.slack, self.teams):
            if chat is not None:
                await chat.quiet()


def set_up(settings: Settings) -> tuple[str, ...]:
    """The platforms that are set up."""
    wanted = {"slack": slack_keys(settings).wanted, "teams": teams_keys(settings).wanted}
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)


async def connected(
    stack: AsyncExitStack, bot: Bot, settings: Settings, say_in: Callable[..., Say], inbox: Inbox, *, listens: bool
) -> Platforms:
    """Every platform that is set up, until `stack` closes; heard too, if it `listens`.

    Refusal when what is set is not enough, or the platform does not know us.
    """
    slack_there = teams_there = None
    if (slack_set := slack_keys(settings)).wanted:
        from handlers.slack.adapter import slack

        slack_there = await stack.enter_async_context(slack(bot, slack_set, say_in, inbox, listens=listens))
    if (teams_set := teams_keys(settings)).wanted:
        from handlers.teams.adapter import teams

        teams_there = await stack.enter_async_context(
            teams(bot, teams_set, say_in, inbox, host=settings.host, listens=listens)
        )
    return Platforms(slack=slack_there, teams=teams_there)


def slack_keys(settings: Settings) -> "SlackKeys":
    """What is set about Slack."""
    from handlers.slack.keys import SlackKeys

    return SlackKeys(
        api_url=settings.slack_api_url,
        public_url=settings.public_url,
        bot_token=settings.slack_bot_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
    )


async def writer_of(stack: AsyncExitStack, settings: Settings) -> "Writer | None":
    """The language model, until `stack` closes; None where none is set up."""
    keys = model_keys(settings)
    if keys is None:
        return None
    from prompts.summariser import Summariser

    made = Summariser(keys)
    stack.push_async_callback(made.close)
    return made
