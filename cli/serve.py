"""`portfolio serve`: opens a door to the screens and the reading commands, for many visitors at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exit_codes import CommandError
from cli.options import Content, LlmUrl, Model, settings_for
from cli.output import talk

if TYPE_CHECKING:
    import socket

    from cli.visitors import VisitorCommands
    from engine.settings import Settings
    from tui.hosting.log import Log
    from tui.hosting.questions import Questions
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
    content: Content = None,
    model: Model = None,
    llm_url: LlmUrl = None,
) -> None:
    """Let anybody in by `ssh HOST`: screens with a terminal, reading commands without, and nothing else.

    Every limit is a setting: see docs/hosting.md. SIGTERM says goodbye to all visitors and ends with exit code 0.
    """
    from content.loader import load_portfolio
    from tui.hosting.host_key import HostKeyError, fingerprint
    from tui.hosting.settings import load_hosting_settings

    settings = settings_for(content=content, model=model, llm_url=llm_url)
    hosting = load_hosting_settings(
        host=host, port=port, host_key_file=host_key, workers=workers, sessions=sessions, metrics_port=metrics_port
    )
    load_portfolio(settings.content)  # a pack with faults is told now, before anybody visits
    try:
        key = _host_key(settings, hosting)
    except HostKeyError as error:
        raise CommandError(str(error)) from error
    talk(f"host key: {fingerprint(key)}")
    _supervise(settings, hosting, _sockets(hosting))


def _host_key(settings: Settings, hosting: HostingSettings) -> Any:
    from tui.hosting.host_key import FILE_NAME, key_from_text, load_or_make_key

    if hosting.host_key is not None:
        return key_from_text(hosting.host_key.get_secret_value())
    key, made = load_or_make_key(hosting.host_key_file or settings.data_dir / FILE_NAME)
    if made:
        talk(f"a host key was made: {hosting.host_key_file or settings.data_dir / FILE_NAME}; keep it, and back it up")
    return key


def _sockets(hosting: HostingSettings) -> list[socket.socket]:
    from tui.hosting.listening import inherited_socket, open_sockets

    inherited = inherited_socket()
    if inherited is not None:
        return [inherited, *(inherited.dup() for _ in range(hosting.workers - 1))]
    try:
        sockets = open_sockets(hosting.host, hosting.port, hosting.workers)
    except OSError as error:
        where = f"{hosting.host or '*'}:{hosting.port}"
        raise CommandError(
            f"{where} cannot be listened on: {error.strerror or error}; --port takes another port"
        ) from error
    talk(f"ssh -p {sockets[0].getsockname()[1]} {hosting.host or 'localhost'}")
    return sockets


def _supervise(settings: Settings, hosting: HostingSettings, sockets: list[socket.socket]) -> None:
    import secrets
    import tempfile

    from tui.hosting.engine_process import serve_engine
    from tui.hosting.listening import notify_systemd
    from tui.hosting.supervisor import Child, Supervisor

    secret = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory(prefix="portfolio-") as folder:  # made with mode 0700
        address = str(Path(folder) / "engine")
        children = [Child("engine", serve_engine, (address, secret, settings))]
        for index, sock in enumerate(sockets):
            children.append(Child(f"worker {index}", work, (index, sock, settings, hosting, address, secret)))
        notify_systemd("READY=1")
        Supervisor(children, _log(), hosting.shutdown_seconds + hosting.grace_seconds).run()
        notify_systemd("STOPPING=1")


def _log() -> Log:
    from tui.hosting.log import make_log

    return make_log(sys.stderr, json=not sys.stderr.isatty())


def work(
    index: int,
    sock: socket.socket,
    settings: Settings,
    hosting: HostingSettings,
    engine_address: str,
    engine_secret: bytes,
) -> None:
    """Serve one worker's share of the visitors. The target of a process."""
    import asyncio

    from cli.visitors import VisitorCommands
    from content.loader import load_portfolio
    from engine.visit_recorder import recorded, recorder_for
    from tui.hosting.engine_process import RemoteEngine
    from tui.hosting.log import quiet_libraries
    from tui.hosting.portfolio_host import open_host
    from tui.hosting.server import serve_ssh

    log = _log().bind(worker=index)
    quiet_libraries(sys.stderr)
    portfolio = load_portfolio(settings.content)
    recorder = recorder_for(settings)
    opened = recorder.opened if recorder else None
    engine = recorded(RemoteEngine(engine_address, engine_secret), recorder)

    def commands(questions: Questions) -> VisitorCommands:
        return VisitorCommands(portfolio, settings, questions, opened)

    host = open_host(portfolio, settings, hosting, engine, log, commands, opened)
    metrics_port = None if hosting.metrics_port is None else hosting.metrics_port + index
    asyncio.run(serve_ssh(host, _host_key(settings, hosting), sock, metrics_port=metrics_port))
    if recorder:
        recorder.close()
