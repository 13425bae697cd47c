"""Everything the stand-in knows, in one value that its doors hand to each other."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from tests.fakes.objects import Json
from tests.fakes.teams.key_set import KeySet
from tests.fakes.teams.limits import Limits
from tests.fakes.teams.messages import Timeline
from tests.fakes.teams.recorder import Recorder
from tests.fakes.teams.script import Script
from tests.fakes.teams.sign_in import SignIn
from tests.fakes.teams.wire import Ids, Stamps
from tests.fakes.teams.world import Tenant, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Something the app has shown, and the aad ids of those who could read it."""

    content: str
    readers: frozenset[str]
    where: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Vendor:
    """The stand-in's memory; `wrong` collects whatever the app answered that no client understands."""

    clock: Clock
    ids: Ids
    stamps: Stamps
    world: World
    home: Tenant
    timeline: Timeline
    limits: Limits
    script: Script
    recorder: Recorder
    keys: KeySet
    sign_in: SignIn
    app_id: str
    app_name: str = "Northwind Council"
    base_url: str = ""
    smallest_page: int = 50
    usual_page: int = 200
    channel_features: bool = True
    """Whether the app's manifest says that it works in shared channels."""
    nested_codes: bool = False
    """Whether a 403 tells its code in the service's other, nested way."""
    untold: frozenset[str] = frozenset()
    """What is left out of each member's record, as some services do."""
    private: list[Shown] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def bot(self) -> Json:
        """The app as a member of conversations."""
        return {"id": f"28:{self.app_id}", "name": self.app_name}

    def region_url(self, tenant_id: str) -> str:
        """Where calls about a tenant's conversations go."""
        return f"{self.base_url}/{self.world.tenants[tenant_id].region}/{tenant_id}/"


def new_vendor(clock: Clock, *, limits: bool) -> Vendor:
    """A vendor with one tenant, in which the app is registered."""
    ids, stamps = Ids(), Stamps(clock)
    world, app_id = World(ids), ids.guid()
    home = world.add_tenant("Vendor")
    return Vendor(
        clock=clock,
        ids=ids,
        stamps=stamps,
        world=world,
        home=home,
        timeline=Timeline(world),
        limits=Limits(clock, enabled=limits),
        script=Script(),
        recorder=Recorder(),
        keys=KeySet(ids),
        sign_in=SignIn(stamps, ids, app_id, home.id),
        app_id=app_id,
    )
