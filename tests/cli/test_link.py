"""`cab link`: whom it knows, and that it prints nothing but one link which the running server answers."""

import os
import signal
import socket
import time

import httpx
import pytest

from tests.cli.machine import Cab, Done
from tests.processes import started


@pytest.fixture
def council(cab: Cab, monkeypatch: pytest.MonkeyPatch) -> Cab:
    """Three people of two companies, of which one has a channel; the web server's port is known."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        monkeypatch.setenv("CAB_PORT", str(free.getsockname()[1]))
    monkeypatch.setenv("CAB_SEND_DELAY", "0")
    assert cab("board", "create", "Northwind Council").code == 0
    assert cab("channel", "add", "northwind-council", "console:home:acme", "--account", "Acme").code == 0
    cab.write("members.csv", "name,account\nAna Lund,Acme\nAna Berg,Acme\nGus Potoroo,Globex\n")
    assert cab("import", "northwind-council", "members.csv").code == 0
    return cab


def test_a_link_needs_an_open_poll_and_a_name_that_means_one_person(council: Cab) -> None:
    assert "has no open poll" in council("link", "northwind-council", "Ana Lund").refusal
    assert "There is no poll P7" in council("link", "northwind-council", "Ana Lund", "P7").refusal
    assert "Nobody on Northwind Council is called Zoe" in council("link", "northwind-council", "Zoe").refusal
    assert "Several people are meant by Ana" in council("link", "northwind-council", "Ana").refusal
    assert "There is no board called other" in council("link", "other", "Ana Lund").refusal


@pytest.mark.soak
def test_the_printed_link_leads_to_the_page_of_the_running_server(
    council: Cab, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert council("poll", "What next?", "Offline mode", "Single sign-on").code == 0
    serving = started(council.folder, "serve", **_set("CAB_PORT"))
    try:
        assert serving.stderr is not None
        assert "is running on http://127.0.0.1:" in serving.stderr.readline()
        link = _when_open(council).out.strip()
        page = httpx.get(link, trust_env=False)
        assert page.status_code == 200
        assert "What next?" in page.text
        assert httpx.get(link.rpartition("/a/")[0] + "/readyz", trust_env=False).status_code == 200
        assert "Gus Potoroo is not asked in P1" in council("link", "northwind-council", "Gus").refusal
        monkeypatch.setenv("CAB_PUBLIC_URL", "https://council.example.com/")
        public = council("link", "northwind-council", "ana lund", "P1").out.strip()
        assert public == "https://council.example.com/a/" + link.rpartition("/a/")[2]
        monkeypatch.delenv("CAB_PUBLIC_URL")
        monkeypatch.setenv("CAB_PORT", "0")
        assert "Set CAB_PUBLIC_URL" in council("link", "northwind-council", "Ana Lund").refusal
        serving.send_signal(signal.SIGTERM)
        out, wrong = serving.communicate(timeout=30)
        assert (out, wrong, serving.returncode) == ("", "", 0)
    finally:
        serving.kill()
        serving.communicate()


def test_a_taken_port_stops_the_start_in_one_sentence(council: Cab, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("CAB_PORT", str(taken.getsockname()[1]))
        assert "is taken by another program" in council("serve").refusal


def _set(name: str) -> dict[str, str]:
    return {name: os.environ[name]}


def _when_open(council: Cab) -> Done:
    """The link, as soon as the server has put the poll out."""
    ends = time.monotonic() + 30
    while (done := council("link", "northwind-council", "Ana Lund")).code and time.monotonic() < ends:
        time.sleep(0.2)
    assert done.code == 0, done.err
    return done
