"""The screens over a pack of one profile and three essays, and over a template that nobody has filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import load_portfolio
from content.scaffold.packs import write_pack
from content.site_map import SITE
from tests.fakes.app import ScriptedAssistant, app_of, here, press, settle
from tests.places import SMALL
from tui.widgets.nav_bar import NavBar

KEYS = tuple(room.key for room in SITE)


async def test_rooms_without_content_leave_the_navigation(tmp_path: Path) -> None:
    app = app_of(load_portfolio(SMALL), tmp_path, ScriptedAssistant())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert [room.name for room in app.room.query_one(NavBar).shown] == [
            "home",
            "pipeline",
            "essays",
            "ask",
            "contact",
        ]
        found = []
        for key in KEYS:
            await press(pilot, "escape", key)
            found.append(here(app).partition("/")[0])
        assert set(found) == {"home", "pipeline", "essays", "ask", "contact"}
        assert not app.open_link("services")


@pytest.mark.parametrize("local", [True, False])
async def test_what_is_still_to_write_is_said_to_the_owner_alone(tmp_path: Path, local: bool) -> None:
    write_pack(tmp_path / "site", blank=True)
    app = app_of(load_portfolio(tmp_path / "site"), tmp_path, ScriptedAssistant(), local=local)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert bool(app.room.query("#unwritten")) is local
        for key in KEYS:
            await press(pilot, "escape", key)
            text = "\n".join(str(strip.text) for strip in app.screen._compositor.render_strips())
            assert "[What" not in text
            assert "[I design" not in text
