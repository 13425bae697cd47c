"""Carries a session between us and one browser: the cookie, and the mark that every form must bring back."""

import hmac

from fastapi import Request, Response

from bot.actions.sign_in import Signed, signed_in
from bot.bot import Bot
from bot.domain.sessions import SESSION_LASTS, Pass, shown

SAFE, PLAIN = "__Host-cab", "cab"
"""The name where the address is https, by which browsers insist on it; and where it is not, on one's own machine."""


def cookie_name(bot: Bot) -> str:
    """How the cookie is called here."""
    return SAFE if bot.policy.address.startswith("https://") else PLAIN


async def session_of(bot: Bot, request: Request) -> Signed | None:
    """Who is signed in, as they stand now; None for everybody else, and for two cookies of the name."""
    secret = secret_in(bot, request)
    return await signed_in(bot, secret) if secret is not None else None


def secret_in(bot: Bot, request: Request) -> str | None:
    """The session's secret that a browser sends, if we made it once; whether it still holds is not looked up."""
    name, found = cookie_name(bot), []
    for header in request.headers.getlist("cookie"):
        for each in header.split(";"):
            key, _, value = each.strip().partition("=")
            found += [value] if key == name else []
    return found[0] if len(found) == 1 and shown(bot.ids, Pass.SESSION, found[0]) is not None else None


def keep(bot: Bot, response: Response, secret: str) -> None:
    """Let the browser keep the session: no script may read it, and no other site's page may bring it along."""
    response.set_cookie(
        cookie_name(bot),
        secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=cookie_name(bot) == SAFE,
        httponly=True,
        samesite="strict",
    )


def forget(bot: Bot, response: Response) -> None:
    """Let the browser throw the session away."""
    response.delete_cookie(
        cookie_name(bot), path="/", secure=cookie_name(bot) == SAFE, httponly=True, samesite="strict"
    )


def form_mark(bot: Bot, signed: Signed, deed: str) -> str:
    """What a form for this deed carries; only pages of this very session show it."""
    return bot.ids.of("web form", signed.session.organisation_id, signed.session.hashed, deed)


def is_our_form(bot: Bot, signed: Signed, deed: str, mark: str) -> bool:
    """True when the form was handed out in this session for this deed."""
    return hmac.compare_digest(form_mark(bot, signed, deed).encode(), mark.encode())
