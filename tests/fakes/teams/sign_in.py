"""The token endpoint: an app proves who it is, and gets the bearer that every call must carry."""

from dataclasses import dataclass

from tests.fakes.objects import Json
from tests.fakes.teams.refusals import Refused
from tests.fakes.teams.wire import Ids, Stamps

SCOPE = "https://api.botframework.com/.default"
LIFETIME = 3599
"""Seconds a bearer is good for."""


class NotIssued(Refused):
    """A request for a token that is refused, in the words of that endpoint."""

    def __init__(self, status: int, code: str, number: int, message: str) -> None:
        super().__init__(status, code, message)
        self.number = number

    def answer(self) -> Json:
        """The body of the answer."""
        said = f"AADSTS{self.number}: {self.message}"
        return {"error": self.code, "error_description": said, "error_codes": [self.number]}


@dataclass(slots=True, kw_only=True)
class Bearer:
    """A token that was issued."""

    text: str
    tenant_id: str
    expires_at: float
    revoked: bool = False


class SignIn:
    """Knows the app's password and every token issued; `requests` counts, `lifetime` is in seconds."""

    def __init__(self, stamps: Stamps, ids: Ids, app_id: str, tenant_id: str) -> None:
        self._stamps = stamps
        self._ids = ids
        self._app_id = app_id
        self.tenant_id = tenant_id
        self.password = ids.secret()
        self.lifetime = LIFETIME
        self.of_no_tenant = False
        """True for a registration that belongs to no single tenant, as they could be made until 2025."""
        self.requests = 0
        self.issued: dict[str, Bearer] = {}

    def issue(self, tenant_id: str, fields: dict[str, str]) -> Json:
        """A token for the fields of a form, or `NotIssued`."""
        self.requests += 1
        if tenant_id not in (self.tenant_id, "botframework.com"):
            raise NotIssued(400, "invalid_request", 90002, f"Tenant '{tenant_id}' not found.")
        if fields.get("grant_type") != "client_credentials":
            raise NotIssued(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        if fields.get("client_id") != self._app_id or tenant_id != self._home:
            raise NotIssued(400, "unauthorized_client", 700016, "Application was not found in the directory.")
        if fields.get("client_secret") != self.password:
            raise NotIssued(401, "invalid_client", 7000215, "Invalid client secret provided.")
        if fields.get("scope") != SCOPE:
            raise NotIssued(400, "invalid_scope", 70011, "The provided value for scope is not valid.")
        text = f"eyJ0eXAiOiJKV1Qi.{self._ids.secret()}.{self._ids.secret()}"
        self.issued[text] = Bearer(text=text, tenant_id=tenant_id, expires_at=self._stamps.now() + self.lifetime)
        granted = {"token_type": "Bearer", "expires_in": self.lifetime, "ext_expires_in": self.lifetime}
        return granted | {"access_token": text}

    @property
    def _home(self) -> str:
        return "botframework.com" if self.of_no_tenant else self.tenant_id

    def check(self, authorization: str) -> None:
        """Raise `Refused` (401) unless the header carries a token that was issued and is still good."""
        kind, _, text = authorization.partition(" ")
        bearer = self.issued.get(text)
        if kind != "Bearer" or bearer is None or bearer.revoked or self._stamps.now() >= bearer.expires_at:
            raise Refused(401, "Unauthorized", "Authorization has been denied for this request.")

    def revoke(self) -> None:
        """No token issued so far is good any more."""
        for bearer in self.issued.values():
            bearer.revoked = True

    def change_password(self) -> str:
        """A new password; the old one is refused from now on."""
        self.password = self._ids.secret()
        return self.password
