"""Shows a product manager one theme, or what was said lately or in some segments; nothing is kept by a look."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.access import Deed, may
from bot.actions.find_themes import Scope, companies_of, find_themes
from bot.actions.heard_beside import heard_beneath
from bot.actions.offer import offer
from bot.actions.segments_meant import segments_meant
from bot.bot import Bot
from bot.cards.parts import Button, Card, Facts, Rule, Select
from bot.cards.scope import nothing_card, scope_card
from bot.cards.theme import MOST_QUOTES, Doors, Looked, PartSeen, Share, Voiced, theme_card
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.engagements import JourneyStage
from bot.domain.errands import ErrandKind
from bot.domain.likeness import fits, folded
from bot.domain.people import Person
from bot.domain.quoting import quoted
from bot.domain.themes import WINDOW, Excerpt, Theme
from bot.domain.visibility import Turnout, Visibility
from bot.errors import Refusal
from bot.ids import AccountId, RoundId, ThemeId
from bot.insights.ranking import INTERVAL_FROM, wilson
from bot.insights.trends import growing_segment
from bot.texts import Argument, Phrase, Phrases
from storage import accounts, answers, boards, engagements, members, people, rounds, themes
from storage.database import Work

MOST_LISTED = 20
"""Themes in one drop-down; the others are typed."""
MOST_NAMED = 5


async def look_into(bot: Bot, work: Work, standing: Sequence[Theme]) -> Select | None:
    """The drop-down that opens a theme."""
    options = [
        Button(each.title, await offer(bot, work, ErrandKind.SHOW_THEME, each.id)) for each in standing[:MOST_LISTED]
    ]
    return Select(Phrase("theme.look_into"), tuple(options)) if options else None


async def the_theme(work: Work, board: Board, typed: str) -> Theme:
    """The theme whose title begins, or has words, as typed; Refusal that lists those there are."""
    known = await themes.of_board(work, board.id)
    if not known:
        raise Refusal(Phrase("theme.none_yet"))
    wanted = folded(typed)
    found = [each for each in known if folded(each.title) == wanted] if wanted else known
    if wanted and not found:
        found = [each for each in known if fits(each.title, typed)]
    if len(found) == 1:
        return found[0]
    shown = Phrases(tuple(each.title for each in (found or known)[:MOST_NAMED]))
    args: dict[str, Argument] = {"text": typed[:40], "known": shown, "example": (found or known)[0].title}
    raise Refusal(Phrase("theme.which" if found else "theme.unknown", args))


async def theme_of(
    bot: Bot, board: Board, theme_id: ThemeId, by: Person | None, typed_segments: Sequence[str] = ()
) -> Card:
    """One theme with its evidence, sub-themes, and how it is spread; whoever may decide gets what can be set right."""
    changes = may(by, Deed.DECIDE, about=board) and not typed_segments
    async with bot.database.begin(board.organisation_id) as work:
        known = await themes.of_board(work, board.id)
        theme = next((each for each in known if each.id == theme_id), None)
        if theme is None:
            raise Refusal(Phrase("theme.gone"))
        segments = await segments_meant(work, board, typed_segments, seated=True)
        looked = await _looked(work, board, theme, known, segments)
        doors = await _doors(bot, work, theme, known) if changes else None
    return theme_card(looked, doors)


async def numbered(bot: Bot, board: Board, theme: Theme, card: Card) -> Card:
    """The theme's card, and beneath it each answer with the number by which the command line moves it."""
    async with bot.database.read(board.organisation_id) as work:
        companies = {each.id: each for each in await accounts.all(work)}
        shown = {each.answer_id: each for each in reversed(theme.members) if each.start < each.end}
        lines = [
            (str(number), (await _voiced(work, shown[answer_id], companies)).text if answer_id in shown else "…")
            for number, answer_id in enumerate(theme.answer_ids, 1)
        ]
    return replace(card, parts=(*card.parts, Rule(), Facts(tuple(lines))))


async def summary_within(bot: Bot, board: Board, scope: Scope) -> Card:
    """What was said lately, or by the companies of some segments: grouped anew from just those answers."""
    async with bot.database.read(board.organisation_id) as work:
        scope = replace(scope, segments=await segments_meant(work, board, scope.segments, seated=True))
        asked = await companies_of(work, board)
        companies = {each.id: each for each in await accounts.all(work)}
        inside = {each for each in asked if not scope.segments or companies[each].segment in scope.segments}
        seats = {seat.person_id for seat in await members.of_board(work, board.id) if seat.account_id in inside}
    heard = await find_themes(bot, board, scope)
    last = scope.last if scope.last != WINDOW else None
    spoke = {each.account_id for theme in heard.themes for each in theme.members}
    spoke |= {each.account_id for each in heard.voices}
    if not spoke:
        return nothing_card(board=board, last=last, segments=scope.segments)
    everybody = {each.person_id for theme in heard.themes for each in theme.members}
    turnout = Turnout(
        people=len(everybody),
        accounts=len(spoke),
        people_asked=len(seats | everybody),
        accounts_asked=len(inside | spoke),
    )
    return scope_card(
        board=board,
        last=last,
        segments=scope.segments,
        themes=heard.themes,
        voices=heard.voices,
        turnout=turnout,
        names={each.id: each.name for each in companies.values()},
    )


async def _looked(work: Work, board: Board, theme: Theme, known: Sequence[Theme], segments: Sequence[str]) -> Looked:
    companies = {each.id: each for each in await accounts.all(work)}
    asked = await companies_of(work, board)
    if segments:
        asked = {each for each in asked if companies[each].segment in segments}
        theme = _within(theme, asked)
    seats = {
        each.person_id for each in await members.of_board(work, board.id) if not segments or each.account_id in asked
    }
    heard = len({answer for each in known for answer in each.answer_ids})
    order = _each_company_first(theme.members)
    unshown = len({each.answer_id for each in theme.members} - {each.answer_id for each in order})
    said = {each: await _voiced(work, each, companies) for each in order[:MOST_QUOTES]}
    before = None if theme.companies_before is None else set(theme.companies_before)
    named = {each.id: each.segment for each in companies.values()}
    parts = []
    for part in theme.parts:
        inside = [each for each in order if each.answer_id in part.answer_ids]
        if inside:
            behind = {each.account_id for each in theme.members if each.answer_id in part.answer_ids}
            quote = said.get(inside[0]) or await _voiced(work, inside[0], companies)
            counted = {each.answer_id for each in theme.members} & set(part.answer_ids)
            parts.append(PartSeen(title=part.title, answers=len(counted), companies=len(behind), quote=quote))
    stages: dict[RoundId, JourneyStage] = {}
    for round_id in sorted({each.round_id for each in theme.members}):
        stages[round_id] = (await engagements.get(work, (await rounds.get(work, round_id)).engagement_id)).stage
    counted_stages: dict[JourneyStage, set[str]] = {}
    for each in theme.members:
        counted_stages.setdefault(stages[each.round_id], set()).add(each.answer_id)
    asked_in_all = max(len(asked), theme.accounts)
    return Looked(
        theme=theme,
        people_asked=max(len(seats | {each.person_id for each in theme.members}), theme.people),
        accounts_asked=asked_in_all,
        heard=heard,
        interval=wilson(theme.accounts, asked_in_all) if heard >= INTERVAL_FROM and asked_in_all else None,
        segments=_shares(theme, asked, companies),
        stages=tuple(sorted(((stage, len(some)) for stage, some in counted_stages.items()), key=lambda one: -one[1])),
        parts=tuple(parts),
        quotes=tuple(said[each] for each in order[:MOST_QUOTES]),
        unshown=unshown,
        growing=growing_segment(theme.companies, before, named) if not segments else "",
        within=tuple(segments),
        on_calls=await heard_beneath(work, theme) if not segments else (),
    )


def _within(theme: Theme, inside: set[AccountId]) -> Theme:
    """The theme as those companies alone made it."""
    members_ = tuple(each for each in theme.members if each.account_id in inside)
    return replace(
        theme,
        members=members_,
        answers=len({each.answer_id for each in members_}),
        people=len({each.person_id for each in members_}),
        accounts=len({each.account_id for each in members_}),
        intensity=None,
        value_rank=None,
        flips=False,
    )


def _each_company_first(members_: Iterable[Excerpt]) -> list[Excerpt]:
    """What may be shown, so that every company is heard once before one is heard again."""
    turn: dict[AccountId, int] = {}
    ordered = []
    seen = set()
    for each in members_:
        if each.start == each.end or each.answer_id in seen:
            continue
        seen.add(each.answer_id)
        turn[each.account_id] = turn.get(each.account_id, 0) + 1
        ordered.append((turn[each.account_id], each))
    return [each for _, each in sorted(ordered, key=lambda pair: pair[0])]


async def _voiced(work: Work, excerpt: Excerpt, companies: dict[AccountId, Account]) -> Voiced:
    said = await answers.get(work, excerpt.answer_id)
    text = quoted(said, excerpt) if said is not None else ""
    account = companies[excerpt.account_id].name
    if (await rounds.get(work, excerpt.round_id)).visibility is not Visibility.NAMED:
        return Voiced(text=text, by=account)
    person = (await people.get(work, excerpt.person_id)).name
    return Voiced(text=text, by=Phrase("quote.person", {"person": person, "account": account}) if person else account)


def _shares(theme: Theme, asked: set[AccountId], companies: dict[AccountId, Account]) -> tuple[Share, ...]:
    segments = sorted({companies[each].segment for each in asked if companies[each].segment})
    found = []
    for segment in segments:
        there = {each for each in asked if companies[each].segment == segment}
        found.append(Share(of=segment, said=len(there & theme.companies), asked=len(there)))
    rest = {each for each in asked if not companies[each].segment}
    if found and rest:
        found.append(Share(of=Phrase("theme.no_segment"), said=len(rest & theme.companies), asked=len(rest)))
    return tuple(sorted(found, key=lambda each: (-each.said, str(each.of))))


async def _doors(bot: Bot, work: Work, theme: Theme, known: Sequence[Theme]) -> Doors:
    latest = max(await themes.corrections(work, theme.board_id), key=lambda each: (each.at, each.id), default=None)
    mine = latest is not None and theme.id in (latest.theme_id, latest.other_id)
    others = len(known) > 1
    return Doors(
        rename=await offer(bot, work, ErrandKind.RENAME_THEME, theme.id),
        merge=await offer(bot, work, ErrandKind.CHOOSE_MERGE, theme.id) if others else None,
        split=await offer(bot, work, ErrandKind.CHOOSE_SPLIT, theme.id) if theme.answers > 1 else None,
        move=await offer(bot, work, ErrandKind.CHOOSE_ANSWER, theme.id) if others else None,
        undo=await offer(bot, work, ErrandKind.UNDO_CORRECTION, latest.id) if latest is not None and mine else None,
    )


async def board_of_theme(work: Work, theme_id: ThemeId) -> Board:
    """The board a theme is of; Refusal when the theme has gone."""
    found = await themes.find(work, theme_id)
    if found is None:
        raise Refusal(Phrase("theme.gone"))
    return await boards.get(work, found)
