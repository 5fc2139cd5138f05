"""What the first visit to each room costs, measured on this machine: `python -m benchmarks.rooms` (one minute).

Runs the app in this process on the driver of the doors, so that what is counted is the app's and no client's. A room is
opened by its key, one after another, each for the first time. Counted are the processor time of the process, from the
key until nothing is left to do, and the milliseconds from the key until the screen is as it stays.

`local` is a visitor at the terminal of a process of their own, who has read Home for a while; `hosted` is a visitor of
a process that has had others, as behind a door. `smallest` is the least that Textual takes for it: a screen with a
header, a text and a footer. Nothing moves by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.screen import Screen as TextualScreen
from textual.widgets import Footer, Header, Static

from benchmarks.minimal_app import MinimalApp
from tui.hosting.driver import SinkDriver
from tui.hosting.output import Output
from tui.hosting.sink import Size
from tui.textual_internals import apps
from tui.textual_internals.changes import changed_textual

SIZES = (Size(80, 24), Size(120, 36), Size(200, 50))
WAYS = ("local", "at once", "hosted", "smallest")
READS_SECONDS = 4.0
"""How long the local visitor reads Home before the first key."""
QUIET_SECONDS = 0.3
"""The screen is as it stays, once nothing was drawn for so long."""
_PIECE = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[[0-9;?<>=$]*[a-zA-Z]|\x1b\].*?(?:\x1b\\|\x07)|([^\x1b]+)", re.DOTALL)


class MinimalRoom(TextualScreen[None]):
    """Three widgets."""

    def compose(self) -> ComposeResult:
        """Make the three."""
        yield Header()
        yield Static("The second screen is here.")
        yield Footer()


class MinimalRooms(MinimalApp):
    """The smallest app, with a second screen."""

    def on_key(self) -> None:
        """Open it."""
        self.push_screen(MinimalRoom())


class Screen:
    """What a terminal shows: as much of one as Textual's output takes."""

    def __init__(self, size: Size) -> None:
        self._blank = size.rows, size.columns
        self.cells = [[" "] * size.columns for _ in range(size.rows)]
        self._at = 0, 0

    def draw(self, data: str) -> None:
        """Put what is written where it belongs."""
        y, x = self._at
        for row, column, text in _PIECE.findall(data):
            if row:
                y, x = int(row) - 1, int(column) - 1
            for character in text:
                if character == "\n":
                    y, x = y + 1, 0
                elif 0 <= y < self._blank[0] and 0 <= x < self._blank[1]:
                    self.cells[y][x] = character
                    x += cell_len(character)
        self._at = y, x

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join("".join(line).rstrip() for line in self.cells)


class Recorder:
    """A sink that keeps what is written, and when."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.screen = Screen(size)
        self.written: list[tuple[float, bytes]] = []

    def write(self, data: bytes) -> None:
        """Keep it."""
        self.written.append((time.perf_counter(), data))

    def backlog(self) -> int:
        """Everything is taken at once."""
        return 0

    def pause(self, paused: bool) -> None:
        """Nothing is typed."""

    def close(self, status: int = 0) -> None:
        """Nothing is held."""

    def abort(self) -> None:
        """Nothing is held."""

    def drawn(self) -> list[tuple[float, str]]:
        """Return the screens since the last call, each with its time: those on which something is another text.

        What changes no text, such as the shape of the pointer, is no picture.
        """
        found: list[tuple[float, str]] = []
        before = self.screen.text
        for at, data in self.written:
            self.screen.draw(data.decode())
            if (text := self.screen.text) != before:
                found.append((at, text))
                before = text
        self.written.clear()
        return found


@dataclass(frozen=True)
class Opened:
    """A room that was opened: processor seconds, seconds to the full frame, and how many screens were drawn."""

    room: str
    processor: float
    seconds: float
    frames: int


async def quiet(recorder: Recorder) -> None:
    """Wait until something was drawn, and then nothing for a while."""
    count = -1
    while count != len(recorder.written) or not count:
        count = len(recorder.written)
        await asyncio.sleep(QUIET_SECONDS)


class Visit:
    """An app on a recorder."""

    def __init__(self, app: App[Any], size: Size) -> None:
        self.app, self.recorder = app, Recorder(size)
        nothing: Callable[[], None] = lambda: None  # noqa: E731 -- three callbacks that have nothing to do
        output = Output(self.recorder, 10**9, 30.0, pause=nothing, resume=nothing, stalled=nothing)
        app.driver_class = partial(SinkDriver, output=output)  # type: ignore[assignment]
        app.animation_level = "none"
        self.running = apps.start_app(app, size)

    async def begin(self, seconds: float) -> None:
        """Have the first frame, and read it for a while."""
        await quiet(self.recorder)
        await asyncio.sleep(max(0.0, seconds - QUIET_SECONDS))
        self.recorder.drawn()

    async def open(self, room: str, key: str) -> Opened:
        """Press the key of a room."""
        from textual.events import Key

        driver = apps.driver_of(self.app)
        assert driver is not None
        processor, began = time.process_time(), time.perf_counter()
        driver.send_message(Key(key, key))
        await quiet(self.recorder)
        processor = time.process_time() - processor
        drawn = self.recorder.drawn()
        return Opened(room, processor, drawn[-1][0] - began, len(drawn))

    async def leave(self) -> None:
        """Quit."""
        apps.stop_app(self.app)
        await self.running


async def visit_rooms(way: str, size: Size) -> list[Opened]:
    """Open every room once."""
    if way == "smallest":
        visit = Visit(MinimalRooms(), size)
        await visit.begin(0)
        found = [await visit.open("smallest", "s")]
        await visit.leave()
        return found
    from content.loader import load_portfolio
    from content.site_map import SITE
    from engine.settings import load_settings
    from tui.app import PortfolioApp
    from tui.rooms import import_rooms

    settings = load_settings()
    portfolio = load_portfolio(settings.content)
    rooms = [(room.name, room.key) for room in SITE if room.name != "home"]
    hosted = way == "hosted"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        from dataclasses import replace

        own = replace(settings, data_dir=Path(folder), model="none")
        stack.enter_context(changed_textual())
        if hosted:
            from tui.hosting.operations.memory import warm_up

            import_rooms()
            await warm_up(PortfolioApp(portfolio, own, local=False))
        for last in (False, False, True) if hosted else (True,):
            app = PortfolioApp(portfolio, own, local=not hosted)
            if not hosted:  # as the command has it: what the app makes ready itself comes before
                gc.set_threshold(50_000)
                gc.disable()
                app.settled = lambda: None
            visit = Visit(app, size)
            await visit.begin(READS_SECONDS if way == "local" else 0.0)
            found = [await visit.open(*room) for room in rooms]
            await visit.leave()
            if last:
                return found
    raise AssertionError


def measured(way: str, size: Size) -> list[Opened]:
    """Return what a process of its own measures."""
    command = [sys.executable, "-m", "benchmarks.rooms", "--way", way, "--size", f"{size.columns}x{size.rows}"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [Opened(**each) for each in json.loads(out)]


def main() -> None:
    """Print a table; with a way and a size, the figures of that one as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--size")
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    if given.way and given.size:
        size = Size(*map(int, given.size.split("x")))
        print(json.dumps([vars(each) for each in asyncio.run(visit_rooms(given.way, size))]))
        return
    for way in [given.way] if given.way else WAYS:
        for size in SIZES:
            turns = [measured(way, size) for _ in range(given.turns)]
            for each in zip(*turns, strict=True):
                print(f"{way:<9} {size.columns:>3}x{size.rows} {each[0].room:<10}"
                      f"{1000 * median(one.processor for one in each):>8.1f} ms of processor time"
                      f"{1000 * median(one.seconds for one in each):>8.1f} ms to the full frame"
                      f"{max(one.frames for one in each):>4} screens", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
