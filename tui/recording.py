"""Records an app as asciinema plays it: what a terminal of that size is sent, and when."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.fingerprint import Code
from content.loader import TOUR_FILE
from tui.film import Screen, animated_svg, row_of
from tui.hosting.colour import truecolor_console
from tui.hosting.driver import SinkDriver
from tui.textual_internals import apps

if TYPE_CHECKING:
    from textual.app import App

_VERSION = 2
"""The form of the recording: https://docs.asciinema.org/manual/asciicast/v2/"""

_PLAYER = Code(("content/tour.py", "tui/guide.py", "tui/recording.py", "tui/film.py", "tui/themes.py"))
"""What plays a tour and draws it. What it shows of the screens is left out: a word on one of them makes no tour old."""
_LOOK, _LAST = 1.0, 3.0
"""Seconds between two screens of the SVG, and for how long its last one stays."""


@dataclass
class Recording:
    """What was drawn on a terminal of that size, each piece with its second."""

    columns: int
    rows: int
    drawn: list[tuple[float, str]] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    _began: float | None = None

    def write(self, data: bytes) -> None:
        """Take what the terminal is sent now."""
        self.drawn.append((self._second(), data.decode("utf-8")))

    def look(self, app: App[Any]) -> None:
        """Take what stands on the screen now, where it has changed."""
        rows = tuple(row_of(strip) for strip in apps.rows_shown(app))
        if len(rows) == self.rows and (not self.screens or self.screens[-1].rows != rows):
            self.screens.append(Screen(self._second(), rows))

    def _second(self) -> float:
        now = time.monotonic()
        self._began = self._began if self._began is not None else now
        return round(now - self._began, 3)

    def cast(self, title: str) -> str:
        """Return it as the text of a file that asciinema and its players read."""
        head = {"version": _VERSION, "width": self.columns, "height": self.rows, "title": title}
        lines = [head, *([seconds, "o", text] for seconds, text in self.drawn)]
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    def svg(self, title: str, made_with: str = "") -> str:
        """Return it as an SVG that moves by itself, and holds the fingerprint of what it was made with."""
        first = self.screens[0].second
        screens = [replace(screen, second=screen.second - first) for screen in self.screens]
        return animated_svg(screens, self.columns, screens[-1].second + _LAST, title, made_with)


def fingerprint_of_tour(root: Path) -> str:
    """Return what tells whether a recording of a pack's tour is older than the tour: its steps, and what plays it."""
    steps = hashlib.sha256((root / TOUR_FILE).read_bytes()).hexdigest()
    return hashlib.sha256(f"{steps} {_PLAYER.digest()}".encode()).hexdigest()


def record(app: App[Any], columns: int, rows: int) -> Recording:
    """Run an app on a terminal that is not there until it ends by itself, and return what was drawn.

    Raises what ended the app otherwise.
    """
    recording = Recording(columns, rows)
    asyncio.run(_record(app, recording))
    return recording


async def _record(app: App[Any], recording: Recording) -> None:
    faults: list[BaseException] = []
    apps.set_colour(app, truecolor_console(), None, no_color=False)
    apps.guard_crashes(app, faults.append)
    app.driver_class = partial(SinkDriver, output=recording)  # type: ignore[assignment]
    app.animation_level = "full"
    looking = asyncio.create_task(_look(app, recording))
    try:
        await apps.run_app(app, (recording.columns, recording.rows))
    finally:
        looking.cancel()
    if faults:
        raise faults[0]


async def _look(app: App[Any], recording: Recording) -> None:
    while True:
        await asyncio.sleep(_LOOK)
        if app.is_running and app.screen_stack:
            recording.look(app)
