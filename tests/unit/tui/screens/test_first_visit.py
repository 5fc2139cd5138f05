"""A room that is opened is drawn once, as it stays: never in the layout of another size, never in parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from content.loader import Portfolio
from content.site_map import SITE
from tests.fakes.app import app_of, settle
from tests.fakes.canvas import Canvas
from tui.app import PortfolioApp
from tui.rooms import import_rooms
from tui.screens.home import HomeScreen
from tui.textual_internals import opening, stylesheets
from tui.textual_internals.changes import changed_textual
from tui.widgets import key_bar
from tui.widgets.topology_poster import TopologyPoster

SIZES = ((80, 24), (120, 36), (200, 50))
KEYS = [room.key for room in SITE if room.name != "home"]


class Drawn:
    """The pictures that an app draws, one after another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
        self.canvas = Canvas(*size)
        self.pictures: list[str] = []
        display = PortfolioApp._display

        def record(app: PortfolioApp, screen: Any, renderable: Any) -> None:
            display(app, screen, renderable)
            if renderable is not None and not app._batch_count:
                self.canvas.paint(renderable)
                self.pictures.append(self.canvas.text)

        monkeypatch.setattr(PortfolioApp, "_display", record)
        monkeypatch.setattr(opening, "_PATIENCE", 60.0)  # a room is drawn in parts where a machine is that busy

    async def rest(self, pilot: Pilot[Any]) -> None:
        """Wait until nothing more is drawn."""
        count = -1
        while pilot.app._batch_count or count != len(self.pictures):
            count = len(self.pictures)
            for _ in range(3):
                await settle(pilot)

    def others_than(self, before: str) -> list[str]:
        """Return the pictures that show something else than `before`, repetitions left out."""
        return list(dict.fromkeys(picture for picture in self.pictures if picture != before))


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_picture_of_a_room_is_the_one_that_stays(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    drawn = Drawn(monkeypatch, size)
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=size) as pilot:
        await drawn.rest(pilot)
        for key in (*KEYS, *KEYS):  # the second time the rooms are there
            before = drawn.canvas.text
            drawn.pictures.clear()
            await pilot.press(key)
            await drawn.rest(pilot)
            assert len(drawn.others_than(before)) == 1, f"{app.room.NAME} was drawn in {len(drawn.pictures)} pictures"
            assert app.room.title in drawn.canvas.text.splitlines()[1]


async def test_a_room_is_laid_out_for_the_size_that_the_terminal_has_by_then(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch, (200, 50))
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("3", "1"):
            await pilot.press(key)
            await drawn.rest(pilot)
        await pilot.resize_terminal(200, 50)
        await drawn.rest(pilot)
        before = drawn.canvas.text
        drawn.pictures.clear()
        await pilot.press("3")
        await drawn.rest(pilot)
        assert len(drawn.others_than(before)) == 1
        assert app.room.has_class("-huge", "-tall")
        assert app.room.query_one("#diagram").region.right <= app.room.query_one("#aside").region.x


async def test_a_key_that_leads_on_at_once_leaves_only_the_last_room(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch, (100, 30))
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2", "5", "6")
        await drawn.rest(pilot)
        assert app.room.NAME == "essays"
        assert "Essays" in drawn.canvas.text.splitlines()[1]
        assert not app._batch_count


@pytest.mark.parametrize("local", [True, False])
async def test_no_room_brings_styles_that_have_to_be_read_while_it_opens(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, local: bool
) -> None:
    frozen: list[str] = []
    monkeypatch.setattr("gc.freeze", lambda: frozen.append("what was made ready"))
    app = app_of(portfolio, tmp_path, local=local)
    async with app.run_test(size=(140, 36)) as pilot:
        await settle(pilot)
        if local:
            import_rooms()
            app._read_styles()
            assert frozen == ["what was made ready"], "nobody looks for garbage among it while a room opens"
        known = set(app.stylesheet.source)
        for key in KEYS:
            await pilot.press(key)
            await settle(pilot)
            assert set(app.stylesheet.source) == known, app.room.NAME


async def test_the_first_frame_waits_for_no_drawing_of_the_topology(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, asked = Drawn(monkeypatch, (120, 36)), []
    show = HomeScreen._show_topology

    async def note(home: HomeScreen) -> None:
        asked.append(len(drawn.pictures))
        await show(home)

    monkeypatch.setattr(HomeScreen, "_show_topology", note)
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await drawn.rest(pilot)
        assert min(asked) >= 1, "it was made before anything was drawn"
        assert app.room.query(TopologyPoster)


async def test_the_footer_of_a_room_that_opens_asks_once_for_its_keys(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    usable = key_bar.usable_bindings

    def note(screen: Any) -> Any:
        asked.append(screen)
        return usable(screen)

    monkeypatch.setattr(key_bar, "usable_bindings", note)
    monkeypatch.setattr(opening, "_PATIENCE", 60.0)  # a room that is drawn in parts asks again
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for key in KEYS:
            asked.clear()
            await pilot.press(key)
            while app._batch_count:
                await settle(pilot)
            assert asked.count(app.room) == 1, app.room.NAME


async def test_a_node_is_styled_by_the_rules_that_name_it_as_by_all(portfolio: Portfolio, tmp_path: Path) -> None:
    with changed_textual():
        first, second = app_of(portfolio, tmp_path), app_of(portfolio, tmp_path)
        async with first.run_test(size=(120, 36)) as pilot, second.run_test(size=(120, 36)) as other:
            await settle(pilot)
            await settle(other)
            sheets = [stylesheets.part_for(app.stylesheet, app.room.query_one("#keys")) for app in (first, second)]
            assert sheets[0] is sheets[1], "apps of the same rules share the parts"
            assert 0 < len(sheets[0].rules) < len(first.stylesheet.rules) / 10
            places = [first.stylesheet.rules.index(rule) for rule in sheets[0].rules]
            assert places == sorted(places)
            before = sheets[0]
            first.theme = "paper"
            await settle(pilot)
            assert stylesheets.part_for(first.stylesheet, first.room.query_one("#keys")) is not before
