"""The app over the default pack, and a pack whose owner has a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio, load_portfolio
from tests.fakes.app import app_of
from tests.fakes.pictures import halves, png, with_portrait
from tui.app import PortfolioApp


@pytest.fixture
def app(portfolio: Portfolio, tmp_path: Path) -> PortfolioApp:
    return app_of(portfolio, tmp_path)


@pytest.fixture
def pictured(tiny_pack: Path) -> Portfolio:
    with_portrait(tiny_pack, png(64, 64, halves))
    return load_portfolio(tiny_pack)
