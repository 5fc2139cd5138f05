"""The private names that hosting leans on: there, in the pinned versions, and used in two modules only."""

from __future__ import annotations

import ast
import importlib
import re
from functools import reduce
from importlib.metadata import version
from pathlib import Path

import pytest
from asyncssh.connection import SSHServerConnection
from textual.app import App
from textual.driver import Driver
from textual.strip import Strip

from tests.places import ROOT
from tui.hosting.textual_internals import internals

OWN = ("self", "cls", "os")


@pytest.mark.parametrize(("module", "name"), internals.TEXTUAL_NAMES + internals.ASYNCSSH_NAMES)
def test_a_private_name_is_still_there(module: str, name: str) -> None:
    assert reduce(getattr, name.split("."), importlib.import_module(module)) is not None


@pytest.mark.parametrize("name", internals.TEXTUAL_ATTRIBUTES)
def test_a_private_attribute_of_an_app_is_still_there(name: str) -> None:
    assert hasattr(App(), name)


@pytest.mark.parametrize("name", internals.STRIP_ATTRIBUTES)
def test_a_private_attribute_of_a_strip_is_still_there(name: str) -> None:
    assert hasattr(Strip.blank(1), name)


@pytest.mark.parametrize("name", internals.PARSER_ATTRIBUTES)
def test_a_private_attribute_of_the_parser_is_still_there(name: str) -> None:
    assert hasattr(internals.new_parser(), name)


async def test_a_private_attribute_of_the_driver_is_still_there() -> None:
    class Bare(Driver):
        def write(self, data: str) -> None: ...
        def start_application_mode(self) -> None: ...
        def disable_input(self) -> None: ...
        def stop_application_mode(self) -> None: ...

    driver = Bare(App())
    assert [name for name in internals.DRIVER_ATTRIBUTES if not hasattr(driver, name)] == []


@pytest.mark.parametrize("name", internals.CONNECTION_ATTRIBUTES)
def test_a_private_attribute_of_a_connection_is_still_set(name: str) -> None:
    source = Path(importlib.import_module("asyncssh.connection").__file__ or "").read_text()
    assert hasattr(SSHServerConnection, name) or re.search(rf"self\.{name}\b.*=", source)


@pytest.mark.parametrize("package", ["textual", "asyncssh"])
def test_the_versions_are_pinned_exactly(package: str) -> None:
    pinned = re.search(rf'"{package}==([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert pinned is not None
    assert version(package) == pinned[1]


def test_nobody_else_uses_private_names() -> None:
    found = []
    for path in (ROOT / "tui" / "hosting").glob("*.py"):
        if path.name in ("internals.py", "circles.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            foreign = isinstance(node, ast.Attribute) and not (
                isinstance(node.value, ast.Name) and node.value.id in OWN
            )
            if foreign and node.attr.startswith("_") and not node.attr.startswith("__"):
                found.append(f"{path.name}:{node.lineno} {node.attr}")
            if isinstance(node, ast.ImportFrom) and re.match(r"(textual|asyncssh|rich)\._", node.module or ""):
                found.append(f"{path.name}:{node.lineno} {node.module}")
    assert not found
