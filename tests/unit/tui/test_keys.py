"""Footers never lie: every key that one shows does something, in every room and state."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from content.loader import Portfolio
from content.site_map import SITE
from tests.fakes.app import ScriptedAssistant, app_of, press, settle
from tui.app import PortfolioApp
from tui.overlays.drill import DrillOverlay
from tui.overlays.fit import FitOverlay
from tui.overlays.resume import ResumeOverlay
from tui.rooms import ROOM_CLASSES
from tui.widgets.contents import Contents
from tui.widgets.dialogue import Dialogue
from tui.widgets.key_bar import KeyBar, shown_bindings
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

HERE = Path(__file__).parents[3]
SIZE = (140, 36)
_ALIKE = {
    "next": "down",
    "a line down": "down",
    "previous": "up",
    "a line up": "up",
    "first": "top",
    "to the top": "top",
    "last": "end",
    "to the end": "end",
    "close": "leave",
    "mend": "break",
    "copy link": "copy",
    "another": "drill",
    "again": "run",
}
"""What is one way to go under two names."""
_NAMES = {"Esc": "escape", "←": "left", "→": "right", "↑": "up", "↓": "down"}
"""What bindings call the keys that pages name so."""

STATES: dict[str, tuple[str, ...]] = {
    "home": (),
    "home with a question": tuple("why"),
    "home on a card": ("tab", "tab", "tab", "tab"),
    "services": ("2",),
    "a service": ("2", "enter", "right_square_bracket"),
    "work": ("5",),
    "a case study": ("5", "enter", "space"),
    "a project": ("5", "end", "enter", "right_square_bracket"),
    "the comparison": ("5", "c", "space"),
    "essays": ("6",),
    "an essay": ("6", "down", "enter", "right_square_bracket"),
    "contact": ("8", "escape"),
    "the form": ("8", *"Ada"),
    "an answer": ("8", "escape", "enter"),
    "topology": ("3",),
    "a box": ("3", "down", "down"),
    "a failed box": ("3", "down", "x"),
    "a trace": ("3", "t", "right"),
    "the pipeline": ("4",),
    "the pipeline of an answer": ("7", *"why", "enter", "ctrl+x"),
    "the conversation": ("7", *"why", "enter", "shift+tab"),
    "the question": ("7", *"why", "enter", *"and"),
}
"""Keys that lead to each state; in the middle of a document, so that both directions lead somewhere."""


def state_of(app: PortfolioApp) -> tuple[Any, ...]:
    """Whatever a key may change."""
    room = app.room
    lines = [reader.line for reader in app.screen.query(Reader)]
    typed = [field.value for field in app.screen.query(Input)] + [area.text for area in app.screen.query(TextArea)]
    seen = "" if app._exit else app.export_screenshot()
    return (
        room.NAME,
        room.where,
        type(app.screen),
        app.focused,
        lines,
        typed,
        app.is_running,
        app._exit,
        len(app._notifications),
        seen,
    )


def shown_keys(app: PortfolioApp) -> list[str]:
    return [item.binding.key for item in shown_bindings(app.screen)]


@pytest.mark.parametrize("path", STATES.values(), ids=STATES)
async def test_every_key_in_the_footer_does_something(
    portfolio: Portfolio, tmp_path: Path, path: tuple[str, ...]
) -> None:
    left: list[str] | None = None
    while left is None or left:
        app = app_of(portfolio, tmp_path, ScriptedAssistant())
        async with app.run_test(size=SIZE) as pilot:
            await press(pilot, *path)
            left = shown_keys(app) if left is None else left
            assert left
            await press_while_it_can_be_undone(pilot, left)


async def press_while_it_can_be_undone(pilot: Pilot[Any], left: list[str]) -> None:
    """Press one key after the other in one state, until one leads where Escape does not lead back from."""
    app: Any = pilot.app
    before = now = state_of(app)
    while left and now == before:
        key = left.pop(0)
        await pilot.press(key)
        if app.is_running and not app._exit:
            await settle(pilot)
        assert state_of(app) != before, f"{key} does nothing"
        if app._exit or not left:
            return
        await press(pilot, "escape")
        now = state_of(app)


@pytest.mark.parametrize("path", STATES.values(), ids=STATES)
async def test_the_footer_is_drawn_from_the_bindings_and_fits(
    portfolio: Portfolio, tmp_path: Path, path: tuple[str, ...]
) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    async with app.run_test(size=(140, 24)) as pilot:
        await press(pilot, *path)
        for width in (140, 80, 60):
            await pilot.resize_terminal(width, 24)
            await settle(pilot)
            line = app.screen.query_one(KeyBar).render_line(0).text
            displays = {app.get_key_display(item.binding) for item in shown_bindings(app.screen)}
            drawn = [word for word in line.split() if len(word) <= 2 and word in displays]
            assert drawn
            assert len(line) == width - 2  # a cell of air on both sides


async def test_a_footer_can_be_clicked(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5")
        line = app.screen.query_one(KeyBar).render_line(0).text
        await pilot.click(KeyBar, offset=(line.index("compare"), 0))
        await settle(pilot)
        assert app.room.where.anchor.startswith("compare")
        line = app.screen.query_one(KeyBar).render_line(0).text
        await pilot.click(KeyBar, offset=(line.index("search"), 0))
        await settle(pilot)
        assert type(app.screen).__name__ == "SearchOverlay"


@pytest.mark.parametrize("spec", ROOM_CLASSES.values(), ids=ROOM_CLASSES)
def test_every_key_of_a_room_has_an_id_and_words(spec: str) -> None:
    module, _, name = spec.partition(":")
    room = getattr(import_module(module), name)
    ours = [kind for kind in room.__mro__ if kind.__module__.startswith("tui.")]
    bindings = [binding for kind in ours for binding in vars(kind).get("BINDINGS", ())]
    assert bindings
    assert [binding for binding in bindings if not (binding.id and binding.description)] == []


def test_a_letter_means_the_same_in_every_room() -> None:
    rooms = [getattr(import_module(spec.partition(":")[0]), spec.partition(":")[2]) for spec in ROOM_CLASSES.values()]
    meanings: dict[str, set[str]] = {}
    for kind in (PortfolioApp, Reader, Shelf, Dialogue, FitOverlay, DrillOverlay, ResumeOverlay, *rooms):
        here: dict[str, list[str]] = {}
        for binding in vars(kind).get("BINDINGS", ()):
            for key in binding.key.split(","):
                if len(key) == 1 and key.isalpha():
                    here.setdefault(key, []).append(binding.description)
        for key, words in here.items():  # what one key does and undoes is one meaning
            meanings.setdefault(key, set()).add(_ALIKE.get(words[0], words[0]))
    assert {key: words for key, words in meanings.items() if len(words) > 1} == {}


@pytest.mark.parametrize(("page", "section"), [("docs/visitor.md", "## Move"), ("README.md", "## What a visitor does")])
def test_the_keys_that_a_page_names_are_bound(page: str, section: str) -> None:
    for spec in (*ROOM_CLASSES.values(), "tui.overlays.find:FindOverlay"):
        import_module(spec.partition(":")[0])
    bound = {
        key for kind in all_kinds(DOMNode) for binding in vars(kind).get("BINDINGS", ()) for key in keys_of(binding)
    }
    text = (HERE / page).read_text("utf-8").partition(section)[2].partition("\n## ")[0]
    rows = [row.replace("\\|", "\uffff") for row in text.splitlines() if row.startswith("| `")]
    named = {key.replace("\uffff", "|") for row in rows for key in re.findall(r"`([^`:]|:|Esc|ctrl\+.)`", row)}
    assert len(named) > 12
    assert {_NAMES.get(key, key) for key in named} - {PortfolioApp.COMMAND_PALETTE_BINDING} <= bound


def all_kinds(kind: type) -> set[type]:
    return {kind, *(each for below in kind.__subclasses__() for each in all_kinds(below))}


def keys_of(binding: Any) -> list[str]:
    if not isinstance(binding, Binding):
        return [binding[0]]
    return [
        name for key in binding.key.split(",") for name in (key, key_to_character(key), binding.key_display) if name
    ]


async def test_a_walk_through_all_rooms_by_keyboard_alone(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    async with app.run_test(size=SIZE) as pilot:
        opened = []
        for room in SITE[1:]:
            await press(pilot, room.key)
            assert room.name == app.room.NAME
            if room.name in ("services", "work", "essays", "contact"):
                out_of_the_form = ("escape",) if room.name == "contact" else ()
                await press(pilot, *out_of_the_form, "down", "enter")
                opened.append(app.room.where.path)
        assert [path.partition("/")[0] for path in opened] == ["services", "work", "essays", "contact"]
        assert all(portfolio.document(path) for path in opened)
        for _ in range(30):
            await press(pilot, "escape")
        assert app.room.NAME == "home"


async def test_a_walk_by_mouse_alone(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    async with app.run_test(size=(120, 36)) as pilot:

        async def click(widget: Any, x: int, y: int) -> None:
            await pilot.click(widget, offset=(x, y))
            await settle(pilot)

        await click("#card-work", 3, 1)
        await click(Shelf, 6, 3)
        assert app.room.where.path == f"work/{portfolio.case_studies[0].slug}"
        contents = app.screen.query_one(Contents)
        at = next(number for number, line in enumerate(contents.lines) if "Related" in line.text)
        await click(Contents, 4, at + 1)
        reader = app.screen.query_one(Reader)
        place = reader.links_in_view[-1]
        target, offset = reader.href_of(place), reader.offset_of(place) - reader.region.offset
        await click(Reader, offset.x + 1, offset.y)
        assert app.room.where.path.partition("#")[0] == target
        line = app.screen.query_one(KeyBar).render_line(0).text
        await click(KeyBar, line.index("back") + 1, 0)
        assert app.room.where.path == f"work/{portfolio.case_studies[0].slug}"
        line = app.screen.query_one(KeyBar).render_line(0).text
        await click(KeyBar, line.index("help") + 1, 0)
        await pilot.mouse_down(Reader)
        assert type(app.screen).__name__ == "HelpOverlay"
