"""Every setting, from the environment (and a `.env` file), under the prefix `CAB_`; unknown names stop the start."""

import difflib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.bad_value import why_it_does_not_fit
from bot.errors import Refusal
from bot.texts import Phrase

if TYPE_CHECKING:
    from handlers.teams.keys import TeamsKeys
    from prompts.summariser import ModelKeys

PREFIX = "CAB_"


class Settings(BaseSettings):
    """What an operator can set; the descriptions become the table in the documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    home: Path = Field(
        Path(".cab"), description="Folder for everything the embedded mode keeps: database, queue, rooms."
    )
    database_url: str = Field(
        "", description="`sqlite:///file` or `postgresql://…`; empty means `app.db` in `CAB_HOME`.", repr=False
    )
    database_migration_url: str = Field(
        "",
        description="PostgreSQL only: the owner's connection that runs migrations; empty means the same.",
        repr=False,
    )
    secret_keys: SecretStr = Field(
        SecretStr(""),
        description="Comma-separated secrets, newest first (the oldest makes ids); empty: `secret.key` in `CAB_HOME`.",
    )
    send_delay: float = Field(
        120,
        ge=0,
        le=86_400,
        description="Seconds in which a poll made by hand can still be cancelled; 0 sends at once.",
    )
    grace_hours: float = Field(
        6, ge=0, le=168, description="A poll missed while the bot was down is still asked within this many hours."
    )
    host: str = Field("127.0.0.1", description="Address the web server listens on; 0.0.0.0 for every network.")
    port: int = Field(8700, ge=0, le=65535, description="Port the web server listens on; 0 takes a free one.")
    health_port: int = Field(
        0, ge=0, le=65535, description="Port for `/healthz` and `/readyz` of `cab clock` and `cab worker`; 0: none."
    )
    public_url: str = Field(
        "", description="Where the web server is reached from outside, e.g. `https://council.example.com`."
    )
    admins: str = Field(
        "", description="Who may configure from the first minute, comma-separated: `slack:T…:U…` or `teams:…:…`."
    )
    organisation: str = Field(
        "",
        description="Whose boards the command line means on a server with several organisations: a name or `slack:T…`.",
    )
    slack_bot_token: SecretStr = Field(SecretStr(""), description="Slack: bot token (`xoxb-…`) of one workspace.")
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Slack: signing secret, for events over HTTP; required unless Socket Mode is used."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="Slack: app-level token (`xapp-…`); with it events come over Socket Mode."
    )
    slack_client_id: str = Field("", description="Slack: client id, for installing into many workspaces (OAuth).")
    slack_client_secret: SecretStr = Field(SecretStr(""), description="Slack: client secret, for OAuth.")
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Slack: base address of the Web API, for sovereign clouds."
    )
    teams_app_id: str = Field("", description="Teams: application (client) id of the bot's registration.")
    teams_app_password: SecretStr = Field(SecretStr(""), description="Teams: client secret of that registration.")
    teams_tenant_id: str = Field(
        "",
        description="Teams: tenant of the registration, then others that may use the bot, comma-separated; empty: all.",
    )
    teams_openid_metadata: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Teams: where the keys are published that its requests are signed with, for sovereign clouds.",
    )
    teams_login_url: str = Field(
        "https://login.microsoftonline.com", description="Teams: where the bot signs in, for sovereign clouds."
    )
    teams_service_hosts: str = Field(
        "smba.trafficmanager.net,smba.infra.gcc.teams.microsoft.com,"
        "smba.infra.gov.teams.microsoft.us,smba.infra.dod.teams.microsoft.us",
        description="Teams: the only servers messages are sent to, comma-separated.",
    )
    teams_local: bool = Field(
        False, description="Teams: 1 takes requests that nobody signed, for a local emulator; on this machine alone."
    )
    webhook_url: str = Field(
        "",
        description="Hand-off: where planned suggestions are posted as signed JSON, e.g. `https://ops.example.com/cab`.",
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="Hand-off: the secret that signs them, at least 16 characters."
    )
    jira_url: str = Field("", description="Hand-off: the Jira Cloud site, e.g. `https://northwind.atlassian.net`.")
    jira_email: str = Field("", description="Hand-off: the account that opens issues in Jira.")
    jira_token: SecretStr = Field(SecretStr(""), description="Hand-off: that account's API token.")
    jira_project: str = Field("", description="Hand-off: the key of the project, e.g. `CAB`.")
    jira_issue_type: str = Field("Task", description="Hand-off: the name of the issue type in that project.")
    linear_api_key: SecretStr = Field(SecretStr(""), description="Hand-off: a personal API key of Linear.")
    linear_team: str = Field("", description="Hand-off: the key of the Linear team, e.g. `ENG`.")
    linear_api_url: str = Field(
        "https://api.linear.app/graphql", description="Hand-off: the address of Linear's GraphQL API."
    )
    outbound_private: str = Field(
        "",
        description="Hosts, comma-separated, that hand-offs may reach although they are not public; else none is.",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias="OPENAI_API_KEY",
        description="Model: the key of its server; with it a language model may name themes, once admins allow it.",
    )
    openai_base_url: str = Field(
        "",
        validation_alias="OPENAI_BASE_URL",
        description="Model: another server of the same protocol, e.g. one of your own; empty: OpenAI's.",
    )
    model: str = Field("gpt-4.1-mini", min_length=1, description="Model: its name on that server.")
    model_tokens: int = Field(
        60_000, ge=0, le=2_000_000, description="Model: the most tokens that one digest may cost; 0 asks nothing."
    )
    model_seconds: float = Field(
        35, ge=1, le=45, description="Model: how many seconds a digest waits for it; then the built-in words are used."
    )
    embedder: Literal["best", "built-in"] = Field(
        "best", description="Themes: `built-in` reads answers without the extra `quality`, though it is installed."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", description="How much is logged, to the error stream; answers are never logged."
    )

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.home / 'app.db'}"

    @property
    def grace(self) -> timedelta:
        """How late a scheduled poll may still be asked."""
        return timedelta(hours=self.grace_hours)


def variable_of(field: str) -> str:
    """The environment variable of a setting: ours begin with `CAB_`, others keep the name everybody knows."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else PREFIX + field.upper()


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; Refusal naming the variable when one is unknown or cannot be read."""
    names = set(environment if environment is not None else os.environ) | set(dotenv_values(".env"))
    known = {variable_of(field) for field in Settings.model_fields}
    for name in sorted(names):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            # Without what all of them begin with, which would make any two look alike.
            ours = {each.removeprefix(PREFIX): each for each in sorted(known)}
            close = difflib.get_close_matches(name.upper().removeprefix(PREFIX), ours, n=1)
            if close:
                raise Refusal(Phrase("settings.unknown_but_close", {"name": name, "close": ours[close[0]]}))
            raise Refusal(Phrase("settings.unknown", {"name": name, "known": ", ".join(sorted(known))}))
    try:
        return Settings()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = str(first["loc"][0])
        name = variable_of(place) if place in Settings.model_fields else place
        why = why_it_does_not_fit(first["type"], str(first["input"]), first.get("ctx", {}), first["msg"])
        raise Refusal(Phrase("settings.bad_value", {"name": name, "why": why})) from None


def _host(typed: str) -> str:
    """A host, perhaps with its port, also where somebody set a whole address."""
    return typed.strip().removeprefix("https://").removeprefix("http://").partition("/")[0]


def teams_keys(settings: Settings) -> "TeamsKeys":
    """What is set about Teams."""
    from handlers.teams.keys import TeamsKeys

    return TeamsKeys(
        app_id=settings.teams_app_id.strip(),
        password=settings.teams_app_password.get_secret_value(),
        tenant=settings.teams_tenant_id,
        openid_metadata=settings.teams_openid_metadata,
        login_url=settings.teams_login_url,
        service_hosts=tuple(_host(each) for each in settings.teams_service_hosts.split(",") if each.strip()),
        local=settings.teams_local,
        public_url=settings.public_url,
    )


def finer_english(settings: Settings) -> bool:
    """Whether themes are read with the second encoder too: it is installed, and nobody has said otherwise."""
    from bot.insights.english import installed

    return settings.embedder == "best" and installed()


def model_keys(settings: Settings) -> "ModelKeys | None":
    """What is set about the language model; None where none is set up."""
    key, url = settings.openai_api_key.get_secret_value().strip(), settings.openai_base_url.strip()
    if not key and not url:
        return None
    from prompts.summariser import ModelKeys

    return ModelKeys(
        key=key, url=url, model=settings.model, budget=settings.model_tokens, seconds=settings.model_seconds
    )
