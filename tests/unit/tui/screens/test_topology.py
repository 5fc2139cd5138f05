"""The Topology screen: keys, mouse, trace, failure, motion; and what is painted when a dash moves on."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from textual import events
from textual._compositor import ChopsUpdate
from textual.geometry import Region
from textual.pilot import Pilot

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tui.app import PortfolioApp
from tui.drawing.diagram.painting import BROKEN, FAINT, LIT, march_at
from tui.drawing.prose.page import Title
from tui.screens.topology import TopologyScreen
from tui.screens.topology_panel import failure_page
from tui.simulation.failure import NodeState
from tui.simulation.situation import Situation
from tui.textual_internals.painting import TightUpdate, tight
from tui.widgets.diagram import DiagramView
from tui.widgets.key_bar import KeyBar
from tui.widgets.reader import Reader

SMALL, WIDE = (80, 24), (120, 36)


def room(pilot: Pilot[Any]) -> TopologyScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TopologyScreen)
    return screen


def diagram(pilot: Pilot[Any]) -> DiagramView:
    return pilot.app.screen.query_one(DiagramView)


def told(pilot: Pilot[Any]) -> str:
    return " ".join(pilot.app.screen.query_one(Reader).text.split())


def app(portfolio: Portfolio, folder: Path, start: str = "topology") -> PortfolioApp:
    return app_of(portfolio, folder, start=start)


@pytest.mark.parametrize("size", [(60, 20), SMALL, WIDE, (200, 50)], ids="{0[0]}x{0[1]}".format)
async def test_on_arrival_a_box_is_chosen_and_it_says_what_the_keys_do(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with app(portfolio, tmp_path).run_test(size=size) as pilot:
        await settle(pilot)
        first, picture, panel = portfolio.topology.boxes[0], diagram(pilot), pilot.app.screen.query_one(Reader)
        assert (room(pilot).slug, picture.look.focus) == (first.slug, first.slug)
        assert room(pilot).where.path == "topology"
        assert pilot.app.focused is picture
        box = picture.picture.boxes[first.slug]
        shown = Region(box.x, box.y, box.width, box.height).translate(picture.origin - picture.scroll_offset)
        assert picture.size.region.contains_region(shown)
        assert FAINT not in picture.shading.levels  # the whole stays lit
        in_view = " ".join(" ".join(line.text for line in panel.page.lines[: panel.size.height]).split())
        assert f"Arrow keys walk from {first.title}, x breaks it, t traces a request" in in_view
        assert portfolio.topology.title in in_view


async def test_the_footer_says_what_to_do_on_arrival_in_eighty_columns(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        line = pilot.app.screen.query_one(KeyBar).render_line(0).text
        assert [
            words for words in ("↑↓←→ walk", "x break", "t trace", "+ - load", "D drill") if words not in line
        ] == []


async def test_every_key_works_at_once(portfolio: Portfolio, tmp_path: Path) -> None:
    first = portfolio.topology.boxes[0]
    for keys, slug, failed in (
        (["right"], "api", []),
        (["x"], first.slug, [first.slug]),
        (["x", "x"], first.slug, []),
        (["enter"], first.slug, []),
    ):
        async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
            await settle(pilot)
            await press(pilot, *keys)
            assert (room(pilot).slug, sorted(room(pilot).situation.failed)) == (slug, failed)
            assert room(pilot).where.path == (f"topology/{slug}" if keys[0] in ("right", "enter") else "topology")


async def test_escape_leads_back_to_the_whole_for_whoever_began_there(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "services").run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "3", "right", "x", "escape")  # what broke is mended, and the load gone that came with it
        assert room(pilot).situation.load is None
        assert portfolio.topology.box("api").role in told(pilot)
        await press(pilot, "escape")
        assert portfolio.topology.title in told(pilot)
        assert room(pilot).slug == "api"
        await press(pilot, "x")
        assert "API failed" in told(pilot)
        await press(pilot, "escape")
        assert portfolio.topology.title in told(pilot)
        await press(pilot, "escape")
        assert pilot.app.room.NAME == "services"  # type: ignore[attr-defined]


async def test_escape_leaves_a_load_that_was_set_before_something_broke(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology").run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "plus", "x", "escape")
        assert not room(pilot).situation.failed
        assert room(pilot).situation.load is not None
        await press(pilot, "escape", "x", "plus", "escape")  # or that was changed since
        assert room(pilot).situation.load is not None


async def test_escape_leads_a_link_to_a_box_back_at_once(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "services").run_test(size=SMALL) as pilot:
        await settle(pilot)
        pilot.app.open_link("topology/api")  # type: ignore[attr-defined]
        await settle(pilot)
        await press(pilot, "right", "escape")
        assert pilot.app.room.NAME == "services"  # type: ignore[attr-defined]


async def test_a_command_leaves_what_is_told_of(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        pilot.app.run_line("load 50k")  # type: ignore[attr-defined]
        await settle(pilot)
        assert portfolio.topology.title in told(pilot)
        for line in ("break data", "break workers"):
            pilot.app.run_line(line)  # type: ignore[attr-defined]
            await settle(pilot)
            assert room(pilot).where.path == "topology/data"


async def test_arrow_keys_walk_and_lead_back(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/api").run_test(size=SMALL) as pilot:
        await settle(pilot)
        visited = []
        for key in ("right", "down", "left", "right", "up", "left"):
            await press(pilot, key)
            visited.append(room(pilot).slug)
        assert visited == ["data", "workers", "storage", "workers", "data", "api"]
        assert portfolio.topology.box("api").role in told(pilot)
        assert room(pilot).where.slug == "api"


async def test_tab_walks_in_reading_order_and_leaves_after_the_last_box(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "shift+tab", "shift+tab")
        assert room(pilot).slug == "cache"
        await press(pilot, *["tab"] * 9)
        assert room(pilot).slug == "events"
        await press(pilot, "tab")
        assert isinstance(pilot.app.focused, Reader)


async def test_a_click_brings_a_box_into_focus(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)
        picture = diagram(pilot)
        x, y = picture.picture.boxes["workers"].center
        await pilot.click(picture, offset=(x + picture.origin.x, y + picture.origin.y))
        await settle(pilot)
        assert room(pilot).slug == "workers"


async def test_the_focus_lights_its_own_flows_and_no_other(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/events").run_test(size=WIDE) as pilot:
        await settle(pilot)
        picture = diagram(pilot)
        edges = picture.picture.graph.edges
        lit = {
            (edge.source, edge.target)
            for edge, level in zip(edges, picture.shading.levels, strict=True)
            if level == LIT
        }
        assert lit == {("relay", "events"), ("events", "workers")}


async def test_enter_goes_to_the_links_and_opens_one(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/relay").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.focused, Reader)
        await press(pilot, "enter")
        assert pilot.app.room.NAME in ("essays", "work")  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert room(pilot).slug == "relay"


async def test_a_deep_link_opens_a_section_of_a_box(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/data#gave-up").run_test(size=SMALL) as pilot:
        await settle(pilot)
        panel = pilot.app.screen.query_one(Reader)
        assert room(pilot).slug == "data"
        assert panel.page.lines[panel.line].text.strip() == "Gave up"


async def test_f_cycles_both_requests_and_events(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        kinds = []
        for _ in range(3):
            await press(pilot, "f")
            kinds.append(set(diagram(pilot).kinds))
        assert kinds == [{"request"}, {"event"}, {"request", "event"}]


async def test_a_trace_goes_hop_by_hop_with_a_sentence_each(portfolio: Portfolio, tmp_path: Path) -> None:
    trace = portfolio.topology.traces[0]
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "t")
        for index, hop in enumerate(trace.hops):
            assert hop.says in told(pilot)
            assert f"hop {index + 1} of {len(trace.hops)}" in told(pilot)
            await press(pilot, "right")
        assert trace.hops[-1].says in told(pilot)
        await press(pilot, "left")
        assert trace.hops[-2].says in told(pilot)
        await press(pilot, "escape")
        assert portfolio.topology.title in told(pilot)


async def test_an_answer_runs_against_the_flow(portfolio: Portfolio, tmp_path: Path) -> None:
    trace = portfolio.topology.traces[0]
    back = next(index for index, hop in enumerate(trace.hops) if (hop.from_, hop.to) == ("api", "edge"))
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "t", *["right"] * back)
        hop = diagram(pilot).look.hop
        assert hop is not None
        edge, against = hop
        assert (diagram(pilot).picture.graph.edges[edge].source, against) == ("edge", True)


async def test_t_again_follows_the_next_request(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        for trace in (*portfolio.topology.traces, portfolio.topology.traces[0]):
            await press(pilot, "t")
            assert trace.title in told(pilot)


async def test_x_fails_boxes_one_by_one_and_escape_mends_them_all(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/workers").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "x")
        states = diagram(pilot).look.states
        assert dict(states) == {"workers": NodeState.FAILED, "events": NodeState.HOLDS}
        assert "Workers failed" in told(pilot)
        assert "events wait in Kafka" in told(pilot)
        assert any(level == BROKEN for level in diagram(pilot).shading.levels)
        await press(pilot, "up", "x")
        assert "Data and Workers failed" in told(pilot)
        await press(pilot, "x")
        assert dict(diagram(pilot).look.states) == dict(states)
        await press(pilot, "escape")
        assert diagram(pilot).look.states == {}
        assert room(pilot).slug == "data"


def test_three_boxes_that_failed_stand_in_a_row_as_a_sentence_says_them(portfolio: Portfolio) -> None:
    failed = Situation(portfolio.topology).with_failed(frozenset({"data", "events", "workers"}))
    title = next(iter(failure_page(failed)))
    assert isinstance(title, Title)
    assert re.fullmatch(r"\w+, \w+ and \w+ failed", title.text)


async def test_the_keys_on_offer_are_those_that_do_something(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=WIDE) as pilot:
        await settle(pilot)

        def offered() -> set[str]:
            return {item.binding.action for item in pilot.app.screen.active_bindings.values()}

        assert {"break_box", "tell"} <= offered()
        assert not {"mend", "mend_all", "end_trace", "hop(1)", "links", "to_whole"} & offered()
        await press(pilot, "tab")
        assert {"break_box", "links", "to_whole"} <= offered()
        await press(pilot, "x")
        assert {"mend", "mend_all"} <= offered()
        await press(pilot, "t")
        assert {"hop(1)", "hop(-1)", "end_trace"} <= offered()
        assert not {"break_box", "mend", "mend_all"} & offered()


async def test_it_moves_only_in_view_and_not_when_paused(portfolio: Portfolio, tmp_path: Path) -> None:
    visit = app(portfolio, tmp_path)
    visit.animation_level = "full"
    async with visit.run_test(size=SMALL) as pilot:
        await settle(pilot)
        picture = diagram(pilot)
        assert picture.moving
        await press(pilot, "space")
        assert not picture.moving
        await press(pilot, "space")
        assert picture.moving
        await press(pilot, "2")
        assert not picture.moving
        await press(pilot, "3")
        assert picture.moving
        pilot.app.post_message(events.AppBlur())
        await settle(pilot)
        assert not picture.moving
        pilot.app.post_message(events.AppFocus())
        await settle(pilot)
        assert picture.moving
        await press(pilot, "slash")
        assert not picture.moving


async def test_nothing_moves_without_animation_and_no_key_promises_it(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert not diagram(pilot).moving
        await press(pilot, "space", "t")
        assert not diagram(pilot).moving
        assert "space" not in pilot.app.screen.active_bindings


async def test_page_keys_scroll_the_panel_from_the_picture(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app(portfolio, tmp_path, "topology/api").run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "pagedown")
        assert pilot.app.screen.query_one(Reader).line > 0
        assert pilot.app.focused is diagram(pilot)
        await press(pilot, "pageup")
        assert pilot.app.screen.query_one(Reader).line == 0


async def test_new_content_is_drawn_at_once_and_a_box_that_went_away_is_let_go(
    portfolio: Portfolio, tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    async with app(portfolio, tmp_path, "topology/observability").run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "x")
        pilot.app.reload(tiny_portfolio)  # type: ignore[attr-defined]
        await settle(pilot)
        assert set(diagram(pilot).picture.boxes) == {box.slug for box in tiny_portfolio.topology.boxes}
        assert (room(pilot).slug, room(pilot).where.path) == (tiny_portfolio.topology.boxes[0].slug, "topology")
        assert diagram(pilot).look.states == {}


@pytest.mark.parametrize(("pace", "steps"), [(1, 1.0), (4, 4.0), (8, 4.0), (30, 4.0)])
def test_dashes_go_at_the_pace_of_the_content_in_at_most_four_steps_a_second(pace: int, steps: float) -> None:
    march, seconds = march_at(pace)
    assert march.step / seconds == pytest.approx(pace)
    assert 1 / seconds <= steps * 1.1
    assert march.period % march.step == 0
    assert [march.covers(cell + march.step, 1) for cell in range(40)] == [march.covers(cell, 0) for cell in range(40)]


async def test_a_step_of_the_dashes_paints_the_cells_that_change_and_no_others(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    async with app(portfolio, tmp_path).run_test(size=SMALL) as pilot:
        await settle(pilot)
        picture, compositor = diagram(pilot), pilot.app.screen._compositor
        before = [strip.text for strip in picture_lines(picture)]
        picture._step()
        compositor.update_widgets({picture})
        update = compositor.render_partial_update()
        assert isinstance(update, ChopsUpdate)
        painted = {
            (x + offset, y) for x, y, strip in TightUpdate(update).strips() for offset in range(strip.cell_length)
        }
        after = [strip.text for strip in picture_lines(picture)]
        left, top = picture.region.offset
        changed = {
            (x + left, y + top) for y, (old, new) in enumerate(zip(before, after, strict=True))
            for x, (a, b) in enumerate(zip(old, new, strict=True)) if a != b
        }  # fmt: skip
        assert changed
        assert changed <= painted
        assert len(painted) < 2 * len(changed)
        assert len(tight(update).render_segments(Console(force_terminal=True))) < 3_000


def test_a_partial_update_is_still_made_of_what_is_cropped() -> None:
    assert list(inspect.signature(ChopsUpdate.__init__).parameters) == ["self", "chops", "spans", "chop_ends"]


def picture_lines(picture: DiagramView) -> list[Any]:
    return [picture.render_line(y) for y in range(picture.size.height)]
