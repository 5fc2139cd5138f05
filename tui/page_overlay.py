"""One page over the screen, to read and to follow links from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from content.site_map import SITE
from tui.widgets.reader import Reader

if TYPE_CHECKING:
    from tui.visitor_app import VisitorApp


class LeadsOn(ModalScreen[None]):
    """What lies over a room, and lets the number keys lead on to the others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(room.key, f"app.show_screen('{room.name}')", room.title, show=False, id=f"page.{room.name}")
        for room in SITE
    ]


class PageOverlay(LeadsOn):
    """A frame with a reader in it, whose links lead where they say, as do the number keys."""

    CSS_PATH = "../styles/overlays.tcss"  # from the folder of the overlay that it becomes

    @property
    def portfolio_app(self) -> VisitorApp:
        """The app of this visitor."""
        return cast("VisitorApp", self.app)

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(id="panel"):
            yield Reader(id="reader")

    @on(Reader.LinkOpened)
    def _open(self, event: Reader.LinkOpened) -> None:
        event.stop()
        self.portfolio_app.open_href(event.href)
