"""Tells whether a token is of the kind that was asked for, and whether Slack takes it, before anybody keeps it."""

import re
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.texts import Phrase
from handlers.slack.client import NO_ANSWER

PATIENCE = 10.0
"""Seconds for Slack's word about one token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKind:
    """One kind of token: how it begins, and where it is found."""

    setting: str
    prefixes: tuple[str, ...]
    phrase: str
    """The middle of the ids of what is said about it."""


BOT = TokenKind(setting="CAB_SLACK_BOT_TOKEN", prefixes=("xoxb-", "xoxe.xoxb-"), phrase="bot")
APP = TokenKind(setting="CAB_SLACK_APP_TOKEN", prefixes=("xapp-",), phrase="app")
_SECRET = re.compile(r"[0-9a-f]{32}")


def wrong_kind(kind: TokenKind, token: str) -> Phrase | None:
    """What is wrong with how a token looks; None where it looks right."""
    other = APP if kind is BOT else BOT
    if token.startswith(other.prefixes):
        return Phrase(f"token.{kind.phrase}_swapped")
    return None if token.startswith(kind.prefixes) else Phrase(f"token.{kind.phrase}_wrong")


def odd_secret(secret: str) -> Phrase | None:
    """What is wrong with how a signing secret looks."""
    return None if _SECRET.fullmatch(secret) else Phrase("token.secret_wrong")


async def refused(kind: TokenKind, token: str, api_url: str) -> Phrase | None:
    """Why Slack does not take a token; None where it does, or where it cannot be asked."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        client = AsyncWebClient(base_url=api_url, session=session, retry_handlers=[])
        try:
            if kind is BOT:
                await client.auth_test(token=token)
            else:
                await client.apps_connections_open(app_token=token)
        except SlackApiError as wrong:
            why = str(wrong.response.get("error") or wrong.response.status_code)
            return Phrase(f"token.{kind.phrase}_refused", {"why": why})
        except NO_ANSWER:
            return None
    return None
