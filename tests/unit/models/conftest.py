"""Who fails is not asked once more why: unit tests have no network (tests/end_to_end/test_networks.py has one)."""

from __future__ import annotations

import pytest

from models import network


@pytest.fixture(autouse=True)
def _ask_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_cause", lambda wanted: None)
