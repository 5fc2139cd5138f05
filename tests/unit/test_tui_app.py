"""The ways between the rooms: which document is open, where the focus is, and how to come back."""

from __future__ import annotations

import asyncio
import gc
import json
import tracemalloc
from pathlib import Path

import pytest
from textual.widgets import Input
from tui_fakes import ScriptedAssistant, app_of, press, settle

from content.loader import Portfolio, load_portfolio
from content.problems import Problem
from tui.app import PortfolioApp
from tui.navigation import ROOMS, History, Place, nearest, parse_place
from tui.overlays.help import HelpOverlay
from tui.overlays.jump import JumpOverlay
from tui.overlays.search import SearchOverlay
from tui.screens.library import Library
from tui.themes import theme_for
from tui.widgets.ask_input import AskInput
from tui.widgets.key_bar import KeyBar, shown_bindings
from tui.widgets.nav_bar import NavBar
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

SIZE = (80, 24)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    """The default pack: its documents are long enough to scroll."""
    return load_portfolio()


@pytest.fixture
def app(portfolio: Portfolio, tmp_path: Path) -> PortfolioApp:
    return app_of(portfolio, tmp_path)


def here(app: PortfolioApp) -> str:
    return app.room.where.path


def reader(app: PortfolioApp) -> Reader:
    return app.room.query_one(Reader)


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
    assert nearest("essays/event-backbones", portfolio.by_path)[0] == "essays/event-driven-backbones"
    assert nearest("order-pipelin", portfolio.by_path)[0] == "work/order-pipeline"


@pytest.mark.parametrize(
    ("colours", "theme"), [("", "ink"), ("15;0", "ink"), ("0;15", "paper"), ("0;default;15", "paper"), ("x", "ink")]
)
def test_the_theme_follows_the_terminals_background(colours: str, theme: str) -> None:
    assert theme_for({"COLORFGBG": colours}) == theme


# -- rooms


async def test_number_keys_reach_every_room_even_from_the_question(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert isinstance(app.focused, AskInput)
        for room in (*ROOMS[1:], ROOMS[0]):
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
        for room in (*ROOMS[1:], ROOMS[0]):
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
        await press(pilot, "t")
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


# -- everywhere


async def test_search_opens_the_passage_with_its_words_lit(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "slash", *"replication")
        assert isinstance(app.screen, SearchOverlay)
        path = app.screen.query_one(Shelf).entry
        await press(pilot, "enter")
        assert path is not None
        assert path.path.startswith(here(app))
        lit = [run.text for line in reader(app).lines for run in line.runs if "found" in run.role]
        assert "replication" in lit
        await press(pilot, "escape")
        assert here(app) == "work"


async def test_search_can_be_left_and_clicked(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "slash", *"outbox", "escape")
        assert not isinstance(app.screen, SearchOverlay)
        await press(pilot, "slash", *"outbox")
        await pilot.click(Shelf, offset=(5, 1))
        await settle(pilot)
        assert app.room.where.slug


async def test_help_lists_the_keys_of_the_room_below(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "question_mark")
        assert isinstance(app.screen, HelpOverlay)
        text = app.screen.query_one(Reader).text
        assert "Put the case studies side by side" in text
        assert "Search" in text
        await press(pilot, "escape")
        assert app.room.NAME == "work"


async def test_every_binding_that_help_lists_has_words(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        for room in ROOMS:
            await press(pilot, room.key)
            for item in app.screen.active_bindings.values():
                if item.node is app.screen and item.binding.id:
                    assert item.binding.description


async def test_jump_mode_uses_what_its_letter_stands_on(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "g")
        assert isinstance(app.screen, JumpOverlay)
        await press(pilot, "s")
        assert app.room.where.slug == app.portfolio.essays[1].slug
        await press(pilot, "g", "escape")
        assert not isinstance(app.screen, JumpOverlay)


async def test_the_palette_opens_rooms_and_documents(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(
            pilot,
            "ctrl+p",
            *"observability people",
        )
        await app.workers.wait_for_complete()
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert here(app) == "essays/observability-people-use"


async def test_y_copies_a_link_to_the_section_in_view(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline#trade-offs")
        await press(pilot, "y")
        assert app.clipboard == "work/order-pipeline#trade-offs"
        assert app.portfolio.document(app.clipboard) is not None


async def test_selected_text_is_what_y_copies(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline")
        await settle(pilot)
        await pilot.mouse_down(Reader, offset=(2, 1))
        await pilot.hover(Reader, offset=(9, 1))
        await pilot.mouse_up(Reader, offset=(9, 1))
        await press(pilot, "y")
        assert app.clipboard
        assert "Scaling".startswith(app.clipboard.split()[0][:3])


async def test_links_in_prose_open_rooms_by_key_and_by_mouse(app: PortfolioApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        app.open_link("work/order-pipeline#related")
        await settle(pilot)
        place = reader(app).links_in_view[0]
        target = reader(app).href_of(place)
        await press(pilot, "tab", "enter")
        assert here(app).partition("#")[0] == target
        await press(pilot, "escape")
        offset = reader(app).offset_of(place)
        await pilot.click(offset=(offset.x + 1, offset.y))
        await settle(pilot)
        assert here(app).partition("#")[0] == target


async def test_addresses_are_copied_and_never_opened_on_the_host(
    app: PortfolioApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda *_: pytest.fail("the host's browser was opened"))
    async with app.run_test(size=SIZE) as pilot:
        app.open_href("https://example.org/x")
        await settle(pilot)
        assert app.clipboard == "https://example.org/x"
        app.open_url("mailto:ada@example.org")
        assert app.clipboard == "ada@example.org"


async def test_a_theme_is_remembered_on_the_visitors_own_machine(portfolio: Portfolio, tmp_path: Path) -> None:
    first = app_of(portfolio, tmp_path)
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+t")
        assert first.theme == "paper"
    assert json.loads((tmp_path / "data" / "preferences.json").read_text()) == {"theme": "paper"}
    assert app_of(portfolio, tmp_path).theme == "paper"


async def test_behind_a_door_nothing_is_remembered(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, local=False)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+t")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": 7}', '{"theme": "gone"}'])
def test_a_damaged_settings_file_counts_as_none(portfolio: Portfolio, tmp_path: Path, text: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "preferences.json").write_text(text)
    assert app_of(portfolio, tmp_path).theme == "ink"


# -- asking


async def test_a_question_from_home_is_answered_in_the_ask_room(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"Why", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert app.room.NAME == "ask"
        assert assistant.asked == [("Why", ())]
        assert app.conversation.current is not None
        assert app.conversation.current.answer is not None


async def test_a_suggestion_is_asked_as_it_stands(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click("#suggestion-1")
        await app.workers.wait_for_complete()
        assert assistant.asked[0][0] == portfolio.profile.suggested_questions[1]


async def test_a_stopped_answer_ends_its_stream(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant(hold=True)
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        app.ask("Why?")
        await asyncio.to_thread(assistant.waiting.wait, 5)
        assert app.conversation.stop()
        await asyncio.to_thread(assistant.closed.wait, 5)
        assert assistant.closed.is_set()
        await settle(pilot)
        assert app.conversation.current is not None
        assert app.conversation.current.stopped
        assert not app.conversation.is_running


async def test_what_the_engine_raises_ends_the_answer_and_not_the_visit(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant(fault=RuntimeError("the model is gone")))
    async with app.run_test(size=SIZE) as pilot:
        exchange = app.conversation.ask("Why?")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert exchange.fault is not None
        assert app.conversation.current is exchange
        assert app.is_running


async def test_earlier_turns_go_along_with_a_question(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE):
        for question in ("One?", "Two?"):
            app.conversation.ask(question)
            await app.workers.wait_for_complete()
    assert [turn.question for turn in assistant.asked[1][1]] == ["One?"]


# -- live editing


async def test_new_content_is_shown_in_the_same_place(
    portfolio: Portfolio, tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline")
        await press(pilot, "a")
        app.reload(tiny_portfolio)
        await settle(pilot)
        assert here(app) == "work/order-pipeline"
        assert "A relay reads the outbox" in reader(app).text
        await press(pilot, "1")
        assert app.portfolio is tiny_portfolio


async def test_a_document_that_is_gone_gives_way_to_the_list(
    portfolio: Portfolio, tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/production-rag")
        await settle(pilot)
        app.reload(tiny_portfolio)
        await settle(pilot)
        assert here(app) == "work"
        await press(pilot, "enter")
        assert here(app) == "work/order-pipeline"


async def test_problems_of_the_content_are_a_panel_and_no_crash(app: PortfolioApp, portfolio: Portfolio) -> None:
    problems = [Problem(Path(f"essays/{n}.md"), n, "[b]wrong", "expected better") for n in range(20)]
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6")
        app.reload(problems)
        await settle(pilot)
        assert app.screen.query("#problems")
        await press(pilot, "5")
        assert app.screen.query("#problems")
        app.reload(portfolio)
        await settle(pilot)
        assert not app.screen.query("#problems")
        await press(pilot, "6")
        assert not app.screen.query("#problems")


# -- weight


async def test_the_first_paint_is_light(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app_of(portfolio, tmp_path).run_test(size=SIZE) as pilot:  # once, for what is shared by all sessions
        await settle(pilot)
    before = len(asyncio.all_tasks())
    tracemalloc.start()
    try:
        app = app_of(portfolio, tmp_path)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            assert len(asyncio.all_tasks()) - before <= 30
            gc.collect()
            assert tracemalloc.get_traced_memory()[0] <= 2e6
    finally:
        tracemalloc.stop()


async def test_a_document_costs_one_widget(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("essays/event-driven-backbones")
        await settle(pilot)
        assert isinstance(app.room, Library)
        assert len(list(app.room.walk_children())) <= 10


async def test_footers_show_only_what_a_key_would_do(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"why")
        keys = {item.binding.key for item in shown_bindings(app.screen)}
        assert "slash" not in keys
        assert "g" not in keys
        assert {"enter", "escape", "ctrl+q"} <= keys
        app.screen.query_one(Input).clear()
        await settle(pilot)
        assert "slash" in {item.binding.key for item in shown_bindings(app.screen)}
