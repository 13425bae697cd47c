"""The keys with which the vendor signs what it sends to apps, and the two documents that publish them."""

import base64
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.fakes.objects import Json
from tests.fakes.teams.wire import Ids

ISSUER = "https://api.botframework.com"
ENDORSEMENTS = ("msteams", "skype", "webchat")


@cache
def rsa_key(number: int) -> rsa.RSAPrivateKey:
    """A key of this process; making one takes a while, so that stand-ins which follow each other share them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(slots=True, kw_only=True)
class SigningKey:
    """One key, with the channels for which it may speak."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: list[str] = field(default_factory=lambda: list(ENDORSEMENTS))
    published: bool = True

    def wire(self) -> Json:
        """The public half, as the vendor publishes it."""
        public = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        named = {"use": "sig", "kid": self.kid, "x5t": self.kid, "endorsements": list(self.endorsements)}
        return {"kty": "RSA", "n": public["n"], "e": public["e"]} | named


class KeySet:
    """All keys there ever were; the newest signs, unless `signs_with` says otherwise."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.keys: list[SigningKey] = []
        self.signs_with: SigningKey | None = None
        self.rotate()

    @property
    def current(self) -> SigningKey:
        """The key that signs."""
        return self.signs_with or self.keys[-1]

    def rotate(self, *, keep: bool = True, publish: bool = True) -> SigningKey:
        """Begin to sign with a new key; the old ones stay published if `keep`, the new one is if `publish`."""
        for key in self.keys:
            key.published = key.published and keep
        fresh = self.stranger(len(self.keys))
        fresh.published = publish
        self.keys.append(fresh)
        return fresh

    def stranger(self, number: int = 99) -> SigningKey:
        """A key that is published nowhere, as a forger would have."""
        kid = base64.urlsafe_b64encode(bytes.fromhex(self._ids.secret())).decode().rstrip("=")
        return SigningKey(kid=kid, private=rsa_key(number))

    def document(self) -> Json:
        """The key set."""
        return {"keys": [key.wire() for key in self.keys if key.published]}


def metadata(base_url: str) -> Json:
    """The document that says where the keys are."""
    return {
        "issuer": ISSUER,
        "authorization_endpoint": "https://invalid.botframework.com",
        "jwks_uri": f"{base_url}/v1/.well-known/keys",
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    }
