"""`cab reconcile`: what a database that was put back does not know of, and what was recognised since."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House


def reconcile(
    since: Annotated[
        datetime | None,
        typer.Option(help="A copy from then (UTC) was put back, and no process could notice.", show_default=False),
    ] = None,
) -> None:
    """After a backup was put back: what is missing, which messages stand already, what is in doubt."""

    async def deed(house: "House") -> list[str]:
        from bot.actions.restored import gap_of, recognised, tell_of_gap
        from bot.domain.deliveries import State
        from bot.texts import Phrase
        from prompts.catalogue import say_in

        say = say_in("en")
        if since is not None:
            await tell_of_gap(house.bot, since.replace(tzinfo=UTC))
        gap = await gap_of(house.bot)
        if gap is None:
            return [say(Phrase("reconcile.nothing"))]
        found = await recognised(house.bot, gap)
        span = {"since": f"{gap.since:%Y-%m-%d %H:%M} UTC", "until": f"{gap.until:%Y-%m-%d %H:%M} UTC"}
        lines = [say(Phrase("reconcile.gap", span))]
        for state, phrase in (
            (State.SENT, "reconcile.stands"),
            (State.SENDING, "reconcile.waits"),
            (State.UNKNOWN, "reconcile.doubt"),
        ):
            if rows := found.get(state):
                lines += [
                    say(Phrase(phrase, {"n": len(rows)})),
                    *(f"  {kind}  {place}" for kind, place in sorted(rows)),
                ]
        return lines

    for line in with_house(deed):
        typer.echo(line)
