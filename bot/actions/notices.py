"""Words what the product team should know: a poll that was missed, a message that failed, a silent channel."""

from datetime import UTC, datetime

from bot.actions.guests import guest_buttons
from bot.actions.merge_notice import merge_notice
from bot.actions.new_voices import new_voice
from bot.actions.owners import told_owner
from bot.actions.same_person import same_card
from bot.actions.shared_rooms import rivals_in
from bot.actions.sponsor_report import sponsor_report
from bot.cards.absences import channel_paused_card, message_removed_card, person_gone_card, schedule_rests_card
from bot.cards.case import opened_card
from bot.cards.data_rights import erased_card
from bot.cards.funnel import spared_card
from bot.cards.guests import guest_card
from bot.cards.handoff import arrived_card, given_up_card
from bot.cards.moments import not_asked_card, rested_card
from bot.cards.notices import (
    given_up_message_card,
    held_up_card,
    in_doubt_card,
    nobody_card,
    skipped_card,
    unreachable_card,
)
from bot.cards.parts import Card
from bot.cards.rights import request_card, told_card
from bot.domain.boards import Board
from bot.domain.channels import RIVALS, Channel
from bot.domain.deliveries import Delivery, Kind, State, is_given_up
from bot.domain.errands import ErrandKind
from bot.domain.funnel import Funnel
from bot.domain.rounds import Round
from bot.ids import (
    BoardId,
    CadenceId,
    ChannelId,
    DeliveryKey,
    HandoffId,
    MemberId,
    MomentAskId,
    PersonId,
    RoundId,
    SuggestionId,
)
from bot.presses import Do
from storage import (
    accounts,
    boards,
    cadences,
    cases,
    channels,
    deliveries,
    engagements,
    errands,
    handoffs,
    members,
    moments,
    people,
    rounds,
    suggestions,
)
from storage.database import Work


async def notice_of(work: Work, row: Delivery) -> tuple[Card, Board]:
    """The notice that a delivery of that kind carries, from what its subject spells, and the board it is about."""
    match row.subject_id.split("@"):
        case ["missed", cadence_id, since, count]:
            cadence = await cadences.get(work, CadenceId(cadence_id))
            board = await boards.get(work, cadence.board_id)
            began = datetime.fromtimestamp(int(since), UTC)
            return skipped_card(board=board, cadence=cadence, since=began, count=int(count)), board
        case ["spared", cadence_id, slot, *counts]:
            cadence = await cadences.get(work, CadenceId(cadence_id))
            board = await boards.get(work, cadence.board_id)
            capped, month, quiet, paused = (int(each) for each in counts)
            eligible = capped + quiet + paused
            steps = Funnel(eligible=eligible, capped=capped, capped_by_month=month, quiet=quiet, paused=paused)
            due = datetime.fromtimestamp(int(slot), UTC)
            return spared_card(board=board, cadence=cadence, due=due, steps=steps), board
        case ["late", round_id]:
            held = await rounds.get(work, RoundId(round_id))
            board = await boards.get(work, held.board_id)
            return held_up_card(board=board, round_=held, names=await _left_without(work, held)), board
        case ["nobody", board_id, _]:
            board = await boards.get(work, BoardId(board_id))
            return nobody_card(board=board), board
        case ["rested", cadence_id, free_on]:
            cadence = await cadences.get(work, CadenceId(cadence_id))
            board = await boards.get(work, cadence.board_id)
            return rested_card(board=board, cadence=cadence, at=row.not_before, free_on=free_on), board
        case ["after", ask_id, why] if (ask := await moments.find_ask(work, MomentAskId(ask_id))) is not None:
            board = await boards.get(work, ask.board_id)
            title = (await engagements.get(work, ask.engagement_id)).title
            name = (await accounts.get(work, ask.account_id)).name
            return not_asked_card(board=board, title=title, account=name, why=why), board
        case ["failed", key]:
            lost = await deliveries.get(work, DeliveryKey(key))
            board, channel, account = await _reader(work, lost)
            buttons = {each.kind: each.token for each in await errands.about(work, lost.key)}
            if ErrandKind.SEND_AGAIN in buttons:
                press = Do(buttons[ErrandKind.SEND_AGAIN]) if is_given_up(lost) else None
                return given_up_message_card(board=board, channel=channel, account=account, again=press), board
            return unreachable_card(board=board, channel=channel, account=account, reason=lost.failure), board
        case ["doubt", key]:
            lost = await deliveries.get(work, DeliveryKey(key))
            board, channel, account = await _reader(work, lost)
            return in_doubt_card(board=board, channel=channel, account=account), board
        case ["removed", key]:
            lost = await deliveries.get(work, DeliveryKey(key))
            board, _, account = await _reader(work, lost)
            return message_removed_card(board=board, place=lost.place, account=account), board
        case ["paused", channel_id, why, _]:
            channel = await channels.get(work, ChannelId(channel_id))
            board = await boards.get(work, channel.board_id)
            account_name = (await accounts.get(work, channel.account_id)).name if channel.account_id else ""
            if why == RIVALS:
                account_name = ", ".join(each.name for each in await rivals_in(work, channel))
            return channel_paused_card(board=board, channel=channel, account=account_name, why=why), board
        case ["gone", board_id, person_id]:
            board = await boards.get(work, BoardId(board_id))
            person = await people.get(work, PersonId(person_id))
            seats = await members.seats(work, board.id, person.id)
            account_name = (await accounts.get(work, seats[0].account_id)).name if seats else ""
            return person_gone_card(board=board, person_name=person.name, account=account_name), board
        case ["case", case_id] if (case := await cases.find(work, case_id)) is not None:
            board = await boards.get(work, case.board_id)
            account_name = (await accounts.get(work, case.account_id)).name if case.account_id else ""
            reporter = (await people.get(work, case.person_id)).name if case.person_id else ""
            return opened_card(board=board, case=case, account=account_name, person=reporter), board
        case ["sponsor", board_id, month]:
            board = await boards.get(work, BoardId(board_id))
            return await sponsor_report(work, board, month), board
        case ["same", board_id, one_id, other_id]:
            return await same_card(work, BoardId(board_id), PersonId(one_id), PersonId(other_id))
        case ["guest", channel_id, person_id]:
            channel = await channels.get(work, ChannelId(channel_id))
            person = await people.get(work, PersonId(person_id))
            card = guest_card(guest=person.name, channel=channel, buttons=await guest_buttons(work, person.id))
            return card, await boards.get(work, channel.board_id)
        case ["rests", cadence_id, person_id, _]:
            cadence = await cadences.get(work, CadenceId(cadence_id))
            board = await boards.get(work, cadence.board_id)
            left = await people.get(work, PersonId(person_id))
            return schedule_rests_card(board=board, cadence=cadence, person_name=left.name), board
        case ["merge", one, other]:
            return await merge_notice(work, SuggestionId(one), SuggestionId(other))
        case ["handed", handoff_id] if (handed := await handoffs.find(work, HandoffId(handoff_id))) is not None:
            suggestion = await suggestions.get(work, handed.suggestion_id)
            board = await boards.get(work, suggestion.board_id)
            return arrived_card(board=board, suggestion=suggestion, handoff=handed), board
        case ["parked", handoff_id, _] if (lost_one := await handoffs.find(work, HandoffId(handoff_id))) is not None:
            suggestion = await suggestions.get(work, lost_one.suggestion_id)
            board = await boards.get(work, suggestion.board_id)
            buttons = {each.kind: each.token for each in await errands.about(work, suggestion.id)}
            again = Do(buttons[ErrandKind.HAND_OFF]) if ErrandKind.HAND_OFF in buttons else None
            return given_up_card(board=board, suggestion=suggestion, handoff=lost_one, again=again), board
        case ["rights", person_id, _]:
            person = await people.get(work, PersonId(person_id))
            buttons = {each.kind: each.token for each in await errands.about(work, person.id)}
            return request_card(person=person, buttons=buttons), await _board_of(work, row)
        case ["runs" | "looks" as what, subject_id, _, _]:
            return await told_owner(work, what, subject_id), await _board_of(work, row)
        case ["voice", member_id]:
            return await new_voice(work, MemberId(member_id)), await _board_of(work, row)
        case ["erased", _]:
            return erased_card(), await _board_of(work, row)
        case ["granted" | "refused" as became, person_id, _]:
            person = await people.get(work, PersonId(person_id))
            return told_card(granted=became == "granted", role=person.role), await _board_of(work, row)
        case _:
            raise ValueError(f"no such notice: {row.key}")


async def _left_without(work: Work, round_: Round) -> list[str]:
    """The customers, or rooms, that a round was given up for before it went out there."""
    found = []
    for each in await deliveries.of_subject(work, Kind.ASK, round_.id):
        if each.state is State.DROPPED and each.under is None:
            channel = await channels.get(work, each.channel_id)
            account = await accounts.get(work, channel.account_id) if channel.account_id else None
            found.append(account.name if account else channel.name or str(channel.place))
    return sorted(set(found))


async def _board_of(work: Work, row: Delivery) -> Board:
    return await boards.get(work, (await channels.get(work, row.channel_id)).board_id)


async def _reader(work: Work, lost: Delivery) -> tuple[Board, Channel, str]:
    """The board whose message was lost, where it should have stood, and the customer who should have read it."""
    channel = await channels.get(work, lost.channel_id)
    account = await accounts.get(work, channel.account_id) if channel.account_id else None
    return await boards.get(work, channel.board_id), channel, account.name if account else ""
