"""Component classes are styled when they are asked for: every screen looks as if they had been from the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from content.loader import Portfolio
from content.site_map import SITE
from tests.fakes.app import app_of, press
from tests.fakes.canvas import cells
from tui.textual_internals.changes import changed_textual
from tui.textual_internals.components import STAND_INS, late_components
from tui.textual_internals.switch import VARIABLE

WALK = (*(room.key for room in SITE), "3", "down", "x", "6", "enter", "tab", "ctrl+t", "8", "escape", "4", "3", "7")


async def looks(portfolio: Portfolio, folder: Path) -> list[Any]:
    """What stands on the screen after every key of the walk, with its colours."""
    app = app_of(portfolio, folder)
    found = []
    async with app.run_test(size=(100, 30)) as pilot:
        for key in WALK:
            await press(pilot, key)
            found.append([cells(strip) for strip in app.screen._compositor.render_strips()])
    return found


async def test_every_room_looks_as_without_our_changes(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with changed_textual():
        changed = await looks(portfolio, tmp_path / "changed")
    monkeypatch.setenv(VARIABLE, "plain")
    with changed_textual():
        plain = await looks(portfolio, tmp_path / "plain")
    assert len(changed) == len(WALK)
    for key, ours, theirs in zip(WALK, changed, plain, strict=True):
        assert ours == theirs, f"after {key}"


class Coloured(Widget):
    """A widget with component classes, of which it uses one."""

    COMPONENT_CLASSES = {"used", "spare"}  # noqa: RUF012 -- as Textual has it
    DEFAULT_CSS = """
    Coloured { & .used { color: red; } & .spare { color: blue; } }
    Coloured.-other { & .used { color: green; } }
    """

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[str] = []

    def render(self) -> str:
        colour = self.get_component_styles("used").color.hex
        self.drawn.append(colour)
        return colour


class OneWidget(App[None]):
    """The widget."""

    def compose(self) -> ComposeResult:
        yield Coloured()


async def test_only_what_is_asked_for_is_made_and_a_change_of_it_is_drawn() -> None:
    with late_components():
        app = OneWidget()
        async with app.run_test() as pilot:
            widget = app.query_one(Coloured)
            await pilot.pause()
            assert set(widget._component_styles) == {"used"}
            assert len(vars(widget)[STAND_INS]) == 1
            widget.add_class("-other")
            await pilot.pause()
            assert [widget.drawn[0], widget.drawn[-1]] == ["#FF0000", "#008000"]
            assert len(vars(widget)[STAND_INS]) == 1
            assert widget.get_component_styles("spare").color.hex == "#0000FF"
            with pytest.raises(KeyError):
                widget.get_component_styles("none of them")
