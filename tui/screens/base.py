"""What every room has: its frame, its keys, and a place to come back to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from content.loader import Portfolio
from tui.drafts import restore
from tui.navigation import Place
from tui.textual_internals.opening import OpeningScreen
from tui.textual_internals.strips import forget_strips
from tui.widgets.key_bar import KeyBar
from tui.widgets.nav_bar import NavBar

if TYPE_CHECKING:
    from tui.simulation.state import TopologyState
    from tui.visitor_app import VisitorApp


_SMALLEST = Size(60, 20)
"""The smallest terminal in which the rooms are worth looking at."""

TOO_SMALL = (
    f"This window is small for the portfolio.\nIt needs {_SMALLEST.width} columns and {_SMALLEST.height} rows.\n\n"
    "`portfolio --help` lists commands\nthat read in any size."
)


PROBLEMS_SHOWN = 8

UNSEEN = 10.0
"""Seconds out of view after which a room behind a door lets go of how it was drawn, a quarter of what a visitor of four
rooms costs: to draw it again takes some milliseconds more than to show it as it was."""


class RoomScreen(OpeningScreen):
    """A screen of the portfolio. Subclasses compose their body and say how to open a document in it.

    A room implements `compose_body`, and overrides what it needs of `open_place` (show a document, at a section or a
    line), `place` (what `open_place` needs to come back), `crumb_titles`, `copyable` and `content_changed`.
    """

    NAME: ClassVar[str]
    TITLE: ClassVar[str | None]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.back", "back", id="room.back"),
        Binding("y", "copy_place", "copy", show=False, id="room.copy", tooltip="Copy the selection, or a link to here"),
    ]

    AUTO_FOCUS = ""  # a room knows itself what to begin with, and Textual's choice would scroll

    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 -- Textual declares it so
        (0, "-narrow"), (72, "-normal"), (108, "-wide"), (160, "-huge"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012
        (0, "-low"), (30, "-tall"),
    ]  # fmt: skip

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, except that a change repaints the two widgets that look different, not the whole screen."""

    progress: reactive[float | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__(self.NAME)
        self._waiting: Place | None = None
        self.is_ready = False
        self._styled_for: object = None
        self.resting: Timer | None = None
        self.add_class(*self._breakpoints(self.app.size))

    @property
    def portfolio_app(self) -> VisitorApp:
        """The app of this visitor."""
        return cast("VisitorApp", self.app)

    @property
    def portfolio(self) -> Portfolio:
        """The content, as it is now."""
        return self.portfolio_app.portfolio

    def compose(self) -> ComposeResult:
        """Put the body between the head and the foot."""
        yield NavBar(self.NAME, self.portfolio.rooms)
        yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Yield the widgets of the room."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Open what was asked for before the room was there.

        Textual calls this after the subclass's own `on_mount`, whether that calls it too or not: it works once.
        """
        if self.is_ready:
            return
        self.is_ready = True
        self._styled_for = self._look_of_app()
        place, self._waiting = self._waiting or Place(self.NAME), None
        self.open_place(place)
        restore(self, self.portfolio_app.drafts)
        self.update_crumbs()

    def _breakpoints(self, size: Size) -> Iterator[str]:
        """Yield the classes of a size, which Textual gives a screen once it has been laid out without them."""
        for cells, breakpoints in zip(size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True):
            yield max(each for each in breakpoints or () if each[0] <= cells)[1]

    def _look_of_app(self) -> object:
        """Return what the styles of a room depend on outside of it."""
        return self.app.classes, self.app.pseudo_classes

    @on(events.ScreenResume)
    def _keep_styles(self, event: events.ScreenResume) -> None:
        """Have the styles set anew only where something outside asks for others than before."""
        look = self._look_of_app()
        event.refresh_styles, self._styled_for = look != self._styled_for, look

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small to show anything well."""
        small = event.size.width < _SMALLEST.width or event.size.height < _SMALLEST.height
        notices = self.query("#too-small")
        if small and not notices:
            self.mount(Static(TOO_SMALL, id="too-small", markup=False))
        elif not small:
            notices.remove()

    # -- out of view

    @on(events.ScreenSuspend)
    def _begin_to_rest(self) -> None:
        if not self.portfolio_app.local:
            self.resting = self.set_timer(UNSEEN, self.rest)

    @on(events.ScreenResume)
    def _end_rest(self) -> None:
        if self.resting is not None:
            self.resting.stop()
            self.resting = None

    def rest(self) -> None:
        """Let go of how the room was drawn."""
        for widget in self.walk_children(Widget, with_self=True):
            forget_strips(widget)

    # -- places

    def go(self, place: Place) -> None:
        """Open a place of this room, at once or as soon as the room is mounted."""
        if not self.is_ready:
            self._waiting = place
            return
        self.open_place(place)
        self.update_crumbs()

    @property
    def where(self) -> Place:
        """Where the visitor is, or will be as soon as the room is mounted."""
        return self._waiting or (self.place() if self.is_ready else Place(self.NAME))

    def come_by_key(self) -> None:
        """Begin as is usual for whoever comes by the room's own key, or presses it here."""

    def open_place(self, place: Place) -> None:
        """Show a document of this room, or its list where the place has no slug."""

    def place(self) -> Place:
        """Return where the visitor is, so that `open_place` can come back to it."""
        return Place(self.NAME)

    @property
    def state(self) -> TopologyState | None:
        """What a link sets in this room; None where it sets nothing."""
        return None

    def crumb_titles(self) -> tuple[str, ...]:
        """Return what stands in the rule below the room names: the room, the document, its section."""
        return (self.title or "",)

    def update_crumbs(self) -> None:
        """Write the breadcrumbs anew."""
        self.query_one(NavBar).crumbs = self.crumb_titles()
        self.refresh_bindings()

    def watch_progress(self, progress: float | None) -> None:
        """Show the reading progress in the rule."""
        if self.is_mounted:
            self.query_one(NavBar).progress = progress

    # -- problems of the content, while it is edited

    def on_screen_resume(self) -> None:
        """Show what is wrong with the content now."""
        if self.is_mounted:
            self.show_problems()

    def show_problems(self) -> None:
        """Put a panel with every problem of the content above the footer, or take it away."""
        panels, problems = self.query("#problems"), self.portfolio_app.problems
        text = "\n".join(str(problem) for problem in problems[:PROBLEMS_SHOWN])
        if len(problems) > PROBLEMS_SHOWN:
            text += f"\nand {len(problems) - PROBLEMS_SHOWN} more: `portfolio check` lists them all"
        if not problems:
            panels.remove()
        elif panels:
            panels.first(Static).update(text)
        else:
            panel = Static(text, id="problems", markup=False)
            panel.border_title = "The content has problems; these screens show it as it was"
            self.mount(panel, after=self.query_one(NavBar))

    # -- copying, help, live editing

    def copyable(self) -> tuple[str, str]:
        """Return what `y` copies, and what to call it."""
        return self.place().path, "link"

    def action_copy_place(self) -> None:
        """Copy the selected text, or else what `copyable` says."""
        self.portfolio_app.copy_from(self, *self.copyable())

    def content_changed(self) -> None:
        """Show the new content in the same place."""
        self.query_one(NavBar).shown = self.portfolio.rooms
        self.go(self.place())
