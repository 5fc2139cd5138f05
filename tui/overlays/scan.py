"""Addresses of the owner as codes that a phone scans, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.drawing.prose.runs import printable
from tui.drawing.scan_code import scan_code

if TYPE_CHECKING:
    from tui.visitor_app import VisitorApp

_FRAME, _TIGHT = (8, 6), (4, 2)
"""Cells that the panel takes around a code: with the line that says the address, and where that has no room."""


class ScanOverlay(ModalScreen[None]):
    """Shows the code of an address, and by the arrow keys those of the others. `addresses` go by their names."""

    CSS_PATH = "../styles/overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,Q", "turn(1)", "next", show=False, id="scan.next"),
        Binding("left", "turn(-1)", "the one before", show=False, id="scan.previous"),
        Binding("y", "copy", "copy", id="scan.copy", tooltip="Copy the address"),
        Binding("escape,q,enter", "app.back", "close", id="scan.close"),
    ]

    def __init__(self, addresses: dict[str, str], name: str = "") -> None:
        """Begin with the one of that name, or the first."""
        super().__init__()
        self._addresses = addresses
        self._at = name if name in addresses else next(iter(addresses))

    def compose(self) -> ComposeResult:
        """The code, and what it says."""
        with Vertical(id="panel"):
            yield Static(id="scan")
            yield Static(id="hint")

    def on_resize(self, event: Resize) -> None:
        """Draw it as large as fits."""
        self._show(event.size.width, event.size.height)

    def _show(self, width: int, height: int) -> None:
        address = self._addresses[self._at]
        code = scan_code(address, width - _FRAME[0], height - _FRAME[1])
        tight = None if code else scan_code(address, width - _TIGHT[0], height - _TIGHT[1])
        self.set_class(tight is not None, "-tight")
        code = code or tight
        self.set_class(code is None, "-small")
        lines = "\n".join("".join(run.text for run in row) for row in code.rows) if code else ""
        self.query_one("#scan", Static).update(Content(lines))
        self.query_one("#scan").display = bool(code)
        too_small = "" if code else "This window is too small for its code: "
        self.query_one("#hint", Static).update(Content(f"{too_small}{printable(address)}"))
        panel = self.query_one("#panel")
        panel.border_title = f"Scan: {self._at}"
        more = "← → others   " if len(self._addresses) > 1 else ""
        panel.border_subtitle = f"{more}y copy   esc close"

    def action_turn(self, step: int) -> None:
        """Show the next address, or the one before."""
        names = list(self._addresses)
        self._at = names[(names.index(self._at) + step) % len(names)]
        self._show(*self.size)

    def action_copy(self) -> None:
        """Copy the address."""
        cast("VisitorApp", self.app).copy(self._addresses[self._at].removeprefix("mailto:"), self._at)
