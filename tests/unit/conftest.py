"""The app over the default pack, for tests of the screens that need documents long enough to scroll."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_fakes import app_of

from content.loader import Portfolio, load_portfolio
from tui.app import PortfolioApp


@pytest.fixture(scope="session")
def portfolio() -> Portfolio:
    return load_portfolio()


@pytest.fixture
def app(portfolio: Portfolio, tmp_path: Path) -> PortfolioApp:
    return app_of(portfolio, tmp_path)
