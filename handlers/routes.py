"""Every door on one page: which action a press or a command leads to, and who may take it."""

from datetime import datetime
from typing import assert_never

from bot import commands
from bot.access import Deed, check, check_round
from bot.actions.answer import answer
from bot.actions.ask import cancel
from bot.actions.audit import audit_of, audited, note, tried
from bot.actions.board_meant import any_board, board_meant, channel_here, read_along
from bot.actions.change import change
from bot.actions.claim import claim
from bot.actions.close import close_early, extend
from bot.actions.close_loop import close_loop
from bot.actions.comment import comment
from bot.actions.company import account_meant, company_page
from bot.actions.data_rights import offer_to_erase, offer_to_export
from bot.actions.decide import decide
from bot.actions.drafts import status_for
from bot.actions.errands import run_errand
from bot.actions.explain import (
    evidence_of,
    results_of,
    roadmap_of,
    summary_of,
    the_round,
    the_suggestion,
)
from bot.actions.export import export_of
from bot.actions.export_suggestions import export_suggestions_of
from bot.actions.hand_off import hand_off
from bot.actions.heard import write_down
from bot.actions.help_for import explained, help_for
from bot.actions.home import home_of
from bot.actions.latest import latest_meant, with_others
from bot.actions.lent_places import real_owner_of
from bot.actions.mentioned import with_identity
from bot.actions.merge import merge_by_number, unmerge_by_number
from bot.actions.obey_schedule import obey_schedule
from bot.actions.own_words import own_words
from bot.actions.owners import set_account_owner, set_board_owner
from bot.actions.policy import policy_of, set_ai, set_policy
from bot.actions.put_poll import put_poll
from bot.actions.remind import remind_early
from bot.actions.report_problem import cases_of
from bot.actions.rights import actor
from bot.actions.roster import add_board, add_channel, add_member, boards_of, channels_on, members_of
from bot.actions.set_role import set_role
from bot.actions.sign_in import sign_in_card
from bot.actions.sponsor import month_report, set_sponsor
from bot.actions.their_boards import check_on_some_board
from bot.actions.verify_audit import verify_audit
from bot.actions.who import recognised
from bot.bot import Bot
from bot.cards.acknowledge import (
    cancelled_by_hand_card,
    closing_card,
    extending_card,
    reminding_card,
    told_card,
)
from bot.cards.help import help_card
from bot.cards.parts import Card
from bot.commands import needed, read, subject_of, verb_of
from bot.domain.aims import Aim
from bot.domain.audit import Outcome
from bot.domain.boards import Board
from bot.domain.channels import Channel, Place
from bot.domain.decisions import Decision
from bot.domain.people import Identity, Person, Visitor
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId
from bot.presses import Change, Comment, Decide, Do, Pick, Press, Send, Skip, Tell, Vote, Why, Withdraw, Write
from bot.texts import Phrase


async def press(bot: Bot, pressed: Press, visitor: Visitor, place: Place, *, said_at: datetime, inbox: str) -> Card:
    """What a press brings about; the card is for the person who pressed."""
    match pressed:
        case Vote() | Pick() | Write() | Send() | Skip() | Withdraw():
            return await answer(bot, pressed, visitor, place, said_at=said_at, inbox=inbox)
        case Change():
            return await change(bot, pressed, visitor, place)
        case Comment():
            return await comment(bot, pressed, visitor, place, inbox=inbox)
        case Decide() | Why() | Tell():
            return await _staff_press(bot, pressed, visitor, place)
        case Do():
            return await run_errand(bot, pressed, visitor, place)
        case _:
            assert_never(pressed)


async def _staff_press(bot: Bot, pressed: Decide | Why | Tell, visitor: Visitor, place: Place) -> Card:
    async with tried(bot, type(pressed).__name__.lower(), visitor, place) as subject:
        person, aim = await recognised(bot, visitor, place, pressed.token)
        subject.id = aim.suggestion_id or aim.decision_id or ""
        return await _decide(bot, pressed, person, aim)


async def _decide(bot: Bot, pressed: Decide | Why | Tell, person: Person, aim: Aim) -> Card:
    organisation_id = aim.organisation_id
    match pressed:
        case Decide() if aim.suggestion_id and aim.verdict:
            done = await decide(bot, organisation_id, aim.suggestion_id, aim.verdict, reason=pressed.reason, by=person)
            return done.card
        case Why() if aim.suggestion_id:
            return await evidence_of(bot, organisation_id, aim.suggestion_id)
        case Tell() if aim.decision_id:
            return told_card(await close_loop(bot, organisation_id, aim.decision_id, pressed.text, person))
        case _:
            raise Refusal(Phrase("press.unknown"))


async def approve(bot: Bot, decision: Decision, text: str, by: Person) -> Card:
    """Tell customers about a decision, where there is no message with a button to press."""
    async with audited(bot, by.organisation_id, by.id, "tell", decision.suggestion_id):
        return told_card(await close_loop(bot, by.organisation_id, decision.id, text, by))


async def typed(bot: Bot, text: str, visitor: Visitor, place: Place, said_at: datetime) -> Card:
    """What a line typed by `visitor` in `place` brings about; the card is for them alone.

    Whose boards it speaks of follows from the place, what they may do from who they verifiably are at this moment.
    Refusal for what cannot be understood or cannot be, Denied without the right; then nothing was changed.
    `said_at` is the platform's time of the line.
    """
    organisation_id = await real_owner_of(bot, place)
    if organisation_id is None:
        raise Refusal(Phrase("place.nobodys"))
    person = await actor(bot, organisation_id, visitor)
    try:
        return await _typed(bot, read(text), organisation_id, person, visitor, place, said_at)
    except Refusal as refused:
        raise await explained(bot, organisation_id, person, visitor, refused) from refused


async def _typed(
    bot: Bot,
    line: commands.Line,
    organisation_id: OrganisationId,
    person: Person | None,
    visitor: Visitor,
    place: Place,
    said_at: datetime,
) -> Card:
    match line.command:
        case commands.Help():
            return await help_for(bot, organisation_id, person, visitor, place)
        case (
            commands.MyAnswers()
            | commands.WhoSees()
            | commands.PauseMe()
            | commands.ResumeMe()
            | commands.Complain() as own
        ):
            return await own_words(bot, own, organisation_id, person, visitor, place)
        case commands.Web():
            return await sign_in_card(bot, organisation_id, person)
        case commands.Claim(code=code):
            return await claim(bot, organisation_id, code, visitor)
        case commands.Bare():
            board = await any_board(bot, organisation_id, place, person)
            return await home_of(bot, organisation_id, person, visitor, board)
        case commands.Boards() | commands.CreateBoard() as about_boards:
            return await _boards(bot, about_boards, person, organisation_id, place)
        case commands.AccountOf() | commands.Heard() as about_company:
            return await _company(bot, about_company, person, organisation_id, place, line.board)
        case other:
            board = await _board_of(bot, other, person, organisation_id, place, line.board)
            return await command(bot, other, person, board, place=place, whole=bool(line.board), said_at=said_at)


async def _board_of(
    bot: Bot, typed: commands.Command, person: Person | None, organisation_id: OrganisationId, place: Place, named: str
) -> Board:
    """The board that is meant; who has no right to the command is not told which boards there are."""
    deed = needed(typed) or Deed.SEE
    try:
        at = await read_along(bot, organisation_id, place)
        await check_on_some_board(bot, organisation_id, person, deed, at)
        board = await board_meant(bot, organisation_id, place, named, by=person, deed=deed)
        check(person, deed, at, about=board)
        return board
    except Refusal as refused:
        outcome = Outcome.DENIED if isinstance(refused, Denied) else Outcome.REFUSED
        await note(bot, organisation_id, person.id if person else None, verb_of(typed), subject_of(typed), outcome)
        raise


async def command(
    bot: Bot,
    typed: commands.Command,
    person: Person | None,
    board: Board,
    *,
    place: Place | None = None,
    whole: bool = False,
    said_at: datetime | None = None,
) -> Card:
    """What a command about one board brings about; the card is for the person who typed it, and for nobody else.

    Every try that needs a right is written down, also one that is denied. `whole` says that the board was named, so
    that a poll typed in one customer's channel goes to all of them. `said_at` is the platform's time of the line.
    """
    deed = needed(typed)
    if deed is None:
        return await _for_anybody(bot, typed, person, board)
    if isinstance(typed, commands.AccountOf | commands.Heard):
        return await _company(bot, typed, person, board.organisation_id, place, board.slug)
    subject = subject_of(typed) or board.id
    async with audited(bot, board.organisation_id, person.id if person else None, verb_of(typed), subject):
        here = await channel_here(bot, board, place)
        by = check(person, deed, await read_along(bot, board.organisation_id, place), about=board)
        typed = await with_identity(bot, board.organisation_id, typed, place)
        meant, others = await latest_meant(bot, typed, by, board)
        return with_others(await _privileged(bot, meant, by, board, here, whole, said_at), others)


async def _for_anybody(bot: Bot, typed: commands.Command, person: Person | None, board: Board) -> Card:
    match typed:
        case commands.Help():
            return help_card()
        case commands.Bare():
            return await home_of(bot, board.organisation_id, person, None, board)
        case _:
            raise Refusal(Phrase("claim.only_in_chat"))


async def _boards(
    bot: Bot,
    typed: commands.Boards | commands.CreateBoard,
    person: Person | None,
    organisation_id: OrganisationId,
    place: Place,
) -> Card:
    async with audited(bot, organisation_id, person.id if person else None, verb_of(typed), ""):
        check(person, Deed.SET_UP, await read_along(bot, organisation_id, place))
        if isinstance(typed, commands.CreateBoard):
            return await add_board(bot, organisation_id, typed)
        return await boards_of(bot, organisation_id)


async def _company(
    bot: Bot,
    typed: commands.AccountOf | commands.Heard,
    person: Person | None,
    organisation_id: OrganisationId,
    place: Place | None,
    board: str,
) -> Card:
    async with audited(bot, organisation_id, person.id if person else None, verb_of(typed), subject_of(typed)):
        at = await read_along(bot, organisation_id, place)
        if isinstance(typed, commands.Heard):
            return await write_down(bot, typed, organisation_id, person, place, at, board)
        account = await account_meant(bot, organisation_id, person, typed.account, place, at)
        return await company_page(bot, organisation_id, account.id, person)


async def _privileged(
    bot: Bot,
    typed: commands.Command,
    person: Person,
    board: Board,
    here: Channel | None,
    whole: bool,
    said_at: datetime | None,
) -> Card:
    organisation_id = board.organisation_id
    match typed:
        case commands.Status():
            return await status_for(bot, organisation_id, person)
        case commands.Results():
            return await results_of(bot, board, typed.number)
        case commands.Roadmap():
            return await roadmap_of(bot, board)
        case commands.Summary():
            return await summary_of(bot, board, typed, person)
        case commands.WhyOf():
            suggestion = await the_suggestion(bot, board, typed.number)
            return await evidence_of(bot, organisation_id, suggestion.id)
        case commands.DecideOn():
            suggestion = await the_suggestion(bot, board, typed.number)
            done = await decide(bot, organisation_id, suggestion.id, typed.verdict, reason=typed.reason, by=person)
            return done.card
        case commands.HandOff():
            suggestion = await the_suggestion(bot, board, typed.number)
            return await hand_off(bot, organisation_id, suggestion.id, person)
        case commands.MergeSuggestions():
            return await merge_by_number(bot, board, typed.number, typed.other, person)
        case commands.Unmerge():
            return await unmerge_by_number(bot, board, typed.number, person)
        case commands.Poll() | commands.AskOpen():
            return await put_poll(bot, typed, person, board, here, whole=whole, said_at=said_at)
        case commands.Close() | commands.Extend() | commands.Remind() | commands.Cancel():
            return await _end(bot, typed, person, board)
        case commands.Cases():
            return await cases_of(bot, board)
        case commands.Export():
            return await export_of(bot, board, typed.number)
        case commands.ExportSuggestions():
            return await export_suggestions_of(bot, board)
        case (
            commands.Schedule()
            | commands.Pause()
            | commands.Resume()
            | commands.Preview()
            | commands.DeleteSchedule()
            | commands.Follow()
            | commands.Unfollow()
            | commands.TellMoment()
        ):
            return await obey_schedule(bot, typed, person, board, here)
        case commands.Members():
            return await members_of(bot, board)
        case commands.AddMember():
            return await add_member(bot, board, typed)
        case commands.GiveRights():
            return await set_role(bot, board, Identity.parse(typed.identity), typed.role)
        case commands.Channels():
            return await channels_on(bot, board)
        case commands.AddChannel():
            return await add_channel(bot, board, typed)
        case commands.Boards():
            return await boards_of(bot, organisation_id)
        case commands.CreateBoard():
            return await add_board(bot, organisation_id, typed)
        case commands.BoardOwner():
            return await set_board_owner(bot, board, typed)
        case commands.AccountOwner():
            return await set_account_owner(bot, organisation_id, typed)
        case commands.Sponsor():
            return await set_sponsor(bot, board, typed)
        case commands.MonthReport():
            return await month_report(bot, organisation_id, board.id, person)
        case commands.SetPolicy():
            return await set_policy(bot, board, typed)
        case commands.PolicyOf():
            return await policy_of(bot, board)
        case commands.SetAi():
            return await set_ai(bot, board, typed)
        case commands.Audit(verify=True):
            return await verify_audit(bot, organisation_id)
        case commands.Audit():
            return await audit_of(bot, board)
        case commands.ErasePerson():
            return await offer_to_erase(bot, person, typed.identity)
        case commands.ExportPerson():
            return await offer_to_export(bot, person, typed.identity)
        case (
            commands.Bare()
            | commands.Help()
            | commands.Claim()
            | commands.Web()
            | commands.MyAnswers()
            | commands.WhoSees()
            | commands.PauseMe()
            | commands.ResumeMe()
            | commands.Complain()
            | commands.AccountOf()
            | commands.Heard()
        ):
            return await _for_anybody(bot, typed, person, board)
        case _:
            assert_never(typed)


async def _end(
    bot: Bot,
    typed: commands.Close | commands.Extend | commands.Remind | commands.Cancel,
    person: Person,
    board: Board,
) -> Card:
    wanted = await the_round(bot, board, typed.number)
    check_round(person, wanted, board)
    match typed:
        case commands.Close():
            return closing_card(round_=await close_early(bot, board.organisation_id, wanted.id))
        case commands.Extend():
            longer = await extend(bot, board.organisation_id, wanted.id, typed.by)
            return extending_card(round_=longer, board=board)
        case commands.Remind():
            return reminding_card(round_=await remind_early(bot, board.organisation_id, wanted.id))
        case commands.Cancel():
            return cancelled_by_hand_card(round_=await cancel(bot, board.organisation_id, wanted.id))
        case _:
            assert_never(typed)
