"""The ways between the rooms: which document is open, where the focus is, and how to come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio
from content.site_map import SITE
from tests.fakes.app import app_of, here, press, reader, settle
from tui.app import PortfolioApp
from tui.navigation import History, Place, nearest_links, parse_place
from tui.widgets.ask_input import AskInput
from tui.widgets.key_bar import KeyBar
from tui.widgets.nav_bar import NavBar
from tui.widgets.shelf import Shelf

SIZE = (80, 24)


# -- places, as data


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("essays", Place("essays")),
        ("home", Place("home")),
        ("essays/a-b", Place("essays", "a-b")),
        ("work/x#trade-offs", Place("work", "x", "trade-offs")),
        (" /essays/ ", Place("essays")),
        ("nowhere", None),
        ("essays/../../etc/passwd", None),
        ("https://example.org", None),
    ],
)
def test_links_and_rooms_are_places(text: str, place: Place | None) -> None:
    assert parse_place(text) == place


def test_the_history_forgets_nothing_recent_and_no_place_twice() -> None:
    history = History()
    for place in (Place("home"), Place("work"), Place("work"), Place("essays", "x", line=7)):
        history.leave(place)
    assert [history.back() for _ in range(4)] == [Place("essays", "x", line=7), Place("work"), Place("home"), None]


def test_the_nearest_links_are_named(portfolio: Portfolio) -> None:
    assert nearest_links("essays/event-backbones", portfolio.by_path)[0] == "essays/event-driven-backbones"
    assert nearest_links("order-pipelin", portfolio.by_path)[0] == "work/order-pipeline"


# -- rooms


async def test_number_keys_reach_every_room_even_from_the_question(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert isinstance(app.focused, AskInput)
        for room in (*SITE[1:], SITE[0]):
            await press(pilot, room.key)
            assert room.name == app.room.NAME
            assert app.screen.query_one(NavBar).room == room.name


async def test_digits_are_typed_once_a_question_is_begun(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"Is99", "slash", "7")
        assert app.room.NAME == "home"
        assert app.screen.query_one(AskInput).value == "Is99/7"


async def test_the_mouse_reaches_every_room(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        line = app.screen.query_one(NavBar).render_line(0).text
        for room in (*SITE[1:], SITE[0]):
            await pilot.click(NavBar, offset=(line.index(f"{room.key} {room.title}") + 2, 0))
            await settle(pilot)
            assert room.name == app.room.NAME


async def test_a_room_is_mounted_when_it_is_first_opened(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert [
            name for name in app.SCREENS if app.is_screen_installed(name) and not callable(app._installed_screens[name])
        ] == ["home"]
        await press(pilot, "5")
        assert not callable(app._installed_screens["work"])
        assert callable(app._installed_screens["essays"])


@pytest.mark.parametrize("link", ["essays/event-driven-backbones", "work/order-pipeline", "services/system-design",
                                  "topology/events", "pipeline/retrieve", "contact/process"])  # fmt: skip
async def test_a_deep_link_opens_its_document(app: PortfolioApp, link: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert app.open_link(link)
        await settle(pilot)
        assert here(app).partition("#")[0] == link


async def test_a_deep_link_opens_at_its_section(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline#trade-offs")
        await settle(pilot)
        assert reader(app).lines[reader(app).line].text.strip() == "▌ Trade-offs"


async def test_the_app_starts_where_it_is_told_and_home_lies_behind(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="essays/event-driven-backbones")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert here(app) == "essays/event-driven-backbones"
        await press(pilot, "escape")
        assert app.room.NAME == "home"


async def test_a_link_to_nowhere_changes_nothing_and_names_the_nearest(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert not app.open_link("essays/event-driven-backbone")
        await settle(pilot)
        assert app.room.NAME == "home"
        [note] = app._notifications
        assert "essays/event-driven-backbones" in note.message


async def test_what_a_visitor_types_is_never_read_as_markup(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("[bold]essays[/]/[link=x]")
        app.copy("[red]x[/red] [", "text")
        await settle(pilot)
        assert [note.markup for note in app._notifications] == [False, False]


# -- the way back


async def test_escape_comes_back_to_the_line(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("essays/event-driven-backbones")
        await press(pilot, "space", "space", "j")
        line = reader(app).line
        assert line > 20
        app.open_link("work/order-pipeline#outcome")
        await settle(pilot)
        await press(pilot, "escape")
        assert (here(app), reader(app).line) == ("essays/event-driven-backbones", line)


async def test_escape_walks_back_through_documents_of_one_room(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "down", "enter", "space")
        first, line = here(app), reader(app).line
        app.open_link("essays/observability-people-use")
        await settle(pilot)
        await press(pilot, "escape")
        assert (here(app), reader(app).line) == (first, line)
        await press(pilot, "escape")
        assert here(app) == "essays"
        assert app.room.query_one(Shelf).chosen == 1
        await press(pilot, "escape")
        assert app.room.NAME == "home"


async def test_a_room_is_found_as_it_was_left(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/production-rag")
        await settle(pilot)
        await press(pilot, "space", "space", "1", "5")
        assert here(app) == "work/production-rag"
        assert reader(app).line > 20
        await press(pilot, "5")
        assert here(app) == "work"


async def test_a_document_is_found_where_it_was_left(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/production-rag")
        await press(pilot, "space", "space")
        line = reader(app).line
        await press(pilot, "5", "enter")
        await press(pilot, "5")
        app.open_link("work/production-rag")
        await settle(pilot)
        assert reader(app).line == line


async def test_at_the_beginning_escape_is_not_offered(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert "esc" not in app.screen.query_one(KeyBar).render_line(0).text
        await press(pilot, "escape")
        assert app.is_running
        await press(pilot, "2")
        assert "esc back" in app.screen.query_one(KeyBar).render_line(0).text


# -- the head of a reader


async def test_the_rule_says_where_and_how_far(app: PortfolioApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        app.open_link("work/order-pipeline")
        await press(pilot, "T")
        nav = app.screen.query_one(NavBar)
        assert nav.crumbs == ("Work", "Scaling an Order Pipeline to 50k Events/Sec", "Trade-offs")
        assert nav.progress is not None
        before = nav.progress
        await press(pilot, "end")
        assert before < nav.progress == 1.0


async def test_the_place_is_kept_when_the_window_changes(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline#outcome")
        await settle(pilot)
        for width in (60, 140, 72):
            await pilot.resize_terminal(width, 30)
            await settle(pilot)
            assert "Outcome" in reader(app).lines[reader(app).line].text


async def test_a_window_that_is_too_small_says_so(app: PortfolioApp) -> None:
    async with app.run_test(size=(50, 16)) as pilot:
        await settle(pilot)
        assert app.screen.query("#too-small")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert not app.screen.query("#too-small")
