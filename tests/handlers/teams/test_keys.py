"""What the operator sets about Teams: enough, safe, and said in words when it is not."""

import re

import pytest
import structlog

from bot.config import Settings, teams_keys
from bot.errors import Refusal
from handlers.teams.addresses import call_url, trusted
from handlers.teams.keys import LOGIN_URL, OPENID_METADATA, SERVICE_HOSTS, TeamsKeys

COMPLETE = TeamsKeys(app_id="app", password="secret", tenant="T")


def test_without_any_setting_teams_is_not_wanted_and_the_vendors_own_servers_are_known() -> None:
    keys = teams_keys(Settings(_env_file=None))
    assert not keys.wanted
    assert (keys.openid_metadata, keys.login_url, keys.service_hosts) == (OPENID_METADATA, LOGIN_URL, SERVICE_HOSTS)
    assert (keys.home_tenant, keys.tenants) == ("botframework.com", ())


def test_a_complete_setting_is_enough_and_hides_its_secret() -> None:
    COMPLETE.check("0.0.0.0")
    assert COMPLETE.wanted
    assert "secret" not in repr(COMPLETE)


@pytest.mark.parametrize(
    ("keys", "phrase"),
    [
        (TeamsKeys(password="secret"), "teams.no_app_id"),
        (TeamsKeys(tenant="T"), "teams.no_app_id"),
        (TeamsKeys(app_id="app"), "teams.no_password"),
        (TeamsKeys(app_id="app", password="secret", service_hosts=()), "teams.no_hosts"),
        (TeamsKeys(app_id="app", password="secret", login_url="http://login.example"), "teams.open_line"),
        (TeamsKeys(app_id="app", password="secret", openid_metadata="ftp://keys"), "teams.open_line"),
        (TeamsKeys(local=True, public_url="https://council.example.com"), "teams.local_open"),
    ],
)
def test_what_is_missing_or_too_open_stops_the_start(keys: TeamsKeys, phrase: str) -> None:
    assert keys.wanted
    with pytest.raises(Refusal, match=re.escape(phrase)):
        keys.check("127.0.0.1")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_local_mode_runs_on_this_machine_alone_and_says_so(host: str) -> None:
    with structlog.testing.capture_logs() as lines:
        TeamsKeys(local=True).check(host)
    assert [line["setting"] for line in lines] == ["CAB_TEAMS_LOCAL"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "localhost.example.com", "council.example.com"])
def test_local_mode_is_refused_where_others_could_reach_it(host: str) -> None:
    with pytest.raises(Refusal, match="local_open"):
        TeamsKeys(app_id="app", password="secret", local=True).check(host)


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/amer/",
        "https://SMBA.trafficmanager.net:443/emea/72f988bf-86f1-41af-91ab-2d7cd011db47/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "https://smba.infra.gov.teams.microsoft.us/teams",
    ],
)
def test_the_vendors_servers_are_trusted(url: str) -> None:
    assert trusted(url, SERVICE_HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "http://smba.trafficmanager.net/",
        "ftp://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:pw@evil.example/",
        "https://evil.example#smba.trafficmanager.net",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net/?to=evil",
        "https://smba.trafficmanager.net/../x",
        "https://smba.trafficmanager.net/%2e%2e/",
        "https://smba.trafficmanager.net/\r\nHost: evil",
        "https://smba.trafficmanager.net/ x",
        "https://127.0.0.1/",
        "http://localhost:3978/",
        "https://[::1]/",
        "https://smba.trafficmanager.net/" + "a" * 600,
        "https://ſmba.trafficmanager.net/",
    ],
)
def test_no_other_server_is(url: str) -> None:
    assert not trusted(url, SERVICE_HOSTS)


def test_a_server_on_this_machine_is_trusted_where_it_is_listed() -> None:
    assert trusted("http://127.0.0.1:4711/amer", ("127.0.0.1",))
    assert trusted("http://127.0.0.1:4711/amer", ("127.0.0.1:4711",))
    assert not trusted("http://127.0.0.1:4712/amer", ("127.0.0.1:4711",))
    assert trusted("https://connector.example:8443/", ("connector.example:8443",))
    assert not trusted("http://connector.example:8443/", ("connector.example:8443",))


def test_an_id_cannot_leave_its_place_in_an_address() -> None:
    url = call_url("https://smba.trafficmanager.net/amer/", "v3", "../../x?a=b#c", "19:x@thread.tacv2;messageid=1")
    assert str(url) == (
        "https://smba.trafficmanager.net/amer/v3/..%2F..%2Fx%3Fa%3Db%23c/19%3Ax%40thread.tacv2%3Bmessageid%3D1"
    )
