"""The topology on Home: the whole drawing where there is room for it, and a strip of its boxes elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from content.schema import Topology
from tui.drawing.diagram.focus import reading_order
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.layout import Layout, lay_out
from tui.drawing.diagram.painting import Look, Shading, lone, walk
from tui.drawing.diagram.strip import HEIGHT, lay_out_strip, path_through
from tui.widgets.diagram import DiagramView

_REST = 20.0
"""Seconds after which the flows rest where nobody does anything: a still picture costs a distant terminal nothing."""
_SLOWER = 2
"""Home is looked at in passing: its flows are drawn half as often as those of the topology's own room."""


class TopologyPoster(DiagramView, inherit_bindings=False):
    """A topology to look at. ← and → light up its boxes; Enter or a click opens it, at the box that is lit.

    For a `distant` terminal one dash at a time walks from box to box: marching on every flow it costs six times the
    bytes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open topology", id="poster.open"),
        Binding("right", "light(1)", "next box", show=False, id="poster.next"),
        Binding("left", "light(-1)", "box before", show=False, id="poster.previous"),
    ]

    @dataclass
    class Opened(Message):
        """The topology was opened, at a box or, with an empty `slug`, as a whole."""

        slug: str

    @dataclass
    class Rested(Message):
        """Nothing moves any more."""

    def __init__(self, topology: Topology, *, distant: bool = False) -> None:
        super().__init__(id="poster")
        self._path = path_through(topology)
        self._distant = distant
        self._steps_left = 0
        self.show(graph_of_topology(topology), topology.cells_per_second)
        self._interval *= _SLOWER

    def laid_out(self, width: int, height: int) -> Layout:
        """Return the whole drawing, or the strip where that does not fit."""
        if height > HEIGHT:
            whole = lay_out(self._graph, width, height)
            if whole.width <= width and whole.height <= height:
                return whole
        return lay_out_strip(self._graph, self._path, width)

    def _set(self) -> None:
        super()._set()
        if self._distant:
            self._march = lone(self._march, self._layout, self.shading)

    def _shade(self) -> Shading:
        shading = super()._shade()
        return walk(self._layout, shading, self._path) if self._distant else shading

    # -- moving

    def wake(self) -> None:
        """Let the flows move for a while, where motion is welcome."""
        self._steps_left = round(_REST / self._interval)
        self.move(self.app.animation_level != "none")

    def rest(self) -> None:
        """Stand still."""
        self.move(False)

    def _step(self) -> None:
        """Move on. It counts steps, for a timer of twenty seconds would keep the app of who has left as long."""
        super()._step()
        self._steps_left -= 1
        if self._steps_left <= 0:
            self.rest()
            self.post_message(self.Rested())

    # -- lighting and opening

    def action_light(self, step: int) -> None:
        """Light up the next box, or the one before."""
        order = reading_order(self.picture.places)
        at = order.index(self.look.focus) + step if self.look.focus in order else 0
        if order:
            self.change(replace(self.look, focus=order[at % len(order)]))

    def on_blur(self) -> None:
        """Put the light out."""
        self.change(Look())

    def on_focus(self) -> None:
        """Light up the first box, which says what the arrow keys do."""
        if not self.look.focus:
            self.action_light(1)

    def action_open(self) -> None:
        """Open the topology at the box that is lit."""
        self.post_message(self.Opened(self.look.focus))

    def on_click(self, event: events.Click) -> None:
        """Open the topology at the box under the mouse."""
        event.prevent_default()
        self.post_message(self.Opened(self._box_under(event) or ""))
