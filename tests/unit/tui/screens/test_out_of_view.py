"""A room behind a door that is out of view for a while lets go of how it was drawn, and is drawn as it was again."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tui.app import PortfolioApp
from tui.screens.base import RoomScreen


def strips_held(room: RoomScreen) -> int:
    return sum(len(widget._render_cache.lines) for widget in room.walk_children())


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5", "6", "8"])
async def test_a_room_that_has_rested_looks_as_it_did(portfolio: Portfolio, tmp_path: Path, key: str) -> None:
    app, shown = app_of(portfolio, tmp_path, local=False), ""
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for rests in (False, False, True):
            room = app.room
            other = "2" if key != "2" else "5"
            await press(pilot, other)
            await settle(pilot)
            if rests:
                held = strips_held(room)
                room.rest()
                assert held > strips_held(room) == 0
            await press(pilot, key)
            await settle(pilot)
            before, shown = shown, app.export_screenshot()
        assert shown == before


async def test_a_room_rests_behind_a_door_alone(portfolio: Portfolio, tmp_path: Path) -> None:
    for local in (True, False):
        app: PortfolioApp = app_of(portfolio, tmp_path, local=local)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            room = app.room
            await press(pilot, "2")
            assert (room.resting is None) is local
            await press(pilot, "1")
            assert room.resting is None
