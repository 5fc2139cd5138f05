"""Find in a page: words are lit, and n and N walk through the lines that hold them."""

from __future__ import annotations

from pathlib import Path

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of, press, reader, settle
from tests.fakes.ask_screen import ask, dialogue
from tui.app import PortfolioApp

SIZE = (80, 24)
WORD = "outbox"


def found(app: PortfolioApp) -> list[int]:
    lines = reader(app).lines
    return [n for n, line in enumerate(lines) if any("found" in run.role for run in line.runs)]


def in_view(app: PortfolioApp, line: int) -> bool:
    top = reader(app).scroll_offset.y
    return top <= line < top + reader(app).scrollable_content_region.height


async def test_what_is_found_is_lit_and_n_walks_through_it(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="work/order-pipeline")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+f", *WORD, "enter")
        lines = found(app)
        assert len(lines) > 2
        assert all(WORD in reader(app).lines[n].text.lower() for n in lines)
        for expected in (*lines[1:], lines[0]):  # after the last comes the first
            await press(pilot, "n")
            assert reader(app)._found == expected
            assert in_view(app, expected)
        await press(pilot, "N")
        assert in_view(app, lines[-1])


async def test_find_begins_at_the_line_in_view(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="work/order-pipeline")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *["space"] * 3)
        top = reader(app).line
        await press(pilot, "ctrl+f", *WORD, "enter")
        assert reader(app)._found == next(n for n in found(app) if n >= top)


async def test_what_is_not_there_is_said_and_the_page_stays(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="work/order-pipeline")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "space")
        line = reader(app).line
        await press(pilot, "ctrl+f", *"quux", "enter")
        assert reader(app).line == line
        assert "“quux” is not on this page." in [notice.message for notice in app._notifications]


async def test_the_conversation_is_a_page_too(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant(), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "tab", "ctrl+f", *"local", "enter")
        assert [run.text for line in dialogue(app).lines for run in line.runs if "found" in run.role] == ["local"]


async def test_g_leads_to_the_top_and_capital_g_to_the_end(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="work/order-pipeline")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "G")
        assert reader(app).line == reader(app).max_scroll_y > 0
        await press(pilot, "g")
        assert reader(app).line == 0
