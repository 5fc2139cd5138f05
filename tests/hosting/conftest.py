"""What every test of the doors runs without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.hosting.settings import HostingSettings

NEVER_AWAITED = "error:coroutine .* was never awaited:RuntimeWarning"
"""What is lost with a session that is cut fails the test: it is raised where nobody can catch it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let no test of the doors leave a coroutine behind."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings(NEVER_AWAITED))


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(HostingSettings, "FILE", tmp_path / "hosting.toml")
