"""What a vendor was told of its customers, by which token, whom a poll was meant for, what a model wrote: marked."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.api_tokens import ApiToken
from bot.domain.deliveries import Kind
from bot.domain.moments import JourneyMoment, MomentAsk, MomentRule
from bot.domain.targets import Reason, Target
from bot.domain.wordings import Job, Wording
from bot.ids import ApiTokenId, JourneyMomentId, MomentAskId, MomentRuleId
from tests.storage.houses import NOW, House


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(House):
    """A house in which something happened to a customer."""

    @property
    def rule(self) -> MomentRule:
        """What is asked after a moment."""
        return MomentRule(
            id=MomentRuleId(f"{self.name}-rule"),
            organisation_id=self.id,
            board_id=self.board.id,
            moment="go-live done",
            engagement_id=self.engagement.id,
            after=timedelta(days=14),
            made_at=NOW,
        )

    @property
    def moment(self) -> JourneyMoment:
        """Something that happened to the customer."""
        return JourneyMoment(
            id=JourneyMomentId(f"{self.name}-moment"),
            organisation_id=self.id,
            moment="go-live done",
            account_id=self.account.id,
            key=f"{self.name}-key",
            at=NOW,
            received_at=NOW,
        )

    @property
    def moment_ask(self) -> MomentAsk:
        """What will be asked because of it."""
        return MomentAsk(
            id=MomentAskId(f"{self.name}-moment-ask"),
            organisation_id=self.id,
            moment_id=self.moment.id,
            board_id=self.board.id,
            account_id=self.account.id,
            engagement_id=self.engagement.id,
            due_at=NOW + timedelta(days=14),
        )

    @property
    def api_token(self) -> ApiToken:
        """By it a program tells of such moments."""
        return ApiToken(
            id=ApiTokenId(f"{self.name}-token"),
            organisation_id=self.id,
            name=f"{self.name} CRM",
            scopes=("events",),
            board_id=None,
            hashed=f"{self.name}-hash",
            made_at=NOW,
        )

    def target(self, who: str = "ana", *, reason: Reason | None = Reason.PAUSED) -> Target:
        """That the round was meant for somebody, who was left in peace."""
        return Target(
            id=f"{self.name}-target-{who}",
            organisation_id=self.id,
            round_id=self.round().id,
            kind=Kind.ASK,
            channel_id=self.channel.id,
            account_id=self.account.id,
            person_id=self.person(who).id,
            reason=reason,
            weighs=reason is None,
            at=NOW,
        )

    @property
    def wording(self) -> Wording:
        """What a language model wrote about a theme."""
        return Wording(
            id=f"{self.name}-wording",
            organisation_id=self.id,
            board_id=self.board.id,
            job=Job.NAME,
            subject_id=f"{self.name}-theme",
            title=f"{self.name} exports",
            text=f"{self.name} wants better exports.",
            made_at=NOW,
        )
