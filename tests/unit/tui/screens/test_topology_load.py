"""Load on the Topology screen: keys, bars, time, and a request that meets what is broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tests.unit.tui.screens.test_topology import SMALL, WIDE, app, diagram, room, told
from tui.drawing.diagram.gauges import gauge_cells
from tui.screens.topology_look import Legend
from tui.simulation.load import Strain
from tui.widgets.reader import Reader


async def test_plus_and_minus_set_the_load_and_the_bars_follow(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert diagram(pilot).look.gauges == {}
        await press(pilot, "plus")
        assert "50,000 events a second" in told(pilot)
        assert diagram(pilot).look.gauges["workers"].strain is Strain.CALM
        await press(pilot, "plus")
        assert diagram(pilot).look.gauges["workers"].strain is Strain.TIGHT
        await press(pilot, "plus", "full_stop")
        assert "1,200,000 events wait, 20,000 more every second" in told(pilot)
        rows = [diagram(pilot).render_line(y).text for y in range(diagram(pilot).size.height)]
        assert any("125%" in row for row in rows)
        assert any("1.2M" in row for row in rows)
        await press(pilot, "minus", "minus", "minus")
        assert "20,000 events a second" in told(pilot)
        await press(pilot, "escape")
        assert diagram(pilot).look.gauges == {}


@pytest.mark.parametrize(
    ("size", "in_boxes", "below"),
    [
        ((60, 20), False, "100,000 events/s · 1 min · 1.2M wait"),
        (SMALL, False, "█░ % of capacity, or waiting   100,000 events/s · 1 min · 1.2M wait"),
        (WIDE, True, "█░ % of capacity, or waiting   100,000 events/s · 1 min · 1.2M wait"),
        (
            (200, 50), True,
            "╌╌► request   ╍╍► event   █░ % of capacity, or waiting   100,000 events/s · 1 min · 1.2M wait",
        ),
    ],
)  # fmt: skip
async def test_bars_say_what_they_are_and_the_load_is_said_whatever_the_panel_tells_of(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int], in_boxes: bool, below: str
) -> None:
    async with app(portfolio, tmp_path, "topology/data").run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "plus", "plus", "plus", "full_stop")
        pilot.app.screen.query_one(Reader).scroll_end(animate=False)
        await settle(pilot)
        drawn = [pilot.app.screen.query_one(Legend).render_line(0).text.strip()]
        assert drawn == [below]
        rows = [diagram(pilot).render_line(y).text for y in range(diagram(pilot).size.height)]
        assert any("of capacity" in row for row in rows) is in_boxes
        assert any("waiting" in row for row in rows) is in_boxes


async def test_a_bar_that_became_shorter_leaves_nothing_of_its_figure(portfolio: Portfolio, tmp_path: Path) -> None:
    start = "topology?break=workers&load=50k&seconds=30"
    async with app_of(portfolio, tmp_path, start=start).run_test(size=SMALL) as pilot:
        await settle(pilot)
        view = diagram(pilot)
        before = {cell for cell, _ in gauge_cells(view.picture, "events", view.look.gauges["events"])}
        empty = replace(view.look.gauges["events"], waiting=0)
        drawn = view._gauged(replace(view.look, gauges={**view.look.gauges, "events": empty}))
        old = view._regions(before)
        assert len(old) == 1
        assert any(region.contains_region(old[0]) for region in drawn)


async def test_what_is_refused_stands_below_the_picture(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology?break=data&load=50k").run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "50,000 events/s · 50k/s refused" in pilot.app.screen.query_one(Legend).render_line(0).text


async def test_an_outage_and_its_drain_are_those_of_the_case_study(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/workers").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "x", *["full_stop"] * 10)
        assert "30,000,000 events wait" in told(pilot)
        assert "0 of 30,000,000 events refused" in told(pilot)
        await press(pilot, "x")
        assert "30,000,000 events wait, drained in 16 min 40 s" in told(pilot)


async def test_a_request_meets_what_is_broken_and_mends_nothing(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/data").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "x", "t", *["right"] * 9)
        assert "hop 3 of 9" in told(pilot)
        assert "It stops here" in told(pilot)
        assert "refuses writes with a 503" in told(pilot)
        assert "nothing was accepted" in told(pilot)
        assert diagram(pilot).look.held == 1
        await press(pilot, "escape")
        assert "Data failed" in told(pilot)
        assert "data" in diagram(pilot).look.states


async def test_a_request_that_waits_comes_later_and_says_behind_how_much(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/workers").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "x", *["full_stop"] * 10, "t", *["right"] * 9)
        assert "It waits here" in told(pilot)
        assert "The client had its answer at hop 4; the rest arrives once that is back." in told(pilot)
        assert "30,000,000 events wait before it." in told(pilot)
        await press(pilot, "escape", "x", "t", *["right"] * 6)
        assert "30,000,000 events wait before it: 6 min 15 s at this pace." in told(pilot)


async def test_a_trace_is_scrubbed_from_the_panel_too(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "t")
        pilot.app.screen.query_one(Reader).focus()
        await press(pilot, "right", "right", "left")
        assert "hop 2 of 9" in told(pilot)


async def test_a_trace_that_plays_says_so_and_one_that_is_held_does_not(portfolio: Portfolio, tmp_path: Path) -> None:
    visit = app(portfolio, tmp_path)
    visit.animation_level = "full"
    async with visit.run_test(size=SMALL) as pilot:
        await settle(pilot)
        legend = pilot.app.screen.query_one("#legend")
        await press(pilot, "t")
        assert "by itself" in str(legend.render())
        await press(pilot, "space")
        assert "by itself" not in str(legend.render())


async def test_time_goes_on_only_where_it_makes_a_difference_and_somebody_looks(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    visit = app(portfolio, tmp_path, "topology/workers")
    visit.animation_level = "full"
    async with visit.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "plus")
        assert room(pilot)._clock is None
        await press(pilot, "x")
        assert room(pilot)._clock is not None
        seconds = room(pilot).situation.backlog.seconds
        room(pilot)._tick()
        assert room(pilot).situation.backlog.seconds == seconds + 30
        topology = room(pilot)
        await press(pilot, "2")
        assert topology._clock is None


async def test_nothing_passes_by_itself_without_animation(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/workers").run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "x")
        assert room(pilot)._clock is None
        await press(pilot, "full_stop")
        assert room(pilot).situation.backlog.seconds == 60


async def test_a_pack_without_figures_says_what_to_add(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    async with app_of(tiny_portfolio, tmp_path, start="topology/api").run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "plus")
        [note] = pilot.app._notifications
        assert "`load:` in topology.yaml" in note.message
        await press(pilot, "x")
        assert "API failed" in told(pilot)
        assert diagram(pilot).look.gauges == {}
