"""A strict stand-in for Slack: the vendor's HTTP and Socket Mode services with their limits, errors and people.

    async with SlackStandIn(clock=clock) as slack:
        ana = slack.world.add_user("Ana Ruiz", acme)             # world.py: workspaces, people, channels
        slack.people.request_url = "http://127.0.0.1:8080/slack/events"
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        outcome = await slack.people.press(message, "Offline mode", as_=ana)
        assert "recorded" in outcome.private_text

- `slack.world`: `add_team`, `add_user`, `add_channel`, `join(post_only=)`, `leave`, `share`, `severed`; flags of what
  comes back are set by hand (`gus.is_restricted = True`). `slack.install(team)` puts the app on the other side too.
- `slack.people` acts through signed requests (`via = "socket"`: Socket Mode): `press tick choose pick fill submit close
  command shortcut options`; tells what happens: `event write mention reply_in_thread open_home join_channel joined left
  archive rename change_id share unshare delete_message edit_message change_user deactivate uninstall revoke_tokens`;
  and sees: `sees reads latest modal home reload`. What no person could do raises `Impossible`.
- `slack.people.courier`: `raw`, `again` (replay), `forging`, `holding` and `release` (other order), `patience` (3 s).
- `slack.script` makes calls go wrong: `refuse too_many http reset delay drip lose_method refuse_scope`,
  `ignores_metadata`, `history_unreadable`; the method `response_url` stands for posts to response_urls.
- `slack.limits` counts against the documented rates (`enabled`, `narrow_history`); `slack.calls("chat.update")` is what
  the app did; `slack.shown()` is all it ever showed, with who could read it; `mrkdwn.py` finds mentions and links.
- `slack.sockets` is Socket Mode: `disconnect`, `close`, `connections[0].fall_silent()`. `slack.oauth` agrees to
  installations: `agreed`, `cancelled`, or the page at `slack.authorize_url`.

By hand: `python -m tests.fakes.slack --port 8765` serves a chat client, in which you are whom you choose; `/log` lists
every channel and call.
"""

from tests.fakes.slack.controls import Impossible
from tests.fakes.slack.outcome import Outcome
from tests.fakes.slack.server import SlackStandIn

__all__ = ["Impossible", "Outcome", "SlackStandIn"]
