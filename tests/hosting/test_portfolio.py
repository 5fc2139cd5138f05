"""The portfolio itself behind the doors: its screens, its commands, and what a visit leaves behind."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import threading
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from cli.visitors import COMMANDS, HIDDEN_OPTIONS, VisitorCommands
from content.exporters.resume.document import resume_of
from content.exporters.resume.pdf import resume_pdf
from content.loader import Portfolio
from engine.events import Answer, Trace, Waiting
from engine.settings import Settings
from engine.tokenize.checks import QuestionError
from tests.hosting.house import House, Visit, settings
from tests.hosting.ssh_client import client, needs_ssh, on_screen
from tests.hosting.waiting import PATIENCE, until
from tui.hosting.operations.log import make_log
from tui.hosting.portfolio_host import open_host
from tui.hosting.ssh import door as ssh

pytestmark = pytest.mark.beside

MOST_TASKS = 36
"""Tasks of an app at its first frame: each widget has one, and they are most of what a visitor costs."""


class Endless:
    """An answer that ends when it is closed."""

    def __init__(self, engine: Scripted) -> None:
        self._engine = engine
        self._closed = threading.Event()

    def __iter__(self) -> Endless:
        return self

    def __next__(self) -> Waiting:
        if self._closed.wait(0.01):
            raise StopIteration
        return Waiting(1)

    def close(self) -> None:
        self._engine.stopped += not self._closed.is_set()
        self._closed.set()


class Scripted:
    """Answers every question with one sentence."""

    def __init__(self) -> None:
        self.visitors: list[str] = []
        self.stopped = 0

    def ask(self, question: str, history: Any = (), **options: Any) -> Any:
        self.visitors.append(options["visitor"])
        return Endless(self) if question == "forever" else iter((self._answer(question),))

    def _answer(self, question: str) -> Answer:
        trace = Trace("none", "quote", (), 0.1)
        return Answer(question, "A scripted answer.", "answer", (), (), (), trace)

    def search(self, words: str, limit: int = 10) -> tuple[Any, ...]:
        if words == "nothing":
            return ()
        raise QuestionError("that cannot be looked for")


Opener = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def open_portfolio(tiny_portfolio: Portfolio, tmp_path: Path) -> Opener:
    """Opens the small pack behind an SSH door. In the test itself: pytest exchanges the standard streams before it."""

    @asynccontextmanager
    async def opened(engine: Scripted | None = None) -> AsyncIterator[House]:
        log, own = io.StringIO(), Settings(data_dir=tmp_path, model="none")
        host = open_host(
            tiny_portfolio, own, settings(), engine or Scripted(), make_log(log, json=True),
            lambda questions: VisitorCommands(tiny_portfolio, own, questions),
        )  # fmt: skip
        async with host.open(warm=False):
            acceptor = await ssh.listen(host, asyncssh.generate_private_key("ssh-ed25519"))
            yield House(host, log, acceptor.get_port())
            await ssh.close(acceptor)

    return opened


async def test_the_first_frame_takes_few_tasks(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        await house.visit(wait=False)
        before = len(asyncio.all_tasks())
        await until(lambda: house.visits[0].session._first_frame.is_set(), "the first frame")
        assert len(asyncio.all_tasks()) - before <= MOST_TASKS


async def test_an_interrupt_is_ctrl_c_which_leaves_when_it_comes_again(open_portfolio: Opener) -> None:
    async with open_portfolio() as house, await house.connect() as connection:
        process = await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
        async with asyncio.timeout(PATIENCE):
            await process.stdout.readuntil(b"Contact")
            process.send_signal("INT")
            await process.stdout.readuntil(b" leaves.")
        process.send_signal("INT")
        await asyncio.wait_for(process.wait_closed(), PATIENCE)
        assert house.lines("session ended")[0]["reason"] == "quit"


async def test_what_an_app_held_is_freed_without_a_collection(open_portfolio: Opener) -> None:
    """A full one may be long in coming while others are there: an ended app kept 0.2 MB in circles until then."""
    async with open_portfolio() as house:
        visit = await house.visit(wait=False)
        await visit.shows("Home")
        app: Any = visit.session._app
        held = {type(each): weakref.ref(each) for each in (app.stylesheet, app.workers, app._bindings)}
        gc.disable()
        try:
            visit.type("\x11")
            await visit.ended()
            assert not [kind for kind, each in held.items() if each() is not None]
        finally:
            gc.enable()
        assert not app.is_running, "a thread that asks it hears so"


async def walk(visit: Visit) -> weakref.ref[Any]:
    """Open one room after another; return the app, weakly."""
    app: Any = visit.session._app
    for number, name in enumerate(("services", "topology", "pipeline", "work", "essays"), 2):
        visit.type("\t")  # out of the question's line, where a number is a number
        visit.type(str(number))
        await until(lambda name=name: name == app.screen.NAME, name)  # type: ignore[misc]
        await asyncio.sleep(0.2)
    return weakref.ref(app)


async def test_a_walk_through_the_rooms_leaves_nothing_alive(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        visit = await house.visit(wait=False)
        await visit.shows("Home")
        app = await walk(visit)
        visit.type("\x11")
        await visit.ended()
        house.visits.clear()
        del visit

        def is_gone() -> bool:
            gc.collect()
            return app() is None

        await until(is_gone, "the end of the app")  # the loop keeps a stopped timer until it would have rung
        assert not house.lines("crash")


@needs_ssh
async def test_a_link_opens_its_room_and_a_bare_room_name_is_a_command(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        essay = next(path for path in _portfolio(house).by_path if path.startswith("essays/"))
        title = _portfolio(house).by_path[essay].title
        async with on_screen(house.port, essay) as screen:
            await screen.shows(title[:20])
            screen.type("\x11")
            assert await screen.ended() == 0
        code, out, err = await house.ssh("essays")
        assert (code, title in out, err) == (0, True, "")
        code, out, _ = await house.ssh(essay)
        assert (code, out.startswith(f"# {title}")) == (0, True)
        assert (await house.ssh("open", essay))[1] == out
        async with on_screen(house.port, "open essays") as screen:
            await screen.shows(title[:20])
            screen.type("\x11")
            assert await screen.ended() == 0


def _portfolio(house: House) -> Portfolio:
    commands = house.host.run_command
    assert isinstance(commands, VisitorCommands)
    return commands._portfolio


@needs_ssh
async def test_help_is_shaped_for_ssh_and_names_every_command(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        code, out, err = await house.ssh("help")
        assert (code, err) == (0, "")
        assert not [name for name in COMMANDS if f"ssh HOST {name}" not in out]
        code, out, _ = await house.ssh("help", "topology")
        assert (code, out.startswith("Usage: ssh HOST topology")) == (0, True)
        assert "--format" in out
        assert "--content" not in out
        code, out, _ = await house.ssh("help", "ask")
        assert "--json" in out
        assert not [name for name in HIDDEN_OPTIONS if f"--{name.replace('_', '-')}" in out], "these are the owner's"


@needs_ssh
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("rm", "-rf", "/"), 2, "runs nothing else"),
        (("essays", "--content", "/etc"), 2, "No such option: --content"),
        (("ask", "hi", "--model", "/etc/passwd"), 2, "No such option: --model"),
        (("serve", "ssh"), 2, "runs nothing else"),
        (("essays", "no-such-essay"), 4, "the nearest"),
        (("search", "broken"), 2, "cannot be looked for"),
        (("ask",), 2, "the question is empty"),
        (("ask", "''"), 2, "the question is empty"),
        (("topology", "--format", "exe"), 2, "is not one of"),
        (("resume", "-o", "cv.pdf"), 2, "No such option: -o"),
        (("resume.doc",), 2, "says no form"),
    ],
)
async def test_what_cannot_be_done_is_told_in_a_sentence(
    open_portfolio: Opener, arguments: tuple[str, ...], code: int, words: str
) -> None:
    async with open_portfolio() as house:
        got, out, err = await house.ssh(*arguments)
        assert (got, out) == (code, "")
        assert words in err
        assert "Traceback" not in err
        assert not house.lines("crash")


@needs_ssh
async def test_a_resume_comes_as_a_file_byte_for_byte(open_portfolio: Opener, tiny_portfolio: Portfolio) -> None:
    data, _ = resume_pdf(resume_of(tiny_portfolio))
    assert {b"\n", b"\r", b"\x03", b"\x04"} <= {
        bytes([byte]) for byte in data
    }  # what a terminal would take for its own
    async with open_portfolio() as house:
        process = await asyncio.create_subprocess_exec(
            *client(house.port, "guest"), "resume.pdf", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 0
        assert out == data
        assert json.loads((await house.ssh("resume.json"))[1])["projects"]
        assert (await house.ssh("resume.md"))[1].startswith("# ")
        assert (await house.ssh("resume.txt"))[1] == (await house.ssh("resume"))[1]


@needs_ssh
async def test_an_advertisement_comes_by_pipe_in_the_bytes_of_its_language(open_portfolio: Opener) -> None:
    advert = "任职要求\n- 熟悉 Fortran\n\n我们提供\n- 水果\n"
    async with open_portfolio() as house:
        code, out, err = await house.ssh("fit", stdin=b"Requirements:\n- Fortran\n")
        assert (code, err) == (0, "")
        assert "not said here  Fortran\n" in out
        code, out, _ = await house.ssh("fit", stdin=advert.encode())
        assert (code, "此处未提及  Fortran\n" in out) == (0, True)
        code, out, err = await house.ssh("fit", stdin=b"")
        assert (code, out) == (2, "")
        assert "empty" in err


@needs_ssh
async def test_questions_come_by_argument_and_by_pipe(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        assert (await house.ssh("ask", "'what is this?'"))[:2] == (0, "A scripted answer.\n")
        assert (await house.ssh("ask", "-", stdin=b"what is this?\n"))[:2] == (0, "A scripted answer.\n")
        code, out, _ = await house.ssh("ask", "--json", "'what is this?'")
        assert (code, json.loads(out)["text"]) == (0, "A scripted answer.")
        assert (await house.ssh("ask", "-", stdin=b"x" * 100_000))[:2] == (
            0,
            "A scripted answer.\n",
        )  # of its beginning
        code, out, err = await house.ssh("search", "nothing")
        assert (code, out, err) == (0, "", "nothing was found\n")


@needs_ssh
async def test_formats_are_the_same_as_on_the_owners_command_line(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        code, out, _ = await house.ssh("topology", "--format", "dot")
        assert (code, out.startswith("digraph")) == (0, True)
        code, out, _ = await house.ssh("essays", "--json")
        assert (code, "documents" in json.loads(out)) == (0, True)


@needs_ssh
async def test_a_terminal_gets_colour_in_its_own_width_and_a_pipe_gets_none(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        assert "\x1b" not in (await house.ssh("services"))[1]
        options = ("-tt", "-o", "SendEnv=NO_COLOR")
        async with on_screen(house.port, "services", options=options, columns=44) as screen:
            assert await screen.ended() == 0
            assert b"\x1b[" in screen.data
            assert max(len(line) for line in screen.text.splitlines()) <= 44
        async with on_screen(house.port, "services", options=options, environment={"NO_COLOR": "1"}) as screen:
            assert await screen.ended() == 0
            assert b"\x1b[" not in screen.data


@needs_ssh
async def test_questions_of_one_address_are_limited_across_its_sessions(open_portfolio: Opener) -> None:
    async with open_portfolio() as house:
        results = [await house.ssh("ask", "'what is this?'") for _ in range(8)]
        assert [code for code, _, _ in results] == [0] * 6 + [2] * 2
        assert "6 a minute is the limit here" in results[-1][2]


@needs_ssh
async def test_a_client_that_is_killed_in_the_middle_of_an_answer_stops_it(open_portfolio: Opener) -> None:
    engine = Scripted()
    async with open_portfolio(engine) as house:
        for number in (1, 2):
            process = await asyncio.create_subprocess_exec(
                *client(house.port, "guest"), "ask", "forever", stdin=asyncio.subprocess.DEVNULL
            )
            await until(lambda number=number: len(engine.visitors) == number, "the question")  # type: ignore[misc]
            process.kill()
            await process.wait()
            await until(lambda number=number: engine.stopped == number, "the end of the answer")  # type: ignore[misc]
        await until(lambda: not house.host.sessions, "the end of the session")


async def test_who_leaves_the_screens_in_the_middle_of_an_answer_stops_it(open_portfolio: Opener) -> None:
    engine = Scripted()
    async with open_portfolio(engine) as house:
        visit = await house.visit(wait=False)
        await visit.shows("Home")
        app: Any = visit.session._app
        with app._context():
            app.conversation.ask("forever")
        await until(lambda: engine.visitors, "the question")
        visit.session.hang_up("left")
        await visit.ended()
        await until(lambda: engine.stopped == 1, "the end of the answer")
