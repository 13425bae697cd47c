"""The page of schedules: what goes out when, and for whoever runs the board the forms that change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.actions.desk import Desk, desk_of, turned_away
from bot.actions.desk_schedules import Askable, SchedulesPage, change_schedule, schedules_page
from bot.actions.sign_in import Signed
from bot.bot import Bot
from bot.cards.timetable import Scheduled, scheduled_parts
from bot.commands import Schedule
from bot.commands.schedules import blackout_dates, end_of
from bot.domain.errands import ErrandKind
from bot.errors import Denied, Refusal
from bot.ids import CadenceId
from bot.texts import Phrase, Say
from handlers import routes
from handlers.web.frame import (
    HOME,
    Paces,
    address,
    fields_in,
    framed,
    is_ours,
    let_in,
    nothing_here,
    notice,
    reader_for,
)
from handlers.web.links import from_elsewhere
from handlers.web.painting import Drawn, painted
from handlers.web.sessions import form_mark

PAGE = "schedules"
TURNS = 4
"""Polls that can be chosen to take turns; longer rotations are typed."""
LONGEST = 300
"""Characters of a field."""
LONGEST_DATES = 3000
"""Characters of the dates left out: more than a hundred spans."""
DEEDS = {
    "pause": ErrandKind.PAUSE_SCHEDULE,
    "resume": ErrandKind.RESUME_SCHEDULE,
    "delete": ErrandKind.DELETE_SCHEDULE,
}
SET = "set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One form that changes a schedule."""

    deed: str
    label: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One schedule as the page shows it."""

    id: str
    name: str
    parts: Sequence[Drawn]
    preview: str
    """The address at which its next ten dates stand."""
    levers: Sequence[Lever]
    sure: str
    """What is asked before it is deleted; empty where it cannot be."""
    delete: Lever | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One place of the rotation in the form."""

    name: str
    label: str
    chosen: str


@dataclass(frozen=True, slots=True)
class SchedulingPages:
    """What the addresses `/desk/schedules…` do."""

    bot: Bot
    paces: Paces

    async def look(self, request: Request) -> Response:
        """The schedules of a board; with `preview` or `rule` also the next dates of one, or of that rule in `zone`."""
        signed = await let_in(self.bot, request, self.paces.reads)
        if isinstance(signed, Response):
            return signed
        query = request.query_params
        which, rule = query.get("preview", ""), query.get("rule", "").strip()
        zone = query.get("zone", "").strip()
        entered = {"rule": rule, "zone": zone}
        try:
            desk = await self._desk(signed, query.get("board", ""))
            async with desk.reading(PAGE):
                page = await schedules_page(desk)
            if not which and not rule:
                return self._page(desk, page)
        except Refusal as refused:
            return nothing_here(signed, refused)
        try:
            for each in (rule, zone):
                _whole(each)
            shown = await schedules_page(desk, which=CadenceId(which) if which else None, rule=rule, zone=zone)
            return self._page(desk, shown, entered=entered)
        except Refusal as refused:
            return self._page(desk, page, problem=refused.phrase, entered=entered)

    async def write(self, request: Request, deed: str) -> Response:
        """Set a schedule, pause one, resume one, delete one."""
        signed = await let_in(self.bot, request, self.paces.writes)
        if isinstance(signed, Response):
            return signed
        if from_elsewhere(self.bot, request):
            return notice(reader_for(signed), Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        fields = {name: value.strip() for name, value in (await fields_in(request)).items()}
        try:
            desk = await self._desk(signed, fields.get("board", ""))
            about = desk.the_board.id if deed == SET else fields.get("schedule", "")
            if deed not in (SET, *DEEDS) or not is_ours(self.bot, request, signed, _mark(deed, about), fields):
                return notice(reader_for(signed), Phrase("page.elsewhere"), Phrase("desk.elsewhere_hint"), status=403)
        except Refusal as refused:
            return nothing_here(signed, refused)
        try:
            if deed == SET:
                await routes.command(self.bot, _typed(fields), signed.person, desk.the_board)
            else:
                await change_schedule(desk, DEEDS[deed], CadenceId(about))
        except Denied as refused:
            return nothing_here(signed, refused)
        except Refusal as refused:
            return self._page(desk, await schedules_page(desk), problem=refused.phrase, entered=fields)
        here = address(PAGE, desk)
        return RedirectResponse(here, status_code=303, headers={"cache-control": "no-store"})

    async def _desk(self, signed: Signed, slug: str) -> Desk:
        if not signed.staff:
            await turned_away(self.bot, signed, PAGE)
            raise Denied(Phrase("desk.not_yours"))
        return await desk_of(self.bot, signed, slug[:80])

    def _page(
        self,
        desk: Desk,
        page: SchedulesPage,
        *,
        problem: Phrase | None = None,
        entered: Mapping[str, str] | None = None,
    ) -> Response:
        say, board = reader_for(desk.signed).say, desk.the_board
        given = dict(entered or {})
        shown = {
            "problem": say(problem) if problem is not None else "",
            "rows": [self._row(say, desk, page, each) for each in page.listed],
            "preview": painted(say, page.preview.parts) if page.preview is not None else [],
            "runs": page.runs,
            "board": board.slug,
            "set_form": form_mark(self.bot, desk.signed, _mark(SET, board.id)) if page.runs else "",
            "zone": board.zone,
            "turns": _turns(say, page.askable, given),
            "askable": page.askable,
            "entered": {name: given.get(name, "") for name in ("rule", "zone", "end", "except", "local")},
            "longest": LONGEST,
            "several": len(desk.boards) > 1,
        }
        return framed(self.bot, "desk_schedules.html", desk, PAGE, shown, 400 if problem is not None else 200)

    def _row(self, say: Say, desk: Desk, page: SchedulesPage, each: Scheduled) -> Row:
        cadence = each.cadence

        def lever(deed: str) -> Lever:
            mark = form_mark(self.bot, desk.signed, _mark(deed, cadence.id))
            return Lever(deed=deed, label=say(Phrase(f"schedule.do_{deed}")), form=mark)

        rests = "resume" if cadence.paused else "pause"
        return Row(
            id=cadence.id,
            name=cadence.rule,
            parts=painted(say, scheduled_parts(each)),
            preview=address(PAGE, desk, preview=cadence.id),
            levers=[lever(rests)] if page.runs else [],
            sure=say(Phrase("schedule.sure", {"rule": cadence.rule})) if page.runs else "",
            delete=lever("delete") if page.runs else None,
        )


def _turns(say: Say, askable: Sequence[Askable], given: Mapping[str, str]) -> list[Turn]:
    known = {each.slug for each in askable}
    found = []
    for number in range(1, TURNS + 1):
        name = f"ask{number}"
        label = Phrase("desk.schedule_first" if number == 1 else "desk.schedule_then")
        chosen = given.get(name, "")
        found.append(Turn(name=name, label=say(label), chosen=chosen if chosen in known else ""))
    return found


def _typed(fields: Mapping[str, str]) -> Schedule:
    """The command that the form spells; Refusal where something is missing or cannot be read."""
    asks = [fields.get(f"ask{number}", "") for number in range(1, TURNS + 1)]
    chosen = tuple(dict.fromkeys(each for each in asks if each))
    if not fields.get("rule"):
        raise Refusal(Phrase("desk.schedule_when_missing"))
    if not chosen:
        raise Refusal(Phrase("desk.schedule_what_missing"))
    for name, value in fields.items():
        _whole(value, LONGEST_DATES if name == "except" else LONGEST)
    return Schedule(
        rule=fields["rule"],
        engagements=chosen,
        zone=fields.get("zone", ""),
        end=end_of(fields["end"]) if fields.get("end") else "",
        blackout=blackout_dates(fields.get("except", "")),
        local=bool(fields.get("local")),
    )


def _whole(text: str, most: int = LONGEST) -> None:
    """Refusal for what is too long: dates or a rule cut short would mean something else, and nobody would notice."""
    if len(text) > most:
        raise Refusal(Phrase("page.too_long", {"n": len(text) - most, "most": most}))


def _mark(deed: str, about: str) -> str:
    return f"schedule {deed} {about}"


def scheduling_pages(bot: Bot, paces: Paces) -> APIRouter:
    """The addresses of the schedules; they stand before those of the other pages."""
    pages, router = SchedulingPages(bot, paces), APIRouter(include_in_schema=False)
    router.add_api_route(f"{HOME}/{PAGE}", pages.look, methods=["GET", "HEAD"])
    router.add_api_route(f"{HOME}/{PAGE}/{{deed}}", pages.write, methods=["POST"])
    return router
