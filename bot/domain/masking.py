"""Hides e-mail addresses and telephone numbers in what is shown, and tells what must never be quoted at all."""

import re

EMAIL = re.compile(r"[\w.+%-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+")
"""With no more letters before the sign than an address may have (RFC 5321, 4.5.3.1.1): else a long word without one is
read once for each of its letters, which for one hostile answer took half a second."""
PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+|00)\d[\d\s().\-/]{6,}\d(?!\w)|(?<![\w.,/-])\(?0\d{1,4}\)?[\s\-/.]\d[\d\s\-/.]{4,}\d(?!\w)|(?<![\w.,/-])\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\w)"
)
URL = re.compile(
    r"[\w+.-]://|\bwww\.\w|\bmailto:|[\w-]\.(?:com|net|org|io|example|dev|app|info|biz|xyz|ru|cn|co|eu|de|fr|uk)(?:/|\b)",
    re.IGNORECASE,
)
MENTION = re.compile(r"<[@#!][^>]*>|(?<!\w)@(?:here|channel|everyone)\b|<at>|(?<![\w.])@[A-Za-z]\w+", re.IGNORECASE)
CONTROL = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
HIDDEN_EMAIL = "‹e-mail›"
HIDDEN_PHONE = "‹phone›"


def masked(text: str) -> str:
    """`text` as others may read it: addresses and numbers by which a person can be reached are replaced.

    Of a text that is masked already nothing more is replaced.
    """
    while (hidden := PHONE.sub(HIDDEN_PHONE, EMAIL.sub(HIDDEN_EMAIL, text) if "@" in text else text)) != text:
        text = hidden
    return text


def unshowable(text: str) -> bool:
    """True when `text` holds a link, a mention, or a control character: such text is counted, not quoted."""
    return bool(URL.search(EMAIL.sub(" ", text)) or MENTION.search(EMAIL.sub(" ", text)) or CONTROL.search(text))
