"""The app's manifest, to paste at the vendor's app page: what the bot is called, what it hears, what it may do."""

from handlers.slack.scopes import BOT_SCOPES

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
    "user_change",
)
SHORTCUTS = (
    ("Save as feedback", "message", "save_feedback", "Keep what a customer wrote as an answer"),
    ("Report a problem", "message", "report_problem", "Tell the team behind the board what is wrong"),
    ("New poll", "global", "new_poll", "Ask your board something"),
)
LONGEST_NAME = 35
LONGEST_COMMAND_HELP = 100


def manifest(*, name: str, url: str = "", socket: bool = False) -> dict[str, object]:
    """The manifest as the vendor reads it. `url` is where our server is reached from outside; with `socket` none is.

    `name` is the council's own: customers see it in front of every message.
    """
    base = url.rstrip("/") or "https://council.example.com"
    events_url = {} if socket else {"request_url": f"{base}/slack/events"}
    interactivity = {} if socket else {"request_url": f"{base}/slack/events"}
    command_url = {} if socket else {"url": f"{base}/slack/events"}
    oauth: dict[str, object] = {"scopes": {"bot": list(BOT_SCOPES)}}
    if not socket:
        oauth["redirect_urls"] = [f"{base}/slack/oauth_redirect"]
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name[:LONGEST_NAME],
            "description": "Short polls for our customer advisory board, and what becomes of your answers.",
            "background_color": "#1f4d5c",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name[:LONGEST_NAME], "always_online": True},
            "shortcuts": [
                {"name": label, "type": kind, "callback_id": callback, "description": about}
                for label, kind, callback, about in SHORTCUTS
            ],
            "slash_commands": [
                {
                    "command": "/cab",
                    **command_url,
                    "description": "Ask the board, see results, decide, tell customers",
                    "usage_hint": 'poll "Question?" "A" "B" | results | close | roadmap | decide S1 plan | help',
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**events_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **interactivity},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }
