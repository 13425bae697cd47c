"""What ids, keys, kinds and lanes of work look like: enough for an id, too little for a sentence or an address."""

import re

_WORD = re.compile(r"[A-Za-z0-9.:_+|/=~-]{1,300}")


def check_word(word: str) -> None:
    """ValueError for anything else."""
    if not _WORD.fullmatch(word):
        raise ValueError("an id, key, kind or lane is 1 to 300 letters, digits and . : _ + | / = ~ -")
