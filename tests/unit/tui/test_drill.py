"""The drill on the screens: where it begins, how time passes, which keys are there, the card and its link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from content.loader import Portfolio
from tests.fakes.app import app_of, here, press, settle
from tui.app import PortfolioApp
from tui.overlays.drill import DrillOverlay
from tui.simulation.drill import Measure
from tui.simulation.incident import MINUTES
from tui.widgets.diagram import DiagramView
from tui.widgets.key_bar import usable_bindings
from tui.widgets.reader import Reader

WIDE = (120, 36)
WAIT = ("full_stop",)
EVENTS = 17
"""The number of an incident in which the box `events` breaks at minute 32."""


def drill(pilot: Pilot[Any]) -> DrillOverlay:
    screen = pilot.app.screen
    assert isinstance(screen, DrillOverlay)
    return screen


def told(pilot: Pilot[Any]) -> str:
    return " ".join(pilot.app.screen.query_one(Reader).text.split())


async def finished(pilot: Pilot[Any]) -> None:
    """Wait until all that is played apart from the screen has been."""
    await settle(pilot)
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


def keys(pilot: Pilot[Any]) -> set[str]:
    return {each.binding.description for each in usable_bindings(drill(pilot)).values()}


@pytest.fixture
def visit(portfolio: Portfolio, tmp_path: Path) -> Callable[..., PortfolioApp]:
    return lambda start="topology", **options: app_of(portfolio, tmp_path, start=start, **options)


async def begun(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    await press(pilot, "space")


async def test_it_says_what_comes_and_begins_by_a_key(visit: Callable[..., PortfolioApp]) -> None:
    async with visit(f"topology?drill={EVENTS}").run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "mend: have what broke back, in 10 minutes" in told(pilot)
        assert keys(pilot) >= {"go on", "leave"}
        assert not keys(pilot) & {"shed", "wait", "again"}
        await press(pilot, "space")
        assert "Nothing is broken yet." in told(pilot)
        assert keys(pilot) >= {"shed", "scale", "wait", "leave"}
        assert "walk" not in keys(pilot)
        assert not keys(pilot) & {"mend", "go on", "hold"}  # where nothing moves, there is nothing to hold


async def test_where_nothing_may_move_keys_alone_let_time_pass(visit: Callable[..., PortfolioApp]) -> None:
    async with visit(f"topology?drill={EVENTS}").run_test(size=WIDE) as pilot:
        await begun(pilot)
        assert drill(pilot)._clock is None
        await press(pilot, *WAIT * 7)
        assert drill(pilot).course.minute == 35
        assert "✗ Events broke at minute 32" in told(pilot)
        assert drill(pilot).query_one(DiagramView).look.focus == "events"
        assert "mend" in keys(pilot)
        await press(pilot, "x", *WAIT)
        assert "~ What broke is mended at minute 45; nothing else can be begun before" in told(pilot)
        assert not keys(pilot) & {"mend", "scale"}
        await press(pilot, "minus", *WAIT)
        assert "✓ Events: mended" in told(pilot)
        assert "let all in" in keys(pilot)


async def test_its_rules_can_be_read_again_while_it_is_held(visit: Callable[..., PortfolioApp]) -> None:
    app = visit(f"topology?drill={EVENTS}")
    app.animation_level = "full"
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(pilot)
        assert "The hands are free, to mend or to scale." in told(pilot)
        overlay = drill(pilot)
        overlay.pass_time(3)
        await press(pilot, "question_mark")
        assert overlay._clock is None
        reader = app.screen.query_one(Reader)
        assert "hands to mend or to scale, one at a time" in told(pilot)
        assert "mend: have what broke back, in 10 minutes" in told(pilot)
        assert "Nothing is broken yet." not in told(pilot)
        assert reader.max_scroll_y == 0, "all of it is in view"
        minute = overlay.course.minute
        assert {"go on", "rules"} <= keys(pilot)
        await press(pilot, "space")
        assert overlay._clock is not None
        assert overlay.course.minute >= minute
        assert told(pilot).startswith("Nothing is broken yet.")


async def test_a_second_is_a_minute_while_it_is_looked_at_and_not_held(visit: Callable[..., PortfolioApp]) -> None:
    app = visit(f"topology?drill={EVENTS}")
    app.animation_level = "full"
    async with app.run_test(size=WIDE) as pilot:
        await begun(pilot)
        overlay = drill(pilot)
        assert overlay._clock is not None
        assert overlay.query_one(DiagramView).moving
        overlay.pass_time(3)
        assert overlay.course.minute >= 3
        await press(pilot, "space")
        assert overlay._clock is None
        assert not overlay.query_one(DiagramView).moving
        await press(pilot, "space")
        app.app_focus = False
        await settle(pilot)
        assert overlay._clock is None
        app.app_focus = True
        await settle(pilot)
        assert overlay._clock is not None
        overlay.pass_time(MINUTES)
        assert overlay._clock is None


async def test_at_the_end_a_card_says_what_came_of_it(visit: Callable[..., PortfolioApp]) -> None:
    async with visit(f"topology?drill={EVENTS}").run_test(size=WIDE) as pilot:
        await begun(pilot)
        await press(pilot, *WAIT * 7, "x", *WAIT * 11)
        await finished(pilot)
        assert "0 of 281,340,000 events lost" in told(pilot)
        assert "35 mend: bought 45 min less for who waited longest" in told(pilot)
        assert "The outbox bought this" in told(pilot)
        assert "32 mend: 3 min less for who waited longest, 4,800,000 fewer that waited." in told(pilot)
        assert "17-35mend" in told(pilot)
        assert keys(pilot) >= {"again", "another", "copy link", "leave"}
        assert not keys(pilot) & {"shed", "wait", "mend", "go on"}
        card = told(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard == "topology?drill=17-35mend"
        await press(pilot, "r")
        assert drill(pilot).course.minute == 0
        assert "Space begins" in told(pilot)
        await press(pilot, "escape")
        assert here(pilot.app) == "topology"  # type: ignore[arg-type]
        pilot.app.open_link("topology?drill=17-35mend")  # type: ignore[attr-defined]
        await finished(pilot)
        assert told(pilot) == card


async def test_what_is_copied_is_said_above_the_card_and_lies_over_nothing(visit: Callable[..., PortfolioApp]) -> None:
    async with visit("topology?drill=17-35mend").run_test(size=(80, 24)) as pilot:
        await finished(pilot)
        await press(pilot, "y")
        clock = drill(pilot).query_one("#clock", Static)
        assert clock.display
        assert str(clock.visual).startswith("Copied link: topology?drill=17-35mend\nIt opens with: portfolio open")
        assert not pilot.app._notifications
        assert pilot.app.clipboard == "topology?drill=17-35mend"


async def test_the_rules_can_be_read_beside_the_card(visit: Callable[..., PortfolioApp]) -> None:
    async with visit("topology?drill=17-35mend").run_test(size=(80, 24)) as pilot:
        await finished(pilot)
        card = told(pilot)
        assert "rules" in keys(pilot)
        await press(pilot, "question_mark")
        assert told(pilot).startswith("There are hands to mend or to scale")
        await press(pilot, "question_mark")
        assert told(pilot) == card


@pytest.mark.parametrize("seed", [EVENTS, 3])
async def test_all_of_the_card_can_be_read_in_a_small_window(visit: Callable[..., PortfolioApp], seed: int) -> None:
    async with visit(f"topology?drill={seed}-40scale").run_test(size=(60, 20)) as pilot:
        await finished(pilot)
        assert "at the longest" in told(pilot)
        assert "on average" in told(pilot)


async def test_in_a_small_window_no_figure_stands_apart_from_what_it_counts(visit: Callable[..., PortfolioApp]) -> None:
    async with visit(f"topology?drill={EVENTS}").run_test(size=(60, 20)) as pilot:
        await begun(pilot)
        await press(pilot, *WAIT * 7, "minus", *WAIT)
        first, second = str(drill(pilot).query_one("#clock", Static).visual).splitlines()
        assert [first.split("   ")[-1].split()[-1], second.split("   ")[0].split()[-1]] == ["wait", "lost"]


async def test_a_picture_and_a_text_that_are_larger_than_their_room_can_be_moved(
    visit: Callable[..., PortfolioApp],
) -> None:
    async with visit(f"topology?drill={EVENTS}").run_test(size=(60, 20)) as pilot:
        await begun(pilot)
        overlay = drill(pilot)
        diagram, text = overlay.query_one(DiagramView), overlay.query_one(Reader)
        assert {"picture", "text"} <= keys(pilot)
        await press(pilot, *["down"] * 9)
        assert diagram.scroll_offset.y == diagram.max_scroll_y > 0
        await press(pilot, "pagedown")
        assert text.line > 0
        line = text.line
        overlay.pass_time(1)
        assert text.line == line, "what is read stays where it is while time passes"
        overlay.pass_time(overlay.course.incident.minute)
        assert text.line == 0, "what breaks comes into view"
        await press(pilot, "pagedown")
        await press(pilot, "pageup", *["up"] * 9)
        assert (diagram.scroll_offset.y, text.line) == (0, 0)
    async with visit(f"topology?drill={EVENTS}").run_test(size=(200, 50)) as pilot:
        await begun(pilot)
        assert not keys(pilot) & {"picture", "text"}


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 50)])
async def test_the_card_has_the_whole_window(visit: Callable[..., PortfolioApp], size: tuple[int, int]) -> None:
    async with visit("topology?drill=17-35mend").run_test(size=size) as pilot:
        await finished(pilot)
        assert pilot.app.screen.query_one(Reader).outer_size.height >= size[1] - 3


@pytest.mark.parametrize(("key", "room"), [("2", "services"), ("3", "topology"), ("8", "contact")])
async def test_number_keys_lead_on_from_it(visit: Callable[..., PortfolioApp], key: str, room: str) -> None:
    async with visit(f"topology?drill={EVENTS}").run_test(size=WIDE) as pilot:
        await begun(pilot)
        await press(pilot, key)
        app: Any = pilot.app
        assert here(app).partition("?")[0] == room
        assert app.screen is app.room


async def test_it_begins_by_key_by_command_and_from_the_palette(visit: Callable[..., PortfolioApp]) -> None:
    async with visit().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "D")
        assert not drill(pilot).course.taken
        await press(pilot, "escape", "colon", *"drill 17", "enter")
        assert drill(pilot).course.incident.seed == 17
        await press(pilot, "escape", "1", "tab", "colon", *"drill", "enter")
        assert here(pilot.app) == "topology"  # type: ignore[arg-type]
        assert isinstance(pilot.app.screen, DrillOverlay)


async def test_it_leaves_what_is_set_on_the_topology_as_it_is(visit: Callable[..., PortfolioApp]) -> None:
    async with visit("topology?break=data&load=20k").run_test(size=WIDE) as pilot:
        await settle(pilot)
        before = here(pilot.app)  # type: ignore[arg-type]
        await press(pilot, "D", "space", *WAIT, "escape")
        assert here(pilot.app) == before  # type: ignore[arg-type]
        await press(pilot, "colon", *"drill", "enter", "escape")
        assert here(pilot.app) == before  # type: ignore[arg-type]


async def test_a_pack_without_figures_says_what_adds_a_drill(portfolio: Portfolio, tmp_path: Path) -> None:
    bare = replace(portfolio, topology=replace(portfolio.topology, load=None, drill=None))
    async with app_of(bare, tmp_path, start="topology").run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "Press D" not in told(pilot)
        await press(pilot, "D")
        assert not isinstance(pilot.app.screen, DrillOverlay)
        [said] = [notice.message for notice in pilot.app._notifications]
        assert said == "This topology has no drill; `load:` and `drill:` in topology.yaml adds one."


async def test_leaving_while_it_is_played_apart_ends_well(visit: Callable[..., PortfolioApp]) -> None:
    async with visit(f"topology?drill={EVENTS}-35mend-50scale").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "escape")
        await finished(pilot)
        assert here(pilot.app) == "topology"  # type: ignore[arg-type]


def test_every_measure_has_a_key() -> None:
    actions = {binding.action for binding in DrillOverlay.BINDINGS}  # type: ignore[union-attr]
    assert {f"take('{measure}')" for measure in Measure} <= actions
