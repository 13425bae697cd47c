"""Makes every id of the product, and names their types.

An id is 26 letters and digits that stand for 128 bits (that of an answer has six more). It is a keyed hash of what the
thing *is* (a round is its cadence and its slot), so that making the same thing twice makes the same id and the database
refuses the second; without the key nobody can guess one.
"""

import hmac
import secrets
from hashlib import sha256
from typing import NewType

OrganisationId = NewType("OrganisationId", str)
PersonId = NewType("PersonId", str)
BoardId = NewType("BoardId", str)
AccountId = NewType("AccountId", str)
MemberId = NewType("MemberId", str)
ChannelId = NewType("ChannelId", str)
EngagementId = NewType("EngagementId", str)
QuestionId = NewType("QuestionId", str)
OptionId = NewType("OptionId", str)
CadenceId = NewType("CadenceId", str)
RoundId = NewType("RoundId", str)
AnswerId = NewType("AnswerId", str)
ThemeId = NewType("ThemeId", str)
SuggestionId = NewType("SuggestionId", str)
DecisionId = NewType("DecisionId", str)
LoopId = NewType("LoopId", str)
CorrectionId = NewType("CorrectionId", str)
DigestId = NewType("DigestId", str)
InvitationId = NewType("InvitationId", str)
RehearsalId = NewType("RehearsalId", str)
MomentRuleId = NewType("MomentRuleId", str)
JourneyMomentId = NewType("JourneyMomentId", str)
MomentAskId = NewType("MomentAskId", str)
ApiTokenId = NewType("ApiTokenId", str)
HandoffId = NewType("HandoffId", str)
ProxyId = NewType("ProxyId", str)
DeliveryKey = NewType("DeliveryKey", str)
Token = NewType("Token", str)
"""128 random-looking bits that may travel in a message: a button's id, a delivery's mark."""


def fresh_key() -> bytes:
    """A new secret of 256 bits, from the operating system."""
    return secrets.token_bytes(32)


class Ids:
    """Makes ids from one secret key of the installation (32 bytes)."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise ValueError("an id key needs at least 16 bytes")
        self._keyed = hmac.new(key, digestmod=sha256)

    def of(self, kind: str, *natural_key: str) -> str:
        """The id of the `kind` of thing that `natural_key` describes; equal inputs give equal ids."""
        made = self._keyed.copy()  # To begin with the key takes several times as long as all the rest.
        made.update("\x1f".join((kind, *natural_key)).encode())
        return _spell(made.digest())

    def of_answer(self, round_id: RoundId, question_id: QuestionId, person_id: PersonId) -> AnswerId:
        """The id of what a person says to a question of a round: six letters of the round's, then one of its own.

        So a round's answers lie side by side in the database, and a crowd's together change a few pages of it instead
        of one each.
        """
        return AnswerId(round_id[:_BESIDE] + self.of("answer", round_id, question_id, person_id))


def voice_token(key: bytes, person: PersonId) -> Token:
    """The mark that keeps one person to one voice in an anonymous round; worthless once `key` is destroyed."""
    return Token(_spell(hmac.digest(key, person.encode(), sha256)))


def _spell(digest: bytes) -> str:
    bits = int.from_bytes(digest[:16], "big") << 2  # 128 bits, and two more to fill the last letter
    return "".join([_PAIRS[bits >> at & 1023] for at in _PLACES])


_BESIDE = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
"""Base 32 two letters at a time: the library's own takes twice as long, and every press makes ids."""
_PLACES = tuple(range(120, -1, -10))
