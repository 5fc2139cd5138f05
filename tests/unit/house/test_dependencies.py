"""What the project depends on: each with its reason, each in the one version that every environment is made of."""

from __future__ import annotations

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.places import ROOT

CONFIGURATION = ROOT / "pyproject.toml"
PROJECT = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["project"]
GROUPS = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
DECLARED = [line for group in GROUPS for line in group if not line.startswith(PROJECT["name"])]
LOCKED = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("line", DECLARED)
def test_what_is_declared_is_locked_to_versions_that_it_allows(line: str) -> None:
    declared = Requirement(line)
    locked = [each for each in LOCKED if canonicalize_name(each.name) == canonicalize_name(declared.name)]
    assert locked, "run scripts/lock"
    versions = [next(iter(each.specifier)).version for each in locked]
    assert all(declared.specifier.contains(version, prereleases=True) for version in versions), "run scripts/lock"


def test_a_lock_is_one_version_for_one_python_on_one_system() -> None:
    assert all([clause.operator for clause in each.specifier] == ["=="] for each in LOCKED)
    assert len({(each.name, str(each.marker)) for each in LOCKED}) == len(LOCKED)


def test_every_dependency_has_its_reason_beside_it() -> None:
    lines = CONFIGURATION.read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    end = lines.index("[project.scripts]")
    requirements = [line for line in lines[start:end] if line.strip().startswith('"')]
    assert requirements
    assert all("#" in line for line in requirements)
