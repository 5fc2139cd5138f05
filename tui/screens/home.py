"""Home: a poster of who this is and how large the work is, and one line in which to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Grid, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus, Resize, ScreenResume, ScreenSuspend
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from content.site_map import LINKED, SCREENS
from tui.drawing.prose.runs import Run
from tui.screens.base import RoomScreen
from tui.widgets.ask_input import AskInput
from tui.widgets.card import Card
from tui.widgets.headline import Headline
from tui.widgets.line_input import ways_from
from tui.widgets.suggestion import Suggestion

if TYPE_CHECKING:
    from tui.widgets.portrait import PortraitView
    from tui.widgets.topology_poster import TopologyPoster

PICTURED, PICTURED_LARGE, ROOMY = Size(120, 36), Size(160, 48), 42
"""Windows that have room for a portrait beside the opening words, and for a large one; and lines from which the cards
keep their sentences beside it. The figures and the topology give nothing up for it."""
SUGGESTIONS = 3
FILES_NAMED = 3
_STEPS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


class Poster(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The body of Home. The arrow keys lead to the nearest thing in their direction that can be used."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"walk('{key}')", f"to what is {key}", show=False, id=f"home.{key}") for key in _STEPS),
        Binding("pageup", "page_up", "page up", show=False, id="home.page-up"),
        Binding("pagedown", "page_down", "page down", show=False, id="home.page-down"),
    ]

    def action_walk(self, key: str) -> None:
        """Go to the nearest widget in a direction, if there is one."""
        if self.screen.focused is not None and (near := _nearest(self.screen.focused, self.screen.focus_chain, key)):
            near.focus()


def _nearest(here: Widget, others: list[Widget], key: str) -> Widget | None:
    """Return the widget that lies in the direction of a key: the one that begins nearest to where `here` does."""
    right, down = _STEPS[key]
    start = here.region
    found: list[tuple[int, int, Widget]] = []
    for place, widget in enumerate(others):
        area = widget.region
        beyond = {
            "down": area.y >= start.bottom,
            "up": area.bottom <= start.y,
            "right": area.x >= start.right and area.y < start.bottom and area.bottom > start.y,
            "left": area.right <= start.x and area.y < start.bottom and area.bottom > start.y,
        }[key]
        if beyond:
            along = (area.y - start.bottom) * down if down > 0 else start.y - area.bottom if down else 0
            across = max(area.x - start.right, start.x - area.right, 0)
            found.append((along + across * (1 if right else 2), place, widget))
    return min(found)[2] if found else None


class HomeScreen(RoomScreen):
    """Who this is, three figures, the topology, the question, and the ways on."""

    NAME = "home"
    TITLE = SCREENS[NAME].title
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "greater_than_sign", "app.tour", "watch the tour", key_display=">", id="home.tour",
            tooltip="A tour that plays by itself; any key takes over",
        ),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._poster: TopologyPoster | None = None
        self._portrait: PortraitView | None = None
        self._make_room(self.app.size)

    def _make_room(self, size: Size) -> None:
        """Say in classes whether there is room for a portrait, where the owner has one."""
        has_one = self.portfolio.profile.portrait is not None
        for name, least in (("-pictured", PICTURED), ("-pictured-large", PICTURED_LARGE)):
            self.set_class(has_one and size.width >= least.width and size.height >= least.height, name)
        self.set_class(size.height < ROOMY, "-close")

    def on_resize(self, event: Resize) -> None:
        """Make room for a portrait, or take it back."""
        super().on_resize(event)
        self._make_room(event.size)
        self.call_once_drawn(self._show_portrait)

    def compose_body(self) -> ComposeResult:
        """The poster, the question, the rooms."""
        with Poster(id="home"):
            if self.portfolio.profile.portrait is None:
                yield from self._opening()
            else:
                with Horizontal(id="head"):
                    with Vertical(id="opening"):
                        yield from self._opening()
                    yield Container(id="picture")
            if self.portfolio.profile.figures or self.portfolio.topology.boxes:
                with Container(id="evidence", classes="" if self.portfolio.topology.boxes else "-alone"):
                    yield from self._evidence()
            with Container(id="ways"):
                with Container(id="asking"):
                    yield from self._asking()
                yield from self._latest()
            with Grid(id="cards"):
                sentences = self._sentences()
                for room in self.portfolio.rooms:
                    if room.name in sentences:
                        head = (Run(room.key, "key"), Run(f" {room.title}", "title"))
                        said = sentences[room.name] if sentences[room.name] != room.title else ""
                        yield Card(room.name, *head, sentence=said, id=f"card-{room.name}")

    def _opening(self) -> Iterator[Widget]:
        profile = self.portfolio.profile
        name = profile.name if profile.headline else ""
        if name or profile.availability:
            apart = " · " if name and profile.availability else ""
            yield Static(Content.assemble((name, "bold $strong"), apart, profile.availability), id="who")
        yield Headline(profile.opening or self.app.title, profile.endings)
        if profile.subheadline:
            yield Static(Content(profile.subheadline), id="subheadline")
        if self.portfolio_app.local and self.portfolio.unwritten:
            yield Static(Content(_still_to_write(self.portfolio.unwritten)), id="unwritten")

    def _evidence(self) -> ComposeResult:
        figures = self.portfolio.profile.figures
        if figures:
            with Grid(id="figures"):
                wide = max(cell_len(figure.value) for figure in figures)
                for number, figure in enumerate(figures):
                    head = Run(set_cell_size(figure.value, wide), "value")
                    yield Card(
                        figure.link, head, sentence=figure.words, aside=figure.basis,
                        id=f"figure-{number}", classes="figure",
                    )  # fmt: skip
        if self.portfolio.topology.boxes:
            yield Container(id="drawing")

    def _asking(self) -> Iterator[Widget]:
        profile = self.portfolio.profile
        if profile.assistant.title:
            yield Static(Content(profile.assistant.title), id="invitation")
        ways = ways_from(self.NAME, self.portfolio.rooms, has_tour=self.portfolio.has_tour)
        when_empty = "Type a question, or press ↓ for one of those below" if profile.suggested_questions else ""
        yield AskInput(self.portfolio_app.settings.question_limit, ways, when_empty=when_empty, id="question")
        for number, question in enumerate(profile.suggested_questions[:SUGGESTIONS]):
            yield Suggestion(Content(f"› {question}"), id=f"suggestion-{number}", classes="suggestion")

    def _latest(self) -> Iterator[Widget]:
        if self.portfolio.essays:
            essay = self.portfolio.essays[0]
            minutes = self.portfolio.by_path[essay.path].minutes
            head = (Run("Latest essay  ", "text"), Run(essay.title, "title"))
            yield Card(essay.path, *head, sentence=f"{essay.date:%b %Y} · {minutes} min. {essay.summary}", id="latest")

    def _sentences(self) -> dict[str, str]:
        """What each card says: the headings of the rooms, in the owner's words."""
        profile = self.portfolio.profile
        titles = {name: self.portfolio.heading(name).title for name in LINKED if self.portfolio.has(name)}
        if profile.what_i_do.title and "services" in titles:
            titles["services"] = f"{profile.what_i_do.title}. {titles['services']}."
        return titles | {"ask": profile.assistant.title or profile.assistant.text}

    def on_mount(self) -> None:
        """Begin in the question, if the app is not closed by now; the topology, which takes longest, follows."""
        for question in self.query(AskInput):
            question.focus(scroll_visible=False)
        self.watch(self.app, "app_focus", self._focus_changed, init=False)

    async def _show_portrait(self) -> None:
        """Show the owner's picture, where there is one and room for it: after the first frame, like the topology."""
        shown = self.portfolio.profile.portrait
        if shown is None or self._portrait is not None or not self.has_class("-pictured") or not self.is_current:
            return
        if not self.app.no_color:
            from tui.widgets.portrait import PortraitView

            for picture in self.query("#picture"):
                self._portrait = PortraitView(self.portfolio.root / shown.file, shown.text)
                await picture.mount(self._portrait)

    async def _show_topology(self) -> None:
        if self._poster is not None or not self.is_current:
            return  # it is there, or the visitor came for another room: then it waits for the way back
        from tui.widgets.topology_poster import TopologyPoster  # 50 ms with what draws it

        for picture in self.query("#drawing"):
            distant = not self.portfolio_app.local and self.app.animation_level != "none"
            self._poster = TopologyPoster(self.portfolio.topology, distant=distant)
            await picture.mount(self._poster)
        self._set_in_view(self.is_current and self.app.app_focus)

    # -- nothing moves out of view

    @on(ScreenSuspend)
    def _went_out_of_view(self) -> None:
        self._set_in_view(False)

    @on(ScreenResume)
    def _came_into_view(self) -> None:
        self._set_in_view(self.app.app_focus)
        self.call_once_drawn(self._show_topology)
        self.call_once_drawn(self._show_portrait)

    @on(DescendantFocus)
    def _somebody_is_there(self) -> None:
        if self._poster is not None:
            self._set_in_view(self.is_current)

    def _focus_changed(self, focused: bool) -> None:
        self._set_in_view(focused and self.is_current)

    def _set_in_view(self, in_view: bool) -> None:
        if self._poster is not None:
            self._poster.wake() if in_view else self._poster.rest()
        waits = self._poster is not None and self._poster.moving and not self.portfolio_app.local
        self._let_headline_move(in_view and not waits)

    def _let_headline_move(self, may: bool) -> None:
        for headline in self.query(Headline):
            headline.resume() if may else headline.pause()

    def on_topology_poster_rested(self) -> None:
        """A distant terminal is sent one thing that moves at a time: now it is the headline's turn."""
        self._let_headline_move(self.is_current and self.app.app_focus)

    def content_changed(self) -> None:
        """Compose the room anew."""
        self._poster = self._portrait = None
        self._make_room(self.app.size)
        self.refresh(recompose=True)
        self.call_once_drawn(self._show_topology)
        self.call_once_drawn(self._show_portrait)

    # -- what the widgets say

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        if event.value.strip():
            event.input.clear()
            self.portfolio_app.ask(event.value)

    @on(Button.Pressed, ".suggestion")
    def _ask_suggestion(self, event: Button.Pressed) -> None:
        number = int((event.button.id or "suggestion-0").rpartition("-")[2])
        self.portfolio_app.ask(self.portfolio.profile.suggested_questions[number])

    @on(Card.Opened)
    def _open_card(self, event: Card.Opened) -> None:
        path = event.card.path
        self.portfolio_app.action_show_screen(path) if path in SCREENS else self.portfolio_app.open_link(path)

    def on_topology_poster_opened(self, event: TopologyPoster.Opened) -> None:
        """Open the large topology, at the box that was chosen."""
        self.portfolio_app.open_link(f"topology/{event.slug}" if event.slug else "topology")


def _still_to_write(files: tuple[str, ...]) -> str:
    """Say to the owner, who alone sees it, which files hold a template's words."""
    more = f" and {len(files) - FILES_NAMED} more" if len(files) > FILES_NAMED else ""
    named = ", ".join(files[:FILES_NAMED])
    return f"Still to write: {named}{more}. Visitors see none of it; `portfolio check` names the lines."
