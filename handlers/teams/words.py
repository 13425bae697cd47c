"""Words what is said on every platform as it is true in Teams: no slash, no channel sign, and how the bot comes in."""

from collections.abc import Callable

from bot.texts import Phrase, Say, at_terminal

OTHERWISE = {
    "channel.how": "teams.channel_how",
    "claim.has_admin": "teams.claim_has_admin",
    "command.channel_example": "teams.channel_example",
    "customers.invite": "teams.customers_invite",
    "customers.open": "teams.customers_open",
    "help.mention": "teams.help_mention",
    "invitation.title": "teams.invitation_title",
    "paused.how": "teams.paused_how",
    "paused.how_shared": "teams.paused_how_shared",
    "rights.you_have_them": "teams.you_have_rights",
    "set_up.customers": "teams.set_up_customers",
    "set_up.product_chosen": "teams.product_chosen",
}
"""What is true in Slack alone, and what is said in its place."""


def in_teams(say: Say) -> Say:
    """The same language, as people speak in Teams."""

    def spoken(phrase: Phrase) -> str:
        said = at_terminal(say(_meant(phrase)))
        channel = phrase.args.get("channel")
        # A channel is called by its name alone, and often by its team's: `#` is Slack's.
        return said.replace(f"#{channel}", channel) if isinstance(channel, str) and channel else said

    return spoken


def speaking(say_in: Callable[..., Say]) -> Callable[..., Say]:
    """The same for every language."""

    def spoken(language: str, zone: str | None = None) -> Say:
        return in_teams(say_in(language, zone))

    return spoken


def _meant(phrase: Phrase) -> Phrase:
    args = {name: _meant(each) if isinstance(each, Phrase) else each for name, each in phrase.args.items()}
    return Phrase(OTHERWISE.get(phrase.id, phrase.id), args)
