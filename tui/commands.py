"""What the command palette offers: every room, every document, every action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.types import IgnoreReturnCallbackType
from textual.widgets import Input

from content.loader import TOUR_FILE
from content.site_map import KINDS
from tui.search import fuzzy
from tui.themes import theme_command

if TYPE_CHECKING:
    from tui.visitor_app import VisitorApp


@dataclass(frozen=True)
class Offer:
    """A line of the palette."""

    name: str
    help: str
    run: IgnoreReturnCallbackType


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


class PortfolioCommands(Provider):
    """Rooms and actions are there before anything is typed; documents come with the first letters."""

    @property
    def _app(self) -> VisitorApp:
        return cast("VisitorApp", self.app)

    def _actions(self) -> Iterator[Offer]:
        app, here = self._app, self._app.screen_stack[0]
        for room in app.portfolio.rooms:
            yield Offer(room.title, f"Go to {room.title} ({room.key})", partial(app.action_show_screen, room.name))
        yield Offer("Search", "Search everything (/)", partial(app.run_action, "search"))
        yield Offer("Keys", "The keys of this screen (?)", partial(app.run_action, "help"))
        yield Offer("Jump", "A letter for everything that can be used (l)", partial(app.run_action, "jump"))
        yield Offer("Fit a job", "Hold a job advertisement against this portfolio", partial(app.run_action, "fit"))
        yield Offer("Copy link", "Copy a link to here (y)", partial(app.run_action, "copy_place", here))
        if (app.portfolio.root / TOUR_FILE).is_file():
            yield Offer("Tour", "A tour that plays by itself (>)", partial(app.run_action, "tour"))
        for theme in app.theme_names:
            words = f"Change the colours{self._key('ctrl+t')}"
            yield Offer(theme_command(theme), words, partial(app.use_theme, theme))
        yield Offer("Quit", f"Leave{self._key('ctrl+q')}", app.exit)

    def _key(self, key: str) -> str:
        return "" if self._app.is_in_a_page else f" ({key})"  # which browsers keep for themselves

    def _documents(self) -> Iterator[Offer]:
        for document in self._app.portfolio.documents:
            help_text = f"{KINDS[document.kind].listed} · {document.path}"
            yield Offer(document.title, help_text, partial(self._app.open_link, document.path))

    async def discover(self) -> Hits:
        """Offer the rooms and actions."""
        for command in self._actions():
            yield DiscoveryHit(Content(command.name), command.run, text=command.name, help=command.help)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        for command in (*self._actions(), *self._documents()):
            if hit := fuzzy.match(query, command.name):
                name = Content(command.name)
                for offset in hit.offsets:
                    name = name.stylize("$accent bold", offset, offset + 1)
                yield Hit(hit.score, name, command.run, text=command.name, help=command.help)
