"""What the command palette offers: every room, every document, every action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen
from textual.theme import Theme
from textual.types import IgnoreReturnCallbackType
from textual.widgets import Input

from content.site_map import KINDS
from tui.search import fuzzy
from tui.themes import theme_command

if TYPE_CHECKING:
    from tui.visitor_app import VisitorApp


_LISTED = frozenset((
    "show_screen", "search", "help", "jump", "fit", "resume", "tour", "drill", "scan", "copy_place", "toggle_theme",
    "quit", "command_palette", "focus_next", "focus_previous",
))  # fmt: skip
"""Actions of keys that have a line of their own, or lead nowhere from the palette."""
_FEWEST, _TOLD = 2, 0.01
"""Letters that are also looked for in what is said of a line, and what that counts: less than any name."""


@dataclass(frozen=True)
class Offer:
    """A line of the palette, which words that it is `told` of find, too."""

    name: str
    help: str
    run: IgnoreReturnCallbackType
    told: str = ""


class Palette(CommandPalette):
    """Textual's palette, with a limit on what is typed into it."""

    CSS_PATH = "styles/overlays.tcss"

    def on_mount(self) -> None:
        """Say what can be typed."""
        self.query_one("#--container").border_title = "Commands"
        words = self.query_one(Input)
        words.max_length = fuzzy.QUERY_LIMIT
        words.cursor_blink = False
        words.placeholder = "A room, a document or an action"
        self.app.theme_changed_signal.subscribe(self, self._follow_theme)

    def _follow_theme(self, _: Theme) -> None:
        """Take the colours that are looked at: Textual styles the room behind anew, and not its palette."""
        self.app.stylesheet.update(self)
        self.refresh(layout=True)


class PortfolioCommands(Provider):
    """Rooms and actions are there before anything is typed; documents come with the first letters."""

    @property
    def _app(self) -> VisitorApp:
        return cast("VisitorApp", self.app)

    def _actions(self) -> Iterator[Offer]:
        app, here = self._app, self._app.screen_stack[0]
        for room in app.portfolio.rooms:
            yield Offer(room.title, f"Go to {room.title} ({room.key})", partial(app.action_show_screen, room.name),
                        told=room.purpose)  # fmt: skip
        yield Offer("Search", "Search everything (/)", partial(app.run_action, "search"))
        yield Offer("Help", "The keys of this screen (?)", partial(app.run_action, "help"))
        yield Offer("Jump", "A letter for everything that can be used (l)", partial(app.run_action, "jump"))
        yield Offer("Fit a job", "Hold a job advertisement against this portfolio", partial(app.run_action, "fit"))
        yield Offer(
            "Résumé",
            "All of this on a page or two (R among the answers of Contact)",
            partial(app.run_action, "resume"),
            told="CV, PDF",
        )
        yield Offer("Copy link", "Copy a link to here (y)", partial(app.run_action, "copy_place", here))
        if app.portfolio.profile.contact.links:
            yield Offer("Scan code", "An address as a code that a phone scans (Q)", partial(app.run_action, "scan"))
        if app.portfolio.topology.drill is not None:
            yield Offer("Drill", "Practise on an incident of the topology (D)", partial(app.run_action, "drill"))
        if app.portfolio.has_tour:
            yield Offer("Tour", "Watch the tour, which plays by itself (>)", partial(app.run_action, "tour"))
        for theme in app.theme_names:
            words = f"Change the colours{self._key('ctrl+t')}"
            yield Offer(theme_command(theme), words, partial(app.use_theme, theme))
        yield Offer("Quit", f"Leave{self._key('ctrl+q')}", app.exit)
        yield from self._keys(here)

    def _key(self, key: str) -> str:
        return "" if self._app.is_in_a_page else f" ({key})"  # which browsers keep for themselves

    def _keys(self, room: Screen[object]) -> Iterator[Offer]:
        """What else the keys of the room and of the app do now."""
        offered: set[str] = set()
        for item in room.active_bindings.values():
            binding, ours = item.binding, item.node in (room, self._app) or item.binding.tooltip
            name, _, _ = binding.action.removeprefix("app.").removeprefix("screen.").partition("(")
            does = f"{binding.action} {binding.description}"
            if binding.id and ours and item.enabled and name not in _LISTED and does not in offered:
                offered.add(does)
                words = binding.description[:1].upper() + binding.description[1:]
                words = f"{words} · {binding.tooltip}" if binding.tooltip else words
                key = f"A key of this screen ({self._app.get_key_display(binding)})"
                yield Offer(words, key, partial(self._app.run_action, binding.action, item.node))

    def _documents(self) -> Iterator[Offer]:
        for document in self._app.portfolio.documents:
            help_text = f"{KINDS[document.kind].listed} · {document.path}"
            yield Offer(document.title, help_text, partial(self._app.open_link, document.path))

    async def discover(self) -> Hits:
        """Offer the rooms and actions."""
        for command in self._actions():
            yield DiscoveryHit(Content(command.name), command.run, text=command.name, help=command.help)

    async def search(self, query: str) -> Hits:
        """Offer what matches; where nothing does, to ask the assistant."""
        found = False
        for command in (*self._actions(), *self._documents()):
            hit = fuzzy.match(query, command.name)
            told = len(query) >= _FEWEST and query.lower() in f"{command.help} {command.told}".lower()
            if hit is None and not told:
                continue
            name = Content(command.name)
            for offset in hit.offsets if hit else ():
                name = name.stylize("$accent bold", offset, offset + 1)
            found = True
            yield Hit(hit.score if hit else _TOLD, name, command.run, text=command.name, help=command.help)
        if not found:
            ask, why = f"Ask: {query}", "Nothing here is called so. The assistant may know"
            yield Hit(1.0, Content(ask), partial(self._app.ask, query), text=ask, help=why)
