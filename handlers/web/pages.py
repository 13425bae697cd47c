"""The answer page: one person answers one poll, with a browser and nothing else.

Reading never changes anything, since programs open links too; what is posted is kept through the very action that
keeps a tap in a chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.actions.answer import AnswerPress
from bot.actions.answer_page import AnswerPage, PageState, answer_page
from bot.actions.links import link_in
from bot.bot import Bot
from bot.cards.privacy import who_reads, who_sees
from bot.cards.receipt import skipped
from bot.domain.aims import Goal
from bot.domain.questions import Value
from bot.errors import Refusal
from bot.ids import QuestionId
from bot.presses import Comment, Skip, Withdraw
from bot.texts import Phrase
from handlers import routes
from handlers.web import forms
from handlers.web.asking import asked, hidden, intro, state
from handlers.web.drawing import draw, played_back
from handlers.web.links import READS, Form, Pace, form_in, fresh_form, from_elsewhere, sealed
from handlers.web.notices import NOTHING, in_haste, notice, reader_of, shut, unknown
from handlers.web.posted import posted
from handlers.web.receipts import once, recorded
from handlers.web.sessions import session_of


@dataclass(frozen=True, slots=True)
class AnswerPages:
    """What the addresses below `/a/` do."""

    bot: Bot
    pace: Pace = field(default_factory=Pace)
    reads: Pace = field(default_factory=lambda: Pace(READS))

    async def read(self, request: Request, token: str) -> Response:
        """The form, or why there is none."""
        page = await self._opened(request, token)
        if isinstance(page, Response):
            return page
        if page.state is not PageState.OPEN:
            return shut(page)
        return self._form(page, token, forms.standing(page), forms.commented(page))

    async def receipt(self, request: Request, token: str) -> Response:
        """What was recorded, with everything that can still be done about it."""
        page = await self._opened(request, token)
        if isinstance(page, Response):
            return page
        if page.state is not PageState.OPEN:
            return shut(page)
        if not page.shows:
            return _go(f"/a/{token}")
        return recorded(page, token, self._fresh(page)) or _go(f"/a/{token}")

    async def sent(self, request: Request, token: str) -> Response:
        """After an anonymous answer. It looks nothing up: nobody who has the link may learn whether it was used."""
        page = await self._opened(request, token)
        if isinstance(page, Response):
            return page
        back = Phrase("sent.hear_back", {"when": page.round.hear_back_by})
        return notice(page, Phrase("sent.title"), Phrase("sent.nobody_can_tell"), back)

    async def passed(self, request: Request, token: str) -> Response:
        """After skipping an anonymous poll, of which nothing is kept."""
        page = await self._opened(request, token)
        if isinstance(page, Response):
            return page
        until = Phrase("skipped.changed_your_mind", {"closes": page.round.closes_at})
        return notice(page, skipped(page.round), until, again=token)

    async def write(self, request: Request, token: str) -> Response:
        """Keep what was posted, and lead on to a page that can be loaded again without posting it twice."""
        page = await self._opened(request, token)
        if isinstance(page, Response):
            return page
        if from_elsewhere(self.bot, request):
            return notice(page, Phrase("page.elsewhere"), Phrase("page.elsewhere_hint"), again=token, status=403)
        wait = self.pace.wait(page.link)
        try:
            fields = forms.fields_of(await posted(request))
            entered = forms.filled(page.questions, fields)
        except forms.Unreadable:
            return self._form(page, token, NOTHING, {}, problem=Phrase("page.unreadable"), status=400)
        except (ConnectionError, TimeoutError):
            return Response(status_code=408)
        if wait:
            title, hint = Phrase("page.wait"), Phrase("page.wait_hint", {"n": wait})
            typed, beside = entered.values, entered.comments
            return notice(page, title, hint, typed=typed, comments=beside, again=token, status=429, wait=wait)
        if page.state is not PageState.OPEN:
            return shut(page, typed=entered.values, comments=entered.comments, status=409)
        form = form_in(self.bot, page.link, (fields.get("form") or [""])[-1])
        if form is None:
            return self._again(page, token, entered, problem=Phrase("page.stale"), status=400)
        try:
            return await self._obey(page, token, fields, form, entered)
        except Refusal as refused:
            again = await self._behind(request, token)
            if again is None:
                return unknown(request)
            if again.state is not PageState.OPEN:
                return shut(again, typed=entered.values, comments=entered.comments, status=409)
            if page.anonymous and refused.phrase.id == "answer.anonymous_is_final":
                return notice(page, refused.phrase, status=409)
            return self._again(again, token, entered, problem=refused.phrase, status=409)

    async def _opened(self, request: Request, token: str) -> AnswerPage | Response:
        """The page behind a link, or what is said instead; who opens it without end costs us no look-up."""
        link = link_in(self.bot, token)
        if link is None:
            return unknown(request)
        if wait := self.reads.wait(link):
            return in_haste(request, wait)
        return await self._behind(request, token) or unknown(request)

    async def _behind(self, request: Request, token: str) -> AnswerPage | None:
        signed = await session_of(self.bot, request)
        return await answer_page(self.bot, token, signed.person.id if signed is not None else None)

    async def _obey(
        self, page: AnswerPage, token: str, fields: forms.Fields, form: Form, entered: forms.Filled
    ) -> Response:
        match (fields.get("deed") or ["keep"])[-1]:
            case "skip":
                await self._press(page, Skip(page.aims.token(Goal.SKIP)), f"{form.mark}:skip")
                return _go(f"/a/{token}/{'receipt' if page.shows and not page.anonymous else 'passed'}")
            case "withdraw":
                return await self._withdraw(page, token, fields, form)
            case "back":
                return self._again(page, token, entered)
            case _ if entered.wrong:
                return self._again(page, token, entered, wrong=entered.wrong, status=422)
            case _ if not entered.values and not (page.standing and any(form.shown)):
                problem = Phrase("page.nothing_chosen")
                return self._again(page, token, entered, problem=problem, status=422)
            case _ if not page.anonymous:
                await self._keep(page, form, entered)
                return _go(f"/a/{token}/receipt") if page.shows else once(page, token, self._fresh(page), entered)
            case "send":
                question = page.questions[0]
                press = forms.press_of(question, entered.values[question.id], page.aims)
                await self._press(page, forms.final(press), form.mark)
                return _go(f"/a/{token}/sent")
            case _:
                return self._confirm(page, token, entered)

    async def _keep(self, page: AnswerPage, form: Form, entered: forms.Filled) -> None:
        """Press whatever this form changed; what it left as it was may have been changed elsewhere meanwhile."""
        before = forms.standing(page)
        shown = dict(zip((each.id for each in page.questions), form.shown, strict=False))
        for question in page.questions:
            now, old = entered.values.get(question.id), before.get(question.id)
            if forms.digest(now) == shown.get(question.id, "") and old is not None:
                continue
            answer = page.said.get(question.id)
            version = answer.version if answer else 0
            for number, press in enumerate(forms.presses(question, now, old, page.aims)):
                mark = f"{form.mark}:{press.token}:{forms.digest(now)}:{version}"
                await self._press(page, press, mark, later=timedelta(microseconds=number), on=question.id)
        for beside, spelt in forms.comments_changed(page, form.shown, entered):
            await self._press(page, beside, f"{form.mark}:comment:{beside.token}:{spelt}")

    async def _withdraw(self, page: AnswerPage, token: str, fields: forms.Fields, form: Form) -> Response:
        which = (fields.get("which") or [""])[-1]
        for number, question in enumerate(page.questions, 1):
            answer = page.counting.get(question.id)
            if which == f"q{number}" and answer is not None:
                press = Withdraw(page.aims.token(Goal.WITHDRAW, question_id=question.id))
                await self._press(page, press, f"{form.mark}:{press.token}:{answer.version}", on=question.id)
        if page.shows:
            return _go(f"/a/{token}/receipt")
        until = Phrase("withdrawn.again", {"closes": page.round.closes_at})
        return notice(page, Phrase("withdrawn.title"), until, again=token)

    async def _press(
        self,
        page: AnswerPage,
        press: AnswerPress | Comment,
        mark: str,
        *,
        later: timedelta = timedelta(0),
        on: QuestionId | None = None,
    ) -> None:
        if page.place is None:
            raise Refusal(Phrase("press.unknown"))
        said_at = self.bot.now()
        answer = page.said.get(on) if on else None
        if answer is not None:
            # Whoever posts has seen the answer that stands, by whichever clock it was said.
            said_at = max(said_at, answer.said_at + timedelta(microseconds=1))
        inbox = "web:" + sha256(mark.encode()).hexdigest()
        await routes.press(self.bot, press, page.visitor, page.place, said_at=said_at + later, inbox=inbox)

    def _again(
        self,
        page: AnswerPage,
        token: str,
        entered: forms.Filled,
        *,
        wrong: Mapping[QuestionId, Phrase] | None = None,
        problem: Phrase | None = None,
        status: int = 200,
    ) -> Response:
        """The form with all that was entered in it."""
        return self._form(page, token, entered.values, entered.comments, wrong=wrong, problem=problem, status=status)

    def _form(
        self,
        page: AnswerPage,
        token: str,
        values: Mapping[QuestionId, Value],
        comments: Mapping[QuestionId, str],
        *,
        wrong: Mapping[QuestionId, Phrase] | None = None,
        problem: Phrase | None = None,
        status: int = 200,
    ) -> Response:
        reader = reader_of(page)
        questions = asked(page, reader, values, wrong or {}, comments)
        send = "page.check" if page.anonymous else "page.save" if page.standing else "page.send"
        return draw(
            "ask.html",
            reader,
            status=status,
            page=page,
            token=token,
            form=self._fresh(page),
            summary=Phrase("ask.summary", {"board": page.board.name, "question": page.questions[0].text}),
            title=Phrase("page.board_asks", {"board": page.board.name, "person": page.person.name}),
            intro=intro(page),
            state=state(page),
            questions=questions,
            errors=[each for each in questions if each.error],
            problem=problem,
            deed="check" if page.anonymous else "keep",
            send=Phrase(send),
            skip=not page.standing,
            notes=[who_sees(page.round.visibility, page.board), who_reads(page.ai_reads), Phrase("page.yours_alone")],
        )

    def _confirm(self, page: AnswerPage, token: str, entered: forms.Filled) -> Response:
        reader = reader_of(page)
        return draw(
            "confirm.html",
            reader,
            token=token,
            form=sealed(self.bot, page.link, fresh_form(forms.digests(page, NOTHING, {}))),
            said=played_back(page, reader, entered.values),
            fields=hidden(page, reader, entered.values),
        )

    def _fresh(self, page: AnswerPage) -> str:
        shown = forms.digests(page, forms.standing(page), forms.commented(page))
        return sealed(self.bot, page.link, fresh_form(shown))


def answer_pages(bot: Bot) -> APIRouter:
    """The addresses of the answer page."""
    pages = AnswerPages(bot)
    router = APIRouter(include_in_schema=False)
    read = ["GET", "HEAD"]
    router.add_api_route("/a/{token}", pages.read, methods=read)
    router.add_api_route("/a/{token}", pages.write, methods=["POST"])
    router.add_api_route("/a/{token}/receipt", pages.receipt, methods=read)
    router.add_api_route("/a/{token}/sent", pages.sent, methods=read)
    router.add_api_route("/a/{token}/passed", pages.passed, methods=read)
    return router


def _go(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})
