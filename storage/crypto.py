"""Seals what must stay unreadable for someone who holds only the database: tokens, and what people wrote to us."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.errors import Refusal
from bot.texts import Phrase

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet

PURPOSE = b"sounding-board seal 1"
"""Keeps this use of a secret apart from every other one; a change makes everything sealed unreadable."""


class Seal:
    """Seals bytes with the newest of several secrets, and opens what any of them has sealed.

    A secret may be any text: the key is derived from it (HKDF with SHA-256, RFC 5869), so its length does not matter,
    though its chance does. To change the secret, put the new one in front and leave the old one behind it until
    `storage.resealing` has run.
    """

    def __init__(self, secrets: Sequence[bytes]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a seal needs at least one secret, and none that is empty")
        self._secrets = tuple(secrets)
        self._all: MultiFernet | None = None
        self._newest: Fernet | None = None

    @property
    def has_older(self) -> bool:
        """True while something may still be sealed with an older secret."""
        return len(self._secrets) > 1

    def seal(self, data: bytes) -> bytes:
        """`data`, unreadable and unchangeable for whoever lacks the secret; never twice the same."""
        return self._keys()[0].encrypt(data)

    def unseal(self, sealed: bytes) -> bytes:
        """What was sealed; Refusal `seal.wrong_key` when it was sealed with another secret, or was changed since."""
        from cryptography.fernet import InvalidToken

        try:
            return self._keys()[1].decrypt(sealed)
        except InvalidToken:
            raise Refusal(Phrase("seal.wrong_key")) from None

    def renewed(self, sealed: bytes) -> bytes | None:
        """The same, sealed with the newest secret; None when it is so already. Refusal `seal.wrong_key`."""
        from cryptography.fernet import InvalidToken

        newest, every = self._keys()
        try:
            newest.decrypt(sealed)
        except InvalidToken:
            try:
                return every.rotate(sealed)
            except InvalidToken:
                raise Refusal(Phrase("seal.wrong_key")) from None
        return None

    def sealed_at(self, sealed: bytes) -> datetime:
        """When something was first sealed, whichever secret it is under by now; Refusal `seal.wrong_key`."""
        from cryptography.fernet import InvalidToken

        try:
            return datetime.fromtimestamp(self._keys()[1].extract_timestamp(sealed), UTC)
        except InvalidToken:
            raise Refusal(Phrase("seal.wrong_key")) from None

    def _keys(self) -> "tuple[Fernet, MultiFernet]":
        if self._all is None or self._newest is None:
            from cryptography.fernet import Fernet, MultiFernet  # Takes a while to import, and most runs seal nothing.

            keys = [Fernet(urlsafe_b64encode(_derived(secret))) for secret in self._secrets]
            self._newest, self._all = keys[0], MultiFernet(keys)
        return self._newest, self._all


def _derived(secret: bytes) -> bytes:
    """HKDF (RFC 5869) without salt, one block long."""
    extracted = hmac.digest(bytes(sha256().digest_size), secret, sha256)
    return hmac.digest(extracted, PURPOSE + b"\x01", sha256)
