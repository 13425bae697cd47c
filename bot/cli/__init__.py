"""Every verb of `cab`; heavy modules are imported inside a verb, so that `--help` is there at once."""

from collections.abc import Callable, Sequence

import typer

from bot.cli import (
    api_tokens,
    asking,
    boards,
    cadence,
    data_rights,
    demo,
    digest,
    doctor,
    evaluate,
    imports,
    links,
    lost_secrets,
    manifest,
    reconcile,
    schedule,
    serve,
    teams,
    themes,
    verbs,
)
from bot.cli.faults import refusal_behind
from bot.cli.group import Commands
from bot.errors import Refusal
from bot.texts import at_terminal

HEARING = "Hear and decide"
BOARDS = "Boards and schedules"
DATA = "Data and privacy"
SERVER = "Server and platforms"

app = typer.Typer(
    name="cab",
    cls=Commands,
    help="Sounding Board: a customer advisory board as short, frequent asks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _list(heading: str, *verbs_of: tuple[str, Callable[..., None], str]) -> None:
    """Put commands under a heading of `cab --help`; each line of it fits into 80 columns."""
    for name, deed, line in verbs_of:
        app.command(name, short_help=line, rich_help_panel=heading)(deed)


def _list_groups(heading: str, **groups: typer.Typer) -> None:
    for name, group in groups.items():
        app.add_typer(group, name=name, cls=Commands, rich_help_panel=heading)


_list(
    "See how it works",
    ("demo", demo.demo, "Watch a customer advisory board live through a quarter."),
    ("play", serve.play, "Be a member, a product manager or an admin, in the terminal."),
)
_list(
    "Ask customers",
    ("poll", asking.poll, "Put a choice, an order or a score to the board."),
    ("ask", asking.ask, "Put an open question to the board."),
    ("remind", verbs.remind, "Remind those who have not answered a poll, once."),
    ("close", verbs.close, "Close an open poll now."),
    ("extend", verbs.extend, "Let an open poll stay open for longer."),
    ("cancel", verbs.cancel, "Call a poll off."),
    ("link", links.link, "Print the link with which one person answers a poll."),
)
_list(
    HEARING,
    ("status", boards.status, "Show every board: what is live, and what comes next."),
    ("results", verbs.results, "Show the results of a closed poll."),
    ("digest", digest.digest, "Show the latest digest, or write it as a page."),
    ("summary", verbs.summary, "Show what was said: in one poll, one theme, lately."),
    ("roadmap", verbs.roadmap, "Show the suggestions, those of most companies first."),
    ("why", verbs.why, "Show the evidence behind a suggestion."),
    ("decide", verbs.decide, "Decide about a suggestion, and tell customers."),
    ("handoff", verbs.handoff, "Hand a suggestion to the trackers that are set up."),
    ("merge", verbs.merge, "Let two suggestions be one."),
    ("unmerge", verbs.unmerge, "Let a suggestion that was merged stand alone again."),
    ("cases", verbs.cases, "Show the problems that were reported."),
)
_list(
    "People and companies",
    ("members", verbs.members, "Show who sits on the board, and seat somebody."),
    ("account", verbs.account, "Show how a company takes part."),
    ("heard", verbs.heard, "Write down what a customer said on a call."),
    ("import", imports.import_files, "Import members, answers or votes from CSV files."),
)
_list(
    BOARDS,
    ("policy", verbs.policy, "Show or set how often people are asked, and when not."),
    ("event", schedule.tell_event, "Tell that something happened to a customer."),
)
_list(
    DATA,
    ("export", asking.export, "Print the answers as CSV, or all that is held of a person."),
    ("erase", data_rights.erase, "Erase a person: everything that leads to them, for good."),
    ("purge", data_rights.purge, "Delete what is over its time."),
    ("backup", data_rights.backup, "Copy the embedded database into one file."),
    ("secrets", lost_secrets.secrets, "See whether everything sealed opens with CAB_SECRET_KEYS."),
    ("reconcile", reconcile.reconcile, "After a backup was put back: see what is missing."),
)
_list(
    SERVER,
    ("serve", serve.serve, "Ask, deliver, close, report and serve the pages."),
    ("web", serve.web, "Only hear the chats and serve the pages; on PostgreSQL."),
    ("clock", serve.clock, "Only say what is due, for a worker to do; on PostgreSQL."),
    ("worker", serve.worker, "Only do what is due; on PostgreSQL."),
    ("doctor", doctor.doctor, "Check settings, database, tokens, rights and channels."),
    ("eval", evaluate.evaluate_file, "Measure how well themes are found in sorted answers."),
)
boards.board_app.command("owner")(verbs.board_owner)
boards.board_app.command("report")(verbs.month_report)
cadence.app.command("set")(boards.set_cadence)
_list_groups(HEARING, theme=themes.theme_app)
_list_groups(
    BOARDS,
    board=boards.board_app,
    channel=boards.channel_app,
    engagement=boards.engagement_app,
    schedule=schedule.app,
    cadence=cadence.app,
)
_list_groups(DATA, audit=verbs.audit_app)
_list_groups(SERVER, manifest=manifest.manifest_app, teams=teams.teams_app, token=api_tokens.token_app)


def run(arguments: Sequence[str]) -> int:
    """Run one command; a refusal becomes one sentence on the error stream and exit code 1."""
    try:
        app(args=list(arguments), standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except Exception as wrong:
        refused = refusal_behind(wrong)
        if refused is None:
            raise
        return _say(_worded(refused))
    return 0


def _worded(refused: Refusal) -> str:
    from prompts.catalogue import say_in

    return at_terminal(say_in("en")(refused.phrase), "cab ")


def _say(sentence: str) -> int:
    typer.echo(sentence, err=True)
    return 1
