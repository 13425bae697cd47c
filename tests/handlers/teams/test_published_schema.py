"""The manifest and its languages pass the schemas that the vendor publishes; they are fetched, as they are not ours."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest

from handlers.teams.manifest import VERSION
from handlers.teams.package import package
from tests.handlers.teams.packed import WORDS, app, read, unpacked

PUBLISHED = "@microsoft/app-manifest@1.1.2"
NAMES = {"manifest": "MicrosoftTeams.schema.json", "language": "MicrosoftTeams.Localization.schema.json"}

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the vendor's npm package holds for our version of the manifest."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, and only an npm package carries the vendor's schema")
    folder = tmp_path_factory.mktemp("schema")
    fetched = subprocess.run(
        [npm, "pack", PUBLISHED, "--ignore-scripts", "--cache", str(folder / "cache")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if fetched.returncode:
        pytest.skip(
            f"npm cannot fetch {PUBLISHED} here: {(fetched.stderr.strip() or 'no reason given').splitlines()[0]}"
        )
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        return {kind: _schema(packed, name) for kind, name in NAMES.items()}


def _schema(packed: tarfile.TarFile, name: str) -> Any:
    file = packed.extractfile(f"package/build/json-schemas/teams/v{VERSION}/{name}")
    assert file is not None
    return json.loads(file.read())


def faults(schema: Any, document: Mapping[str, object]) -> list[str]:
    """What is wrong with a document; the vendor's draft is older than `const`, which it uses all the same."""
    constant = jsonschema.Draft7Validator.VALIDATORS["const"]
    judge = jsonschema.validators.extend(jsonschema.Draft4Validator, {"const": constant})
    checked = judge(schema, format_checker=jsonschema.FormatChecker())
    return [f"{each.json_path}: {each.message}" for each in checked.iter_errors(document)]


def test_the_manifest_passes_the_published_schema(schemas: dict[str, Any]) -> None:
    files = unpacked(package(app(full_name="The Customer Advisory Council of Northwind"), WORDS))
    told = read(files["manifest.json"])
    assert faults(schemas["manifest"], told) == []
    assert faults(schemas["manifest"], {**told, "manifestVersion": "1.24"}), "the schema can find something wrong"
    assert faults(schemas["manifest"], {**told, "accentColor": "teal"})


def test_the_texts_of_every_other_language_pass_theirs(schemas: dict[str, Any]) -> None:
    files = unpacked(package(app(), WORDS))
    others = [name for name in files if name.endswith(".json") and name != "manifest.json"]
    assert others
    for name in others:
        assert faults(schemas["language"], read(files[name])) == []
        assert faults(schemas["language"], {**read(files[name]), "bots[0].unknown": ""})
