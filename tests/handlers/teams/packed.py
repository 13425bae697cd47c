"""Makes the app whose package the tests look at, and opens packages."""

import json
from io import BytesIO
from zipfile import ZipFile

from handlers.teams.manifest import App
from prompts.catalogue import say_in

APP_ID = "1f0c5a3e-7b1d-4c52-9a64-0d6f1c2b3a49"
WORDS = {"en": say_in("en"), "de": say_in("de")}


def app(
    *,
    name: str = "Northwind Council",
    app_id: str = APP_ID,
    url: str = "https://council.example.com/",
    release: str = "0.1.0",
    full_name: str = "",
    website: str = "",
) -> App:
    """An app that is all right; a test names what it is about."""
    return App(name=name, app_id=app_id, url=url, release=release, full_name=full_name, website=website)


def unpacked(package: bytes) -> dict[str, bytes]:
    """The files of a package, by their names."""
    with ZipFile(BytesIO(package)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def read(content: bytes) -> dict[str, object]:
    """One JSON document."""
    found = json.loads(content)
    assert isinstance(found, dict)
    return found
