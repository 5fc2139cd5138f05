"""Topology: a modern backend that can be walked, traced and broken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import ScreenResume, ScreenSuspend
from textual.timer import Timer

from content.schema import Kind, Topology, Trace
from content.site_map import SCREENS
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.prose.page import Block
from tui.navigation import Place
from tui.screens.base import RoomScreen
from tui.screens.topology_load import NO_FIGURES
from tui.screens.topology_look import Legend, look_at
from tui.screens.topology_panel import panel_page, trace_page
from tui.simulation.following import end_of, follow
from tui.simulation.situation import Situation
from tui.simulation.state import TopologyState, state_from
from tui.widgets.diagram import DiagramView
from tui.widgets.reader import Reader

_KINDS: tuple[tuple[Kind, ...], ...] = (("request", "event"), ("request",), ("event",))
"""What `f` cycles through."""
SECONDS_A_WORD, LEAST_SECONDS = 0.35, 3.0
"""How long a trace stays at a hop while it plays: long enough to read its sentence."""
PACE, _TICK = 60, 0.5
"""Seconds of the simulation in one of the visitor's, so that an outage of minutes is seen; how often it is shown."""


class TopologyScreen(RoomScreen):
    """The diagram, and beside or below it the panel: of the whole, the chosen box, the trace or the failure.

    A box is always chosen, so that arrows, `x` and `t` work on arrival, while the panel still tells of the whole.
    """

    NAME = "topology"
    TITLE = SCREENS[NAME].title
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "break_box", "break", id="topology.break", tooltip="Break the chosen box, and see what that does"),
        Binding("x", "mend", "mend", id="topology.mend", tooltip="Mend the chosen box"),
        Binding("t", "trace", "trace", id="topology.trace", tooltip="Follow a request hop by hop; again: the next one"),
        Binding("left", "hop(-1)", "hop back", show=False, priority=True, id="topology.hop-back"),
        Binding("right", "hop(1)", "hop", key_display="← →", priority=True, id="topology.hop"),
        Binding("plus", "load(1)", "load", key_display="+ -", id="topology.load", tooltip="More load, or less"),
        Binding("equals_sign", "load(1)", "more load", key_display="=", show=False, id="topology.more"),
        Binding("minus", "load(-1)", "less load", key_display="-", show=False, id="topology.less"),
        Binding("D", "app.drill", "drill", id="topology.drill", tooltip="An incident of 90 seconds to practise on"),
        Binding("full_stop", "minute", "a minute", key_display=".", id="topology.minute", tooltip="Let a minute pass"),
        Binding("enter", "tell", "read", id="topology.tell", tooltip="Read about the chosen box"),
        Binding("enter", "links", "read on", id="topology.links", tooltip="Go to the links of the box"),
        Binding("f", "cycle_kinds", "flows", id="topology.flows", tooltip="Requests, events, or both"),
        Binding("space", "pause", "pause", id="topology.pause", tooltip="Hold the dashes, or the trace"),
        Binding("space", "resume", "go on", id="topology.resume", tooltip="Let the dashes, or the trace, go on"),
        Binding("pagedown", "panel(1)", "panel down", show=False, id="topology.panel-down"),
        Binding("pageup", "panel(-1)", "panel up", show=False, id="topology.panel-up"),
        Binding("escape", "mend_all", "mend all", id="topology.mend-all", tooltip="Mend every box"),
        Binding("escape", "end_trace", "end trace", id="topology.end-trace"),
        Binding("escape", "unload", "no load", id="topology.unload", tooltip="Take the load away"),
        Binding("escape", "to_diagram", "diagram", id="topology.diagram"),
        Binding("escape", "to_whole", "the whole", id="topology.whole", tooltip="Back to what tells of the whole"),
        Binding("escape", "app.back", "back", id="room.back"),
    ]
    CSS_PATH = "../styles/topology.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.slug = ""  # of the box that is chosen
        self.whole = True  # whether the whole is told of, and not that box
        self._came_by_whole = False
        self.situation = Situation(Topology())
        self._trace: Trace | None = None
        self._hop = 0
        self._paused = False
        self._in_view = True
        self._player: Timer | None = None
        self._clock: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The picture with its legend, and the panel."""
        with Container(id="topology"):
            with Container(id="picture"):
                yield DiagramView(id="diagram")
                yield Legend()
            yield Reader(id="aside")

    @property
    def diagram(self) -> DiagramView:
        """The picture."""
        return self.query_one("#diagram", DiagramView)

    @property
    def panel(self) -> Reader:
        """What tells of it."""
        return self.query_one("#aside", Reader)

    def on_mount(self) -> None:
        """Draw the content's topology before anything is opened in it."""
        self._draw()
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        super().on_mount()

    def content_changed(self) -> None:
        """Draw the new content; a trace or a failure of the old one ends."""
        self._trace = None
        self._draw()
        super().content_changed()

    def _draw(self) -> None:
        topology = self.portfolio.topology
        self.situation = Situation(topology)
        self.diagram.show(graph_of_topology(topology), topology.cells_per_second)
        self._update_legend()
        self._keep_moving()

    # -- places

    def open_place(self, place: Place) -> None:
        """Choose a box and bring its section into view; without one, tell of the whole. A link sets it up, too."""
        self._trace = None
        if place.state is not None:
            self._set_up(place.state)
        self._choose(place)
        self._look()
        self._keep_moving()
        self._tell(place.anchor, place.line, place.words)
        self.diagram.focus()

    def _choose(self, place: Place) -> None:
        """Choose the box that a place names, or the only one that it breaks. Some box always is, for the keys."""
        boxes = [box.slug for box in self.portfolio.topology.boxes]
        broken = place.state.broken if place.state is not None else frozenset()
        named = place.slug or (min(broken) if len(broken) == 1 else "")
        goes_on = place.state is not None and place.state.seconds is None
        if named in boxes:
            self.slug, self.whole = named, False
        elif not goes_on:
            self.whole = True
        if not goes_on:
            self._came_by_whole = self.whole
        if self.slug not in boxes:
            self.slug = next(iter(boxes), "")

    def _set_up(self, state: TopologyState) -> None:
        """Break, load and trace what a link says."""
        self.situation = state.situation(self.situation)
        traces = self.portfolio.topology.traces
        self._trace = next((trace for trace in traces if trace.slug == state.trace), None)
        if self._trace is not None:
            self.diagram.show_kinds(_KINDS[0])
            self._hop = min(state.hop - 1, self._last_hop())

    @property
    def state(self) -> TopologyState:
        """What is set here, as a link says it."""
        return state_from(self.situation, self._trace, self._hop)

    def copyable(self) -> tuple[str, str]:
        """A link to what is in the picture."""
        return self._link, "link"

    @property
    def _link(self) -> str:
        return Place(self.NAME, "" if self.whole else self.slug, state=self.state).path

    def place(self) -> Place:
        """The box that is told of, and the line of the panel."""
        return Place(self.NAME, "" if self.whole else self.slug, line=self.panel.line)

    def crumb_titles(self) -> tuple[str, ...]:
        """The room, and the box, the trace or the failure that the panel tells of."""
        topology = self.portfolio.topology
        if self._trace is not None:
            return self.title or "", self._trace.title
        titles = [box.title for box in topology.boxes if box.slug == self.slug and not self.whole]
        return self.title or "", *titles

    # -- the picture and the panel

    def _look(self) -> None:
        """Show the state of this screen in the picture."""
        look = look_at(self.situation, self._trace, self._hop, self.slug, whole=self.whole)
        self.diagram.change(look)
        self._update_legend()
        self.refresh_bindings()

    def _blocks(self) -> Iterable[Block]:
        if self._trace is not None:
            return trace_page(self.situation, self._trace, self._hop)
        return panel_page(self.portfolio, self.situation, self.slug, whole=self.whole)

    def _tell(self, anchor: str = "", line: int | None = 0, words: tuple[str, ...] = ()) -> None:
        self.panel.show(self._blocks(), anchor, None if anchor else line, words)
        self.update_crumbs()

    def _update_legend(self) -> None:
        plays = self._trace is not None and self._player is not None
        self.query_one(Legend).show(self.diagram.kinds, self.situation, plays=plays)

    @on(DiagramView.Focused)
    def _box_focused(self, event: DiagramView.Focused) -> None:
        self._trace = None
        self._tell_of(event.slug)

    @on(Reader.LinkOpened)
    def _follow(self, event: Reader.LinkOpened) -> None:
        self.portfolio_app.open_href(event.href)

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer only the keys that do something now."""
        tracing, on_diagram = self._trace is not None, isinstance(self.focused, DiagramView)
        failed, loaded = self.situation.failed, self.situation.load is not None
        can_move = on_diagram and self.app.animation_level != "none"
        offered = {
            "hop": tracing,
            "end_trace": tracing,
            "pause": can_move and not self._paused,
            "resume": can_move and self._paused,
            "break_box": bool(self.slug) and not tracing and self.slug not in failed,
            "mend": bool(self.slug) and not tracing and self.slug in failed,
            "mend_all": bool(failed) and not tracing,
            "unload": loaded and not failed and not tracing,
            "minute": loaded,
            "tell": on_diagram and bool(self.slug) and self.whole and not tracing and not failed,
            "links": on_diagram and not self.whole and not tracing and not failed,
            "to_diagram": isinstance(self.focused, Reader),
            "to_whole": self._came_by_whole and not self.whole and not tracing and not failed,
            "trace": bool(self.portfolio.topology.traces),
        }
        return offered.get(action, True)

    def action_cycle_kinds(self) -> None:
        """Draw requests, events, or both."""
        at = next(index for index, kinds in enumerate(_KINDS) if frozenset(kinds) == self.diagram.kinds)
        self.diagram.show_kinds(_KINDS[(at + 1) % len(_KINDS)])
        self._update_legend()

    def action_pause(self) -> None:
        """Hold everything that moves."""
        self._paused = True
        self._keep_moving()

    def action_resume(self) -> None:
        """Let everything move again."""
        self._paused = False
        self._keep_moving()

    def action_trace(self) -> None:
        """Follow the first request, or the one after the one that is being followed."""
        traces = self.portfolio.topology.traces
        at = traces.index(self._trace) + 1 if self._trace in traces else 0
        self.diagram.show_kinds(_KINDS[0])
        self._trace, self._hop = traces[at % len(traces)], 0
        self._show()

    def action_hop(self, step: int) -> None:
        """Go to the next hop of the trace, or back."""
        if self._trace is not None:
            self._hop = max(0, min(self._last_hop(), self._hop + step))
            self._show()

    def _last_hop(self) -> int:
        """Return the hop at which the request comes no further."""
        assert self._trace is not None
        return end_of(follow(self.situation.topology, self._trace, self.situation.failed))

    def action_end_trace(self) -> None:
        """Go back to what was told of before."""
        self._trace = None
        self._show()

    def action_break_box(self) -> None:
        """Break the chosen box, beside those that are broken already."""
        self._fail(self.situation.failed | {self.slug})

    def action_mend(self) -> None:
        """Mend the chosen box."""
        self._fail(self.situation.failed - {self.slug})

    def action_mend_all(self) -> None:
        """Mend every box, and take away the load that came with what broke."""
        self._put(self.situation.mended())

    def action_tell(self) -> None:
        """Tell of the chosen box."""
        self._tell_of(self.slug)

    def action_to_whole(self) -> None:
        """Tell of the whole again; the box stays chosen."""
        self._tell_of("")

    def _tell_of(self, slug: str) -> None:
        """Choose a box and tell of it; of the whole where none is named."""
        self.slug, self.whole = slug or self.slug, not slug
        self._show()

    def action_links(self) -> None:
        """Go to the first link of the panel; Enter opens it."""
        links = self.panel.page.links
        if links:
            self.panel.focus()
            self.panel.scroll_to(y=max(0, links[0][0] - 1), animate=False, force=True, immediate=True)
            self.panel.focus_link(links[0])

    def action_panel(self, pages: int) -> None:
        """Scroll the panel without leaving the picture."""
        self.panel.scroll_to(y=self.panel.line + pages * max(1, self.panel.size.height - 1), animate=False)

    def action_to_diagram(self) -> None:
        """Go back to the picture."""
        self.panel.focus_link(None)
        self.diagram.focus()

    def _fail(self, failed: frozenset[str]) -> None:
        self._put(self.situation.with_failed(failed))

    def action_load(self, steps: int) -> None:
        """Put the topology under load, or change it; say what is missing where the pack has no figures."""
        if self.situation.path is None:
            self.notify(NO_FIGURES, markup=False)
        else:
            self._put(self.situation.louder(steps), self.panel.line)

    def action_unload(self) -> None:
        """Take the load away, and all that waits."""
        self._put(self.situation.with_load(None))

    def action_minute(self) -> None:
        """Let a minute pass."""
        self._put(self.situation.later(60), self.panel.line)

    def _put(self, situation: Situation, line: int = 0) -> None:
        """Show another situation, the panel from that line."""
        self.situation = situation
        self._show(line)

    def _show(self, line: int = 0) -> None:
        self._look()
        self._keep_moving()
        self._tell(line=line)
        self.portfolio_app.show_place(self._link)

    # -- moving

    def _keep_moving(self) -> None:
        """Let move what should, and hold what should not: nothing moves out of view, paused, or without animation."""
        moving = not self._paused and self._in_view and self.app.animation_level != "none"
        self.diagram.move(moving)
        for timer in (self._player, self._clock):
            if timer is not None:
                timer.stop()
        self._player = self._clock = None
        if moving and self.situation.changes:
            self._clock = self.set_interval(_TICK, self._tick)
        if moving and self._trace is not None and self._hop < self._last_hop():
            words = len(self._trace.hops[self._hop].says.split())
            self._player = self.set_timer(max(LEAST_SECONDS, words * SECONDS_A_WORD), self._play)
        self._update_legend()
        self.refresh_bindings()

    def _tick(self) -> None:
        """Let the time of the simulation go on; once it makes no difference any more, it stands still."""
        self.situation = self.situation.later(round(_TICK * PACE))
        self._look()
        self._tell(line=self.panel.line)
        if not self.situation.changes:
            self._keep_moving()

    def _play(self) -> None:
        self.action_hop(1)

    @on(ScreenResume)
    def _came_into_view(self) -> None:
        self._set_in_view(self.app.app_focus)

    @on(ScreenSuspend)
    def _went_out_of_view(self) -> None:
        self._set_in_view(False)

    def _focus_changed(self, focused: bool) -> None:
        """Hold while the visitor's terminal has lost the focus, where it says so."""
        self._set_in_view(focused and self.is_current)

    def _set_in_view(self, in_view: bool) -> None:
        self._in_view = in_view
        if self.query("#diagram"):
            self._keep_moving()
