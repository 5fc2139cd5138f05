"""What every test of the doors runs without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.hosting.settings import HostingSettings


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(HostingSettings, "FILE", tmp_path / "hosting.toml")
