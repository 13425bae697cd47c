"""What the operator has set about Slack, and whether it is enough."""

from dataclasses import dataclass, field

from bot.errors import Refusal
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackKeys:
    """What the operator has set; secrets never appear in its text."""

    api_url: str
    public_url: str = ""
    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)

    @property
    def wanted(self) -> bool:
        """True when Slack is to be used at all."""
        return bool(self.bot_token or self.client_id or self.app_token or self.signing_secret)

    def check(self) -> None:
        """Refusal naming what is missing: without it anybody could speak for Slack, or we could not speak at all."""
        if not self.bot_token and not (self.client_id and self.client_secret):
            raise Refusal(Phrase("slack.no_token"))
        if not self.signing_secret and not self.app_token:
            raise Refusal(Phrase("slack.no_door"))
