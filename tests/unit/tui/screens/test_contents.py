"""Headings that take two lines, beside a page and over it: they look like one entry."""

from __future__ import annotations

from itertools import pairwise

from tests.fakes.app import settle
from tui.app import PortfolioApp
from tui.drawing.prose.page import Title, set_page
from tui.overlays.contents import ContentsOverlay
from tui.widgets.contents import Contents
from tui.widgets.shelf import Shelf


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


async def test_a_heading_of_two_lines_hangs_and_looks_like_one_entry(app: PortfolioApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        app.open_link("essays/designing-a-rag-pipeline")
        await settle(pilot)
        lines = [line for line in app.room.query_one(Contents).lines if line.block >= 0]
        further = [(above, line) for above, line in pairwise(lines) if above.block == line.block]
        assert further
        assert all(_indent(line.text) > _indent(above.text.replace("▌", " ")) for above, line in further)


async def test_a_heading_of_two_lines_hangs_in_the_outline(app: PortfolioApp) -> None:
    async with app.run_test(size=(60, 24)) as pilot:
        long = " ".join(["heading"] * 9)
        page = set_page([Title("T"), Title(long, 2, "a"), Title(long, 3, "b")], 40)
        app.push_screen(ContentsOverlay(page, 0))
        await settle(pilot)
        lines = app.screen.query_one(Shelf).lines
        assert [_indent(line.text.replace("▌", " ")) for line in lines] == [2, 4, 4, 6]
