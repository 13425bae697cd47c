"""`cab token`: lets other programs speak to the JSON API, each with a token of its own."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import show, with_house
from bot.domain.api_tokens import Scope

if TYPE_CHECKING:
    from bot.app import House
    from bot.domain.api_tokens import ApiToken

token_app = typer.Typer(help="Tokens for the JSON API.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@token_app.callback()
def _tokens() -> None:
    """Tokens for the JSON API."""


@token_app.command("issue")
def issue(
    name: Annotated[str, typer.Argument(help="What it is for, e.g. 'CRM'.")],
    scope: Annotated[list[Scope] | None, typer.Option(help="What it is good for; else telling of events.")] = None,
    board: Annotated[str | None, typer.Option(help="Only this board; else all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a token and show it, once: it is kept as a hash."""

    async def deed(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.enrol import the_organisation
        from bot.actions.token_desk import issue_token

        owner = (await the_organisation(house.bot, board=board)).id
        async with audited(house.bot, owner, None, "issue_token", ""):
            shown, made = await issue_token(house.bot, name, tuple(scope or (Scope.EVENTS,)), board)
        text = [shown, f"{made.name}: good for {', '.join(made.scopes)}. It is not shown again."]
        show({"token": shown, **_as_json(made)}, as_json=as_json, text=text)

    with_house(deed)


@token_app.command("list")
def listing(as_json: AsJson = False) -> None:
    """List the tokens, without what makes them work."""

    async def deed(house: "House") -> None:
        from bot.actions.token_desk import SHOWN, tokens_of

        known = await tokens_of(house.bot)
        lines = [
            f"{each.id[:SHOWN]}  {each.name}: {', '.join(each.scopes)}{' (revoked)' if each.revoked_at else ''}"
            for each in known
        ]
        show({"tokens": [_as_json(each) for each in known]}, as_json=as_json, text=lines or ["No token was made yet."])

    with_house(deed)


@token_app.command("revoke")
def revoke(
    token: Annotated[str, typer.Argument(help="The first letters of its id, as `cab token list` shows.")],
) -> None:
    """Make a token worthless, at once and for good."""

    async def deed(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.enrol import the_organisation
        from bot.actions.token_desk import revoke_token

        owner = (await the_organisation(house.bot)).id
        async with audited(house.bot, owner, None, "revoke_token", token[:40]):
            gone = await revoke_token(house.bot, token)
        typer.echo(f"Revoked: {gone.name}.")

    with_house(deed)


def _as_json(one: "ApiToken") -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "scopes": list(one.scopes),
        "made_at": one.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "revoked": one.revoked_at is not None,
    }
