"""Reads what may leave the product about a suggestion: counts, the polls behind it, and masked quotes."""

from bot.actions.compose import subject_of
from bot.actions.heard_beside import heard_behind
from bot.bot import Bot
from bot.cards.heard import options_in
from bot.domain.boards import Board
from bot.domain.briefs import Brief, Source, Voice, to_show
from bot.domain.deliveries import Kind, State
from bot.domain.masking import masked, unshowable
from bot.domain.suggestions import Suggestion
from bot.domain.tallies import own_words
from bot.domain.visibility import Visibility
from bot.ids import RoundId
from bot.ports import Links
from storage import accounts, answers, boards, deliveries, engagements, members, suggestions
from storage.database import Work


async def brief_of(bot: Bot, work: Work, suggestion: Suggestion) -> Brief:
    """The suggestion as a tracker gets it: nobody is named in person, addresses are masked, and what was said in an
    anonymous poll is a count and nothing else.
    """
    board = await boards.get(work, suggestion.board_id)
    seats = await members.of_board(work, board.id)
    # What was counted before anybody noted how many were asked is compared with all who sit there now.
    people = suggestion.people_asked or len({seat.person_id for seat in seats})
    into = await suggestions.get(work, suggestion.merged_into) if suggestion.merged_into else None
    return Brief(
        id=suggestion.id,
        label=suggestion.label,
        title=suggestion.title,
        state=suggestion.state,
        board=board.name,
        language=board.language,
        answers=suggestion.answers,
        people=suggestion.people,
        people_asked=max(people, suggestion.people),
        companies=suggestion.accounts,
        companies_asked=max(suggestion.accounts_asked, suggestion.accounts),
        anonymous=suggestion.anonymous,
        sources=await _sources(bot, work, board, suggestion),
        voices=await _voices(work, suggestion),
        on_calls=await _on_calls(work, suggestion),
        heard_at=suggestion.heard_at,
        updated_at=suggestion.updated_at,
        merged_into=into.label if into is not None else "",
    )


async def _sources(bot: Bot, work: Work, board: Board, suggestion: Suggestion) -> tuple[Source, ...]:
    behind = {each.round_id for each in suggestion.evidence}
    if suggestion.round_id is not None:
        behind.add(suggestion.round_id)
    found = []
    for round_id in behind:
        subject = await subject_of(work, round_id)
        url = await _address(bot, work, round_id)
        found.append((subject.round.number, Source(label=subject.round.label, title=subject.engagement.title, url=url)))
    return tuple(source for _, source in sorted(found, key=lambda each: each[0]))


async def _address(bot: Bot, work: Work, round_id: RoundId) -> str:
    """Where a poll's results stand among the product team."""
    for sent in await deliveries.of_subject(work, Kind.RESULTS, round_id):
        mouth = bot.messengers.get(sent.place.platform)
        if sent.state is State.SENT and sent.ref and sent.under is None and isinstance(mouth, Links):
            return mouth.link_to(sent.place, sent.ref)
    return ""


async def _voices(work: Work, suggestion: Suggestion) -> tuple[Voice, ...]:
    """Some of the quotes, each whole, at first one of each company; an answer that was taken back is none."""
    names = {account.id: account.name for account in await accounts.all(work)}
    first: list[Voice] = []
    more: list[Voice] = []
    heard: set[str] = set()
    open_rounds: dict[RoundId, bool] = {}
    for excerpt in suggestion.evidence:
        said = await answers.get(work, excerpt.answer_id)
        if said is None or said.withdrawn or excerpt.start >= excerpt.end:
            continue
        if excerpt.round_id not in open_rounds:
            round_ = (await subject_of(work, excerpt.round_id)).round
            open_rounds[excerpt.round_id] = round_.visibility is not Visibility.ANONYMOUS
        text = _harmless(own_words(said)[excerpt.start : excerpt.end])
        if not text or not open_rounds[excerpt.round_id]:
            continue
        voice = Voice(text=text, company=names.get(excerpt.account_id, ""))
        (more if excerpt.account_id in heard else first).append(voice)
        heard.add(excerpt.account_id)
    return to_show([*first, *more])


async def _on_calls(work: Work, suggestion: Suggestion) -> tuple[Voice, ...]:
    """What was told on calls about it, the newest first; who of a company said it stays inside."""
    found = await heard_behind(work, suggestion)
    names = {account.id: account.name for account in await accounts.all(work)} if found else {}
    options = options_in(await engagements.questions(work, sorted({each.question_id for each in found})))
    voices = []
    for each in reversed(found):
        said = options.get(each.option_id, "") if each.option_id is not None else each.text
        if text := _harmless(said):
            voices.append(Voice(text=text, company=names.get(each.account_id, "")))
    return to_show(voices)


def _harmless(said: str) -> str:
    """The words, without addresses and numbers of people; nothing where they hold a link or a mention."""
    text = said.strip()
    return "" if unshowable(text) else masked(text)
