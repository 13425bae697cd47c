"""Starts the stand-in by hand, with a small world in it, and prints what an app needs to connect."""

import argparse
import asyncio

from tests.fakes.teams.server import Connector

REDELIVERY = 1.0
"""Seconds between two looks at what nobody answered."""


def furnish(teams: Connector) -> None:
    """The vendor Northwind with two employees and a guest, two customers, and a team with a channel for each.

    The app is nowhere yet.
    """
    world, home = teams.world, teams.tenant
    home.name = "Northwind"
    pat, kim = world.add_person("Pat Manager", home), world.add_person("Kim Owner", home)
    acme, globex = world.add_tenant("Acme"), world.add_tenant("Globex")
    ana, ben = world.add_person("Ana Ruiz", acme), world.add_person("Ben Okafor", acme)
    gina = world.add_person("Gina Wolf", globex, guest_of=home)
    world.add_team("Product", home, [pat, kim])
    customers = world.add_team("Customers", home, [pat, kim, gina])
    world.add_channel("Acme", customers, [pat, kim, ana, ben])
    world.add_channel("Globex", customers)
    for person in (pat, kim):
        world.personal(person)


async def run(port: int, request_url: str) -> None:
    """Serve until interrupted."""
    async with Connector(port=port, request_url=request_url) as teams:
        furnish(teams)
        world = teams.world
        lines = {
            "page": teams.url,
            "CAB_TEAMS_APP_ID": teams.app_id,
            "CAB_TEAMS_APP_PASSWORD": teams.password,
            "CAB_TEAMS_TENANT_ID": teams.tenant.id,
            "CAB_TEAMS_OPENID_METADATA": teams.openid_url,
            "CAB_TEAMS_LOGIN_URL": teams.login_url,
            "CAB_TEAMS_SERVICE_HOSTS": teams.host,
            "service URL": teams.region_url,
            "app listens at": request_url,
            "people": ", ".join(f"{p.name} teams:{p.tenant_id}:{p.aad}" for p in world.people.values()),
            "channels": ", ".join(f"{c.name} {c.id}" for c in world.conversations.values() if c.team_id),
        }
        for name, value in lines.items():
            print(f"{name:>26}  {value}", flush=True)
        while True:
            await asyncio.sleep(REDELIVERY)
            await teams.people.courier.redeliver()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.teams", description=__doc__)
    parser.add_argument("--port", type=int, default=8766)
    parser.add_argument("--request-url", default="http://127.0.0.1:8080/teams/messages", help="where the app listens")
    chosen = parser.parse_args()
    try:
        asyncio.run(run(chosen.port, chosen.request_url))
    except KeyboardInterrupt:
        print("bye")


if __name__ == "__main__":
    main()
