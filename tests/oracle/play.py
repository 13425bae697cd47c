"""A board drawn by lot from one number: its companies, its polls, and what people do with them, step by step.

The same number gives the same board. Everything that can tell whose it is, is a canary.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from random import Random

from bot.actions.export import exported
from bot.actions.operator import board_meant
from bot.domain.people import Person
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.errors import Refusal
from storage import rounds
from tests.both.desk import Desk, Where, Who
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.fakes.slack.controls import Impossible as NotInSlack
from tests.fakes.teams import Impossible as NotInTeams
from tests.oracle.boards import BOARD, SHARES, Company, Poll, drawn, put_from_a_file
from tests.oracle.canaries import OF, STAFF, WORD, Canary, Reader
from tests.oracle.lines import KINDS, OWN_LINES, STAFF_LINES
from tests.oracle.pages import OWN_PAGES, STAFF_PAGES, answer_page, behind_the_sign_in, person_called
from tests.oracle.sight import Sight
from tests.oracle.stumbling import recover, stumble


@dataclass(slots=True)
class Play:
    """One drawn board at a desk."""

    desk: Desk
    sight: Sight
    companies: list[Company]
    room: Where | None
    chance: Random
    seed: int
    polls: list[Poll] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """What happened, step by step: what is read first where a leak was found."""

    async def live(self, *, polls: int, deeds: int, week: bool = True) -> None:
        """Put so many polls out, let so many things happen on each, and close them all.

        The week behind it brings a digest, for which the answers are grouped: the dearest part of it.
        """
        for _ in range(polls):
            await self.put()
            for _ in range(deeds):
                await self._do(self.chance.choice(self._deeds()))
            if self.chance.random() < 0.6:
                await self._do(self.close)
        recover(self.desk)
        await self.each_company_speaks()
        for poll in [each for each in self.polls if each.open]:
            await self.close(poll)
        await self.staff('decide S1 plan "soon"')
        await self._do(self.tell)
        await self.desk.wait(**({"days": 8} if week else {"hours": 1}))
        await self.staff("roadmap")
        for path, text in (await behind_the_sign_in(self.desk, await self._pat(), STAFF_PAGES)).items():
            self.sight.reads(STAFF, f"/desk{path}", text)
        board = await board_meant(self.desk.house.bot, BOARD)
        self.sight.reads(STAFF, "export", (await exported(self.desk.house.bot, board, None)).as_csv)

    def _deeds(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        answering: tuple[Callable[[], Awaitable[None]], ...] = (self.press, self.write)
        others: tuple[Callable[[], Awaitable[None]], ...] = (
            *(self.change, self.staff, self.staff, self.own, self.reply, self.wait, self.fault, self.page),
        )
        return answering * 7 + others

    async def _do(self, deed: Callable[[], Awaitable[None]]) -> None:
        try:
            await deed()
        except (NotInSlack, NotInTeams, Refusal):
            self.done.append(f"  {deed.__name__}: not to be done")

    async def tell(self) -> None:
        """What was decided is told to customers."""
        await self.desk.press("Send to customers", as_=self.desk.pat)
        await self.desk.send_window(as_=self.desk.pat)

    async def told(self) -> set[int]:
        """The anonymous polls, by number, whose result may be known."""
        return {
            each.number
            for each in await self._rounds()
            if each.stage in (Stage.CLOSED, Stage.REPORTED) and each.gate_passed
        }

    async def put(self) -> None:
        """A poll of any kind, visibility and audience."""
        kind = self.chance.choice(KINDS)
        visibility = self.chance.choice(list(Visibility))
        only = self.chance.choice(self.companies) if self.chance.random() < 0.25 else None
        await self._put(kind, visibility, only)

    async def _put(self, kind: str, visibility: Visibility, only: Company | None) -> Poll:
        await self._close_written()
        number = len(self.polls) + 1
        poll = Poll(number, kind, visibility, only)
        where = only.where if only else None
        listed = " ".join(f'"{each}"' for each in poll.options)
        more = " --anon" if visibility is Visibility.ANONYMOUS else " --live" if self.chance.random() < 0.3 else ""
        if kind in ("single", "multi") and visibility is not Visibility.ACCOUNT:
            many = " --multi" if kind == "multi" else ""
            await self.desk.say(f'poll "Which of these, number {number}?" {listed}{many}{more}', where=where)
        elif kind == "open" and visibility is not Visibility.ACCOUNT:
            await self.desk.say(f'ask "What is missing, number {number}?"{more.replace(" --live", "")}', where=where)
        else:
            await put_from_a_file(self.desk, poll)
        await self.desk.wait(seconds=30)
        poll.number = (await self._rounds())[-1].number
        self.polls.append(poll)
        self.done.append(f"put P{poll.number} {kind} {visibility} to {only.name if only else 'all'}{more}")
        return poll

    async def press(self) -> None:
        """Somebody takes an option of an open poll, or of one that is over."""
        poll = self._lately([each for each in self.polls if each.kind != "open"] or self.polls)
        company, who, where = self._somebody(poll)
        said = ""
        match poll.kind:
            case "single":
                said = await self.desk.press(self.chance.choice(poll.options), as_=who, where=where)
            case "multi":
                said = await self.desk.tick(*self.chance.sample(poll.options, 2), as_=who, where=where)
            case "rating" | "nps":
                said = await self.desk.press(str(self.chance.randint(1, 5)), as_=who, where=where)
            case _:
                return
        self.done.append(f"{who.name} of {company.name} pressed on P{poll.number}")
        if "cannot be changed" in said and self.chance.random() < 0.9:
            await self.desk.press("Send, cannot be changed", as_=who)
        elif self.chance.random() < 0.4:
            await self.comment(poll, who)

    async def write(self, poll: Poll | None = None) -> None:
        """Somebody answers the open question in their own words."""
        if written := [each for each in self.polls if each.kind == "open" and each.open]:
            poll = poll or written[-1]
            await self._write(poll, *self._somebody(poll))

    async def each_company_speaks(self) -> None:
        """One of each company answers under their name and writes: every board has names and words that could leak."""
        named = await self._put("single", Visibility.NAMED, None)
        poll = await self._put("open", list(Visibility)[self.seed % len(Visibility)], None)
        for company in self.companies:
            await self.desk.press(named.options[0], as_=company.people[0], where=company.where)
            await self._write(poll, company, company.people[0], company.where)

    async def _write(self, poll: Poll, company: Company, who: Who, where: Where) -> None:
        words = f"The export loses columns {self._word(poll, company, who)} when the reports are large"
        said = await self.desk.write(words, as_=who, behind="Write your answer", where=where)
        self.done.append(f"{who.name} of {company.name} wrote on P{poll.number}")
        if "cannot be changed" in said and self.chance.random() < 0.9:
            try:
                await self.desk.send_window(as_=who)
            except (AssertionError, NotInSlack, NotInTeams):
                await self.desk.press("Send, cannot be changed", as_=who)

    async def comment(self, poll: Poll, who: Who) -> None:
        """Somebody adds words beside the choice they have just made."""
        company = next(each for each in self.companies if who in each.people)
        if poll.visibility is not Visibility.ANONYMOUS and poll.open:
            await self.desk.write(f"Because {self._word(poll, company, who)}", as_=who, behind="Add a comment")
            self.done.append(f"{who.name} of {company.name} commented on P{poll.number}")

    async def change(self) -> None:
        """Somebody changes, withdraws or skips, wherever it is offered to them."""
        _, who, where = self._somebody(self.chance.choice(self.polls))
        label = self.chance.choice(["Change my answer", "Withdraw my answer", "Skip", "Not my area"])
        await self.desk.press(label, as_=who, where=where if label in ("Skip", "Not my area") else None)
        self.done.append(f"{who.name} pressed {label}")

    async def staff(self, line: str = "") -> None:
        """The product manager types something, in the product channel or in a customer's."""
        line = line or self.chance.choice(STAFF_LINES)
        company = self.chance.choice([None, *self.companies])
        await self.desk.say(line, where=company.where if company else None)
        self.done.append(f"Pat typed {line!r} at {company.name if company else 'home'}")

    async def own(self) -> None:
        """A customer asks for something, whether it is theirs to ask or not."""
        company = self.chance.choice(self.companies)
        who, line = self.chance.choice(company.people), self.chance.choice(OWN_LINES)
        await self.desk.say(line, as_=who, where=company.where)
        self.done.append(f"{who.name} typed {line!r}")
        if isinstance(self.desk, SlackDesk):
            slack = self.desk.office.slack
            await slack.people.open_home(slack.world.user(who.id), team=slack.team)
            await self.desk.settle()

    async def reply(self) -> None:
        """A customer writes in the thread of a poll, and may let it count."""
        poll = self._lately(self.polls)
        company, who, _ = self._somebody(poll)
        # What somebody writes into a thread their colleagues read anyway, whatever the poll promises.
        open_ = replace(poll, visibility=Visibility.NAMED) if poll.visibility is Visibility.ACCOUNT else poll
        words = f"Also {self._word(open_, company, who)}"
        match self.desk:
            case SlackDesk(office=there):
                channel = there.slack.world.channel(company.where.id)
                cards = [each for each in there.slack.timeline.public(channel.id) if each.bot_id]
                cards = [each for each in cards if f"umber {poll.tag}?" in str(each.blocks)]
                if cards:
                    user = there.slack.world.user(who.id)
                    await there.slack.people.reply_in_thread(cards[-1], words, as_=user)
            case TeamsDesk(office=crew):
                person = crew.teams.world.people[who.id]
                heads = [each for each in crew.teams.timeline.standing(company.where.id) if each.from_app]
                heads = [each for each in heads if f"umber {poll.tag}?" in str(each.card)]
                if heads:
                    await crew.teams.people.mention(words, as_=person, to=None, under=heads[-1])
        await self.desk.settle()
        self.done.append(f"{who.name} replied beneath P{poll.number}")
        await self.desk.press("Count this as my answer", as_=who, where=company.where)

    async def wait(self) -> None:
        """Time goes by: reminders, closes and digests fall due."""
        span = self.chance.choice([{"minutes": 10}, {"hours": 7}, {"days": 1}, {"days": 3}])
        await self.desk.wait(**span)
        await self._look()
        self.done.append(f"waited {span}")

    async def close(self, poll: Poll | None = None) -> None:
        """A poll is closed by hand."""
        poll = poll or self.chance.choice([each for each in self.polls if each.open] or self.polls)
        await self.desk.say(f"close P{poll.number}")
        await self.desk.wait(seconds=30)
        poll.open = False
        await self.desk.say(
            f"results P{poll.number}", where=self.chance.choice([None, poll.only.where if poll.only else None])
        )
        self.done.append(f"closed P{poll.number}")

    async def page(self) -> None:
        """Somebody opens their page in a browser."""
        poll = self._lately(self.polls)
        company, who, _ = self._somebody(poll)
        person = await person_called(self.desk, who.name)
        if person is None:
            return
        reader = Reader(company.number, company.people.index(who))
        self.sight.reads(reader, f"/a/ of P{poll.number}", await answer_page(self.desk, person, poll.number))
        for path, text in (await behind_the_sign_in(self.desk, person, OWN_PAGES)).items():
            self.sight.reads(reader, f"/desk{path}", text)
        self.done.append(f"{who.name} opened their pages")

    async def fault(self) -> None:
        """The platform limits us or fails, a few times."""
        stumble(self.desk, self.chance)
        self.done.append("the platform stumbles")

    def _lately(self, polls: list[Poll]) -> Poll:
        """Mostly the newest of them."""
        return polls[-1] if self.chance.random() < 0.8 else self.chance.choice(polls)

    def _somebody(self, poll: Poll) -> tuple[Company, Who, Where]:
        """Somebody who reads the poll, mostly in their own channel."""
        company = poll.only or self.chance.choice(self.companies)
        who = self.chance.choice(company.people)
        shares = self.room is not None and poll.only is None and company.number in SHARES and self.chance.random() < 0.3
        return company, who, self.room if shares and self.room is not None else company.where

    def _word(self, poll: Poll, company: Company, who: Who) -> str:
        visibility = OF[poll.visibility]
        return Canary(WORD, company.number, company.people.index(who), visibility, poll.number).text

    async def _close_written(self) -> None:
        """There is one open question at a time, so that it is known which one is answered."""
        for each in [each for each in self.polls if each.open and each.kind not in ("single", "multi")]:
            await self.close(each)

    async def _look(self) -> None:
        """In Teams everybody's client asks for its own copy of what stands in sight."""
        if isinstance(self.desk, TeamsDesk):
            for company in self.companies:
                for who in company.people[:2]:
                    await self.desk.reads(who, company.where)

    async def _rounds(self) -> list[Round]:
        board = await board_meant(self.desk.house.bot, BOARD)
        async with self.desk.house.bot.database.read(board.organisation_id) as work:
            return sorted(await rounds.of_board(work, board.id), key=lambda each: each.number)

    async def _pat(self) -> Person:
        person = await person_called(self.desk, self.desk.pat.name)
        assert person is not None
        return person


async def played(desk: Desk, seed: int, *, most_people: int) -> Play:
    """The board of this number, nothing put out yet."""
    chance = Random(seed)
    sight, companies, room = await drawn(desk, chance, most_people=most_people)
    return Play(desk, sight, companies, room, chance, seed)
