"""Answers that are instructions to a machine, in a dozen languages and disguises, to measure that they move nothing."""

from functools import cache
from importlib.resources import files

TAGS = 0xE0000
"""Letters at this place are drawn by no font, yet a model reads them."""
WRAPPERS = ("{attack}", "Thanks for asking! {attack}", "{attack} Kind regards", "P.S. {attack}")


@cache
def attacks(payload: str) -> tuple[str, ...]:
    """Every attack, each with `payload`: the word that must never be shown."""
    import tomllib

    lists = tomllib.loads((files("bot.insights") / "attacks.toml").read_text(encoding="utf-8"))
    plain = [
        text.format(payload=payload) for text in (*lists["plain"], *lists["marked"], *lists["played"], *lists["asked"])
    ]
    order = lists["hidden"].format(payload=payload)
    unseen = "".join(chr(TAGS + ord(letter)) for letter in order)
    hidden = [f"{text}{unseen}" for text in lists["harmless"]]
    reversed_ = [f"\u202e{order[::-1]}\u202c {text}" for text in lists["harmless"]]
    return (*plain, *hidden, *reversed_)
