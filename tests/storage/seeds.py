"""What a vendor's customers said, what was learnt from it and what was sent, marked like the rest."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.cards.codec import to_json
from bot.cards.parts import Card, Text
from bot.domain.aims import Aim, Goal
from bot.domain.answers import Answer, Choice
from bot.domain.audit import AuditEntry, Outcome
from bot.domain.cases import Case, CaseKind
from bot.domain.claims import Claim
from bot.domain.corrections import Correction, CorrectionKind
from bot.domain.decisions import Decision, Verdict
from bot.domain.deliveries import Delivery, Kind, State, key_of
from bot.domain.digests import Digest
from bot.domain.invitations import Invitation
from bot.domain.proxies import Proxy
from bot.domain.questions import (
    Chosen,
    Rated,
    Stance,
    Stances,
    Value,
    Wrote,
)
from bot.domain.references import Reference, Scope
from bot.domain.rehearsals import Rehearsal, Step
from bot.domain.replies import Reply
from bot.domain.rooms import RoomCompany
from bot.domain.sessions import Session, SignIn
from bot.domain.suggestions import Suggestion
from bot.domain.themes import Excerpt, SubTheme, Theme, Trend
from bot.ids import (
    AnswerId,
    CorrectionId,
    DecisionId,
    DigestId,
    InvitationId,
    OptionId,
    OrganisationId,
    ProxyId,
    QuestionId,
    RehearsalId,
    SuggestionId,
    ThemeId,
    Token,
)
from storage.kept import Kept, Participation
from tests.storage.houses import NOW
from tests.storage.moment_seeds import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor(Told):
    """One organisation with everything that can be in it."""

    @property
    def tried(self) -> AuditEntry:
        """Something the product manager did."""
        return AuditEntry(
            id=f"{self.name}-tried",
            organisation_id=self.id,
            at=NOW,
            person_id=self.person("pm").id,
            deed=f"{self.name}-close",
            subject_id=self.round().id,
            outcome=Outcome.DONE.value,
        )

    @property
    def case(self) -> Case:
        """A problem Ana reported."""
        return Case(
            id=f"{self.name}-case",
            organisation_id=self.id,
            board_id=self.board.id,
            number=1,
            account_id=self.account.id,
            person_id=self.person().id,
            round_id=self.round().id,
            text=f"{self.name} says: it does not start",
            kind=CaseKind.REPORT.value,
            opened_at=NOW,
        )

    @property
    def sign_in(self) -> SignIn:
        """By it the product manager comes to read on the web."""
        return SignIn(
            organisation_id=self.id,
            hashed=f"{self.name}-link",
            person_id=self.person("pm").id,
            made_at=NOW,
            ends_at=NOW + timedelta(minutes=15),
        )

    @property
    def session(self) -> Session:
        """The browser in which they read."""
        return Session(
            organisation_id=self.id,
            hashed=f"{self.name}-session",
            person_id=self.person("pm").id,
            made_at=NOW,
            ends_at=NOW + timedelta(hours=12),
        )

    @property
    def claim(self) -> Claim:
        """A code on the operator's screen."""
        return Claim(organisation_id=self.id, code_hash=f"{self.name}-hash", made_at=NOW)

    @property
    def reply(self) -> Reply:
        """What Ana wrote in a thread."""
        return Reply(
            id=f"{self.name}-reply",
            organisation_id=self.id,
            round_id=self.round().id,
            place=str(self.channel.place),
            identity=str(self.identity()),
            sealed=f"{self.name} sealed".encode(),
            said_at=NOW,
        )

    def answer(
        self, who: str = "ana", value: Value | None = None, *, minutes: float = 1, kind: str = "single", number: int = 1
    ) -> Answer:
        """What somebody said to a question of that kind."""
        said_at = NOW + timedelta(minutes=minutes)
        usual: dict[str, Value] = {
            "single": Chosen(options=(OptionId(f"{self.name}-sso"),)),
            "multi": Chosen(options=(OptionId(f"{self.name}-Ärger"), OptionId(f"{self.name}-sso"))),
            "rating": Rated(score=4),
            "agree": Stances(stances={OptionId(f"{self.name}-sso"): Stance.AGREE}),
            "open": Wrote(text=f"{self.name} says: fix the ‘search’ 😀"),
        }
        return Answer(
            id=AnswerId(f"{self.name}-{number}-{kind}-{who}"),
            organisation_id=self.id,
            round_id=self.round(number).id,
            question_id=QuestionId(f"{self.name}-{kind}"),
            person_id=self.person(who).id,
            account_id=self.account.id,
            value=value or usual[kind],
            said_at=said_at,
            received_at=said_at + timedelta(seconds=1),
        )

    def tap(self, answer: Answer, inbox: str = "") -> Kept:
        """A tap that says so."""
        return Kept(
            inbox=inbox or f"{answer.id}@{answer.said_at.isoformat()}",
            organisation_id=self.id,
            round_id=answer.round_id,
            answer=answer,
        )

    def choice(self, mark: str, *, number: int = 1, kind: str = "single") -> Choice:
        """What somebody said without a name."""
        return Choice(
            id=AnswerId(mark),
            organisation_id=self.id,
            round_id=self.round(number).id,
            question_id=QuestionId(f"{self.name}-{kind}"),
            value=Chosen(options=(OptionId(f"{self.name}-sso"),)),
        )

    def vote(self, token: str, mark: str, *, inbox: str = "", number: int = 1, company: str = "company") -> Kept:
        """An anonymous vote."""
        return Kept(
            inbox=inbox or f"tap-{token}-{mark}",
            organisation_id=self.id,
            round_id=self.round(number).id,
            received_at=NOW + timedelta(minutes=1),
            participation=Participation(token=Token(token), account_token=Token(company)),
            choices=(self.choice(mark, number=number),),
        )

    def delivery(self, target: str = "acme", *, kind: Kind = Kind.ASK, minutes: float = 0) -> Delivery:
        """A message about the round."""
        return Delivery(
            key=key_of(kind, self.round().id, target),
            organisation_id=self.id,
            kind=kind,
            subject_id=self.round().id,
            channel_id=self.channel.id,
            person_id=None,
            place=self.channel.place,
            lane=self.channel.place.lane,
            state=State.PENDING,
            not_before=NOW + timedelta(minutes=minutes),
            token=Token(f"{self.name}-token-{target}"),
        )

    def excerpt(self, who: str = "ana") -> Excerpt:
        """A stretch of the open answer."""
        return Excerpt(
            answer_id=self.answer(who, kind="open").id,
            round_id=self.round().id,
            account_id=self.account.id,
            person_id=self.person(who).id,
            start=0,
            end=9,
        )

    @property
    def theme(self) -> Theme:
        """What several say."""
        return Theme(
            id=ThemeId(f"{self.name}-theme"),
            organisation_id=self.id,
            board_id=self.board.id,
            title=f"{self.name} search",
            quote=self.excerpt(),
            quote_text="fix the search",
            members=(self.excerpt(), replace(self.excerpt(), start=3)),
            answers=1,
            people=1,
            accounts=1,
            intensity=2.5,
            value_rank=None,
            parts=(SubTheme(title="finer", answer_ids=(self.excerpt().answer_id,)),),
            trend=Trend.UP,
            companies_before=(self.account.id,),
            since=NOW,
            first_said_at=NOW,
            computed_at=NOW,
        )

    @property
    def correction(self) -> Correction:
        """What a product manager set right about it."""
        return Correction(
            id=CorrectionId(f"{self.name}-correction"),
            organisation_id=self.id,
            board_id=self.board.id,
            kind=CorrectionKind.MERGE,
            theme_id=self.theme.id,
            other_id=ThemeId(f"{self.name}-other"),
            title=self.theme.title,
            other_title="",
            answers=self.theme.answer_ids,
            others=(),
            by=self.person("pm", staff=True).id,
            at=NOW,
        )

    @property
    def suggestion(self) -> Suggestion:
        """What follows from it."""
        return Suggestion(
            id=SuggestionId(f"{self.name}-suggestion"),
            organisation_id=self.id,
            board_id=self.board.id,
            number=1,
            title=f"{self.name} search",
            theme_id=self.theme.id,
            round_id=self.round().id,
            question_id=self.questions[0].id,
            evidence=(self.excerpt(),),
            answers=1,
            people=1,
            accounts=1,
            accounts_asked=4,
            people_asked=7,
            intensity=1 / 3,
            heard_at=NOW,
            created_at=NOW,
            updated_at=NOW,
        )

    @property
    def decision(self) -> Decision:
        """What was decided."""
        return Decision(
            id=DecisionId(f"{self.name}-decision"),
            organisation_id=self.id,
            suggestion_id=self.suggestion.id,
            number=1,
            verdict=Verdict.PLAN,
            by=self.person("pm", staff=True).id,
            at=NOW,
            reason=f"{self.name} reason",
            customer_text="",
        )

    @property
    def digest(self) -> Digest:
        """A weekly summary."""
        return Digest(
            id=DigestId(f"{self.name}-digest"),
            organisation_id=self.id,
            board_id=self.board.id,
            week="2026-W10",
            made_at=NOW,
            card=to_json(Card(summary=self.name, parts=(Text(self.name),))),
        )

    @property
    def invitation(self) -> Invitation:
        """A channel of which nobody has said whose it is."""
        return Invitation(
            id=InvitationId(f"{self.name}-invitation"),
            organisation_id=self.id,
            place=self.channel.place,
            name=f"ext-{self.name}",
            company=f"{self.name} Ltd.",
            inviter=str(self.identity("pm")),
            outsiders=4,
            companies=1,
            invited_at=NOW,
        )

    @property
    def reference(self) -> Reference:
        """The way to a channel."""
        return Reference(
            organisation_id=self.id,
            address=f"teams:{self.name}:19:{self.name}",
            scope=Scope.CHANNEL,
            service_url="https://smba.example.com/",
            conversation=f"19:{self.name}",
            bot_user=f"28:{self.name}",
            team=f"{self.name}-team",
            name=f"ext-{self.name}",
            seen_at=NOW,
        )

    @property
    def room_company(self) -> RoomCompany:
        """A company that sits in a room."""
        return RoomCompany(organisation_id=self.id, channel_id=self.channel.id, account_id=self.account.id, since=NOW)

    @property
    def proxy(self) -> Proxy:
        """What Ana said on a call."""
        return Proxy(
            id=ProxyId(f"{self.name}-proxy"),
            organisation_id=self.id,
            round_id=self.round().id,
            question_id=self.answer().question_id,
            account_id=self.account.id,
            person_id=self.person().id,
            option_id=None,
            text=f"{self.name} would pay for it",
            said_at=NOW,
            noted_at=NOW,
            noted_by=self.person("pm").id,
        )

    @property
    def rehearsal(self) -> Rehearsal:
        """What an admin plays alone."""
        return Rehearsal(
            id=RehearsalId(f"{self.name}-rehearsal"),
            organisation_id=self.id,
            board_id=self.board.id,
            person_id=self.person("pm").id,
            stage_id=OrganisationId(f"{self.name}-stage"),
            place=self.channel.place,
            step=Step.ASKED,
            begun_at=NOW,
            ends_at=NOW + timedelta(days=1),
        )

    @property
    def aim(self) -> Aim:
        """A button."""
        return Aim(
            token=Token(f"{self.name}-aim"),
            organisation_id=self.id,
            goal=Goal.VOTE,
            round_id=self.round().id,
            question_id=self.questions[0].id,
            option_id=OptionId(f"{self.name}-sso"),
            suggestion_id=self.suggestion.id,
            decision_id=self.decision.id,
        )


NORTHWIND = Vendor(name="northwind")
FABRIKAM = Vendor(name="fabrikam")
