"""Writes the parts of the documents that come from the code, or checks them: `python -m tests.house.documents`."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT

Written = Callable[[], str]


def settings_table() -> str:
    """Every environment variable the product reads, its default and what it is for."""
    from bot.config import Settings, variable_of

    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{variable_of(name)}` | {_default(field.default)} | {field.description} |")
    return "\n".join(rows)


def settings_file() -> str:
    """The same as lines of an environment file, each commented out at its default."""
    from bot.config import Settings, variable_of

    lines = []
    for name, field in Settings.model_fields.items():
        lines += [f"# {field.description}", f"#{variable_of(name)}={_plain(field.default)}", ""]
    return "\n".join(lines).rstrip()


def commands() -> str:
    """Every command with its arguments and options."""
    from typer.main import get_command

    from bot.cli import app

    return "\n\n".join(_command(get_command(app), "cab"))


def rights() -> str:
    """What the bot asks for in Slack, each with its reason, as the list in the code says it."""
    text = (ROOT / "handlers" / "slack" / "scopes.py").read_text(encoding="utf-8").partition("DESIRABLE")[0]
    found = re.findall(r'^    "([\w:.]+)",  # (.+)$', text, re.MULTILINE)
    return "\n".join(["| right | what for |", "|---|---|", *(f"| `{name}` | {why} |" for name, why in found)])


def permissions() -> str:
    """Who may do what where, as the one table in the code says it."""
    from bot.access import RIGHTS, Deed, Standing, Where

    rows = [f"| | {' | '.join(_spaced(deed) for deed in Deed)} |", f"|---{'|---' * len(Deed)}|"]
    for standing in Standing:
        cells = []
        for deed in Deed:
            places = [where.value for where in Where if (standing, deed, where) in RIGHTS]
            cells.append("yes" if len(places) == len(Where) else ", ".join(places) or "no")
        rows.append(f"| {_spaced(standing)} | {' | '.join(cells)} |")
    return "\n".join(rows)


def needs() -> str:
    """Which right each command needs."""
    from bot.access import Deed
    from bot.commands import NEEDS, verb_named

    rows = ["| right | commands |", "|---|---|"]
    for deed in (None, *Deed):
        named = sorted(verb_named(kind).replace("_", " ") for kind, need in NEEDS.items() if need is deed)
        if named:
            rows.append(f"| {_spaced(deed) if deed else 'none: it is about nobody but oneself'} | {', '.join(named)} |")
    return "\n".join(rows)


def _spaced(word: str) -> str:
    return word.replace("_", " ")


BLOCKS: dict[str, tuple[tuple[str, Written], ...]] = {
    "docs/operations.md": (("settings", settings_table),),
    "docs/commands.md": (("commands", commands),),
    "docs/permissions.md": (("permissions", permissions), ("needs", needs)),
    "docs/slack.md": (("rights", rights),),
    ".env.example": (("settings", settings_file),),
}
"""Which document holds which generated block."""


def renewed(path: Path, name: str, content: str) -> str:
    """The document with the block called `name` replaced; ValueError when its marks are not there."""
    opening, closing = _marks(path, name)
    text = path.read_text(encoding="utf-8")
    before, found, rest = text.partition(f"{opening}\n")
    _, ended, after = rest.partition(f"{closing}\n")
    if not found or not ended:
        raise ValueError(f"{path.name} has no block between '{opening}' and '{closing}'")
    gap = "\n" if path.suffix == ".md" else ""
    return f"{before}{opening}\n{gap}{content}\n{gap}{closing}\n{after}"


def stale() -> list[str]:
    """The documents whose generated parts are not what the code says now."""
    return [name for name, text in _all() if (ROOT / name).read_text(encoding="utf-8") != text]


def main() -> int:
    """Write what is stale, or with `--check` only tell."""
    if "--check" in sys.argv:
        names = stale()
        for name in names:
            print(f"{name} does not tell what the code says: run `make docs`", file=sys.stderr)
        return 1 if names else 0
    for name, text in _all():
        (ROOT / name).write_text(text, encoding="utf-8")
    return 0


def _all() -> Iterator[tuple[str, str]]:
    for name, blocks in BLOCKS.items():
        for block, write in blocks:
            yield name, renewed(ROOT / name, block, write())


def _marks(path: Path, name: str) -> tuple[str, str]:
    opening, closing = f"{name}: written by `make docs`", f"end of {name}"
    if path.suffix == ".md":
        return f"<!-- {opening} -->", f"<!-- {closing} -->"
    return f"# {opening}", f"# {closing}"


def _plain(default: object) -> str:
    secret = getattr(default, "get_secret_value", None)
    return str(secret() if secret else "" if default is None else default)


def _default(default: object) -> str:
    return f"`{_plain(default)}`" if _plain(default) else ""


def _command(command: Any, name: str) -> Iterator[str]:
    """One command and those below it; `Any` because typer hands out click's classes under two names."""
    if getattr(command, "hidden", False):
        return
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    below = getattr(command, "commands", {})
    usage = " ".join(
        [name, *(["COMMAND"] if below else []), *map(_argument, arguments), *(["[OPTIONS]"] * bool(options))]
    )
    depth = "#" * min(2 + name.count(" "), 4)
    lines = [f"{depth} {name}", f"`{usage}`", _sentence(command.help)]
    rows = [f"| `{_argument(one)}` | {_sentence(one.help)} |" for one in arguments]
    rows += [f"| {_option(one)} | {_sentence(one.help)}{_unless(one)} |" for one in options]
    if rows:
        lines.append("\n".join(["| | |", "|---|---|", *rows]))
    yield "\n\n".join(line for line in lines if line)
    for key in below:
        yield from _command(below[key], f"{name} {key}")


def _argument(argument: Any) -> str:
    word = str(argument.metavar or argument.name).upper().strip("[]")
    return word if argument.required else f"[{word}]"


def _option(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar or _value(option.type_descriptor.annotation)}"


def _value(annotation: Any) -> str:
    """The word for what an option takes: NUMBER, TEXT, FILE, or the words to choose from."""
    words = {"int": "NUMBER", "float": "NUMBER", "str": "TEXT", "Path": "FILE", "datetime": "TIME"}
    if annotation.__name__ == "list":
        return _value(annotation.__args__[0])
    return words.get(annotation.__name__) or " or ".join(str(each) for each in annotation)


def _unless(option: Any) -> str:
    default = option.default
    shown = not option.is_flag and default not in (None, "", ()) and not callable(default)
    return f" Default: `{default}`." if shown else ""


def _sentence(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())


if __name__ == "__main__":
    sys.exit(main())
