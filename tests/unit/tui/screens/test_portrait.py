"""The owner's picture on Home: where there is room for it, after the first frame, at no cost to all else."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from content.loader import Portfolio, load_portfolio
from content.portrait import Pixel, pixels_of
from tests.fakes.app import app_of, loaded, press, settle
from tests.fakes.pictures import BLUE, RED, halves, looks, png, with_portrait
from tui.app import PortfolioApp
from tui.hosting.web.pages import ServedFile, site_pages
from tui.live import PackWatch
from tui.widgets import portrait
from tui.widgets.portrait import PortraitView


def views(app: PortfolioApp) -> list[PortraitView]:
    return [view for view in app.room.query(PortraitView) if view.region.area]


@pytest.mark.parametrize(("size", "cells"), [((120, 36), (16, 8)), ((160, 47), (16, 8)), ((200, 50), (24, 12))])
async def test_it_is_shown_as_half_blocks_where_there_is_room(
    pictured: Portfolio, tmp_path: Path, size: tuple[int, int], cells: tuple[int, int]
) -> None:
    app = app_of(pictured, tmp_path)
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        (view,) = views(app)
        assert view.size == cells
        top, bottom = view.render_line(0), view.render_line(view.size.height - 1)
        assert top.text == " " * (cells[0] // 2) + "▀" * (cells[0] // 2)
        drawn = [segment.style for segment in (*top, *bottom) if segment.text.strip()]
        assert all(style and style.color and style.bgcolor for style in drawn)
        assert looks(drawn[cells[0] // 2 - 1].color.triplet, RED)
        assert looks(drawn[-1].bgcolor.triplet, BLUE)
        assert view.tooltip == "Two halves"


@pytest.mark.parametrize("size", [(119, 36), (120, 35), (80, 24), (60, 20)])
async def test_where_there_is_none_nothing_of_it_is_read(
    pictured: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(pictured, tmp_path)
    async with app.run_test(size=size) as pilot:
        await loaded(pilot)
        assert not views(app)
        assert not app.room.query(PortraitView)


async def test_a_window_that_grows_has_it_and_one_that_shrinks_has_not(pictured: Portfolio, tmp_path: Path) -> None:
    app = app_of(pictured, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await loaded(pilot)
        for size, cells in (((120, 36), [(16, 8)]), ((200, 50), [(24, 12)]), ((80, 24), [])):
            await pilot.resize_terminal(*size)
            await loaded(pilot)
            assert [view.size for view in views(app)] == cells
            for view in views(app):
                assert view.render_line(view.size.height - 1).text.endswith("▀" * (cells[0][0] // 2))


@pytest.mark.parametrize("size", [(120, 36), (140, 36), (200, 50)])
async def test_it_costs_neither_a_figure_nor_the_topology_nor_a_room(
    tmp_path: Path, tiny_pack: Path, size: tuple[int, int]
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(load_portfolio().root, pack)
    before = load_portfolio(pack)
    with_portrait(pack, png(64, 64, halves))
    seen = []
    for portfolio in (before, load_portfolio(pack)):
        app = app_of(portfolio, tmp_path)
        async with app.run_test(size=size) as pilot:
            await loaded(pilot)
            assert app.room.query_one("#home").max_scroll_y == 0, "all of it is in view"
            seen.append(
                (
                    [card.region.size for card in app.room.query("#figures Card")],
                    len(app.room.query_one("#poster").picture.places),
                    [card.id for card in app.room.query("#cards Card") if card.region.height],
                )
            )
    assert seen[0] == seen[1]


async def test_without_colours_there_is_none(
    pictured: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(pictured, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await loaded(pilot)
        assert not views(app)
        assert not app.room.query_one("#picture").region.area


async def test_nothing_waits_for_it(pictured: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, release = threading.Event(), threading.Event()

    def slow(path: Path, width: int, height: int) -> tuple[tuple[Pixel, ...], ...]:
        asked.set()
        release.wait()
        return pixels_of(path, width, height)

    monkeypatch.setattr(portrait, "pixels_of", slow)
    app = app_of(pictured, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "escape")
        assert asked.is_set()
        assert app.room.query_one("#poster").region.area, "all else of Home is there"
        assert not views(app)[0].render_line(0).text.strip()
        release.set()
        await loaded(pilot)
        assert views(app)[0].render_line(0).text.strip()


async def test_a_picture_that_is_damaged_leaves_its_place_empty(tiny_pack: Path, tmp_path: Path) -> None:
    with_portrait(tiny_pack, png(64, 64, halves)[:60])
    app = app_of(load_portfolio(tiny_pack), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await loaded(pilot)
        assert not views(app)[0].render_line(0).text.strip()


def test_who_edits_sees_another_picture_at_once(pictured: Portfolio) -> None:
    watch = PackWatch(pictured.root)
    (pictured.root / "me.png").write_bytes(png(8, 8, halves))
    assert watch.changed()


def test_the_browser_door_serves_it(pictured: Portfolio) -> None:
    served = site_pages(pictured)["portrait.png"]
    assert isinstance(served, ServedFile)
    assert served.kind == "image/png"
    assert served.body == (pictured.root / "me.png").read_bytes()
