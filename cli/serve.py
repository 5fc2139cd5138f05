"""`portfolio serve`: opens a door to the screens and the reading commands, for many visitors at once."""

from __future__ import annotations

import os
import sys
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exit_codes import CommandError
from cli.options import Content, LlmUrl, Model
from cli.output import talk
from cli.resources import settings_for

if TYPE_CHECKING:
    import socket
    from multiprocessing.connection import Connection

    from cli.visitors import VisitorCommands
    from engine.settings import Settings
    from tui.hosting.engine.questions import Questions
    from tui.hosting.operations.log import Log
    from tui.hosting.settings import HostingSettings

app = typer.Typer(help="Host the portfolio for visitors.", no_args_is_help=True)


@app.callback()
def serve() -> None:
    """Host the portfolio for visitors."""


@app.command()
def ssh(
    host: Annotated[str | None, typer.Option(help="Address to listen on; every address by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 2222 by default, 0 takes a free one.")] = None,
    host_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The host key; made in the data folder by default.")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that share the port; 1 by default.")] = None,
    sessions: Annotated[int | None, typer.Option(help="Sessions at once, in each worker; 100 by default.")] = None,
    metrics_port: Annotated[
        int | None, typer.Option(help="Loopback port of /metrics, /livez and /readyz; off by default.")
    ] = None,
    web_port: Annotated[
        int | None, typer.Option(help="Open the browser door too, on this port; 0 takes a free one.")
    ] = None,
    content: Content = None,
    model: Model = None,
    llm_url: LlmUrl = None,
) -> None:
    """Let anybody in by `ssh HOST`: screens with a terminal, reading commands without, and nothing else.

    Every limit is a setting: see docs/hosting.md. SIGTERM says goodbye to all visitors and ends with exit code 0.
    """
    from content.loader import load_portfolio
    from tui.hosting.settings import load_hosting_settings
    from tui.hosting.ssh.host_key import HostKeyError, key_fingerprint

    settings = settings_for(content=content, model=model, llm_url=llm_url)
    hosting = load_hosting_settings(
        host=host, port=port, host_key_file=host_key, workers=workers, sessions=sessions, metrics_port=metrics_port,
        web_port=web_port,
    )  # fmt: skip
    load_portfolio(settings.content)  # a pack with faults is told now, before anybody visits
    try:
        key = _host_key(settings, hosting)
    except HostKeyError as error:
        raise CommandError(str(error)) from error
    talk(f"host key: {key_fingerprint(key)}")
    sockets = _sockets(hosting, hosting.port, "--port")
    talk(f"ssh -p {sockets[0].getsockname()[1]} {hosting.host or 'localhost'}")
    _supervise(settings, hosting, sockets, [] if web_port is None else _web_sockets(hosting, "--web-port"))


@app.command()
def web(
    host: Annotated[str | None, typer.Option(help="Address to listen on; every address by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 8080 by default, 0 takes a free one.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that share the port; 1 by default.")] = None,
    sessions: Annotated[int | None, typer.Option(help="Sessions at once, in each worker; 100 by default.")] = None,
    metrics_port: Annotated[
        int | None, typer.Option(help="Loopback port of /metrics, /livez and /readyz; off by default.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Reload pages, screens and answers when a content file is saved.")
    ] = False,
    content: Content = None,
    model: Model = None,
    llm_url: LlmUrl = None,
) -> None:
    """Let anybody in by browser: all content as pages, and the screens in a terminal on a page.

    Everything is served from here, in plain HTTP: put a proxy with a certificate before it, see docs/browser.md.
    """
    from content.loader import load_portfolio
    from tui.hosting.settings import load_hosting_settings

    settings = settings_for(content=content, model=model, llm_url=llm_url)
    hosting = load_hosting_settings(
        host=host, web_port=port, workers=workers, sessions=sessions, metrics_port=metrics_port
    )
    load_portfolio(settings.content)  # a pack with faults is told now, before anybody visits
    _supervise(settings, hosting, [], _web_sockets(hosting, "--port", inherit=True), watch=watch)


def _web_sockets(hosting: HostingSettings, option: str, *, inherit: bool = False) -> list[socket.socket]:
    sockets = _sockets(hosting, hosting.web_port, option, inherit=inherit)
    host = f"[{hosting.host}]" if ":" in hosting.host else hosting.host or "localhost"
    talk(f"http://{host}:{sockets[0].getsockname()[1]}/")
    return sockets


def _host_key(settings: Settings, hosting: HostingSettings) -> Any:
    from tui.hosting.ssh.host_key import FILE_NAME, key_from_text, load_or_make_key

    if hosting.host_key is not None:
        return key_from_text(hosting.host_key.get_secret_value())
    key, made = load_or_make_key(hosting.host_key_file or settings.data_dir / FILE_NAME)
    if made:
        talk(f"a host key was made: {hosting.host_key_file or settings.data_dir / FILE_NAME}; keep it, and back it up")
    return key


def _sockets(hosting: HostingSettings, port: int, option: str, *, inherit: bool = True) -> list[socket.socket]:
    """Return a socket for each worker. `option` is what takes another port."""
    from tui.hosting.operations.listening import inherited_socket

    inherited = inherited_socket() if inherit else None
    if inherited is not None:
        return [inherited, *(inherited.dup() for _ in range(hosting.workers - 1))]
    return _listening(hosting.host, port, hosting.workers, option)


def _metrics_sockets(hosting: HostingSettings) -> list[socket.socket | None]:
    """Return a socket for each worker, on ports that follow each other."""
    first = hosting.metrics_port
    if first is None:
        return [None] * hosting.workers
    ports = [first + index if first else 0 for index in range(hosting.workers)]
    return [_listening(hosting.metrics_host, port, 1, "--metrics-port")[0] for port in ports]


def _listening(host: str, port: int, count: int, option: str) -> list[socket.socket]:
    from tui.hosting.operations.leftovers import leftover_of
    from tui.hosting.operations.listening import open_sockets

    try:
        return open_sockets(host, port, count)
    except (OSError, OverflowError) as error:
        leftover = leftover_of(port)
        advice = (
            f"{option} takes another port"
            if leftover is None
            else f"process {leftover} of an earlier `portfolio serve`, whose supervisor is gone, still holds it: "
            f"`kill {leftover}` ends it"
        )
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        raise CommandError(f"{host or '*'}:{port} cannot be listened on: {reason}; {advice}") from error


def _check_stores(settings: Settings) -> None:
    """Refuse to begin where messages, or the questions that the owner wants, cannot be kept."""
    from engine.keep.inbox import Inbox, InboxError
    from engine.keep.visits import Visits, VisitsError

    try:
        Inbox.of(settings).check()
        if settings.visits:
            Visits.of(settings).check()
    except (InboxError, VisitsError) as error:
        raise CommandError(error.detail) from error


def _supervise(
    settings: Settings,
    hosting: HostingSettings,
    ssh_sockets: list[socket.socket],
    web_sockets: list[socket.socket],
    *,
    watch: bool = False,
) -> None:
    """Run one engine, and the workers with a socket of each kind that there is."""
    import secrets
    import tempfile
    import time

    from tui.hosting.engine.process import EngineGoneError, RemoteEngine, serve_engine
    from tui.hosting.operations.listening import notify_systemd
    from tui.hosting.operations.memory import ALLOCATOR
    from tui.hosting.operations.supervisor import Child, Supervisor

    _check_stores(settings)
    metrics_sockets = _metrics_sockets(hosting)
    secret = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory(prefix="portfolio-") as folder:  # made with mode 0700
        address = str(Path(folder) / "engine")
        children = [Child("engine", serve_engine, (address, secret, settings, watch))]
        doors = zip_longest(ssh_sockets, web_sockets, metrics_sockets)
        for index, sockets in enumerate(doors):
            arguments = (index, *sockets, settings, hosting, address, secret, watch, time.monotonic())
            children.append(Child(f"worker {index}", work, arguments, ALLOCATOR))

        def opened() -> None:
            RemoteEngine(address, secret).greet()
            notify_systemd("READY=1")

        supervisor = Supervisor(children, _log(), hosting.shutdown_seconds + hosting.grace_seconds)
        try:
            problem = supervisor.run(opened)
        except EngineGoneError:
            problem = "the engine has started, and does not answer"
        notify_systemd("STOPPING=1")
    if problem:
        raise CommandError(problem)


def _log() -> Log:
    from tui.hosting.operations.log import make_log

    return make_log(sys.stderr, json=not sys.stderr.isatty())


def work(
    supervisor: Connection[str, str],
    index: int,
    ssh_socket: socket.socket | None,
    web_socket: socket.socket | None,
    metrics_socket: socket.socket | None,
    settings: Settings,
    hosting: HostingSettings,
    engine_address: str,
    engine_secret: bytes,
    watch: bool,
    up_since: float,
) -> None:
    """Serve one worker's share of the visitors, through the doors that have a socket. The target of a process."""
    import asyncio

    from cli.visitors import VisitorCommands
    from content.loader import load_portfolio
    from engine.keep.visit_recorder import recorded, recorder_for
    from tui.hosting.engine.process import RemoteEngine
    from tui.hosting.operations.child import reporting
    from tui.hosting.operations.log import quiet_libraries
    from tui.hosting.operations.open_files import allow_files, needed_files
    from tui.hosting.portfolio_host import open_host
    from tui.hosting.server import Door, SSHDoor, serve_doors

    log = _log().bind(worker=index)
    quiet_libraries(sys.stderr)
    with reporting(supervisor, hosting.shutdown_seconds + hosting.grace_seconds) as supervised:
        portfolio = load_portfolio(settings.content)
        recorder = recorder_for(settings)
        opened, sought = (recorder.opened, recorder.sought) if recorder else (None, None)
        engine = recorded(RemoteEngine(engine_address, engine_secret), recorder)

        pages_address = hosting.pages_address if web_socket is not None else ""

        def commands(questions: Questions) -> VisitorCommands:
            return VisitorCommands(portfolio, settings, questions, opened, sought, pages_address)

        host = open_host(portfolio, settings, hosting, engine, log, commands, opened, sought, watch=watch)
        host.outgrown = supervised.outgrown
        host.metrics.performance.up_since = up_since
        doors: list[Door] = []
        if ssh_socket is not None:
            doors.append(SSHDoor(host, _host_key(settings, hosting), ssh_socket))
        if web_socket is not None:
            from tui.hosting.web.door import WebDoor
            from tui.hosting.web.fit_page import FIT, FitPage
            from tui.hosting.web.pages import TERMINAL, site_pages

            host.pages, host.terminal_page = pages_address, pages_address and f"{pages_address}/{TERMINAL}"
            pages, fit = site_pages(portfolio, FIT, pages_address), FitPage(portfolio, TERMINAL, sought)
            doors.append(WebDoor(host, pages, web_socket, settings.content if watch else None, fit))
        needed = needed_files(hosting, len(doors))
        if (few := allow_files(needed)) is not None:
            log.warning("few open files", limit=few, needed=needed, advice="raise LimitNOFILE, or lower `connections`")
        asyncio.run(serve_doors(host, doors, metrics=metrics_socket, opened=supervised.ready))
        if recorder:
            recorder.close()
