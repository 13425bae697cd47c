"""Draws a card as an Adaptive Card for Teams: within its size, nothing that can be pressed ever left out.

The vendor takes 28 KB for a message, counted in UTF-16 together with what is around the card
(https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages).
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from microsoft_teams.cards import AdaptiveCard, ExecuteAction, RefreshDefinition

from bot.cards.parts import Card, Note, Part, Rule, Text, Words
from bot.ids import Token
from bot.texts import Phrase, Say
from handlers.teams.elements import CAB, MARK, NAMED, SEE, VERB, Json, Sheet
from handlers.teams.pieces import Piece, Rank, bare_pieces_of, drawn, pieces_of
from handlers.teams.text import SUMMARY, inert, spoken, weight

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
ROOM = 26 * 1024
"""Bytes of a card; the message around it needs the rest."""
MOST_REFRESHED = 60
"""People for whom the vendor refreshes a card by itself."""
MANY = 6
"""Buttons beside each other that become a list where a card is too long."""
SHORTER = (75, 40, 20, 8)
"""Lengths of labels tried in a card that is too long with nothing but buttons in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """A card in one language, as Teams takes it."""

    summary: str
    """What a notification says, in one line without anything that could be parsed; never empty."""
    content: Json
    """The Adaptive Card."""


def paint(
    card: Card,
    say: Say,
    *,
    token: Token | None = None,
    refresh: Sequence[str] = (),
    forms: Collection[str] = (),
) -> Painted:
    """The card as an Adaptive Card. `token` marks the message, in every action and in the id of its first element.

    For the people in `refresh` (the vendor's own ids, `29:…`) the card asks us now and then what they should see.
    `forms` are the tokens of the buttons behind which a form stands.
    """
    sheet = Sheet(say=say, mark=token or "", forms=forms)
    frame = _frame(card, say, token, refresh)
    content = fitted(whole_of(card), card.summary, sheet, frame)
    return Painted(summary=inert(card.summary, say, SUMMARY), content=content)


def attachment(painted: Painted) -> Json:
    """The card as an attachment of a message."""
    return attached(painted.content)


def attached(content: Json) -> Json:
    """An Adaptive Card as an attachment."""
    return {"contentType": CONTENT_TYPE, "content": content}


def whole_of(card: Card) -> tuple[Part, ...]:
    """A card's parts, with what would stand in a thread beneath a line."""
    return (*card.parts, Rule(), *card.more) if card.more else card.parts


def fitted(parts: Sequence[Part], summary: Words, sheet: Sheet, frame: Json) -> Json:
    """The card within its size, with its summary where it shows nothing; what does not fit is counted in its place.

    What only old clients need goes first, then the refresh, then pictures and quotes from the end; then many buttons
    become a list; then text goes from the end. What can be pressed stays.
    """
    whole = _pieces(parts, sheet)
    if all(piece.is_rule for piece in whole):
        return fitted((Text(summary),), "", sheet, frame)
    spare, still = replace(sheet, spare=True), {key: value for key, value in frame.items() if key != "refresh"}
    listed = replace(spare, listed_from=MANY)
    if (card := _card(whole, sheet, frame)) is not None:
        return card
    if (card := _card(_pieces(parts, spare), spare, frame)) is not None:
        return card
    for room, lowest in ((spare, Rank.PICTURE), (listed, Rank.PICTURE), (listed, Rank.LATE)):
        if (card := _cut(_pieces(parts, room), room, still, lowest)) is not None:
            return card
    for fewest in (0, 2):
        for most in SHORTER:
            bare = replace(spare, most=most, listed_from=fewest, taken=set())
            pressed = [piece for part in parts for piece in bare_pieces_of(part, bare)]
            if (card := _card(pressed, bare, still)) is not None:
                return card
    raise ValueError("more buttons than one card can hold")


def _cut(pieces: Sequence[Piece], sheet: Sheet, frame: Json, lowest: Rank) -> Json | None:
    """The card without as few pieces of this rank and above as may be; None where even without all it is too long."""
    soonest_last = sorted(
        (place for place, piece in enumerate(pieces) if piece.rank >= lowest),
        key=lambda place: (pieces[place].rank, place),
    )

    def without(count: int) -> Json | None:
        return _card(_without(pieces, set(soonest_last[len(soonest_last) - count :]), sheet), sheet, frame)

    counts = range(len(soonest_last) + 1)
    fewest = bisect_left(counts, True, key=lambda count: without(count) is not None)
    return without(fewest) if fewest < len(counts) else None


def _frame(card: Card, say: Say, token: Token | None, refresh: Sequence[str]) -> Json:
    again = None
    if token is not None and refresh:
        action = ExecuteAction(verb=VERB, data={CAB: SEE, MARK: token}, associated_inputs="none")
        again = RefreshDefinition(action=action, user_ids=list(refresh[:MOST_REFRESHED]))
    return drawn(
        AdaptiveCard(
            version="1.5",
            speak=spoken(card.summary, say, SUMMARY),
            fallback_text=inert(card.summary, say, SUMMARY),
            refresh=again,
        )
    )


def _pieces(parts: Sequence[Part], sheet: Sheet) -> list[Piece]:
    fresh = replace(sheet, taken=set())
    return [piece for part in parts for piece in pieces_of(part, fresh)]


def _without(pieces: Sequence[Piece], gone: set[int], sheet: Sheet) -> list[Piece]:
    if not gone:
        return list(pieces)
    left_out = sum(not pieces[place].is_rule for place in gone)
    kept = [piece for place, piece in enumerate(pieces) if place not in gone]
    if left_out:
        before = sum(place not in gone for place in range(min(gone)))
        kept[before:before] = pieces_of(Note(Phrase("teams.more", {"n": left_out})), sheet)
    return kept


def _card(pieces: Sequence[Piece], sheet: Sheet, frame: Json) -> Json | None:
    """The card that these pieces make; None where it is too long."""
    card = frame | {"body": _body(pieces, sheet)}
    return card if weight(card) <= ROOM else None


def _body(pieces: Sequence[Piece], sheet: Sheet) -> list[Json]:
    body: list[Json] = []
    ruled = False
    for piece in pieces:
        if piece.is_rule:
            ruled = bool(body)  # A line divides two things: at the top it divides nothing.
            continue
        last = body[-1] if body else {}
        if piece.joins and not ruled and last.get("type") == "ActionSet":
            standing = last["actions"]
            assert isinstance(standing, list)
            body[-1] = last | {"actions": [*standing, *piece.row]}
            continue
        element = piece.element or {"type": "ActionSet", "actions": list(piece.row)}
        body.append(element | {"separator": True, "spacing": "Large"} if ruled else element)
        ruled = False
    if sheet.mark:
        named = next((place for place, element in enumerate(body) if "id" not in element), None)
        if named is not None:
            body[named] = body[named] | {"id": f"{NAMED}{sheet.mark}"}
    return body
