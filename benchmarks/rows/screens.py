"""From the start of the process to the first full frame, in a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import tempfile
import termios
import time
from pathlib import Path

from benchmarks.measure import PORTFOLIO, PYTHON, Options, Result, Row, compared, in_turns

SIZE = (36, 120)
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*[a-zA-Z]|[PX^_\]].*?(?:\x1b\\|\x07)|[()=>78].?)", re.DOTALL)
MINIMAL = (PYTHON, str(Path(__file__).parents[1] / "minimal_app.py"))
PATIENCE = 60.0


def first_frame(command: tuple[str, ...], *signs: bytes) -> float:
    """Return the seconds until all `signs`, texts of the whole frame from its head to its foot, have been drawn."""
    with tempfile.TemporaryDirectory() as data:
        began = time.monotonic()
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", PORTFOLIO_DATA_DIR=data,
                              COLUMNS=str(SIZE[1]), LINES=str(SIZE[0]))  # fmt: skip
            os.execv(command[0], command)
        try:
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
            received = b""
            while time.monotonic() - began < PATIENCE:
                if not select.select([terminal], [], [], 0.5)[0]:
                    continue
                received += os.read(terminal, 65_536)
                shown = ESCAPES.sub(b"", received)
                if all(sign in shown for sign in signs):
                    return time.monotonic() - began
            raise SystemExit(f"{command[0]} drew no frame with {signs!r}")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)


def frame(options: Options) -> Result:
    """Compare Home, from its headline to its footer, with the smallest app."""
    ours, theirs = in_turns(
        options.turns,
        lambda: first_frame((PORTFOLIO,), b"I design systems", b"^q quit"),
        lambda: first_frame(MINIMAL, b"The first frame is here.", b"quit"),
    )
    return compared(ours, theirs)


ROWS = (
    Row(
        "frame",
        "first full frame of the screens",
        "a Textual app of three widgets",
        1.3,
        frame,
        if_missed="Home is more than three widgets: the content is loaded and laid out before it can be drawn.",
    ),
)
