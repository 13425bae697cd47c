"""Whose channel is this: the one question that is asked, privately, before anything is posted to a customer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.parts import Button, Buttons, Card, Field, Note, Part, Text, Title, Tone, Words
from bot.domain.boards import Board
from bot.domain.channels import ChannelKind
from bot.domain.invitations import UNCOUNTED, Invitation
from bot.presses import Do
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What can be pressed about one invitation."""

    yes: Do
    other_name: Do
    several: Do
    internal: Do


def invitation_card(invitation: Invitation, replies: Replies) -> Card:
    """`Acme, 4 outside people?`, to whoever invited the bot, or else to the admins."""
    title = Phrase("invitation.title", {"channel": invitation.name})
    return Card(summary=title, parts=(Title(title), *invitation_parts(invitation, replies)))


def invitation_parts(invitation: Invitation, replies: Replies) -> tuple[Part, ...]:
    """The same as a part of another card."""
    if not invitation.outsiders and not invitation.companies:
        return _among_ourselves(invitation, replies)
    buttons: list[Button] = []
    if invitation.company:
        buttons.append(Button(Phrase("invitation.yes"), replies.yes, Tone.PRIMARY))
    rest = (
        Button(Phrase("invitation.several"), replies.several),
        Button(Phrase("invitation.internal"), replies.internal),
    )
    named = Phrase("invitation.other_name" if invitation.company else "invitation.name_it")
    return (
        Text(_guess(invitation), strong=True),
        *((Buttons(tuple(buttons)),) if buttons else ()),
        Field(named, replies.other_name, invitation.company),
        Buttons(rest),
        Note(Phrase("invitation.nothing_posted")),
    )


def _among_ourselves(invitation: Invitation, replies: Replies) -> tuple[Part, ...]:
    """Where nobody from another company is inside, it is most likely internal, and no company is guessed."""
    return (
        Text(Phrase("invitation.only_own", {"channel": invitation.name}), strong=True),
        Buttons((Button(Phrase("invitation.internal"), replies.internal, Tone.PRIMARY),)),
        Field(Phrase("invitation.name_it"), replies.other_name, invitation.company),
        Buttons((Button(Phrase("invitation.several"), replies.several),)),
        Note(Phrase("invitation.nothing_posted")),
    )


def which_board_card(invitation: Invitation, boards: Sequence[tuple[Board, Do]]) -> Card:
    """Which of several boards the channel belongs to."""
    title = Phrase("invitation.which_board", {"channel": invitation.name})
    buttons = tuple(Button(board.name, press) for board, press in boards)
    return Card(summary=title, parts=(Title(title), Buttons(buttons), Note(Phrase("invitation.nothing_posted"))))


def settled_card(
    invitation: Invitation, *, board: Board, kind: ChannelKind, company: Words, next_step: Do | None
) -> Card:
    """What the channel is from now on; still nothing was posted in it."""
    match kind:
        case ChannelKind.CUSTOMER:
            line = Phrase(
                "invitation.is_customer", {"channel": invitation.name, "company": company, "board": board.name}
            )
        case ChannelKind.SHARED_ROOM:
            line = Phrase("invitation.is_shared", {"channel": invitation.name, "board": board.name})
        case ChannelKind.PRODUCT | ChannelKind.DIRECT:
            line = Phrase("invitation.is_internal", {"channel": invitation.name, "board": board.name})
    internal = kind is ChannelKind.PRODUCT
    note = Phrase("invitation.results_come" if internal else "invitation.still_nothing_posted")
    parts: list[Part] = [Text(line), Note(note)]
    if next_step is not None:
        parts.append(Buttons((Button(Phrase("set_up.first_poll"), next_step),)))
    return Card(summary=line, parts=tuple(parts))


def _guess(invitation: Invitation) -> Phrase:
    unknown = invitation.outsiders == UNCOUNTED
    people = Phrase("invitation.uncounted") if unknown else Phrase("invitation.outsiders", {"n": invitation.outsiders})
    if invitation.company:
        return Phrase("invitation.guess", {"channel": invitation.name, "company": invitation.company, "people": people})
    return Phrase("invitation.no_guess", {"channel": invitation.name, "people": people})
