"""The topology as a widget: drawn line by line, walked with the arrow keys, its dashes marching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.timer import Timer

from content.schema import Kind
from tui.drawing.diagram.canvas import Glyphs, draw
from tui.drawing.diagram.focus import Neighbors, neighbors, reading_order
from tui.drawing.diagram.gauges import gauge_cells
from tui.drawing.diagram.geometry import DOWN, LEFT, RIGHT, UP, Cell
from tui.drawing.diagram.graph import Graph
from tui.drawing.diagram.layout import Layout, lay_out
from tui.drawing.diagram.painting import PACKET, Look, Shading, march_at, moving_cells, packet_cell, paint_row, shade

DIRECTIONS = {"up": UP, "right": RIGHT, "down": DOWN, "left": LEFT}
_ROAM = "The arrow keys walk from box to box"
_STYLES = {
    "border-plain": "$foreground 50%", "border-dim": "$foreground 28%", "border-lit": "$foreground 75%",
    "border-focus": "$accent", "border-failed": "$failed", "border-degraded": "$degraded",
    "title-plain": "bold $strong", "title-dim": "$faint", "title-lit": "bold $strong", "title-focus": "bold $accent",
    "title-failed": "bold $failed", "title-degraded": "bold $degraded",
    **{f"label-{tone}": "$faint" for tone in ("plain", "lit", "degraded")},
    **{f"label-{tone}": "$faint 75%" for tone in ("dim", "failed")}, "label-focus": "$foreground",
    **{f"text-{tone}": "$foreground 70%" for tone in ("plain", "lit", "degraded")},
    **{f"text-{tone}": "$foreground 52%" for tone in ("dim", "failed")}, "text-focus": "$foreground",
    **{f"request-{level}": f"$request {part}%" for level, part in enumerate((30, 50, 72, 100))},
    **{f"event-{level}": f"$event {part}%" for level, part in enumerate((30, 50, 72, 100))},
    "name-plain": "$faint", "name-dim": "$faint 75%", "name-lit": "$foreground",
    "word-failed": "bold $failed", "word-degraded": "bold $degraded", "broken": "$failed 65%", "still": "$degraded 72%",
    "packet": "bold $strong", "packet-held": "bold $failed",
    "gauge-calm": "$request", "gauge-tight": "bold $degraded", "gauge-over": "bold $failed",
}  # fmt: skip
"""How each role of a drawing looks. As component classes they would take a node each: half a megabyte a visitor."""


class DiagramView(ScrollView, can_focus=True):
    """Shows a graph as large as its room allows; scrolls where even the smallest drawing is too large.

    Only the cells that a dash enters or leaves are painted at a step. Nothing moves while `moving` is off.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"roam('{key}')", "walk", key_display="↑↓←→", id=f"diagram.roam-{key}", tooltip=_ROAM)
            for key in DIRECTIONS
        ),
        *(Binding(key, f"walk('{key}')", f"box {key}", show=False, id=f"diagram.{key}") for key in DIRECTIONS),
        Binding("tab", "next_box", "next box", show=False, id="diagram.next"),
        Binding("shift+tab", "previous_box", "previous box", show=False, id="diagram.previous"),
    ]
    DEFAULT_CSS = "DiagramView { width: 1fr; height: 1fr; background: $background; }"

    @dataclass
    class Focused(Message):
        """A box came into focus, by key or by mouse."""

        diagram: DiagramView
        slug: str

        @property
        def control(self) -> DiagramView:
            """The diagram that was walked."""
            return self.diagram

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.look = Look()
        self.kinds: frozenset[Kind] = frozenset(("request", "event"))
        self.moving = False
        self._graph = Graph((), ())
        self._march, self._interval = march_at(8)
        self._layout: Layout = lay_out(self._graph, 10)
        self._drawing: Glyphs = {}
        self.shading: Shading = shade(self._layout, self.look)
        self._neighbors: Neighbors = neighbors({})
        self._left = False
        self._phase = 0
        self._timer: Timer | None = None
        self._strips: dict[tuple[int, int], Strip] = {}
        self._styles_of: dict[str, Style] = {}

    # -- what it shows

    def show(self, graph: Graph, cells_per_second: int) -> None:
        """Show a graph, its dashes at that pace."""
        self._graph = graph
        self._march, self._interval = march_at(cells_per_second)
        self._set()
        self.move(self.moving)

    def change(self, look: Look) -> None:
        """Show the same graph in another look; the box that came into focus, or that a request goes to, is shown."""
        came = look.focus if look.focus != self.look.focus else ""
        if look.hop != self.look.hop:
            self._phase = 0
            came = self._heading(look) or came
        gauged = self._gauged(look)
        self.look = look
        self.shading = self._shade()
        self._strips.clear()
        if gauged:
            self.refresh(*gauged)
            return
        self.refresh()
        self._scroll_to_box(came)

    def _scroll_to_box(self, slug: str) -> None:
        if slug in self._layout.boxes:
            rect = self._layout.boxes[slug]
            region = Region(rect.x - 2, rect.y - 1, rect.width + 4, rect.height + 2)
            self.scroll_to_region(region, animate=False, force=True)

    def _heading(self, look: Look) -> str:
        """Return the box that a trace's hop leads to, or none."""
        if look.hop is None:
            return ""
        edge, against = self._graph.edges[look.hop[0]], look.hop[1]
        return edge.source if against else edge.target

    def _gauged(self, look: Look) -> list[Region]:
        """Return where the bars are that change, where nothing but bars does."""
        if replace(look, gauges=self.look.gauges) != self.look:
            return []
        cells = {
            cell
            for slug in {*look.gauges, *self.look.gauges}
            if look.gauges.get(slug) != self.look.gauges.get(slug)
            for gauge in (look.gauges.get(slug), self.look.gauges.get(slug))  # what was longer than it is goes
            if gauge is not None
            for cell, _ in gauge_cells(self._layout, slug, gauge)
        }
        return self._regions(cells)

    def show_kinds(self, kinds: Iterable[Kind]) -> None:
        """Draw the flows of these kinds only."""
        self.kinds = frozenset(kinds)
        self._set()

    @property
    def picture(self) -> Layout:
        """The drawing's geometry, as it is now."""
        return self._layout

    @property
    def origin(self) -> Offset:
        """Where the drawing begins in the widget: in the middle where there is room."""
        width, height = self.scrollable_content_region.size
        return Offset(max(0, (width - self._layout.width) // 2), max(0, (height - self._layout.height) // 2))

    def _set(self) -> None:
        width, height = self.scrollable_content_region.size
        if not width or not height:
            return
        self._layout = self.laid_out(width, height)
        self._neighbors = neighbors(self._layout.places)
        self._drawing = draw(self._layout, self.kinds)
        self.shading = self._shade()
        self._strips.clear()
        self.virtual_size = Size(self._layout.width, self._layout.height)
        self.refresh()

    def laid_out(self, width: int, height: int) -> Layout:
        """Return the drawing for a room of that size; turned where it is too wide as it is, for down one can scroll."""
        drawing = lay_out(self._graph, width, height)
        if drawing.width <= width:
            return drawing
        turned = lay_out(self._graph.turned(), width, height)
        return turned if turned.width < drawing.width else drawing

    def _shade(self) -> Shading:
        """Work out how the look is drawn, as it is now."""
        return shade(self._layout, self.look)

    def on_resize(self) -> None:
        """Draw for the new room, with the chosen box in view."""
        self._set()
        self._scroll_to_box(self.look.focus)

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, row = self.size.width, y + self.scroll_offset.y - self.origin.y
        key = row, self._phase
        if key not in self._strips:
            self._strips[key] = self._strip(row)
        left = self.scroll_offset.x
        blank = self.rich_style
        strip = self._strips[key]
        if self.origin.x:
            strip = Strip([Segment(" " * self.origin.x, blank), *strip], self.origin.x + strip.cell_length)
        return strip.crop_extend(left, left + width, blank)

    def _strip(self, row: int) -> Strip:
        if not 0 <= row < self._layout.height:
            return Strip([])
        runs = paint_row(self._layout, self._drawing, self.look, self.shading, self._march, row, self._phase)
        packet = self._packet()
        if packet is not None and packet[1] == row:
            runs = _with_packet(runs, packet[0], held=self.look.held is not None)
        return Strip([Segment(text, self._style(role)) for text, role in runs])

    def _style(self, role: str) -> Style:
        if role not in self._styles_of:
            own = VisualStyle.parse(_STYLES.get(role, ""), self.app.theme_variables)
            self._styles_of[role] = (self.visual_style + own).rich_style
        return self._styles_of[role]

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._styles_of.clear()
        self._strips.clear()

    # -- moving

    def move(self, moving: bool) -> None:
        """Let the dashes march, or hold them."""
        self.moving = moving
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if moving:
            self._timer = self.set_interval(self._interval, self._step)

    def _step(self) -> None:
        before = self._packet()
        self._phase = (self._phase + 1) % self._phases
        cells = moving_cells(self._layout, self.shading, self._march, self._phase)
        cells.update(cell for cell in (before, self._packet()) if cell is not None)
        self.refresh(*self._regions(cells))

    @property
    def _phases(self) -> int:
        """After how many steps the picture is the same again."""
        if self.look.hop is None:
            return self._march.phases
        return max(1, -(-(len(self._layout.paths[self.look.hop[0]]) - 2) // self._march.step))

    def _packet(self) -> Cell | None:
        if self.look.hop is None:
            return None
        edge, against = self.look.hop
        path = self._layout.paths[edge]
        if self.look.held is not None and len(path) > 2:
            return packet_cell(path, against, self.look.held * (len(path) - 3))
        return packet_cell(path, against, self._phase * self._march.step) if len(path) > 2 else None

    def _regions(self, cells: set[Cell]) -> list[Region]:
        """Return the cells as regions of the widget: runs of a row together."""
        shift = self.origin - self.scroll_offset
        regions: list[Region] = []
        for x, y in sorted(cells, key=lambda cell: (cell[1], cell[0])):
            if regions and regions[-1].y == y + shift.y and regions[-1].right == x + shift.x:
                regions[-1] = regions[-1].grow((0, 1, 0, 0))
            else:
                regions.append(Region(x + shift.x, y + shift.y, 1, 1))
        return [region for region in regions if self.size.region.overlaps(region)]

    # -- walking

    def focus_box(self, slug: str) -> None:
        """Bring a box into focus, and tell the screen."""
        self.change(replace(self.look, focus=slug))
        self.post_message(self.Focused(self, slug))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The first arrow that leads somewhere stands for all in the footer; through a trace none of them walks."""
        if action != "roam":
            return super().check_action(action, parameters)
        leads = (key for key in DIRECTIONS if self.look.focus in self._neighbors[DIRECTIONS[key]])
        first = next(leads, "") if self.look.focus in self._layout.boxes else "up"
        return self.look.hop is None and parameters == (first,)

    def action_roam(self, key: str) -> None:
        """Walk: what the footer calls so."""
        self.action_walk(key)

    def action_walk(self, key: str) -> None:
        """Go to the neighbor in a direction; with no box in focus, to the first one."""
        if self.look.focus not in self._layout.boxes:
            self._tab(1)
        elif near := self._neighbors[DIRECTIONS[key]].get(self.look.focus):
            self.focus_box(near)

    def action_next_box(self) -> None:
        """Go on in reading order; past the last box, to the next widget."""
        self._tab(1)

    def action_previous_box(self) -> None:
        """Go back in reading order; before the first box, to the widget before."""
        self._tab(-1)

    def _tab(self, step: int) -> None:
        order = reading_order(self._layout.places)
        first = 0 if step > 0 else len(order) - 1
        at = order.index(self.look.focus) + step if self.look.focus in order else first
        if not 0 <= at < len(order):
            self._left = not self._left
            if self._left:
                raise SkipAction()
            at = first  # the focus has come round: the walk begins again
        self._left = False
        self.focus_box(order[at])

    def _box_under(self, event: events.MouseEvent) -> str | None:
        at = event.offset + self.scroll_offset - self.origin
        return self._layout.box_at((at.x, at.y))

    def on_click(self, event: events.Click) -> None:
        """Bring the box under the mouse into focus."""
        if slug := self._box_under(event):
            self.focus_box(slug)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the box under the mouse."""
        self._hover(self._box_under(event) or "")

    def on_leave(self) -> None:
        """Put the light out."""
        self._hover("")

    def _hover(self, slug: str) -> None:
        before, self.look = self.look.hover, replace(self.look, hover=slug)
        if slug != before:
            self.shading = self._shade()
            self._strips.clear()
            rects = [self._layout.boxes[name] for name in (before, slug) if name in self._layout.boxes]
            shift = self.origin - self.scroll_offset
            self.refresh(*(Region(rect.x, rect.y, rect.width, rect.height).translate(shift) for rect in rects))


def _with_packet(runs: list[tuple[str, str]], column: int, *, held: bool) -> list[tuple[str, str]]:
    """Return a row with the packet in one of its columns."""
    found: list[tuple[str, str]] = []
    x = 0
    for text, role in runs:
        width = cell_len(text)
        if x <= column < x + width:
            at = column - x  # a line of a flow has no wide characters
            found += [(text[:at], role), (PACKET, "packet-held" if held else "packet"), (text[at + 1 :], role)]
        else:
            found.append((text, role))
        x += width
    return [(text, role) for text, role in found if text]
