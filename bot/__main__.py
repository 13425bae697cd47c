"""The `cab` command: runs one verb, and turns a person's mistake into one sentence and an exit code."""

import sys


def main() -> None:
    """Run the command line; exit code 1 for a refusal, 2 for wrong usage, 130 when interrupted."""
    from bot.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
