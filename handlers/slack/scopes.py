"""The rights that the bot asks for in Slack: each with what it is needed for, and none to spare."""

BOT_SCOPES: tuple[str, ...] = (
    "app_mentions:read",  # hears "@Council status": the only typed way in for people of other companies
    "channels:history",  # sees replies under its own polls, and finds a message whose sending was cut short
    "channels:read",  # learns a channel's name, and whether another company sits in it
    "chat:write",  # posts, redraws and whispers, in channels it was invited to
    "commands",  # `/cab`, and the shortcut on messages
    "files:write",  # hands over exports and pictures of results
    "groups:history",  # as channels:history, in private channels; most channels with customers are private
    "groups:read",  # as channels:read, in private channels
    "im:history",  # hears what somebody types to it in their own conversation
    "im:write",  # opens that conversation
    "team:read",  # learns the name of a company in a shared channel, to propose it as the account
    "users:read",  # tells staff from guests, and learns name, language and time zone
)
"""What `/slack/install` asks for; the same list stands in the app's manifest.

Left out on purpose: `users:read.email` (a person is known by workspace and user id), `chat:write.public` and
`channels:join` (it speaks only where it was invited), `mpim:*` (no polls in group conversations), `reactions:*`, and
`metadata.message:read` (its own messages are recognised by the name of their first block, too).
"""

DESIRABLE: frozenset[str] = frozenset({"channels:history", "files:write", "groups:history", "im:history", "team:read"})
"""Without these the bot still works: replies in threads are not heard, and a message that was perhaps posted is held
back until somebody decides."""


def missing_scopes(granted: tuple[str, ...]) -> tuple[str, ...]:
    """What an installation lacks, because it is older than this release or somebody took it away."""
    return tuple(scope for scope in BOT_SCOPES if scope not in granted)
