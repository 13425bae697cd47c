"""Plays a made-up quarter on a real bot, in fast time: the schedule, the people and the product manager of a season.

Everything goes through the doors people use: buttons are pressed, verdicts are given, texts are approved, and themes
are set right as at the command line. What happens is the same on every chat platform; how it is done there, the players
know. Where the play stands is written down before each scene, so that a demo that was killed goes on where it stopped;
a scene that is played twice changes nothing.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import assert_never

from bot.actions.agenda import next_due
from bot.actions.compose import Subject
from bot.actions.correct_themes import merge_themes, rename_theme, theme_meant
from bot.actions.explain import digests_of, funnel_in, matter_of, matters_of, polls_of, turnout_in
from bot.actions.read_digest import digest_page
from bot.actions.settle import settle
from bot.actions.who import known_person
from bot.bot import Bot
from bot.cards.funnel import funnel_line
from bot.clock import SetClock
from bot.domain.aims import Aims, Goal, aims_of_suggestion
from bot.domain.boards import Board
from bot.domain.visibility import Visibility
from bot.durable import DurableQueue
from bot.ids import RoundId, SuggestionId, Token
from bot.presses import Decide, Press, Tell
from bot.texts import Argument, Phrase
from handlers.console.calls import noted
from handlers.console.players import Players
from handlers.console.pressing import press_of
from handlers.console.script import Plan, Script
from handlers.console.season.cast import PersonRow
from handlers.console.season.naming import MERGES, RENAMES, Heard, Merge, Rename, set_right
from handlers.console.season.reactions import Step, reaction
from handlers.console.season.setting import PRODUCT, Setting
from handlers.console.season.verdicts import ruling

Narrate = Callable[[datetime, Phrase | None], None]
"""Told of every instant the play reaches, and what a spectator should read of it."""


def key_of(seed: int) -> bytes:
    """The id key of the demo with this seed: equal seeds make equal ids."""
    return sha256(f"demo {seed}".encode()).digest()


@dataclass(order=True, slots=True)
class Scene:
    """One thing that somebody does at one instant; scenes of one instant come in the order of their names."""

    at: datetime
    name: str
    poll: Subject = field(compare=False)
    person: PersonRow = field(compare=False)
    step: Step = field(compare=False)


@dataclass(slots=True, kw_only=True)
class Play:
    """A season on a bot."""

    bot: Bot
    queue: DurableQueue
    clock: SetClock
    script: Script
    stage: Setting
    players: Players
    narrate: Narrate
    board: Board
    scenes: list[Scene] = field(default_factory=list)
    known: set[RoundId] = field(default_factory=set)
    closed: set[RoundId] = field(default_factory=set)
    refused: set[tuple[RoundId, str]] = field(default_factory=set)
    """Who was told already that a poll does not take their taps: a spectator needs to read it once."""
    due: datetime | None = None
    """When the bot itself has something to do next; a press does not change it, a verdict does."""

    async def run(self) -> None:
        """Play from where the script stands to the end of the season."""
        self.narrate(self.clock.now(), None)
        await self._go_on()
        while (at := self._next()) is not None and at <= self.stage.end:
            self._reach(at)
            if (plan := self._plan_at(at)) is not None:
                await self._rule(plan)
            elif self.scenes and self.scenes[0].at <= at:
                await self._act(heapq.heappop(self.scenes))
            else:
                await self._go_on()
        self._reach(self.stage.end)
        await self._go_on()
        self.script.finished = True
        self.script.write()

    def _next(self) -> datetime | None:
        waiting = [plan.at if not plan.made else plan.told_at for plan in self.script.plans if not _over(plan)]
        times = [self.due, self.scenes[0].at if self.scenes else None, *waiting]
        return min((at for at in times if at is not None), default=None)

    def _reach(self, at: datetime) -> None:
        """Write down where we are before anything happens there."""
        self.clock.put(at)
        self.narrate(self.clock.now(), None)
        if self.clock.now() != self.script.at:
            self.script.at = self.clock.now()
            self.script.write()

    async def _go_on(self) -> None:
        """The bot does what is due; then everybody reads what has come in."""
        await settle(self.bot, self.queue)
        for poll in await polls_of(self.bot, self.board, but=self.closed):
            what: dict[str, Argument] = {"round": poll.round.label, "title": poll.engagement.title}
            if poll.round.opened_at is not None and poll.round.id not in self.known:
                self.known.add(poll.round.id)
                if poll.round.opened_at >= self.script.at:
                    self.narrate(poll.round.opened_at, Phrase("demo.asked", what))
                    steps = await funnel_in(self.bot, poll)
                    if steps is not None and steps.reached < steps.eligible:
                        reached: dict[str, Argument] = {"round": poll.round.label, "steps": funnel_line(steps)}
                        self.narrate(poll.round.opened_at, Phrase("demo.reached", reached))
                self._cast_for(poll)
            if poll.round.closed_at is not None:
                self.closed.add(poll.round.id)
                if poll.round.closed_at >= self.script.at:
                    spoke = await turnout_in(self.bot, poll)
                    counted: dict[str, Argument] = {**what, "people": spoke.people, "companies": spoke.accounts}
                    self.narrate(poll.round.closed_at, Phrase("demo.closed", counted))
        await self._review()
        self.due = await next_due(self.bot)

    def _cast_for(self, poll: Subject) -> None:
        for person in (*self.stage.people, *self.stage.staff):
            does = reaction(
                self.script.seed,
                engagement_slug=poll.engagement.slug,
                slot=poll.round.slot,
                person_key=person.key,
                questions=poll.questions,
            )
            for number, step in enumerate(does.steps if does else ()):
                at = poll.round.slot + step.after
                if at >= self.script.at:
                    name = f"{poll.round.label}/{person.key}/{number:03}"
                    heapq.heappush(self.scenes, Scene(at, name, poll, person, step))

    async def _act(self, scene: Scene) -> None:
        press = press_of(self.bot, scene.poll, scene.step.act)
        final = scene.poll.round.visibility is Visibility.ANONYMOUS
        inbox = self.bot.ids.of("inbox", scene.name)
        channel = scene.step.channel
        why = await self.players.press(scene.person, channel, press, final=final, at=scene.at, inbox=inbox)
        if why is not None:
            args: dict[str, Argument] = {"who": scene.person.name, "why": why, "channel": channel}
            if (scene.poll.round.id, scene.person.key) not in self.refused:
                self.narrate(scene.at, Phrase("demo.refused", args))
            self.refused.add((scene.poll.round.id, scene.person.key))

    async def _review(self) -> None:
        """The product manager reads each digest once, and makes up their mind about what comes first in it."""
        known = await digests_of(self.bot, self.board)
        for number in range(self.script.reviewed + 1, len(known) + 1):
            digest = known[number - 1]
            args = {"week": digest.week}
            self.narrate(digest.made_at, Phrase("demo.digest", args))
            told = {plan.text for plan in self.script.plans}
            for rank, matter in enumerate(await matters_of(self.bot, self.board), start=1):
                if any(plan.suggestion == matter.suggestion.id and not plan.made for plan in self.script.plans):
                    continue
                before = matter.decisions[-1].verdict if matter.decisions else None
                made = ruling(self.script.seed, number, rank, about=matter.texts, before=before, told=told)
                if made is not None:
                    at = digest.made_at + made.after
                    told.add(made.customer_text)
                    self.script.plans.append(
                        Plan(
                            suggestion=matter.suggestion.id,
                            verdict=made.verdict,
                            reason=made.reason,
                            at=at,
                            text=made.customer_text,
                            told_at=at + made.told_after,
                        )
                    )
            await self._set_right(number)
            if (call := await noted(self.bot, self.board, self.stage, self.players, number)) is not None:
                self.narrate(digest.made_at, call)
            self.script.reviewed = number
            self.script.write()

    async def _set_right(self, digest: int) -> None:
        """Give a theme a better title, or make two of them one, as is done at the command line."""
        if digest not in (RENAMES, MERGES):
            return
        page = await digest_page(self.bot, self.board)
        heard = [
            Heard(title=each.title, texts=tuple(quote.text for quote in each.quotes))
            for each in (*page.themes, *page.emerging)
        ]
        wanted = set_right(digest, heard)
        pm = await known_person(self.bot, self.board.organisation_id, self.players.identity_of(self._pm()))
        if wanted is None or pm is None:
            return
        theme = await theme_meant(self.bot, self.board, wanted.title)
        match wanted:
            case Rename(title=title, new=new):
                done = ("renamed", title, new)
                await rename_theme(self.bot, self.board, theme.id, new, pm)
            case Merge(title=title, other=other):
                done = ("merged", title, other)
                await merge_themes(
                    self.bot, self.board, theme.id, (await theme_meant(self.bot, self.board, other)).id, pm
                )
            case _:
                assert_never(wanted)
        self.script.set_right.append(done)
        self.narrate(self.clock.now(), told(*done))

    def _pm(self) -> PersonRow:
        return next(person for person in self.stage.staff if person.role.value == "product_manager")

    def _plan_at(self, at: datetime) -> Plan | None:
        for plan in self.script.plans:
            if not _over(plan) and (plan.told_at if plan.made else plan.at) <= at:
                return plan
        return None

    async def _rule(self, plan: Plan) -> None:
        """Decide, or tell customers; what was done before a crash refuses to be done again, and that is well."""
        suggestion_id = SuggestionId(plan.suggestion)
        matter = await matter_of(self.bot, self.board, suggestion_id)
        pm = self._pm()
        press: Press
        if not plan.made:
            aims = Aims(aims_of_suggestion(self.bot.ids, self.board.organisation_id, suggestion_id))
            press = Decide(aims.token(Goal.DECIDE, verdict=plan.verdict), plan.reason)
        else:
            latest = matter.decisions[-1]
            press = Tell(Token(self.bot.ids.of("aim", Goal.TELL.value, latest.id)), plan.text)
        now = self.clock.now()
        why = await self.players.press(pm, PRODUCT, press, final=False, at=now, inbox=f"pm/{now}")
        if why is not None:
            again: dict[str, Argument] = {"who": pm.name, "why": why, "channel": PRODUCT}
            self.narrate(now, Phrase("demo.refused", again))
        else:
            what = {"suggestion": matter.suggestion.label, "title": matter.suggestion.title}
            done = Phrase(f"demo.{plan.verdict.value}", what) if not plan.made else Phrase("demo.told", what)
            self.narrate(now, done)
        if plan.made:
            plan.told = True
        plan.made = True
        self.script.write()
        self.due = await next_due(self.bot)


def told(deed: str, title: str, other: str) -> Phrase:
    """What a spectator reads about a theme that was set right."""
    args: dict[str, Argument] = {"title": title, "other": other}
    return Phrase("demo.merged", args) if deed == "merged" else Phrase("demo.renamed", args)


def _over(plan: Plan) -> bool:
    return plan.made and (plan.told or not plan.text)
