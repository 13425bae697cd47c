"""A strict stand-in for Microsoft Teams: the Bot Connector with its limits and errors, its sign-in, and its people.

    async with Connector(clock=clock) as teams:
        pat = teams.world.add_person("Pat Manager", teams.tenant)   # world.py: tenants, people, teams, channels, chats
        team = teams.world.add_team("Acme", teams.tenant, [pat])
        teams.people.request_url = "http://127.0.0.1:8080/teams/messages"
        await teams.people.add_to_team(team, by=pat)
        await teams.people.install(as_=pat)
        outcome = await teams.people.press(teams.people.latest(pat), "Offline mode", as_=pat)
        assert "recorded" in outcome.private_text

- An app needs `app_id`, `password`, `tenant.id`, `openid_url`, `login_url` and `host`; every call must carry a
  bearer of `teams.sign_in`, every activity comes with a fresh token of `teams.keys` (`rotate`, `stranger`).
- `teams.world`: `add_tenant`, `add_person(guest_of=)`, `add_team`, `add_channel(members)` = a shared one, `add_chat`,
  `personal`; nobody is told of what is changed there.
- `teams.people` acts, and the app is told: `write mention press look submit react edit take_away install uninstall`;
  `add_to_team remove_from_team add_to_chat join leave create_channel rename_channel delete_channel restore_channel
  rename_team archive_team delete_team share_channel unshare_channel move_region forget block`; and sees: `sees reads
  lines buttons latest offering`. What no person could do raises `Impossible`.
- `teams.people.courier`: `forging(Forgery(...))`, `again`, `overheard`, `raw`, `holding` and `release` (other order),
  `redeliver` (what nobody answered, 15 s later by the clock), `patience` in real seconds.
- `teams.script` makes calls go wrong, by kind (create send reply update delete members member team channels token
  openid keys, or "*"): `refuse(kind, status, code) too_many http reset delay drip`.
- `teams.limits` counts against the published rates; `teams.calls("update")` is what the app did; `teams.shown()` is all
  it ever showed, with who could read it; `teams.mistakes()` is all it said or answered that is against the documents.

By hand: `python -m tests.fakes.teams --port 8766` serves a page on which you are whom you choose.
"""

from tests.fakes.teams.courier import Forgery
from tests.fakes.teams.outcome import Dialog, Outcome
from tests.fakes.teams.reading import Impossible
from tests.fakes.teams.server import Connector

__all__ = ["Connector", "Dialog", "Forgery", "Impossible", "Outcome"]
