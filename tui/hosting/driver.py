"""The Textual driver of a hosted session: draws to a sink; no thread, no pty, no signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol, TextIO

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size as CellSize

from tui.hosting.charset import encode
from tui.hosting.sink import Size
from tui.terminal.background import FOLLOW, FOLLOW_NO_MORE, QUERY
from tui.textual_internals import drivers
from tui.textual_internals.switch import is_patched

ENTER = (
    "\x1b[?1049h"  # alternate screen
    "\x1b[?1000h\x1b[?1002h\x1b[?1006h"  # mouse: buttons and drags (1003, every move, would be a flood), SGR form
    "\x1b[?25l"  # hide the cursor
    "\x1b[?1004h"  # focus in and out
    "\x1b[?2026$p"  # does the terminal show frames at once?
    "\x1b[?2004h"  # bracketed paste
    "\x1b[?7l" + FOLLOW  # no line wrap
)
LEAVE = (
    FOLLOW_NO_MORE + "\x1b[?2004l\x1b[?7h\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1004l"
    "\x1b[0m\x1b[?1049l\x1b[?25h"  # back to the normal screen, with its cursor
)


class TakesBytes(Protocol):
    """What takes the bytes for a terminal."""

    def write(self, data: bytes) -> None:
        """Take these."""


class SinkDriver(Driver):
    """Draws one visitor's app. `first_frame` is called once, when the first frame has been sent."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
        output: TakesBytes,
        utf8: bool = True,
        first_frame: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output = output
        self._utf8 = utf8
        self._first_frame = first_frame
        self._buffer: list[str] = []
        self._flush_due = False
        self._drawing = False

    def write(self, data: str) -> None:
        """Buffer output until the frame is complete; what is written outside of a frame goes out in the next turn."""
        self._buffer.append(data)
        if not self._flush_due:
            self._flush_due = True
            drivers.loop_of(self).call_soon(self.flush)

    def flush(self) -> None:
        """Send what is buffered in one piece."""
        self._flush_due = False
        if not self._buffer:
            return
        data = encode("".join(self._buffer), self._utf8)
        self._buffer.clear()
        self._output.write(data)
        if self._drawing and self._first_frame is not None and len(data) > len(ENTER + QUERY):
            first_frame, self._first_frame = self._first_frame, None
            first_frame()

    def start_application_mode(self) -> None:
        """Prepare the visitor's terminal and tell the app its size."""
        self.write(ENTER + QUERY if is_patched() else ENTER.removesuffix(FOLLOW))
        self.flush()
        self._drawing = True
        columns, rows = drivers.size_of(self) or (80, 24)
        self.resize(Size(columns, rows))

    def stop_application_mode(self) -> None:
        """Give the visitor their terminal back."""
        self._drawing = False
        self.write(LEAVE)
        self.flush()

    def disable_input(self) -> None:
        """Input is stopped by the session, before the driver."""

    def resize(self, size: Size) -> None:
        """Tell the app that the terminal has another size."""
        drivers.set_size(self, size)
        cells = CellSize(size.columns, size.rows)
        drivers.app_behind(self).post_message(events.Resize(cells, cells))

    def deliver(self, event: Any) -> None:
        """Hand one parsed input event to the app."""
        self.process_message(event)

    def send_message(self, message: Any) -> None:
        """Post to the app at once: everything runs on the app's own loop."""
        drivers.app_behind(self).post_message(message)

    def open_url(self, url: str, new_tab: bool = True) -> None:  # noqa: ARG002 -- Textual's signature
        """Copy the address to the visitor's clipboard; a browser would open on the server."""
        drivers.app_behind(self).copy_to_clipboard(url)
        drivers.app_behind(self).notify("The address is in your clipboard.", title="Link copied", markup=False)

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",  # noqa: ARG002 -- Textual's signature
        encoding: str | None = None,  # noqa: ARG002
        mime_type: str | None = None,  # noqa: ARG002
        name: str | None = None,
    ) -> None:
        """Refuse: the file would be written on the server."""
        binary.close()
        error = PermissionError(f"{save_path.name} is not written: this app runs on another machine")
        drivers.app_behind(self).post_message(events.DeliveryFailed(key=delivery_key, exception=error, name=name))
