"""Home: a poster that can be walked with the arrow keys, and that moves only for somebody who looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Mount
from textual.geometry import Offset

from content.loader import Portfolio, load_portfolio
from tests.fakes.app import app_of, here, press, settle
from tests.places import SMALL as PACK_OF_ESSAYS
from tui.app import PortfolioApp
from tui.drawing.diagram.words import ELLIPSIS
from tui.widgets.ask_input import AskInput
from tui.widgets.card import Card
from tui.widgets.suggestion import Suggestion
from tui.widgets.topology_poster import TopologyPoster

SMALL, WIDE = (80, 24), (120, 36)
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE, (60, 20), (200, 50)], ids="{0[0]}x{0[1]}".format)


def poster(app: PortfolioApp) -> TopologyPoster:
    return app.room.query_one(TopologyPoster)


@SIZES
async def test_arrow_keys_lead_from_the_question_to_everything_else(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert isinstance(app.focused, AskInput)
        suggestions = [each for each in app.room.query(Suggestion) if each.display]
        assert suggestions
        for suggestion in suggestions:
            await press(pilot, "down")
            assert app.focused is suggestion
        await press(pilot, *["up"] * len(suggestions))
        assert isinstance(app.focused, AskInput)
        reached = {*suggestions, app.focused}
        for key in (*["up"] * 6, *["right", "left"] * 2, *["down"] * 14, *["right"] * 4):
            await press(pilot, key)
            reached.add(app.focused)
        assert {type(widget) for widget in reached} == {AskInput, Suggestion, Card, TopologyPoster}


async def test_enter_in_the_empty_line_says_what_it_takes_and_asks_nothing(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        line = app.room.query_one(AskInput)
        before = line.placeholder
        await press(pilot, "enter")
        assert app.room.NAME == "home"
        assert "Type a question" in line.placeholder != before
        assert "↓" in line.placeholder
        await press(pilot, "down")
        assert isinstance(app.focused, Suggestion), "which is where it says that the arrow leads"


async def test_a_figure_opens_where_it_is_worked_out(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.room.query_one("#figure-1").focus()
        await press(pilot, "enter")
        assert here(app).startswith(portfolio.profile.figures[1].link.partition("#")[0])
        await press(pilot, "escape")
        assert app.room.NAME == "home"


@pytest.mark.parametrize(("size", "shown"), [((60, 20), False), (SMALL, True), ((120, 36), True), ((200, 50), True)])
async def test_a_figure_says_what_it_rests_on_where_there_is_room(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int], shown: bool
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        cards = [str(app.room.query_one(f"#figure-{number}", Card).render()) for number in range(3)]
        assert [card.split("\n")[0].endswith("  worked out") for card in cards] == [shown] * 3
        assert not shown or cards[2].startswith("0  worked out"), "which follows it at once"
        words = [figure.words for figure in portfolio.profile.figures]
        assert all(words[number].split()[-1] in card for number, card in enumerate(cards))


@SIZES
async def test_all_of_it_is_in_view_and_nothing_is_cut_off(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert app.room.query_one("#home").max_scroll_y == 0
        assert ELLIPSIS not in shown
        assert [room.title for room in portfolio.rooms if f"{room.key} {room.title}" not in shown] == []


async def test_every_room_has_its_card(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        cards = {card.path for card in app.room.query(Card)}
        assert {room.name for room in portfolio.rooms} - {"home"} <= cards
        assert portfolio.essays[0].path in cards


async def test_the_topology_is_a_strip_where_there_is_little_room(portfolio: Portfolio, tmp_path: Path) -> None:
    for size, boxes in ((SMALL, 6), (WIDE, len(portfolio.topology.boxes))):
        app = app_of(portfolio, tmp_path)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            assert len(poster(app).picture.boxes) == boxes


async def test_enter_and_a_click_open_the_large_topology(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        poster(app).focus()
        await press(pilot, "right", "enter")
        assert here(app) == f"topology/{[*poster_order(portfolio)][1]}"
        await press(pilot, "1")
        rect = poster(app).picture.boxes["workers"]
        at = poster(app).origin + Offset(rect.x + 3, rect.y + 1)
        await pilot.click(TopologyPoster, offset=at)
        await settle(pilot)
        assert here(app) == "topology/workers"


def poster_order(portfolio: Portfolio) -> list[str]:
    boxes = [box for box in portfolio.topology.boxes if box.row is not None]
    return [box.slug for box in sorted(boxes, key=lambda box: (box.row, box.column))]


async def test_it_moves_only_while_somebody_looks(portfolio: Portfolio, tmp_path: Path) -> None:
    app = PortfolioApp(portfolio, app_of(portfolio, tmp_path).settings)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        home = poster(app)
        assert home.moving
        await press(pilot, "2")
        assert not home.moving, "out of view"
        await press(pilot, "1")
        assert home.moving
        app.app_focus = False
        await pilot.pause()
        assert not home.moving, "the terminal has lost the focus"
        app.app_focus = True
        await pilot.pause()
        home.rest()
        assert not home.moving
        await press(pilot, "down")
        assert home.moving, "somebody is there"


async def test_nothing_moves_where_motion_is_reduced(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "down")
        assert not poster(app).moving


async def test_a_pack_without_figures_and_topology_has_no_hole(tmp_path: Path) -> None:
    app = app_of(load_portfolio(PACK_OF_ESSAYS), tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert not app.room.query("#evidence")
        assert not app.room.query(TopologyPoster)
        await press(pilot, "down")
        assert app.focused is not None


async def test_new_content_is_drawn_anew(portfolio: Portfolio, tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        app.reload(tiny_portfolio)
        await settle(pilot)
        await settle(pilot)
        assert set(poster(app).picture.boxes) == {box.slug for box in tiny_portfolio.topology.boxes}


async def test_home_that_is_mounted_while_its_app_closes_has_no_question_to_begin_in(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        home = app.room
        await home.query(AskInput).remove()
        home.post_message(Mount())
        await settle(pilot)
        assert app.is_running
