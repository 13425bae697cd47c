"""The `cab` command: runs one verb, and turns a person's mistake into one sentence and an exit code."""

import gc
import sys

LOADING = (20_000, 20, 20)
"""How much is made before Python looks for what nobody needs any more: what is loaded at a start is needed to the end,
and to look through all of it again and again took an eighth of the time."""


def main() -> None:
    """Run the command line; exit code 1 for a refusal, 2 for wrong usage, 130 when interrupted."""
    gc.set_threshold(*LOADING)
    from bot.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
