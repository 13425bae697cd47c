"""What is installed is what is locked, under a licence that lets anybody run and change this product.

It works without a network, from what the packages say about themselves. Known weaknesses of packages are listed in
databases elsewhere, and change daily: `make audit` asks one.
"""

import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from tests.house import tree

FREE = {
    "0BSD", "Apache Software License", "Apache-2.0", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0",
    "ISC License (ISCL)", "MIT", "MIT License", "MIT-0", "MIT-CMU", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)",
    "PSF-2.0", "Python Software Foundation License", "Zlib",
}  # fmt: skip
"""As packages spell them: by their SPDX names, or by the older names of the package index."""
AS_A_LIBRARY = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}
"""The durable engine's driver for PostgreSQL: used as it is, and may be replaced by whoever runs us."""


def licences(package: Distribution) -> set[str]:
    """The names of all licences a package stands under."""
    about = package.metadata
    classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or [] if "License ::" in each]
    said = about.get_all("License-Expression") or (() if classified else about.get_all("License")) or ()
    spelt = {name for each in said for name in re.split(r" (?:AND|OR) ", each[:80].replace("(", "").replace(")", ""))}
    return spelt or set(classified) - {"OSI Approved"}


def locked() -> dict[str, set[str]]:
    """Every package and its versions, several where Python's version decides."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([a-z0-9._-]+)==([^ \\;]+)", (tree.ROOT / "requirements-dev.lock").read_text(), re.M
    ):
        found.setdefault(name, set()).add(version)
    return found


@cache
def installed() -> dict[str, Distribution]:
    """What of it is installed; some is for other systems."""
    found = {}
    for name in locked():
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
    return found


def test_what_is_installed_is_what_is_locked() -> None:
    wrong = {name: each.version for name, each in installed().items() if each.version not in locked()[name]}
    assert len(installed()) > 100
    assert wrong == {}, "run `make check` after removing .venv/.installed-dev"


def test_every_package_says_its_licence_and_it_is_a_free_one() -> None:
    unsaid = [name for name, each in installed().items() if not licences(each)]
    other = {
        name: licences(each) - FREE - {AS_A_LIBRARY.get(name, "")}
        for name, each in installed().items()
        if licences(each) - FREE - {AS_A_LIBRARY.get(name, "")}
    }
    assert unsaid == []
    assert other == {}


def test_every_exception_is_still_needed() -> None:
    assert {name: AS_A_LIBRARY[name] for name in AS_A_LIBRARY if name in installed()} == AS_A_LIBRARY
