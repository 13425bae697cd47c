"""`cab schedule` and `cab event`: what is asked when, and what follows an event."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House
    from bot.commands import Command

app = typer.Typer(help="What goes out when.", no_args_is_help=True)
BoardName = Annotated[str | None, typer.Option("--board", help="The board's name, if there are several.")]
Number = Annotated[int | None, typer.Argument(help="Its number in the list, if there are several.", min=1)]


@app.callback()
def _schedules() -> None:
    """What goes out when."""


@app.command("list")
def listing(board: BoardName = None) -> None:
    """Show what goes out when, and what follows an event."""
    from bot.commands import Schedule

    _obey(Schedule(), board)


@app.command("set")
def put(
    rule: Annotated[str, typer.Argument(help="When, e.g. 'every 2 weeks on Tue at 10:00'; also cron or an RRULE.")],
    engagement: Annotated[list[str], typer.Option(help="What to ask; several are asked in turn. Library names too.")],
    zone: Annotated[str, typer.Option(help="IANA time zone of the rule; else the board's.")] = "",
    start: Annotated[str, typer.Option(help="Not before this local time; else now.")] = "",
    end: Annotated[str, typer.Option(help="Not after this day or local time.")] = "",
    blackout: Annotated[
        list[str] | None, typer.Option("--except", help="Dates left out, e.g. 2026-12-21..2027-01-06.")
    ] = None,
    grace: Annotated[str, typer.Option(help="How late a missed poll is still asked, e.g. 6h.")] = "",
    local: Annotated[bool, typer.Option("--local", help="The time holds on everybody's own clock.")] = False,
    board: BoardName = None,
) -> None:
    """Put polls on a schedule, in rotation; the same polls again get the new rule."""
    from bot.commands import Schedule
    from bot.commands.schedules import blackout_dates, end_of, grace_of

    asks = tuple(part.strip() for each in engagement for part in each.split(",") if part.strip())
    typed = Schedule(
        rule=rule,
        engagements=asks,
        zone=zone,
        start=start,
        end=end_of(end),
        blackout=tuple(each for dates in blackout or () for each in blackout_dates(dates)),
        grace=grace_of(grace) if grace else None,
        local=local,
    )
    _obey(typed, board)


@app.command("pause")
def pause(number: Number = None, board: BoardName = None) -> None:
    """Let a schedule rest."""
    from bot.commands import Pause

    _obey(Pause(number=number), board)


@app.command("resume")
def resume(number: Number = None, board: BoardName = None) -> None:
    """Let a paused schedule go on; what fell due meanwhile is not made up for."""
    from bot.commands import Resume

    _obey(Resume(number=number), board)


@app.command("preview")
def preview(number: Number = None, board: BoardName = None) -> None:
    """Show the next ten dates: what is asked, what is left out, and why."""
    from bot.commands import Preview

    _obey(Preview(number=number), board)


@app.command("delete")
def delete(number: Number = None, board: BoardName = None) -> None:
    """End a schedule; past polls stay, and one that is open goes on."""
    from bot.commands import DeleteSchedule

    _obey(DeleteSchedule(number=number), board)


@app.command("on")
def follow(
    event: Annotated[str, typer.Argument(help="The event, e.g. 'go-live done' or 'renewal in 60 days'.")],
    ask: Annotated[str, typer.Option(help="What to ask after it; else what the library proposes.")] = "",
    after: Annotated[str, typer.Option(help="How long after it, e.g. 3d; else at once.")] = "",
    board: BoardName = None,
) -> None:
    """Ask something after each event of that name, of that customer alone."""
    from bot.commands import Follow
    from bot.commands.schedules import wait_of

    _obey(Follow(moment=event, engagement=ask, after=wait_of(after) if after else None), board)


@app.command("off")
def unfollow(
    event: Annotated[str, typer.Argument(help="The event, as `cab schedule list` shows it.")], board: BoardName = None
) -> None:
    """Ask nothing after that event any more, also what waits."""
    from bot.commands import Unfollow

    _obey(Unfollow(moment=event), board)


def tell_event(
    event: Annotated[str, typer.Argument(help="What happened, e.g. 'go-live done'.")],
    account: Annotated[str, typer.Option(help="The customer's short or full name.")],
    board: Annotated[str | None, typer.Option(help="Only this board; else all the customer sits on.")] = None,
    at: Annotated[str, typer.Option(help="When, e.g. 2026-03-02T09:00 in the board's zone; else now.")] = "",
    key: Annotated[str, typer.Option("--id", help="Your name for it; the same again is the same event.")] = "",
) -> None:
    """Tell that something happened to a customer; the polls that follow it are asked of that customer alone."""

    async def deed(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.enrol import the_organisation
        from bot.actions.obey_schedule import told_card_of
        from bot.cli.paint import print_card

        owner = (await the_organisation(house.bot, board=board)).id
        async with audited(house.bot, owner, None, "tell_moment", ""):
            print_card(await told_card_of(house.bot, owner, event, account, key=key, at=at, board=board or ""))

    with_house(deed)


def _obey(typed: "Command", board: str | None) -> None:
    async def deed(house: "House") -> None:
        from bot.actions.operator import board_meant, operator
        from bot.cli.paint import print_card
        from handlers.routes import command

        meant = await board_meant(house.bot, board)
        print_card(await command(house.bot, typed, await operator(house.bot, meant), meant), zone=meant.zone)

    with_house(deed)
