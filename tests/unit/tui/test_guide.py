"""The tour: it plays by itself, step by step where nothing may move, and gives way to any key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, Static

from content.loader import DEFAULT_PACK, Portfolio, load_portfolio
from content.tour import load_tour
from tests.fakes.app import ScriptedAssistant, app_of, here, press, settle
from tui.app import PortfolioApp
from tui.simulation.state import TopologyState
from tui.widgets.reader import Reader

SIZE = (100, 30)
TOUR = """
steps:
  - caption: This is Home.
  - keys: ["6"]
    caption: These are the essays.
  - keys: [enter]
    caption: This is one of them.
"""


@pytest.fixture
def toured(tiny_pack: Path) -> Portfolio:
    (tiny_pack / "tour.yaml").write_text(TOUR, "utf-8")
    return load_portfolio(tiny_pack)


def caption(app: PortfolioApp) -> str:
    shown = app.room.query("#caption")
    return str(shown.first(Static).render()) if shown else ""


async def told(pilot: Pilot[None], app: PortfolioApp, words: str) -> None:
    """Wait until a caption is there."""
    for _ in range(6000):
        if words in caption(app):
            return
        await pilot.pause(0.01)
    pytest.fail(f"{words!r} was not said, but {caption(app)!r}")


async def over(app: PortfolioApp) -> None:
    """Wait until the tour has ended."""
    async with asyncio.timeout(120):
        while app.guide is not None:
            await asyncio.sleep(0.01)


async def test_the_tour_of_the_default_pack_plays_to_its_end_without_a_word_of_warning(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    tour = load_tour(DEFAULT_PACK)
    assert tour is not None
    async with app.run_test(size=SIZE) as pilot:
        app.action_tour(pace=0.0)
        await over(app)
        await settle(pilot)
        assert app.guide is None
        assert app.room.NAME == "contact"
        assert [note.message for note in app._notifications] == []
        assert len(assistant.asked) == 1
        assert caption(app) == ""
        assert [room.state for room in app.rooms if room.state is not None] == [TopologyState()], "it is left as it was"


async def test_where_nothing_may_move_enter_leads_from_step_to_step(toured: Portfolio, tmp_path: Path) -> None:
    app = app_of(toured, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "greater_than_sign")
        await told(pilot, app, "1 of 3   This is Home.   ⏎ goes on")
        assert here(app) == "home"
        await pilot.press("enter")
        await told(pilot, app, "2 of 3   These are the essays.")
        assert here(app) == "essays"
        await pilot.press("space")
        await told(pilot, app, "3 of 3")
        assert here(app).startswith("essays/")
        await pilot.press("enter")
        await over(app)
        assert caption(app) == ""


async def test_any_key_takes_over_at_that_spot_and_does_what_it_does(toured: Portfolio, tmp_path: Path) -> None:
    app = app_of(toured, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "greater_than_sign")
        await told(pilot, app, "1 of 3")
        await pilot.press("enter")
        await told(pilot, app, "2 of 3")
        await press(pilot, "slash")
        assert type(app.screen).__name__ == "SearchOverlay"
        assert (app.guide, caption(app)) == (None, "")


@pytest.mark.parametrize(("key", "place"), [("6", "essays"), ("escape", "home")])
async def test_a_line_that_it_has_half_typed_goes_with_it(
    tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, place: str
) -> None:
    monkeypatch.setattr("tui.guide._PAUSE", 0)
    monkeypatch.setattr("tui.guide._TYPING", 3600)
    (tiny_pack / "tour.yaml").write_text(
        'steps:\n  - keys: [":open work"]\n    caption: These are the works.\n', "utf-8"
    )
    app = app_of(load_portfolio(tiny_pack), tmp_path)
    app.animation_level = "full"
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.action_tour()
        while not isinstance(app.focused, Input) or app.focused.value != "o":
            await pilot.pause()
        await press(pilot, key)
        assert (here(app), app.guide, app.screen) == (place, None, app.room)


async def test_escape_ends_it_and_leads_nowhere(toured: Portfolio, tmp_path: Path) -> None:
    app = app_of(toured, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "greater_than_sign")
        await told(pilot, app, "1 of 3")
        await pilot.press("enter")
        await told(pilot, app, "2 of 3")
        await press(pilot, "escape")
        assert (here(app), app.guide, caption(app)) == ("essays", None, "")


async def test_the_empty_box_of_ask_leads_to_it_and_the_help_there_names_it(toured: Portfolio, tmp_path: Path) -> None:
    app = app_of(toured, tmp_path, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        await settle(pilot)
        assert "A tour that plays by itself" in app.screen.query_one(Reader).text
        await press(pilot, "escape", "greater_than_sign")
        await told(pilot, app, "1 of 3")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_a_command_that_it_types_leaves_its_caption_in_view(
    toured: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(toured, tmp_path)
    async with app.run_test(size=size) as pilot:
        app.action_tour()
        await told(pilot, app, "1 of 3")
        app.action_command_line()
        await settle(pilot)
        panel = app.screen.query_one("#panel").region
        [told_of] = app.room.query("#caption")
        assert 0 <= panel.y < panel.bottom == told_of.region.y


async def test_a_click_takes_over(toured: Portfolio, tmp_path: Path) -> None:
    app = app_of(toured, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "greater_than_sign")
        await told(pilot, app, "1 of 3")
        app.post_message(events.MouseDown(None, 5, 5, 0, 0, 1, False, False, False))
        await over(app)


async def test_a_question_keeps_its_first_letter(toured: Portfolio, tmp_path: Path) -> None:
    app = app_of(toured, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"Tell")
        assert app.screen.query_one(Input).value == "Tell"
        assert app.guide is None


async def test_the_command_line_and_the_palette_play_it(toured: Portfolio, tmp_path: Path) -> None:
    app = app_of(toured, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"tour", "enter")
        await told(pilot, app, "1 of 3")


async def test_a_pack_without_a_tour_offers_none(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "greater_than_sign")
        assert app.guide is None
        await press(pilot, "colon", *"tour", "enter")
        assert "This portfolio has no tour." in str(app.screen.query_one("#hint", Static).render())


async def test_a_tour_with_faults_is_told_and_not_played(tiny_pack: Path, tmp_path: Path) -> None:
    (tiny_pack / "tour.yaml").write_text("steps: []", "utf-8")
    app = app_of(load_portfolio(tiny_pack), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "greater_than_sign")
        [note] = app._notifications
        assert "The tour cannot be played" in note.message
        assert "tour.yaml:1" in note.message
