"""Starts the stand-in by hand, with a small world in it, and prints what an app needs to connect."""

import argparse
import asyncio

from handlers.slack.scopes import BOT_SCOPES
from tests.fakes.slack.server import SlackStandIn


def furnish(slack: SlackStandIn) -> None:
    """The vendor Northwind with two employees and a guest, two customers, and a channel with each; the app in none."""
    world = slack.world
    slack.team.name, slack.bot.real_name = "Northwind", "Northwind Council"
    slack.installation.scopes = set(BOT_SCOPES)
    pat, kim = world.add_user("Pat Manager", slack.team), world.add_user("Kim Owner", slack.team)
    world.add_user("Gus Guest", slack.team).is_restricted = True
    pat.is_admin = True
    acme, globex = world.add_team("Acme"), world.add_team("Globex")
    ana, ben, gina = (
        world.add_user("Ana Ruiz", acme),
        world.add_user("Ben Okafor", acme),
        world.add_user("Gina Wolf", globex),
    )
    world.add_channel("product", slack.team, [pat, kim])
    world.add_channel("acme", slack.team, [pat, kim, ana, ben])
    world.add_channel("globex", slack.team, [pat, kim, gina])


async def run(port: int, request_url: str) -> None:
    """Serve until interrupted."""
    async with SlackStandIn(port=port, request_url=request_url) as slack:
        furnish(slack)
        world = slack.world
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
    parser.add_argument("--request-url", default="", help="where the app listens; not needed with Socket Mode")
    chosen = parser.parse_args()
    try:
        asyncio.run(run(chosen.port, chosen.request_url))
    except KeyboardInterrupt:
        print("bye")


if __name__ == "__main__":
    main()
