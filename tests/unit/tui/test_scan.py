"""`Q`: an address of the owner as a code, where there is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tui.drawing.scan_code import scan_code
from tui.overlays.scan import ScanOverlay

REACH = {
    "email": "somebody@example.org",
    "website": "https://somebody.example",
    "calendar": "https://calendar.example/somebody",
}


@pytest.fixture
def reachable(portfolio: Portfolio) -> Portfolio:
    contact = replace(portfolio.profile.contact, **REACH)
    return replace(portfolio, profile=replace(portfolio.profile, contact=contact))


def shown(overlay: ScanOverlay) -> tuple[str, str]:
    code, hint = (overlay.query_one(f"#{name}", Static) for name in ("scan", "hint"))
    return str(code.content) if code.display else "", str(hint.content)


def drawn(address: str) -> str:
    code = scan_code(address, 112, 30)
    assert code is not None
    return "\n".join("".join(run.text for run in row) for row in code.rows)


async def test_q_shows_where_to_book_a_call_and_the_arrow_keys_the_others(reachable: Portfolio, tmp_path: Path) -> None:
    async with app_of(reachable, tmp_path, start="topology").run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "Q")
        overlay = pilot.app.screen
        assert isinstance(overlay, ScanOverlay)
        assert shown(overlay) == (drawn(REACH["calendar"]), REACH["calendar"])
        await press(pilot, "right")
        assert shown(overlay) == (drawn(REACH["website"]), REACH["website"])
        await press(pilot, "Q")
        assert shown(overlay) == (drawn(f"mailto:{REACH['email']}"), f"mailto:{REACH['email']}")
        await press(pilot, "right", "left", "left")
        assert shown(overlay)[1] == REACH["website"]
        await press(pilot, "y")
        assert pilot.app.clipboard == REACH["website"]
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, ScanOverlay)


async def test_on_contact_it_is_the_address_that_is_marked(reachable: Portfolio, tmp_path: Path) -> None:
    async with app_of(reachable, tmp_path, start="contact").run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "escape", "Q")
        assert shown(pilot.app.screen)[1] == f"mailto:{REACH['email']}"  # type: ignore[arg-type]


async def test_a_window_that_is_too_small_shows_the_address(reachable: Portfolio, tmp_path: Path) -> None:
    async with app_of(reachable, tmp_path, start="topology").run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        await press(pilot, "Q")
        code, hint = shown(pilot.app.screen)  # type: ignore[arg-type]
        assert code == ""
        assert hint == f"This window is too small for its code: {REACH['calendar']}"


async def test_a_pack_without_addresses_has_no_code(portfolio: Portfolio, tmp_path: Path) -> None:
    assert not portfolio.profile.contact.links
    async with app_of(portfolio, tmp_path, start="topology").run_test() as pilot:
        await settle(pilot)
        await press(pilot, "Q")
        assert not isinstance(pilot.app.screen, ScanOverlay)
        assert "Q" not in pilot.app.screen.active_bindings


async def test_a_low_window_shows_the_code_alone(reachable: Portfolio, tmp_path: Path) -> None:
    async with app_of(reachable, tmp_path, start="topology").run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "Q")
        overlay = pilot.app.screen
        code = overlay.query_one("#scan")
        assert not overlay.query_one("#hint").display
        assert code.region.height == len(shown(overlay)[0].splitlines())  # type: ignore[arg-type]
        assert overlay.region.contains_region(code.region)
