"""The product manager's verbs on the command line: what was heard, what was decided, how a poll ends."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import show, with_house

if TYPE_CHECKING:
    from bot.app import House
    from bot.commands import Command

BoardName = Annotated[str | None, typer.Option("--board", help="The board's name, if there are several.")]
Poll = Annotated[str | None, typer.Argument(help="A poll such as P12; else the latest.")]
Suggestion = Annotated[str | None, typer.Argument(help="A suggestion such as S7; else the newest.")]


def results(
    poll: Poll = None,
    board: BoardName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON document.")] = False,
) -> None:
    """Show the results of a closed poll."""
    if as_json:
        _counts(poll, board)
    else:
        _obey(f"results {poll or ''}", board)


def summary(
    what: Annotated[
        list[str] | None, typer.Argument(help='Nothing for the digest, a poll (P12), "last 30d", or words of a theme.')
    ] = None,
    segment: Annotated[str, typer.Option(help="Only companies of these segments, with commas between.")] = "",
    board: BoardName = None,
) -> None:
    """Show what was said: the digest, one poll, one theme, lately, in some segments."""
    within = f'--segment "{segment}"' if segment else ""
    _obey(" ".join(["summary", *(what or []), within]), board)


def roadmap(board: BoardName = None) -> None:
    """Show the suggestions, those of most companies first."""
    _obey("roadmap", board)


def why(suggestion: Suggestion = None, board: BoardName = None) -> None:
    """Show the evidence behind a suggestion."""
    _obey(f"why {suggestion or ''}", board)


def decide(
    suggestion: Annotated[str, typer.Argument(help="A suggestion such as S7.")],
    verdict: Annotated[
        str,
        typer.Argument(help="What becomes of it: explore, plan, decline or ship; may be left out with --tell."),
    ] = "",
    reason: Annotated[str, typer.Argument(help="Why; stays inside.")] = "",
    tell: Annotated[str, typer.Option(help="The text customers read; without it they are told nothing yet.")] = "",
    board: BoardName = None,
) -> None:
    """Decide about a suggestion, and tell customers if a text for them is given, at once or later."""

    async def deed(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.decide import decide as settle_it
        from bot.actions.explain import matter_of, the_suggestion
        from bot.actions.operator import board_meant, operator
        from bot.cards.decision import recorded_card
        from bot.cli.paint import print_card
        from bot.commands import number_of, verdict_of
        from bot.errors import Refusal
        from bot.texts import Phrase
        from handlers.routes import approve

        number = number_of(suggestion, "S")
        chosen_verdict = verdict_of(verdict, number) if verdict or not tell else None
        meant = await board_meant(house.bot, board)
        owner, by = meant.organisation_id, await operator(house.bot, meant)
        chosen = await the_suggestion(house.bot, meant, number)
        if chosen_verdict is not None:
            async with audited(house.bot, owner, by.id, "decide_on", chosen.label):
                done = await settle_it(house.bot, owner, chosen.id, chosen_verdict, reason=reason, by=by)
            # The text proposed is for who has given none.
            print_card(recorded_card(done.suggestion, done.decision) if tell else done.card, zone=meant.zone)
        if tell:
            decisions = (await matter_of(house.bot, meant, chosen.id)).decisions
            if not decisions:
                raise Refusal(Phrase("loop.nothing_decided", {"suggestion": chosen.label}))
            print_card(await approve(house.bot, decisions[-1], tell, by), zone=meant.zone)

    with_house(deed)


def handoff(suggestion: Suggestion = None, board: BoardName = None) -> None:
    """Hand a suggestion to the trackers that are set up, and show where it stands there."""

    async def deed(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.explain import the_suggestion
        from bot.actions.hand_off import hand_off, work_off
        from bot.actions.operator import board_meant, operator
        from bot.cards.handoff import handing_card
        from bot.cli.paint import print_card
        from bot.commands import number_of

        meant = await board_meant(house.bot, board)
        by = await operator(house.bot, meant)
        chosen = await the_suggestion(house.bot, meant, number_of(suggestion or "", "S"))
        async with audited(house.bot, meant.organisation_id, by.id, "hand_off", chosen.label):
            await hand_off(house.bot, meant.organisation_id, chosen.id, by)
        rows = await work_off(house.bot, meant.organisation_id, chosen.id)
        print_card(handing_card(suggestion=chosen, rows=rows), zone=meant.zone)

    with_house(deed)


def merge(
    suggestion: Annotated[str, typer.Argument(help="A suggestion such as S7.")],
    other: Annotated[str, typer.Argument(help="Another one, such as S9.")],
    board: BoardName = None,
) -> None:
    """Let two suggestions be one: further along stays, of two alike the older."""
    _obey(f"merge {suggestion} {other}", board)


def unmerge(
    suggestion: Annotated[str, typer.Argument(help="The suggestion that was merged into another, such as S9.")],
    board: BoardName = None,
) -> None:
    """Let a suggestion that was merged stand alone again."""
    _obey(f"unmerge {suggestion}", board)


def close(poll: Poll = None, board: BoardName = None) -> None:
    """Close an open poll now."""
    _obey(f"close {poll or ''}", board)


def extend(
    words: Annotated[
        list[str], typer.Argument(metavar="[POLL] LENGTH", help="By how long, e.g. P12 2d; without a poll, the latest.")
    ],
    board: BoardName = None,
) -> None:
    """Let an open poll stay open for longer."""
    _obey(f"extend {' '.join(words)}", board)


def cancel(poll: Poll = None, board: BoardName = None) -> None:
    """Call a poll off."""
    _obey(f"cancel {poll or ''}", board)


def remind(poll: Poll = None, board: BoardName = None) -> None:
    """Remind those who have not answered a poll, once."""
    _obey(f"remind {poll or ''}", board)


def cases(board: BoardName = None) -> None:
    """Show the problems that were reported."""
    _obey("cases", board)


def members(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Nothing for the list; else add, owner or rights, e.g. owner slack:T0123:U0456."),
    ] = None,
    account: Annotated[str, typer.Option(help="With add and owner: the company.")] = "",
    board: BoardName = None,
) -> None:
    """Show who sits on the board for which company, seat somebody, or say who looks after a company."""
    _obey(f"members {' '.join(words or [])}{_of_company(account)}", board)


def account(
    name: Annotated[str, typer.Argument(help="The company's name.")],
    board: BoardName = None,
) -> None:
    """Show how a company takes part, and what its people said under their own names."""
    _obey(f"account {name}", board)


def heard(
    said: Annotated[str, typer.Argument(help="What they said: an option of the poll, or their own words.")],
    account: Annotated[str, typer.Option(help="The company.")],
    poll: Annotated[str, typer.Option(help="A poll such as P12; else the latest.")] = "",
    by: Annotated[str, typer.Option(help="Who of the company said it.")] = "",
    on: Annotated[str, typer.Option(help="The day of the call, as 2026-03-02; else today.")] = "",
    question: Annotated[str, typer.Option(help="Which question of the poll, counted from one.")] = "",
    board: BoardName = None,
) -> None:
    """Write down what a customer said on a call: beside the votes, never among them."""
    flags = {"account": account, "by": by, "on": on, "question": question}
    options = " ".join(f'--{name} "{value.replace(chr(34), "")}"' for name, value in flags.items() if value)
    _obey(f'heard {poll} "{said.replace(chr(34), "")}" {options}', board)


def board_owner(
    person: Annotated[str, typer.Argument(help="Who runs it, as slack:T0123:U0456; `none` ends it.")] = "",
    board: BoardName = None,
) -> None:
    """Let somebody of your own run one board; without a name, say who does."""
    _obey(f"board owner {person}", board)


def month_report(board: BoardName = None) -> None:
    """Show the monthly report about the month that is over."""
    _obey("board report", board)


audit_app = typer.Typer(help="Show who lately did what, also what was denied.", invoke_without_command=True)


@audit_app.callback()
def audit(context: typer.Context, board: BoardName = None) -> None:
    """Show who lately did what, also what was denied."""
    if context.invoked_subcommand is None:
        _obey("audit", board)


@audit_app.command("verify")
def verify_audit(board: BoardName = None) -> None:
    """See whether that list is whole and unchanged; names the first bad entry, and then the exit code is 1."""
    _obey("audit verify", board)


def policy(
    words: Annotated[list[str] | None, typer.Argument(help="E.g. person 1 a week, quiet 20:00-08:00, ai on.")] = None,
    account: Annotated[str, typer.Option(help="With ai: the company that allows it.")] = "",
    board: BoardName = None,
) -> None:
    """Show or set how often people are asked, when it is quiet, and whether an AI service reads answers."""
    _obey(f"policy {' '.join(words or [])}{_of_company(account)}", board)


def _of_company(account: str) -> str:
    company = account.replace('"', "")
    return f' --account "{company}"' if company else ""


def _obey(line: str, board: str | None) -> None:
    async def deed(house: "House") -> None:
        from bot.actions.operator import board_meant, operator
        from bot.cli.paint import print_card
        from bot.commands import parse
        from handlers.routes import command

        typed: Command = parse(line)
        meant = await board_meant(house.bot, board)
        print_card(await command(house.bot, typed, await operator(house.bot, meant), meant), zone=meant.zone)

    with_house(deed)


def _counts(poll: str | None, board: str | None) -> None:
    async def deed(house: "House") -> dict[str, object]:
        from bot.actions.explain import counts_of
        from bot.actions.operator import board_meant
        from bot.commands import number_of

        meant = await board_meant(house.bot, board)
        return await counts_of(house.bot, meant, number_of(poll or "", "P"))

    show(with_house(deed), as_json=True, text=[])
