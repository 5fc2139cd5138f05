"""The console script on a real terminal: it starts, follows the window, and leaves the terminal as it found it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import resource
import select
import shlex
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from content.loader import load_portfolio
from engine.retrieve.library import open_library
from engine.settings import load_settings
from models.convert import ensure_embedder
from models.progress import silent
from models.resolve import ensure_llm
from tests.fakes.cells import Cells
from tests.fakes.pictures import halves, png, with_portrait

PATIENCE = 180.0
"""Seconds after which something hangs, on a machine that is busy with other tests."""
UNSAID = ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES")
"""What the app is not told of the terminal that the tests run in. Whoever reads COLUMNS asks the window no more, and
pytest, which loads readline, hands it to its workers."""
ESCAPES = re.compile(
    rb"\x1b(?:\[[0-9;?<>=:]*[ -/]*[@-~]|\].*?(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|[()][A-B0]|[=>78c])", re.DOTALL
)
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
MOUSE_ON, MOUSE_OFF = b"\x1b[?1000h", b"\x1b[?1000l"
CURSOR_ON = b"\x1b[?25h"


def _own_terminal() -> None:
    """In the child: take the terminal, and heed signals that whoever runs the tests may ignore, as nohup does."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """The app on a pseudo-terminal, and everything that it has written. `shell` is run around it, in place of {}."""

    def __init__(
        self, folder: Path, *arguments: str, environment: dict[str, str] | None = None, shell: str = ""
    ) -> None:
        self._ours, self.theirs = pty.openpty()
        self._size(80, 24)
        self.before = termios.tcgetattr(self.theirs)
        given = {name: value for name, value in os.environ.items() if name not in UNSAID}
        given |= {
            "TERM": "xterm-256color",
            "PORTFOLIO_DATA_DIR": str(folder / "data"),
            "PORTFOLIO_CACHE_DIR": str(folder / "cache"),
        }
        command = [sys.executable, "-c", "from cli.main import main; main()", *arguments]
        if shell:
            command = ["bash", "--norc", "-ic", shell.format(shlex.join(command))]
        self.process = subprocess.Popen(
            command,
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            env=given | (environment or {}),
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        self.output = b""
        self._from = 0
        self._cells = Cells()

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        self._size(columns, rows)
        os.kill(self.process.pid, signal.SIGWINCH)

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def forget(self) -> None:
        """Wait from now on for what is drawn from now on."""
        self._from = len(self.output)
        self._cells = Cells()

    def wait_for(self, text: str) -> None:
        """Read until `text` has been drawn, at once or piece by piece."""
        self._read(lambda: self._has_drawn(text), f"{text!r} was not drawn")

    def _has_drawn(self, text: str) -> bool:
        drawn = self.output[self._from :]
        return text.encode() in ESCAPES.sub(b"", drawn) or text in self._cells.read(drawn).text

    def wait_for_end(self) -> int:
        """Read until the app has ended, and return its exit code."""
        self._read(lambda: self.process.poll() is not None, "the app did not end")
        self._drain(0.2)
        return self.process.wait()

    def _read(self, done: object, fault: str) -> None:
        end = time.monotonic() + PATIENCE
        while not done():  # type: ignore[operator]
            if time.monotonic() > end:
                pytest.fail(f"{fault}; the last of it: {ESCAPES.sub(b'', self.output)[-600:]!r}")
            self._drain(0.1)

    def _drain(self, patience: float) -> None:
        while select.select([self._ours], [], [], patience)[0]:
            try:
                self.output += os.read(self._ours, 65536)
            except OSError:
                return

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self.theirs)
        os.close(self._ours)
        self._ours = self.theirs = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._ours >= 0:
            os.close(self._ours)
            os.close(self.theirs)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def assert_restored(terminal: Terminal) -> None:
    """The screen, the mouse, the cursor and the line discipline are as they were."""
    after = terminal.output
    assert after.rindex(LEAVE) > after.rindex(ENTER)
    assert after.rindex(MOUSE_OFF) > after.rindex(MOUSE_ON)
    assert CURSOR_ON in after[after.rindex(ENTER) :]
    assert termios.tcgetattr(terminal.theirs) == terminal.before


def test_it_starts_and_quits_and_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    terminal.wait_for("I design systems that")
    terminal.type("\x11")
    assert terminal.wait_for_end() == 0
    assert_restored(terminal)
    assert b"Traceback" not in terminal.output


def test_a_link_opens_what_it_says_and_a_command_changes_it(tmp_path: Path) -> None:
    opened = Terminal(tmp_path, "open", "topology?break=data&trace=place-order&load=50k")
    try:
        opened.wait_for("hop 1 of 9")
        opened.wait_for("50,000 events/s")
        opened.forget()
        opened.type(":")
        opened.wait_for("esc close")
        opened.type("mend\r")
        opened.wait_for("62.5%")
        opened.type("\x11")
        assert opened.wait_for_end() == 0
        assert_restored(opened)
    finally:
        opened.close()


def test_a_link_to_nowhere_ends_with_one_sentence_and_opens_nothing(tmp_path: Path) -> None:
    opened = Terminal(tmp_path, "open", "topology?break=dat")
    try:
        opened.wait_for("no box is called “dat”; the nearest: data")
        assert opened.wait_for_end() == 4
        assert ENTER not in opened.output
    finally:
        opened.close()


@pytest.mark.parametrize("name", ["kitty(0.40.1)", "XTerm(388)", ""])
def test_a_terminal_that_says_it_can_draws_the_portrait_itself(tiny_pack: Path, tmp_path: Path, name: str) -> None:
    with_portrait(tiny_pack, png(64, 64, halves))
    opened = Terminal(tmp_path, "--content", str(tiny_pack), environment={"COLORTERM": "truecolor"})
    try:
        opened.wait_for("I design systems that")
        assert opened.output.count(b"\x1b[>q") == 1
        if name:
            opened.type(f"\x1bP>|{name}\x1b\\")
        opened.resize(120, 36)
        opened.wait_for("\U0010eeee" if name.startswith("kitty") else "▀▀▀")
        opened.type("\x11")
        assert opened.wait_for_end() == 0
        assert_restored(opened)
        sent, forgotten = opened.output.count(b"\x1b_Ga=T,U=1,"), opened.output.count(b"\x1b_Ga=d,d=I,")
        assert sent == forgotten == (1 if name.startswith("kitty") else 0)
        if sent:
            assert opened.output.index(b"\x1b_Ga=d") < opened.output.rindex(LEAVE)
    finally:
        opened.close()


def test_control_c_quits_when_it_is_pressed_again(terminal: Terminal) -> None:
    terminal.wait_for("I design systems that")
    terminal.type("5")
    terminal.wait_for("Problems, constraints")
    terminal.type("\x03")
    terminal.wait_for("Ctrl-C again leaves")
    terminal.type("\x03")
    assert terminal.wait_for_end() == 0
    assert_restored(terminal)


def test_the_rooms_follow_the_window(terminal: Terminal) -> None:
    terminal.wait_for("I design systems that")
    terminal.forget()
    terminal.resize(50, 16)
    terminal.wait_for("This window is small")
    terminal.forget()
    terminal.resize(120, 36)
    terminal.wait_for("I design systems that")
    terminal.type("\x11")
    assert terminal.wait_for_end() == 0
    assert_restored(terminal)


def test_a_deep_link_opens_there(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "open", "work/order-pipeline#trade-offs")
    try:
        terminal.wait_for("Scaling an Order Pipeline")
        terminal.wait_for("Trade-offs")
        terminal.type("\x11")
        assert terminal.wait_for_end() == 0
        assert_restored(terminal)
    finally:
        terminal.close()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)]
)
def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(
    terminal: Terminal, number: signal.Signals, code: int
) -> None:
    terminal.wait_for("I design systems that")
    terminal.process.send_signal(number)
    if number == signal.SIGINT:
        terminal.wait_for("Ctrl-C again leaves")
        terminal.process.send_signal(number)
    assert terminal.wait_for_end() == code
    assert_restored(terminal)


def test_it_ends_with_its_window(terminal: Terminal) -> None:
    terminal.wait_for("I design systems that")
    terminal.hang_up()
    assert terminal.process.wait(PATIENCE) in (-signal.SIGHUP, 0)


def test_the_terminal_is_asked_and_its_answer_changes_the_colours_and_is_not_typed(terminal: Terminal) -> None:
    terminal.wait_for("I design systems that")
    assert b"\x1b]11;?\x1b\\" in terminal.output
    terminal.forget()
    terminal.type("\x1b]11;rgb:ffff/f")
    terminal.type("fff/ffff\x1b\\")
    terminal.wait_for("I design systems that")
    assert b"48;5;230m" in terminal.output or b"48;5;231m" in terminal.output or b"48;5;255m" in terminal.output
    terminal.type("why\x11")
    assert terminal.wait_for_end() == 0
    assert b"rgb:" not in ESCAPES.sub(b"", terminal.output)
    assert_restored(terminal)


def test_without_colour_none_is_sent(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, environment={"NO_COLOR": "1"})
    try:
        terminal.wait_for("I design systems that")
        terminal.type("5")
        terminal.wait_for("Problems, constraints")
        assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25];", terminal.output)
        terminal.type("\x11")
        assert terminal.wait_for_end() == 0
    finally:
        terminal.close()


# -- while an answer is being made

MODEL = "qwen2.5-coder-0.5b"
QUESTION = "Why did the order pipeline fail at peak traffic?"
PROMPTLY = 1.0
"""Seconds of processor time that the app may still take once it was told to end, whatever it is at: less than one on a
free machine, and on a busy one as long as the others let them last."""
TICKS = os.sysconf("SC_CLK_TCK")


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Terminal]:
    """The Ask room; the answer to QUESTION is on its way."""
    cache = load_settings().cache_dir
    ensure_llm(MODEL, cache)
    open_library(load_portfolio(), load_settings(), silent)  # so that the index is there
    yield from asking(tmp_path, cache)


@pytest.fixture
def building(tmp_path: Path) -> Iterator[Terminal]:
    """The same where the index is still to be built."""
    cache = load_settings().cache_dir
    ensure_llm(MODEL, cache)
    ensure_embedder(cache)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "models").symlink_to(cache / "models")
    yield from asking(tmp_path, tmp_path / "own")


def asking(folder: Path, cache: Path) -> Iterator[Terminal]:
    environment = {
        "PORTFOLIO_CACHE_DIR": str(cache), "PORTFOLIO_MODEL": MODEL, "PORTFOLIO_ANSWER_CACHE": "false",
    }  # fmt: skip
    opened = Terminal(folder, "open", "ask", environment=environment)
    opened.wait_for("Have a system design question?")
    opened.type(f"{QUESTION}\r")
    yield opened
    opened.close()


def ends_at_once(terminal: Terminal, tell: Callable[[], None]) -> int:
    """Tell an app to end; return its exit code."""
    others = ended_children()
    before = processor_time(terminal.process.pid)
    tell()
    code = terminal.wait_for_end()
    assert ended_children() - others - before < PROMPTLY
    assert_restored(terminal)
    assert b"Traceback" not in terminal.output
    return code


def processor_time(process: int) -> float:
    """The seconds that a process has computed."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def ended_children() -> float:
    """The seconds that all children computed that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize("seen", ["Getting ready", "Reading", "▍"], ids=["loading", "reading", "writing"])
@pytest.mark.parametrize("key", ["\x11", "\x03" * 3], ids=["ctrl-q", "ctrl-c"])
def test_quitting_ends_an_answer_on_its_way(answering: Terminal, key: str, seen: str) -> None:
    answering.wait_for(seen)
    assert ends_at_once(answering, lambda: answering.type(key)) == 0


@pytest.mark.parametrize("seen", ["Reading", "▍"], ids=["reading", "writing"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_an_answer_on_its_way(answering: Terminal, number: signal.Signals, seen: str) -> None:
    answering.wait_for(seen)
    assert ends_at_once(answering, lambda: answering.process.send_signal(number)) == -number


@pytest.mark.parametrize("key", ["\x11", "\x03" * 3], ids=["ctrl-q", "ctrl-c"])
def test_quitting_ends_an_index_that_is_built(building: Terminal, key: str) -> None:
    building.wait_for("Reading the portfolio, once")
    assert ends_at_once(building, lambda: building.type(key)) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_an_index_that_is_built(building: Terminal, number: signal.Signals) -> None:
    building.wait_for("Reading the portfolio, once")
    assert ends_at_once(building, lambda: building.process.send_signal(number)) == -number
