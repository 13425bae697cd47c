"""Connects one bot to the trackers that the operator has set up; nothing is opened before something is sent there."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack

from bot.clock import Clock
from bot.config import Settings
from bot.domain.handoffs import Tracker
from bot.errors import Refusal
from bot.ports import IssueTracker
from bot.texts import Phrase, Phrases, Say

SHORTEST_SECRET = 16
Trackers = Mapping[Tracker, IssueTracker]
"""Each tracker that suggestions go to, by its kind."""


def trackers_set_up(
    stack: AsyncExitStack, settings: Settings, clock: Clock, say_in: Callable[..., Say]
) -> dict[Tracker, IssueTracker]:
    """Every tracker that is set up, until `stack` closes; Refusal where one is set up by halves or not to be called."""
    wanted = {each: needed for each, needed in _needed(settings).items() if any(needed.values())}
    if not wanted:
        return {}
    from handlers.handoff.jira import Jira
    from handlers.handoff.linear import API, Linear
    from handlers.handoff.webhook import Webhook
    from handlers.outside import Outside, Unusable, Walled, checked, hosts_in

    outside = Outside(hosts_in(settings.outbound_private))
    stack.push_async_callback(outside.close)
    for tracker, needed in wanted.items():
        missing = tuple(name for name, value in needed.items() if not value)
        if missing:
            raise Refusal(Phrase("handoff.half_set_up", {"tracker": _word(tracker), "missing": Phrases(missing)}))
    for name, address in _addresses(settings).items():
        try:
            if address:
                checked(address, outside.private)
        except Walled:
            raise Refusal(Phrase("handoff.walled", {"name": name})) from None
        except Unusable:
            raise Refusal(Phrase("handoff.unusable", {"name": name})) from None
    found: dict[Tracker, IssueTracker] = {}
    if Tracker.WEBHOOK in wanted:
        secret = settings.webhook_secret.get_secret_value()
        if len(secret) < SHORTEST_SECRET:
            raise Refusal(Phrase("handoff.short_secret", {"least": SHORTEST_SECRET}))
        found[Tracker.WEBHOOK] = Webhook(outside=outside, clock=clock, url=settings.webhook_url.strip(), secret=secret)
    if Tracker.JIRA in wanted:
        found[Tracker.JIRA] = Jira(
            outside=outside,
            clock=clock,
            say_in=say_in,
            url=settings.jira_url.strip(),
            email=settings.jira_email.strip(),
            token=settings.jira_token.get_secret_value(),
            project=settings.jira_project.strip(),
            issue_type=settings.jira_issue_type.strip(),
        )
    if Tracker.LINEAR in wanted:
        found[Tracker.LINEAR] = Linear(
            outside=outside,
            clock=clock,
            say_in=say_in,
            key=settings.linear_api_key.get_secret_value(),
            team=settings.linear_team.strip(),
            url=settings.linear_api_url.strip() or API,
        )
    return found


def _needed(settings: Settings) -> dict[Tracker, dict[str, str]]:
    """What each tracker cannot do without, by the name of the setting."""
    return {
        Tracker.WEBHOOK: {
            "CAB_WEBHOOK_URL": settings.webhook_url,
            "CAB_WEBHOOK_SECRET": settings.webhook_secret.get_secret_value(),
        },
        Tracker.JIRA: {
            "CAB_JIRA_URL": settings.jira_url,
            "CAB_JIRA_EMAIL": settings.jira_email,
            "CAB_JIRA_TOKEN": settings.jira_token.get_secret_value(),
            "CAB_JIRA_PROJECT": settings.jira_project,
        },
        Tracker.LINEAR: {
            "CAB_LINEAR_API_KEY": settings.linear_api_key.get_secret_value(),
            "CAB_LINEAR_TEAM": settings.linear_team,
        },
    }


def _addresses(settings: Settings) -> dict[str, str]:
    return {
        "CAB_WEBHOOK_URL": settings.webhook_url,
        "CAB_JIRA_URL": settings.jira_url,
        "CAB_LINEAR_API_URL": settings.linear_api_url,
    }


def _word(tracker: Tracker) -> Phrase:
    from bot.cards.handoff import tracker_word

    return tracker_word(tracker)
