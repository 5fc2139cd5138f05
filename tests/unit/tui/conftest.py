"""The app over the default pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio
from tests.fakes.app import app_of
from tui.app import PortfolioApp


@pytest.fixture
def app(portfolio: Portfolio, tmp_path: Path) -> PortfolioApp:
    return app_of(portfolio, tmp_path)
