"""What the marching dashes cost: bytes a second on the wire, and CPU, in a real terminal of three sizes.

Runs the installed `portfolio` in a pseudo-terminal, opens the topology, and counts what arrives. Usage:

    python benchmarks/flow.py [SECONDS]

On two shared cores, truecolor, at 8 cells a second: all flows of the default topology 3.0, 5.9 and 7.5 KB/s in 80x24,
120x36 and 200x50, those of one box 0.6, 1.4 and 1.8 KB/s, each with 1 to 2 % of a core; paused nothing. Textual's own
partial update, which repaints every line from the widget's left edge, sends 29, 53 and 84 KB/s for the same picture.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

SIZES = ((80, 24), (120, 36), (200, 50))
QUIET, PATIENCE = 0.2, 30
"""Counting begins when two seconds in a row differ by less than this share, or after so many seconds."""
SCENES = (
    ("overview, all flows", "topology", b""),
    ("one box in focus", "topology/data", b""),
    ("paused", "topology", b" "),
)
TOPOLOGY_KEY = b"3"
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def main() -> None:
    """Measure every scene in every size, and print a line for each."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    print(f"{'size':>8}  {'scene':<20} {'bytes/s':>8} {'CPU %':>6}")
    for columns, rows in SIZES:
        for scene, link, key in SCENES:
            rate, load = measure(columns, rows, link, key, seconds)
            print(f"{columns:>4}x{rows:<3}  {scene:<20} {rate:>8.0f} {load:>6.1f}")


def measure(columns: int, rows: int, link: str, key: bytes, seconds: float) -> tuple[float, float]:
    """Return bytes a second and the share of one core in percent, for a scene that runs by itself."""
    with tempfile.TemporaryDirectory() as folder:
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(ENVIRONMENT, PORTFOLIO_DATA_DIR=folder, PORTFOLIO_MODEL="none")
            command = Path(sys.executable).with_name("portfolio")
            start = ["open", link] if "/" in link else []
            os.execv(command, [str(command), *start])
        try:
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.kill(child, signal.SIGWINCH)
            settle(terminal)
            for press in (b"" if "/" in link else TOPOLOGY_KEY, key):
                if press:
                    os.write(terminal, press)
                    settle(terminal)
            before = cpu_seconds(child)
            received = drain(terminal, seconds)
            return received / seconds, 100 * (cpu_seconds(child) - before) / seconds
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)


def settle(terminal: int) -> None:
    """Wait until the screen has opened and sends as much in one second as in the next."""
    drain(terminal, 3.0)
    before = drain(terminal, 1.0)
    for _ in range(PATIENCE):
        now = drain(terminal, 1.0)
        if abs(now - before) <= QUIET * max(now, before):
            return
        before = now


def drain(terminal: int, seconds: float) -> int:
    """Read what arrives for so long, and return how many bytes that was."""
    received, end = 0, time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            received += len(os.read(terminal, 65536))
    return received


def cpu_seconds(process: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
