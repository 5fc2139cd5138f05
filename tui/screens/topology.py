"""Topology: a modern backend that can be walked, traced and broken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.events import ScreenResume, ScreenSuspend
from textual.timer import Timer
from textual.widgets import Static

from content.schema import Kind, Topology, Trace
from content.site_map import SCREENS
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.painting import Look
from tui.drawing.prose.page import Block, Gap
from tui.navigation import Place
from tui.screens.base import RoomScreen
from tui.screens.topology_load import NO_FIGURES, load_figures, load_line
from tui.screens.topology_panel import box_page, failure_page, overview, trace_page
from tui.simulation.following import edge_along, end_of, follow
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
    """The diagram, and beside or below it the panel that tells of the box in focus, the trace or the failure."""

    NAME = "topology"
    TITLE = SCREENS[NAME].title
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "cycle_kinds", "flows", id="topology.flows", tooltip="Requests, events, or both"),
        Binding("space", "pause", "pause", id="topology.pause", tooltip="Hold the dashes, or the trace"),
        Binding("space", "resume", "go on", id="topology.resume", tooltip="Let the dashes, or the trace, go on"),
        Binding("t", "trace", "trace", id="topology.trace", tooltip="Follow a request hop by hop; again: the next one"),
        Binding("left", "hop(-1)", "hop back", show=False, priority=True, id="topology.hop-back"),
        Binding("right", "hop(1)", "hop", key_display="← →", priority=True, id="topology.hop"),
        Binding("x", "fail", "fail", id="topology.fail", tooltip="Fail the box in focus, and see what that does"),
        Binding("x", "mend", "mend", id="topology.mend", tooltip="Mend the box in focus"),
        Binding("plus", "load(1)", "load", key_display="+ -", id="topology.load", tooltip="More load, or less"),
        Binding("equals_sign", "load(1)", "more load", key_display="=", show=False, id="topology.more"),
        Binding("minus", "load(-1)", "less load", key_display="-", show=False, id="topology.less"),
        Binding("full_stop", "minute", "a minute", key_display=".", id="topology.minute", tooltip="Let a minute pass"),
        Binding("D", "app.drill", "drill", id="topology.drill", tooltip="An incident of 90 seconds to practise on"),
        Binding("enter", "links", "read on", id="topology.links", tooltip="Go to the links of the box"),
        Binding("pagedown", "panel(1)", "panel down", show=False, id="topology.panel-down"),
        Binding("pageup", "panel(-1)", "panel up", show=False, id="topology.panel-up"),
        Binding("escape", "heal", "heal all", id="topology.heal", tooltip="Mend every box"),
        Binding("escape", "end_trace", "end trace", id="topology.end-trace"),
        Binding("escape", "unload", "no load", id="topology.unload", tooltip="Take the load away"),
        Binding("escape", "to_diagram", "diagram", id="topology.diagram"),
        Binding("escape", "app.back", "back", id="room.back"),
    ]
    CSS_PATH = "../styles/topology.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.slug = ""
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
                yield Static(id="legend")
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
        """Bring a box into focus and its section into view; without a box, show the whole. A link sets it up, too."""
        self._trace = None
        if place.state is not None:
            self._set_up(place.state)
        known = {box.slug for box in self.portfolio.topology.boxes}
        focus = place.slug or self._focus_for(place.state)
        self._look(focus if focus in known else "")
        self._keep_moving()
        self._tell(place.anchor, place.line, place.words)
        self.diagram.focus()

    def _set_up(self, state: TopologyState) -> None:
        """Break, load and trace what a link says."""
        self.situation = state.situation(self.situation)
        traces = self.portfolio.topology.traces
        self._trace = next((trace for trace in traces if trace.slug == state.trace), None)
        if self._trace is not None:
            self.diagram.show_kinds(_KINDS[0])
            self._hop = min(state.hop - 1, self._last_hop())

    def _focus_for(self, state: TopologyState | None) -> str:
        """Return the box in focus where a link names none: the one that it breaks, or what was, if it only goes on."""
        if state is None:
            return ""
        return min(state.broken) if len(state.broken) == 1 else self.slug if state.seconds is None else ""

    @property
    def state(self) -> TopologyState:
        """What is set here, as a link says it."""
        return state_from(self.situation, self._trace, self._hop)

    def copyable(self) -> tuple[str, str]:
        """A link to what is in the picture."""
        return self._link, "link"

    @property
    def _link(self) -> str:
        return Place(self.NAME, self.slug, state=self.state).path

    def place(self) -> Place:
        """The box in focus, and the line of the panel."""
        return Place(self.NAME, self.slug, line=self.panel.line)

    def crumb_titles(self) -> tuple[str, ...]:
        """The room, and the box, the trace or the failure that the panel tells of."""
        topology = self.portfolio.topology
        if self._trace is not None:
            return self.title or "", self._trace.title
        titles = [box.title for box in topology.boxes if box.slug == self.slug]
        return self.title or "", *titles

    # -- the picture and the panel

    def _look(self, focus: str) -> None:
        """Show the state of this screen in the picture, with that box in focus."""
        self.slug = focus
        now = self.situation
        look = Look(focus=focus, states=now.states, gauges=now.gauges, busy=now.busy)
        if self._trace is not None:
            fate = follow(now.topology, self._trace, now.failed)[self._hop]
            ways = [edge_along(now.topology, hop) for hop in self._trace.hops[: self._hop + 1]]
            passed = frozenset(edge for edge, _ in ways[:-1])
            look = replace(look, hop=ways[-1], passed=passed, held=int(fate.reached) if fate.is_end else None)
        self.diagram.change(look)
        self._update_legend()
        self.refresh_bindings()

    def _blocks(self) -> Iterable[Block]:
        topology = self.portfolio.topology
        if self._trace is not None:
            return trace_page(self.situation, self._trace, self._hop)
        if self.situation.failed:
            return failure_page(self.situation)
        page = box_page(self.portfolio, topology.box(self.slug)) if self.slug else overview(topology)
        return page if self.situation.load is None else (*load_figures(self.situation), Gap(), *page)

    def _tell(self, anchor: str = "", line: int | None = 0, words: tuple[str, ...] = ()) -> None:
        self.panel.show(self._blocks(), anchor, None if anchor else line, words)
        self.update_crumbs()

    def _update_legend(self) -> None:
        shown = self.diagram.kinds
        parts: list[tuple[str, str]] = []
        if "request" in shown:
            parts += [("╌╌► ", "$request"), ("request   ", "")]
        if "event" in shown:
            parts += [("╍╍► ", "$event"), ("event   ", "")]
        if self._trace is not None and self._player is not None:
            parts += [("▸ by itself   ", "$accent")]
        if told := load_line(self.situation):
            parts += [(told, "$strong")]
        self.query_one("#legend", Static).update(Content.assemble(*parts))

    @on(DiagramView.Focused)
    def _box_focused(self, event: DiagramView.Focused) -> None:
        if self._trace is not None:
            self._trace = None
        self.slug = event.slug
        self._show()

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
            "fail": bool(self.slug) and not tracing and self.slug not in failed,
            "mend": bool(self.slug) and not tracing and self.slug in failed,
            "heal": bool(failed) and not tracing,
            "unload": loaded and not failed and not tracing,
            "minute": loaded,
            "links": on_diagram and bool(self.slug) and not tracing and not failed,
            "to_diagram": isinstance(self.focused, Reader),
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
        """Go back to the box that was in focus."""
        self._trace = None
        self._show()

    def action_fail(self) -> None:
        """Fail the box in focus, beside those that have failed already."""
        self._fail(self.situation.failed | {self.slug})

    def action_mend(self) -> None:
        """Mend the box in focus."""
        self._fail(self.situation.failed - {self.slug})

    def action_heal(self) -> None:
        """Mend every box."""
        self._fail(frozenset())

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
        self._look(self.slug)
        self._keep_moving()
        self._tell(line=line)
        self.portfolio_app.show_place(self._link)

    # -- moving

    def _keep_moving(self) -> None:
        """Let move what should, and hold what should not: nothing moves out of view, paused, or without animation."""
        moving = not self._paused and self._in_view and self.app.animation_level != "none"
        self.diagram.move(moving)
        if self._player is not None:
            self._player.stop()
            self._player = None
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
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
        self._look(self.slug)
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
