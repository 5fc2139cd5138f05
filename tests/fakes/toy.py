"""A small app and a few commands for the doors to host: they say what they are told, and fail in every way there is."""

from __future__ import annotations

import asyncio
import io
import sys
import time
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.hosting.host import Visitor
from tui.hosting.stdio_router import Streams
from tui.hosting.terminal import Terminal
from tui.terminal.background import BackgroundTold


class Toy(App[None]):
    """Says what it is told, and fails in every way that a binding is for."""

    CSS = "Static { height: auto } #styled { color: #f08020; background: #102030 }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [
        Binding("f2", "crash", priority=True),
        Binding("f3", "leave_the_process", priority=True),
        Binding("f4", "hang", priority=True),
        Binding("f5", "print", priority=True),
        Binding("f6", "worker_exits", priority=True),
        Binding("f7", "paint", priority=True),
        Binding("f8", "browse", priority=True),
        Binding("f9", "save", priority=True),
        Binding("escape", "say_escaped"),
        Binding("ctrl+q", "quit", priority=True),
    ]

    def __init__(self, visitor: Visitor, start: str | None) -> None:
        super().__init__()
        self.visitor, self.start = visitor, start
        self.painted = 0

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(f"welcome {self.start or 'home'}", id="styled", markup=False)
            yield Static("", id="said", markup=False)
            yield Input(max_length=200)

    def on_mount(self) -> None:
        self.say(f"size {self.size.width}x{self.size.height}")

    def on_resize(self, event: events.Resize) -> None:
        self.say(f"size {event.size.width}x{event.size.height}")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.say(f"typed {event.value}")

    def on_paste(self, event: Any) -> None:
        self.say(f"pasted {len(event.text)}")

    def on_background_told(self, message: BackgroundTold) -> None:
        self.say(f"light {message.light}")

    def say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    def action_crash(self) -> None:
        secret = "what the visitor typed"  # noqa: F841 -- must not be logged
        raise LookupError("a handler failed")

    def action_leave_the_process(self) -> None:
        sys.exit(3)

    async def action_hang(self) -> None:
        await asyncio.sleep(3600)

    def action_print(self) -> None:
        print(f"printed by {self.visitor.user}")

    def action_worker_exits(self) -> None:
        async def work() -> None:
            await asyncio.sleep(0)
            sys.exit(4)

        self.run_worker(work())

    def action_paint(self) -> None:
        self.painted += 1
        lines = [f"{self.painted}{row:02}".ljust(self.size.width, "x") for row in range(12)]
        self.query_one("#styled", Static).update("\n".join(lines))

    def action_say_escaped(self) -> None:
        self.say("escaped")

    def action_browse(self) -> None:
        self.open_url("https://example.org/a")

    def action_save(self) -> None:
        self.deliver_text(io.StringIO("text"), save_filename="delivered.txt")


class Commands:
    """Runs a few commands that show how their streams behave."""

    def place(self, line: str) -> str | None:
        return line if line.startswith("essays/") else None

    def __call__(self, arguments: list[str], streams: Streams, terminal: Terminal, visitor: Visitor) -> int:
        match arguments:
            case ["help", *_]:
                print("this is the help")
                return 0
            case ["echo", *words]:
                print(*words)
                print("talk", file=sys.stderr)
                return 0
            case ["cat"]:
                print(sys.stdin.read(), end="")
                return 0
            case ["fail", code]:
                return int(code)
            case ["raise"]:
                raise LookupError("a command failed")
            case ["exit"]:
                sys.exit(5)
            case ["flood", count]:
                for _ in range(int(count)):
                    print("y" * 1023)
                return 0
            case ["who"]:
                print(visitor.user, sys.stdout.isatty(), terminal.size.columns)
                return 0
            case ["forever"]:
                while True:
                    print("tick")
                    time.sleep(0.01)
        print(f"no {arguments[0]!r} here", file=sys.stderr)
        return 2
