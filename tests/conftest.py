"""What all tests share: no network beyond this machine, and a small pack that loads in a few milliseconds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

from content.loader import Portfolio, load_portfolio
from tests.lanes import Guard, is_fast
from tests.places import TESTS, TINY
from tests.turns import keep_numpy_to_one_core, put_last, turn

os.environ["PORTFOLIO_ANSWER_CACHE"] = "0"  # what a test asks is answered, not remembered
keep_numpy_to_one_core()
settings.register_profile("house", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("house")
ALONE = ("end_to_end", "hosting")
"""The folders whose tests run while no other does, unless they say that they stand company."""
GUARD = Guard()


def folder_of(path: Path) -> str:
    """The folder under tests/ that a file is in."""
    return path.relative_to(TESTS).parts[0]


def runs_alone(item: pytest.Item) -> bool:
    """Whether a test runs while no other does."""
    return folder_of(item.path) in ALONE and item.get_closest_marker("beside") is None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that `scripts/test fast` runs, and put those last that run alone."""
    for item in items:
        if folder_of(item.path) == "unit" and is_fast(item):
            item.add_marker("fast")
    alone = {item for item in items if runs_alone(item)}
    put_last(items, alone, {item for item in items if item.get_closest_marker("beside")})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test in its turn, with whatever it sets up."""
    with turn(alone=runs_alone(item)):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Hold a fast test to what its mark says."""
    with GUARD.on() if item.get_closest_marker("fast") else nullcontext():
        return (yield)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Unit and snapshot tests open no socket; hosting tests reach this machine; end-to-end tests may fetch models."""
    match folder_of(item.path):
        case "unit" | "snapshot":
            disable_socket(allow_unix_socket=True)
        case "hosting":
            socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
        case _:
            enable_socket()


@pytest.fixture(scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder of this run, in place of the developer's."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _leave_the_developers_cache_alone(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, own_cache: Path
) -> None:
    if folder_of(request.path) in ("unit", "snapshot"):
        monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(own_cache))


@pytest.fixture
def tiny_pack(tmp_path: Path) -> Path:
    """A complete small pack in a folder of its own, which a test may change."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture(scope="session")
def tiny_portfolio() -> Portfolio:
    """The small pack, loaded."""
    return load_portfolio(TINY)


@pytest.fixture(scope="session")
def portfolio() -> Portfolio:
    """The default pack, loaded: documents long enough to scroll."""
    return load_portfolio()
