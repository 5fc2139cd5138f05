"""Tab and Shift-Tab walk through everything that can be used, in the order in which it is seen, and come round."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeGuard

import pytest
from textual.geometry import Offset
from textual.widget import Widget

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of, press
from tui.app import PortfolioApp
from tui.widgets.diagram import DiagramView
from tui.widgets.reader import Reader
from tui.widgets.topology_poster import TopologyPoster

STATES: dict[str, tuple[str, ...]] = {
    "home": (),
    "services": ("2",),
    "a service": ("2", "enter", "end"),
    "topology": ("3",),
    "a box": ("3", "down", "down"),
    "pipeline": ("4",),
    "work": ("5",),
    "a case study": ("5", "enter", "end"),
    "a project": ("5", "end", "enter", "end"),
    "the comparison": ("5", "c"),
    "essays": ("6",),
    "an essay": ("6", "enter", "end"),
    "ask": ("7",),
    "contact": ("8", "escape"),
    "the form": ("8",),
    "an answer": ("8", "escape", "enter", "end"),
    "help": ("question_mark",),
}
MOST_STOPS = 60

Stop = tuple[Widget, Any]
"""A widget, and what of it is in focus: a link of a page, a box of a diagram, or nothing."""


def stop_of(app: PortfolioApp) -> Stop | None:
    widget = app.focused
    if widget is None:
        return None
    part = widget._link if isinstance(widget, Reader) else widget.look.focus if is_walked(widget) else None
    return widget, part


def is_walked(widget: Widget) -> TypeGuard[DiagramView]:
    """Whether Tab stops at every box of it: the topology on Home is one thing."""
    return isinstance(widget, DiagramView) and not isinstance(widget, TopologyPoster)


def place_of(stop: Stop) -> Offset:
    widget, part = stop
    if isinstance(widget, Reader) and part is not None:
        return widget.offset_of(part)
    if is_walked(widget) and part:
        rect = widget.picture.boxes[part]
        return widget.content_region.offset + Offset(rect.x, rect.y)
    return widget.region.offset


def usable(app: PortfolioApp) -> set[Stop]:
    """Whatever is on the screen and can be used: widgets, links in view, boxes."""
    found: set[Stop] = set()
    for widget in app.screen.walk_children(Widget):
        if not (widget.focusable and widget.region and widget.is_on_screen):
            continue
        parts: list[Any] = []
        if isinstance(widget, Reader):
            parts = list(widget.links_in_view)
        elif is_walked(widget):
            parts = list(widget.picture.boxes)
        found |= {(widget, part) for part in parts} or {(widget, None)}
    return found


async def cycle(pilot: Any, key: str) -> list[Stop]:
    """Press a key until the focus has come round. Returns the stops of one round."""
    app = pilot.app
    stops: list[Stop] = []
    for _ in range(MOST_STOPS):
        before = stop_of(app)
        await pilot.press(key)
        await pilot.pause()
        stop = stop_of(app)
        assert stop is not None
        if before is not None and before[0] is not stop[0] and is_walked(stop[0]) and stop[1]:
            continue  # a diagram keeps its box while the focus is elsewhere; the walk goes on from there
        if stop[1] is None and any(part is not None and widget is stop[0] for widget, part in usable(app)):
            continue  # a page that has the focus, before any of its links has
        if stop in stops:
            assert stop == stops[0], f"a trap: {key} leads back to {stop}, not round"
            return stops
        stops.append(stop)
    pytest.fail(f"after {MOST_STOPS} stops the focus has not come round")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("path", STATES.values(), ids=STATES)
async def test_tab_stops_at_everything_in_the_order_in_which_it_is_seen(
    portfolio: Portfolio, tmp_path: Path, path: tuple[str, ...], size: tuple[int, int]
) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    async with app.run_test(size=size) as pilot:
        await press(pilot, *path)
        stops = await cycle(pilot, "tab")
        missing = usable(app) - set(stops)
        assert not missing, f"Tab passes by {missing}"
        places = [place_of(stop) for stop in stops]
        first = min(
            range(len(places)), key=lambda at: (column_of(stops[at][0], places[at]), places[at].y, places[at].x)
        )
        seen = places[first:] + places[:first]
        assert seen == in_reading_order(seen, stops[first:] + stops[:first])
        back = await cycle(pilot, "shift+tab")
        assert set(back) == set(stops)
        assert back == rotated(list(reversed(stops)), back[0])


def in_reading_order(places: list[Offset], stops: list[Stop]) -> list[Offset]:
    """Columns from left to right, and within a column from top to bottom, row by row."""
    columns = [column_of(stop[0], place) for stop, place in zip(stops, places, strict=True)]
    order = sorted(range(len(places)), key=lambda at: (columns[at], places[at].y, places[at].x))
    return [places[at] for at in order]


def column_of(widget: Widget, place: Offset) -> tuple[int, int]:
    """Where the halves begin that stand side by side, with the left edge of the one in which a widget stands."""
    for node in widget.ancestors_with_self:
        parent = node.parent
        if isinstance(node, Widget) and isinstance(parent, Widget) and parent.styles.layout.name == "horizontal":
            return parent.region.y, node.region.x
    return place.y, 0


def rotated(stops: list[Stop], first: Stop) -> list[Stop]:
    at = stops.index(first)
    return stops[at:] + stops[:at]
