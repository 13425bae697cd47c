"""Every verb of `cab`; heavy modules are imported inside a verb, so that `--help` is there at once."""

from collections.abc import Sequence

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
from bot.cli.faults import Commands, refusal_behind
from bot.errors import Refusal
from bot.texts import at_terminal

app = typer.Typer(
    name="cab",
    cls=Commands,
    help="Sounding Board: a customer advisory board as short, frequent asks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("play")(serve.play)
app.command("serve")(serve.serve)
for part in (serve.web, serve.clock, serve.worker):
    app.command()(part)
app.command("doctor")(doctor.doctor)
app.command("secrets")(lost_secrets.secrets)
app.command("reconcile")(reconcile.reconcile)
app.command("status")(boards.status)
app.command("poll")(asking.poll)
app.command("ask")(asking.ask)
app.command("export")(asking.export)
for deed in (data_rights.erase, data_rights.purge, data_rights.backup):
    app.command()(deed)
for listing in (verbs.cases, verbs.members, verbs.account, verbs.heard, verbs.policy):
    app.command()(listing)
app.command("remind")(verbs.remind)
for verb in (verbs.results, verbs.summary, verbs.roadmap, verbs.why, verbs.decide, verbs.close, verbs.cancel):
    app.command()(verb)
for about in (verbs.handoff, verbs.merge, verbs.unmerge):
    app.command()(about)
app.command("digest")(digest.digest)
app.command("link")(links.link)
app.command("import")(imports.import_files)
app.command("eval")(evaluate.evaluate_file)
app.add_typer(manifest.manifest_app, name="manifest")
app.add_typer(teams.teams_app, name="teams")
app.add_typer(themes.theme_app, name="theme")
boards.board_app.command("owner")(verbs.board_owner)
boards.board_app.command("report")(verbs.month_report)
app.add_typer(boards.board_app, name="board")
app.add_typer(boards.channel_app, name="channel")
app.add_typer(boards.engagement_app, name="engagement")
cadence.app.command("set")(boards.set_cadence)
app.add_typer(cadence.app, name="cadence")
app.add_typer(schedule.app, name="schedule")
app.command("event")(schedule.tell_event)
app.add_typer(api_tokens.token_app, name="token")
app.add_typer(verbs.audit_app, name="audit")


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
