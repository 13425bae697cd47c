"""Reads what the pages for product managers show, board by board; who may not see it is denied here."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

from bot.access import Deed, check, may
from bot.actions.attendance import participation_of
from bot.actions.audit import audit_of, audited, note
from bot.actions.calendar import calendar_of
from bot.actions.decide import Decided, decided_before
from bot.actions.drafts import status_seen
from bot.actions.explain import matter_of, the_suggestion
from bot.actions.my_answers import export_mine
from bot.actions.read_digest import digest_page
from bot.actions.report_problem import cases_of
from bot.actions.sign_in import Signed
from bot.actions.their_boards import check_somewhere, theirs
from bot.actions.to_answer import ToAnswer, polls_to_answer
from bot.bot import Bot
from bot.cards.app_home import calendar_card
from bot.cards.digest_page import DigestPage, Participation, SuggestionRow
from bot.cards.parts import Card, Link, Part, Text
from bot.cards.status import BoardStatus
from bot.domain.audit import Outcome
from bot.domain.boards import Board
from bot.domain.suggestions import Suggestion
from bot.errors import Refusal
from bot.texts import Phrase
from storage import boards


@dataclass(frozen=True, slots=True, kw_only=True)
class AtSuggestion:
    """One suggestion on the desk: what it rests on, and what was decided about it."""

    suggestion: Suggestion
    row: SuggestionRow
    decided: int
    """How many decisions there are; whoever saw fewer has to look again."""
    latest: Decided | None
    """The newest of them, with the text that customers could be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One reader, the boards they may see, and the one they look at."""

    bot: Bot
    signed: Signed
    boards: Sequence[Board]
    board: Board | None

    @property
    def audits(self) -> bool:
        """True when the reader may see who did what."""
        return may(self.signed.person, Deed.SET_UP)

    @property
    def decides(self) -> bool:
        """True when the reader may decide about suggestions."""
        return may(self.signed.person, Deed.DECIDE, about=self.board)

    @property
    def the_board(self) -> Board:
        """The board; Refusal where there is none yet."""
        if self.board is None:
            raise Refusal(Phrase("board.none_yet"))
        return self.board

    def reading(self, page: str) -> AbstractAsyncContextManager[None]:
        """Within this a page of the team's is read; it is written down, however it ends, as what is typed is."""
        person, about = self.signed.person, self.board.id if self.board is not None else ""
        return audited(self.bot, person.organisation_id, person.id, f"read_{page}", about)

    async def overview(self) -> Sequence[BoardStatus]:
        """Every board: what is open, what waits, what comes."""
        async with self.bot.database.read(self.signed.person.organisation_id) as work:
            await check_somewhere(work, self.signed.person, Deed.SEE)
        return await status_seen(self.bot, self.signed.person.organisation_id, self.signed.person)

    async def calendar(self) -> Card:
        """What goes out next."""
        async with self.bot.database.read(self.signed.person.organisation_id) as work:
            await check_somewhere(work, self.signed.person, Deed.SEE)
            return calendar_card(await calendar_of(work, list(self.boards), self.bot.now()))

    async def digest(self) -> DigestPage:
        """The latest digest of the board, with everything it rests on."""
        check(self.signed.person, Deed.SEE, about=self.board)
        return await digest_page(self.bot, self.the_board)

    async def at_suggestion(self, number: int) -> AtSuggestion:
        """One suggestion of the board, as whoever decides about it looks at it; Refusal where there is none."""
        check(self.signed.person, Deed.DECIDE, about=self.board)
        board = self.the_board
        suggestion = await the_suggestion(self.bot, board, number)
        page = await self.digest()
        (row,) = [each for each in page.suggestions if each.label == suggestion.label]
        decisions = (await matter_of(self.bot, board, suggestion.id)).decisions
        latest = await decided_before(self.bot, board.organisation_id, decisions[-1].id) if decisions else None
        return AtSuggestion(suggestion=suggestion, row=row, decided=len(decisions), latest=latest)

    async def participation(self) -> Participation:
        """Which companies took part in which polls of the board."""
        check(self.signed.person, Deed.SEE, about=self.board)
        board = self.the_board
        async with self.bot.database.read(board.organisation_id) as work:
            return await participation_of(work, board, self.bot.now())

    async def cases(self) -> Card:
        """What was reported on the board and is not settled."""
        check(self.signed.person, Deed.SEE, about=self.board)
        return await cases_of(self.bot, self.the_board)

    async def audit(self) -> Card:
        """Who lately did what; for admins."""
        check(self.signed.person, Deed.SET_UP)
        return await audit_of(self.bot, self.the_board)

    async def mine(self) -> Card:
        """Everything the product holds that leads to the reader, and nobody else."""
        card = await export_mine(self.bot, self.signed.person.organisation_id, self.signed.person.id)
        ours = f"{self.bot.policy.address.rstrip('/')}/d/"
        return replace(card, parts=tuple(_to_press(each, ours) for each in card.parts))

    async def to_answer(self) -> Sequence[ToAnswer]:
        """The open polls in which the reader has a voice."""
        return await polls_to_answer(self.bot, self.signed.person)


def _to_press(part: Part, ours: str) -> Part:
    """An address of ours that chats turn into a link by themselves, as a link that a page can show."""
    if isinstance(part, Text) and isinstance(part.words, str) and part.words.startswith(ours):
        return Link(Phrase("data.page_button"), part.words)
    return part


async def turned_away(bot: Bot, signed: Signed, page: str) -> None:
    """Write down that somebody asked for a page of the team's, or sent a form of one, who may read none."""
    await note(bot, signed.person.organisation_id, signed.person.id, f"read_{page}", "", Outcome.DENIED)


async def desk_of(bot: Bot, signed: Signed, slug: str = "") -> Desk:
    """The desk of somebody signed in, at the board called `slug`, else at their oldest; an unknown name is refused.

    Nobody is told of a board they may not see: it is refused like one that is none, and written down as denied.
    """
    if not signed.staff:
        return Desk(bot=bot, signed=signed, boards=(), board=None)
    async with bot.database.read(signed.person.organisation_id) as work:
        known = await theirs(work, signed.person)
        others = await boards.by_slug(work, slug) if slug else None
    found = [each for each in known if each.slug == slug] if slug else known
    if slug and not found:
        if others is not None:
            await note(bot, others.organisation_id, signed.person.id, "desk", others.id, Outcome.DENIED)
        raise Refusal(Phrase("desk.no_board"))
    return Desk(bot=bot, signed=signed, boards=known, board=found[0] if found else None)
