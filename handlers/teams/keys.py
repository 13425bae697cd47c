"""What the operator has set about Teams, whether it is enough, and which servers it lets us trust."""

from dataclasses import dataclass, field

import structlog
from yarl import URL

from bot.errors import Refusal
from bot.texts import Phrase
from handlers.teams.addresses import host_of, is_loopback, trusted

log = structlog.get_logger()
OPENID_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com"
SERVICE_HOSTS = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
)
"""The public cloud for all regions, then GCC, GCC High and DoD
(https://learn.microsoft.com/dotnet/api/microsoft.agents.extensions.msteams.teamsproactiveserviceendpoints)."""
ANY_TENANT = "botframework.com"
"""Where a registration signs in that belongs to no single tenant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsKeys:
    """What the operator has set; secrets never appear in its text."""

    app_id: str = ""
    password: str = field(default="", repr=False)
    tenant: str = ""
    """Tenants that may use the bot, comma-separated; the first is where it is registered. Empty: all of them."""
    openid_metadata: str = OPENID_METADATA
    login_url: str = LOGIN_URL
    service_hosts: tuple[str, ...] = SERVICE_HOSTS
    local: bool = False
    """Takes requests that nobody signed, and signs none itself."""
    public_url: str = ""

    @property
    def wanted(self) -> bool:
        """True when Teams is to be used at all."""
        return bool(self.app_id or self.password or self.tenant or self.local)

    @property
    def tenants(self) -> tuple[str, ...]:
        """The tenants that may use the bot, in lower case; none where all may."""
        return tuple(each.strip().lower() for each in self.tenant.split(",") if each.strip())

    @property
    def home_tenant(self) -> str:
        """Where the bot signs in."""
        return self.tenants[0] if self.tenants else ANY_TENANT

    @property
    def issuer(self) -> str:
        """Who signs the requests, and whom our own tokens are for; the US government's cloud has its own.

        Both are constants of the vendor's own SDK, in its `AuthenticationConstants` and `GovernmentConstants`.
        """
        government = (URL(self.openid_metadata).host or "").endswith(".azure.us")
        return "https://api.botframework.us" if government else "https://api.botframework.com"

    def trusts(self, service_url: str) -> bool:
        """True when messages, and the token that lets us send them, may go to this address."""
        if self.local and is_loopback(host_of(service_url)):
            return True
        return trusted(service_url, self.service_hosts)

    def check(self, host: str) -> None:
        """Refusal naming what is missing or too open, for a server that listens on `host`.

        Without an app id every token would be good for us, and without any check anybody who reaches the server
        could speak for Teams: so that is possible on this machine alone, and said in the log.
        """
        for name, url in (("CAB_TEAMS_OPENID_METADATA", self.openid_metadata), ("CAB_TEAMS_LOGIN_URL", self.login_url)):
            if not _private(url):
                raise Refusal(Phrase("teams.open_line", {"name": name, "url": url}))
        if self.local:
            self._check_local(host)
            return
        if not self.app_id:
            raise Refusal(Phrase("teams.no_app_id"))
        if not self.password:
            raise Refusal(Phrase("teams.no_password"))
        if not self.service_hosts:
            raise Refusal(Phrase("teams.no_hosts"))

    def _check_local(self, host: str) -> None:
        if not is_loopback(host):
            raise Refusal(Phrase("teams.local_open", {"name": "CAB_HOST", "host": host}))
        if self.public_url and not is_loopback(host_of(self.public_url)):
            raise Refusal(Phrase("teams.local_open", {"name": "CAB_PUBLIC_URL", "host": self.public_url}))
        log.warning("requests for Teams are taken from anybody on this machine", setting="CAB_TEAMS_LOCAL")


def _private(url: str) -> bool:
    """Encrypted, or on this machine."""
    return url.startswith("https://") or (url.startswith("http://") and is_loopback(host_of(url)))
