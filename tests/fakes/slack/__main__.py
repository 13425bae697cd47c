"""Starts the stand-in by hand, with a small world in it, and prints what an app needs to connect."""

import argparse
import asyncio

from tests.fakes.slack.server import SlackStandIn


async def run(port: int, request_url: str) -> None:
    """Serve until interrupted."""
    async with SlackStandIn(port=port, request_url=request_url) as slack:
        world = slack.world
        pat, acme = world.add_user("Pat Manager", slack.team), world.add_team("Acme")
        pat.is_admin = True
        bot = slack.vendor.bot_of(slack.installation)
        world.add_channel("product", slack.team, [pat, bot])
        world.add_channel("acme", slack.team, [pat, bot, world.add_user("Ana Ruiz", acme)])
        lines = {
            "page": slack.url,
            "API address": slack.api_url,
            "bot token": slack.bot_token,
            "signing secret": slack.signing_secret,
            "app token": slack.app_token,
            "client id": slack.client_id,
            "client secret": slack.client_secret,
            "people": " ".join(f"{user.real_name} {user.id}" for user in world.users.values()),
            "channels": " ".join(f"#{channel.name} {channel.id}" for channel in world.channels.values()),
        }
        for name, value in lines.items():
            print(f"{name:>16}  {value}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--request-url", default="", help="where the app listens for events, clicks and commands")
    chosen = parser.parse_args()
    try:
        asyncio.run(run(chosen.port, chosen.request_url))
    except KeyboardInterrupt:
        print("bye")


if __name__ == "__main__":
    main()
