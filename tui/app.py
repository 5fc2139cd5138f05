"""The app of one visitor: the eight rooms, and the ways between them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from inspect import isawaitable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen

from content.links import Link
from content.loader import Portfolio
from content.problems import Problem
from content.site_map import SITE
from engine.settings import Settings
from tui.answers.conversation import Answers
from tui.fitting import is_advert
from tui.guided_app import GuidedApp
from tui.navigation import History, Place, parse_place
from tui.rooms import ROOM_CLASSES, import_rooms, opener, widgets_with_styles
from tui.screens.base import RoomScreen
from tui.terminal.layouts import by_place
from tui.textual_internals.apps import opened_screens
from tui.textual_internals.stylesheets import learn_styles_of
from tui.type_ahead import TypeAhead
from tui.visitor_app import Around

if TYPE_CHECKING:
    from tui.overlays.jump import JumpTarget
    from tui.overlays.search import SearchChoice
    from tui.screens.contact import ContactScreen

_STYLES: list[str | PurePath] = [
    f"styles/{name}.tcss"
    for name in ("frame", "home", "library", "topology", "pipeline", "stages", "ask", "contact", "overlays")
]  # fmt: skip
_SENT = "\n"
"""Ends a paste that is a whole line, typed beside the terminal and sent, as on a phone. What terminals paste by
themselves has carriage returns for the ends of its lines."""
_SETTLED = 2.0
"""Seconds after the first frame from which other work may begin."""
NOTICE_SECONDS = 15
"""How long a visitor sees what is kept of the visit."""


def _commands() -> type[Provider]:
    from tui.commands import PortfolioCommands  # 25 ms with the pages that it names: not before the first frame

    return PortfolioCommands


def _look_for_garbage() -> None:
    """Begin to look for garbage, and not among what start-up made: that stays."""
    gc.freeze()
    gc.enable()


class PortfolioApp(GuidedApp):
    """The rooms, with the ways between them, and what lies over them.

    `start` is a link (or its text, or the bare name of a room) to open first. `opened` hears of every place that is
    opened. `settled`, where it is set, is called once the visitor has had the first frame for a moment.
    """

    TITLE = "portfolio"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = _STYLES[:2]
    """Those of Home, for which the first frame waits. Behind a door they are all there, parsed once for all visitors:
    a room that brings its own when it opens has Textual style everything anew."""
    SCREENS: ClassVar[dict[str, Callable[[], Screen[Any]]]] = {
        name: opener(spec) for name, spec in ROOM_CLASSES.items()
    }
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {name: name for name in ROOM_CLASSES}
    DEFAULT_MODE = "home"
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMAND_PALETTE_DISPLAY = "^p"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(room.key, f"show_screen('{room.name}')", room.title, show=False, id=f"app.{room.name}")
            for room in SITE
        ),
        Binding("slash", "search", "search", key_display="/", id="app.search"),
        Binding("question_mark", "help", "help", key_display="?", id="app.help"),
        Binding("l", "jump", "jump", id="app.jump", tooltip="Jump: a letter for everything that can be used"),
        Binding(
            "colon",
            "command_line",
            "command",
            key_display=":",
            show=False,
            id="app.command",
            tooltip="A command, such as :break, :load, :trace or :open",
        ),
        Binding(
            "greater_than_sign",
            "tour",
            "tour",
            key_display=">",
            show=False,
            id="app.tour",
            tooltip="A tour that plays by itself; any key takes over",
        ),
        Binding("ctrl+t", "toggle_theme", "theme", show=False, id="app.theme", tooltip="Change to the next theme"),
        Binding("Q", "scan", "scan", show=False, id="app.scan", tooltip="An address as a code that a phone scans"),
        Binding("q", "leave", "leave", show=False, id="app.leave", tooltip="Leave the document, or the room"),
        Binding("ctrl+z", "suspend", "suspend", show=False, priority=True, id="app.suspend"),
        Binding("ctrl+q", "quit", "quit", key_display="^q", priority=True, id="app.quit"),
        Binding("ctrl+c", "interrupt", "stop", show=False, id="app.interrupt",
                tooltip="Copy what is selected, or stop the answer; twice: leave"),
    ]  # fmt: skip

    def __init__(
        self,
        portfolio: Portfolio,
        settings: Settings,
        assistant: Answers | None = None,
        *,
        start: Link | str | None = None,
        watch: bool = False,
        local: bool = True,
        opened: Callable[[str], None] | None = None,
        around: Around | None = None,
        **options: Any,
    ) -> None:
        styles = self.CSS_PATH if local else _STYLES
        super().__init__(portfolio, settings, assistant, local=local, around=around, css_path=styles, **options)
        if not local:
            learn_styles_of(widgets_with_styles(), self.stylesheet)
        self.watching = watch
        self.visits = History()
        self.settled: Callable[[], None] | None = None
        self._start = start
        self._asked_for = ""
        self._has_begun, self._opened = False, opened
        self.typed = TypeAhead(self, self._is_ready, self._lead)

    def on_mount(self) -> None:
        """Open what the visitor came for, and begin to watch the content where that is wanted."""
        if not gc.isenabled():
            self.call_after_refresh(_look_for_garbage)
        if self._opened is not None:
            from engine.keep.visits import notice  # SQLite, which only the doors need

            self._opened(self.DEFAULT_MODE)
            self.notify(notice(self.settings), timeout=NOTICE_SECONDS, markup=False)
        if self._around is not None:
            self._around.listen(self._hear)
        if self._start is None:
            self.show_place(self.DEFAULT_MODE)
        self.call_after_refresh(self._begin)
        self.play_tour_at_once()
        self.look_for_others()
        if self.settled is not None:
            self.set_timer(_SETTLED, self._make_ready)
            self.set_timer(_SETTLED, self.settled)
        if self.watching:
            from tui.live import INTERVAL, PackWatch

            self._pack = PackWatch(self.portfolio.root)
            self.set_interval(INTERVAL, self._look_at_pack)

    def _begin(self) -> None:
        """Open what the visitor came for; what was typed meanwhile goes there."""
        if self._start is not None:
            self.open_link(self._start)
        self._has_begun = True

    def _is_ready(self) -> bool:
        return self._has_begun and bool(self.screen_stack) and self.room.is_ready

    @property
    def is_settled(self) -> bool:
        """Whether all that was typed has done what it does."""
        return self.typed.is_settled

    def _make_ready(self) -> None:
        """Import the rooms and parse their styles while the visitor reads, so that no key waits for that."""
        self.run_worker(self._import_rooms, group="rooms", thread=True, exit_on_error=False)

    def _import_rooms(self) -> None:
        import_rooms()
        self.call_from_thread(self._read_styles)

    def _read_styles(self) -> None:
        for name in _STYLES:
            path = Path(__file__).with_name("styles") / PurePath(name).name
            if not self.stylesheet.has_source(str(path)):
                self.stylesheet.read(path)
        learn_styles_of(widgets_with_styles(), self.stylesheet)
        self.stylesheet.parse()
        gc.freeze()  # all that was imported stays: to look through it took 50 ms of opening a room

    def on_unmount(self) -> None:
        """Stop what is loaded and answered, however the app ends: whoever leaves waits for nothing."""
        self.conversation.leave()
        self.typed.close()

    # -- ways

    def go(self, place: Place, *, remember: bool = True) -> None:
        """Go to a place; what lies over the room is closed. With `remember`, Esc comes back."""
        self.uncover()
        if remember:
            self.visits.leave(self.room.where)
        where = f"{place.screen}/{place.slug}" if place.slug else place.screen
        if self._opened is not None:
            self._opened(where)
        self.show_place(place.path)
        room = cast("RoomScreen", self.get_screen(place.screen))
        if room is not self.room:
            self.switch_mode(place.screen)
        room.go(place)
        if place.state is not None and place.state.drill:
            self.call_later(self.open_drill, place.state.drill)

    def _hear(self, place: str) -> None:
        """Go to a place that is asked for around the terminal: of many at once, to the last."""
        waits, self._asked_for = self._asked_for, place
        if not waits:
            self.call_later(self._go_as_asked)

    def _go_as_asked(self) -> None:
        place, self._asked_for = self._asked_for, ""
        self.open_link(place)

    def action_show_screen(self, name: str) -> None:
        """Go to a room where the visitor left it; from inside it, to its list."""
        room = cast("RoomScreen", self.get_screen(name))
        if room is not self.room or room.where.slug or len(self.screen_stack) > 1:
            self.go(room.where if room is not self.room else Place(name))
        room.come_by_key()

    def _lead(self, key: str) -> Callable[[], None] | None:
        """Go to the room of a key, and return the way back from there; None where it leads to none."""
        name = next((room.name for room in self.portfolio.rooms if room.key == key), self.room.NAME)
        if name == self.room.NAME or len(self.screen_stack) > 1:
            return None
        place, places = self.room.where, [*self.visits.places]

        def way_back() -> None:
            self.visits.places[:] = places
            self.go(place, remember=False)

        self.action_show_screen(name)
        return way_back

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc says nothing where there is nothing to go back to; a room without content has no key."""
        if action == "back":
            return bool(self.visits.places) or len(self.screen_stack) > 1
        if action == "show_screen":
            return self.portfolio.has(str(parameters[0]))
        return super().check_action(action, parameters)

    async def action_back(self) -> None:
        """Go back to where the visitor was, line for line."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
            return
        place = self.visits.back()
        if place is not None:
            self.go(place, remember=False)

    async def action_leave(self) -> None:
        """Leave the document or the room for where the visitor was before, or else for Home."""
        if self.check_action("back", ()):
            await self.action_back()
        elif self.room.NAME != self.DEFAULT_MODE or self.room.where.slug:
            self.go(Place(self.DEFAULT_MODE), remember=False)
        else:
            self.notify("ctrl+q leaves the portfolio.", timeout=3)

    # -- everywhere

    def action_search(self) -> None:
        """Search everything."""
        from tui.overlays.search import SearchOverlay

        def chosen(choice: SearchChoice | None) -> None:
            place = parse_place(choice.path) if choice else None
            if choice and place:
                self.go(replace(place, words=choice.words))

        self.lay_over(SearchOverlay(), chosen)

    def action_help(self) -> None:
        """Show the keys of the room."""
        from tui.overlays.help import HelpOverlay

        self.lay_over(HelpOverlay(self.screen))

    def action_command_palette(self) -> None:
        """Open the palette, in place of whatever lies over the room."""
        self.uncover()
        from tui.commands import Palette

        self.push_screen(Palette(id="--command-palette"))

    def action_jump(self) -> None:
        """Put a letter on everything that can be used."""
        from tui.overlays.jump import JumpOverlay, targets_of

        async def chosen(target: JumpTarget | None) -> None:
            used = target.use() if target else None
            if isawaitable(used):
                await used

        self.lay_over(JumpOverlay(targets_of(self.screen)), chosen)

    def action_fit(self) -> None:
        """Hold an advertisement against the portfolio: the last one, or one that is pasted then."""
        self._open_fit(self.advert)

    def _open_fit(self, advert: str) -> None:
        from tui.overlays.fit import FitOverlay

        self.lay_over(FitOverlay(advert))

    def action_resume(self) -> None:
        """Show the résumé over what is there."""
        from tui.overlays.resume import ResumeOverlay

        self.lay_over(ResumeOverlay())

    def ask(self, question: str, **options: Any) -> None:
        """Ask a question and go to the Ask room."""
        self.conversation.ask(question, **options)
        if self.room.NAME != "ask":
            self.go(Place("ask"))

    def write_message(self, text: str) -> None:
        """Go to the form for messages, with `text` in it."""
        self.go(Place("contact"))
        cast("ContactScreen", self.room).begin(text)

    async def on_event(self, event: events.Event) -> None:
        """Hand on what is typed once what was typed before is done.

        A line that was typed beside the terminal is taken as if it had been typed where it belongs, an advertisement
        that is pasted instead of a question for what it is, and a letter of another keyboard that no field takes as the
        key that lies there.
        """
        is_typed = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if is_typed and not self.typed.hands_on(event) and (self.gives_way(event) or self.typed.keeps(event)):
            return
        if isinstance(event, events.Key) and not event.is_forwarded and not self.typed.is_text(event):
            event = by_place(event)
        if isinstance(event, events.Paste) and is_advert(event.text, self.screen):
            self._open_fit(event.text)
        elif isinstance(event, events.Paste) and event.text.endswith(_SENT):
            line = event.text.removesuffix(_SENT)
            from textual.widgets import Input, TextArea

            if self.takes_line(line):
                return
            if isinstance(self.focused, Input | TextArea):
                await super().on_event(events.Paste(line))
                await super().on_event(events.Key("enter", "\r"))
            elif line.strip():
                self.ask(line)
        else:
            await super().on_event(event)

    # -- live editing

    def reload(self, content: Portfolio | Sequence[Problem]) -> None:
        """Take new content, in the same place; or show what is wrong with it, and go on with the old."""
        if isinstance(content, Portfolio):
            self.portfolio = content
            self.problems = ()
            for screen in opened_screens(self):
                if isinstance(screen, RoomScreen) and screen.is_mounted:
                    screen.content_changed()
        else:
            self.problems = tuple(content)
        self.room.show_problems()

    def _look_at_pack(self) -> None:
        if self._pack.changed():
            self.run_worker(self._reload_pack, group="reload", thread=True, exclusive=True, exit_on_error=False)

    def _reload_pack(self) -> None:
        from tui.live import reloaded

        self.call_from_thread(self.reload, reloaded(self.portfolio.root))

    # -- the end

    def exit(self, *arguments: Any, **options: Any) -> None:
        """End the app: first of all what is computed for it, which wants the cores."""
        self.conversation.leave()
        self.keep_drafts()
        super().exit(*arguments, **options)
