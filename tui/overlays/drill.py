"""A drill on the topology: ninety seconds of an incident, in which the visitor decides, and the card at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from content.topology import Topology
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.painting import Look
from tui.drawing.drill import card, drill_line, rules, what_comes, what_is
from tui.page_overlay import LeadsOn
from tui.simulation.drill import Course, Measure, Taken, begin_drill, play_drill
from tui.simulation.outcome import Debrief, debrief_of
from tui.widgets.diagram import DiagramView
from tui.widgets.key_bar import KeyBar
from tui.widgets.reader import Reader

if TYPE_CHECKING:
    from tui.visitor_app import VisitorApp

_MOVES = {"down": (0, 3), "up": (0, -3), "left": (-8, 0), "right": (8, 0)}
"""By how many cells an arrow key moves a picture that is larger than its room."""
_WAIT = 5
"""Minutes that `.` lets pass."""
_SECONDS_A_MINUTE = 1.0
_APART = 3
"""Cells between two parts of the line above the picture."""


class DrillOverlay(LeadsOn):
    """Plays the drill of a number; or, where measures were taken already, shows what came of it.

    A second is a minute, as long as the visitor looks. Where nothing may move by itself, keys alone let time pass.
    """

    CSS_PATH = "../styles/topology.tcss"
    AUTO_FOCUS = ""  # the picture is not walked here, and no key of it is offered
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 -- Textual declares it so
        (0, "-narrow"), (72, "-normal"), (108, "-wide"), (160, "-huge"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-low"), (30, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "go_on", "go on", id="drill.go-on", tooltip="Begin, or let time go on"),
        Binding("space", "hold", "hold", id="drill.hold", tooltip="Hold the time"),
        Binding(
            "minus",
            "take('shed')",
            "shed",
            key_display="-",
            id="drill.shed",
            tooltip="Let in no more than the usual load",
        ),
        Binding(
            "plus",
            "take('admit')",
            "let all in",
            key_display="+",
            id="drill.admit",
            tooltip="Let in all that comes again",
        ),
        Binding("u", "take('scale')", "scale", id="drill.scale", tooltip="Have more capacity, some minutes later"),
        Binding("x", "take('mend')", "mend", id="drill.mend", tooltip="Mend what broke, some minutes later"),
        Binding("full_stop", "wait", "wait", key_display=".", id="drill.wait", tooltip="Let five minutes pass"),
        Binding(
            "question_mark",
            "rules",
            "rules",
            key_display="?",
            id="drill.rules",
            tooltip="What can be done, and what it takes",
        ),
        Binding("r", "again", "again", id="drill.again", tooltip="The same incident once more"),
        Binding("D", "another", "another", id="drill.another", tooltip="Another incident"),
        Binding("y", "copy", "copy link", id="drill.copy", tooltip="Copy a link that shows this card"),
        Binding("escape,q", "app.back", "leave", key_display="esc", id="drill.leave"),
        *(
            Binding(
                key,
                f"pan('{key}')",
                "picture",
                key_display="↑↓←→",
                show=key == "down",
                id=f"drill.pan-{key}",
                tooltip="Move the picture, where it is larger than its room",
            )
            for key in _MOVES
        ),
        Binding("pagedown", "panel(1)", "text", key_display="pgdn", id="drill.panel-down", tooltip="The text, down"),
        Binding("pageup", "panel(-1)", "text", show=False, id="drill.panel-up", tooltip="The text, up"),
    ]

    def __init__(self, topology: Topology, seed: int, taken: tuple[Taken, ...] = ()) -> None:
        """Raises LinkError where the topology has no figures for a drill."""
        super().__init__()
        self.course: Course = begin_drill(topology, seed)
        self._replayed = taken
        self._begun = self._runs = self._reads_rules = False
        self._told: object = None
        self._learnt: Debrief | None = None
        self._clock: Timer | None = None

    @property
    def portfolio_app(self) -> VisitorApp:
        """The app of this visitor."""
        return cast("VisitorApp", self.app)

    @property
    def _diagram(self) -> DiagramView:
        return self.query_one(DiagramView)

    def compose(self) -> ComposeResult:
        """The time, the picture, what tells of it, and the keys."""
        yield Static(id="clock")
        with Container(id="topology"):
            with Container(id="picture"):
                yield DiagramView(id="diagram")
            yield Reader(id="aside")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what comes; or play what was played before."""
        topology = self.course.topology
        diagram = self._diagram
        diagram.can_focus = self.query_one(Reader).can_focus = False
        diagram.show(graph_of_topology(topology), topology.cells_per_second)
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        self._show()
        if self._replayed:
            self._replay(self._replayed)

    # -- what is shown

    def _show(self) -> None:
        now = self.course.situation
        self.set_class(self.course.is_over, "-over")
        if self.course.is_over:
            self._show_card()
            return
        parts = drill_line(self.course, self.app.size.width)
        if self._begun and self._moves and not self._runs:
            parts.append(("held", "faint"))
        self.query_one("#clock", Static).update(_in_lines(parts, self.app.size.width - 2))
        focus = min(now.failed, default="")
        self._diagram.change(Look(focus=focus, states=now.shown, gauges=now.gauges, busy=now.busy))
        told = rules if self._reads_rules else what_is if self._begun else what_comes
        reader = self.query_one(Reader)
        news = told, now.failed, self.course.work, self.course.taken
        reader.show(told(self.course), line=reader.line if news == self._told else 0)
        self._told = news
        self.refresh_bindings()
        self.call_after_refresh(self.refresh_bindings)  # some depend on what there is room for

    def _show_card(self) -> None:
        """Show the card, or the rules in its place; what is learnt by playing it again follows."""
        self._say("")
        reader = self.query_one(Reader)
        reader.can_focus = True
        reader.focus()
        reader.show(rules(self.course) if self._reads_rules else card(self.course, self._learnt), line=0)
        self._told = None
        self.refresh_bindings()
        self.portfolio_app.show_place(self.link)
        if self._learnt is None:
            self._debrief(self.course)

    def _say(self, text: str) -> None:
        """Say something above the card: a notice would lie over it."""
        self.query_one("#clock", Static).update(Content(text))
        self.set_class(bool(text), "-says")

    @work(thread=True, exclusive=True, group="drill", exit_on_error=False)
    def _debrief(self, course: Course) -> None:
        """Play the same drill without each measure and with other moves, out of the way of the screen."""
        self.app.call_from_thread(self._tell_debrief, course, debrief_of(course))

    def _tell_debrief(self, course: Course, debrief: Debrief) -> None:
        if self.is_attached and self.course is course:
            self._learnt = debrief
            if not self._reads_rules:
                self._show_card()

    @work(thread=True, exclusive=True, group="drill", exit_on_error=False)
    def _replay(self, taken: tuple[Taken, ...]) -> None:
        course = play_drill(self.course.topology, self.course.incident.seed, taken)
        self.app.call_from_thread(self._put, course)

    def _put(self, course: Course) -> None:
        """Show another moment of the drill, or its end."""
        if not self.is_attached:
            return
        self._begun = True
        self._runs = self._runs and not course.is_over
        self.course = course
        self._keep_time()
        self._show()

    # -- time

    @property
    def _moves(self) -> bool:
        return self.app.animation_level != "none"

    def _keep_time(self) -> None:
        """Let time pass while it should: not held, in view, and where things may move by themselves."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        runs = self._runs and self._moves and self.app.app_focus
        self._diagram.move(runs)
        if runs:
            self._clock = self.set_interval(_SECONDS_A_MINUTE, self.pass_time)

    def pass_time(self, minutes: int = 1) -> None:
        """Let minutes of the incident pass."""
        self._put(self.course.later(minutes))

    def _focus_changed(self, _: bool) -> None:
        """Hold while the visitor's terminal has lost the focus, where it says so."""
        self._keep_time()

    # -- keys

    @property
    def link(self) -> str:
        """The link that shows what came of it."""
        return f"topology?drill={self.course.code}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that do something now."""
        over = self.course.is_over
        match action:
            case "take":
                return self._begun and Measure(str(parameters[0])) in self.course.able
            case "go_on" | "hold":
                return not over and (self._moves or not self._begun) and (action == "hold") == self._runs
            case "wait":
                return self._begun and not over
            case "again" | "copy" | "another":
                return over
            case "pan":
                return not over and any(view.max_scroll_x or view.max_scroll_y for view in self.query(DiagramView))
            case "panel":
                return not over and any(text.max_scroll_y for text in self.query(Reader))
        return super().check_action(action, parameters)

    def action_go_on(self) -> None:
        """Begin, or let time go on."""
        self._runs, self._reads_rules = self._moves, False
        self._put(self.course)

    def action_hold(self) -> None:
        """Hold the time."""
        self._runs = False
        self._put(self.course)

    def action_rules(self) -> None:
        """Read the rules again, with the time held; or go back to what is so now, or to the card."""
        self._reads_rules, self._runs = not self._reads_rules, False
        self._put(self.course)

    def action_pan(self, key: str) -> None:
        """Move a picture that is larger than its room."""
        right, down = _MOVES[key]
        self._diagram.scroll_relative(right, down, animate=False, force=True)

    def action_panel(self, pages: int) -> None:
        """Scroll the text below the picture."""
        panel = self.query_one(Reader)
        panel.scroll_to(y=panel.line + pages * max(1, panel.size.height - 1), animate=False, force=True)

    def action_take(self, measure: str) -> None:
        """Do something about it."""
        self._reads_rules = False
        self._put(self.course.with_measure(Measure(measure)))

    def action_wait(self) -> None:
        """Let some minutes pass at once."""
        self._reads_rules = False
        self.pass_time(_WAIT)

    def action_again(self) -> None:
        """Begin the same incident anew."""
        self._begun = self._reads_rules = False
        self._learnt = None
        self.course = begin_drill(self.course.topology, self.course.incident.seed)
        self.query_one(Reader).can_focus = False
        self._show()

    async def action_another(self) -> None:
        """Begin any other incident."""
        await self.app.run_action("drill")

    def action_copy(self) -> None:
        """Copy the selection, or a link that shows this card; what that is good for stands above the card."""
        if self.get_selected_text():
            self.portfolio_app.copy_from(self, self.link, "link")
        else:
            self._say(self.portfolio_app.copy_link(self.link))


def _in_lines(parts: list[tuple[str, str]], width: int) -> Content:
    """Return parts beside each other, and below where that is wider: none is broken in two."""
    told, used = Content(), 0
    for text, role in parts:
        beside = used and used + _APART + len(text) <= width
        told += Content(" " * _APART if beside else "\n" * bool(used)) + Content.styled(text, f"${role}")
        used = used + _APART + len(text) if beside else len(text)
    return told
