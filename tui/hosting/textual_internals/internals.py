"""Every private name of textual and asyncssh that hosting leans on, and `circles` with it. A test guards them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

from tui.hosting.textual_internals.circles import Registry, dismantle

if TYPE_CHECKING:
    import asyncssh
    from rich.console import Console
    from textual._xterm_parser import XTermParser
    from textual.app import App
    from textual.css.model import RuleSet
    from textual.driver import Driver
    from textual.filter import LineFilter

# What the test checks: (module, dotted name). Attributes set in `__init__` are checked on an instance.
TEXTUAL_NAMES = (
    ("textual._context", "active_app"),
    ("textual._xterm_parser", "XTermParser._parse_extended_key.cache_clear"),
    ("textual._xterm_parser", "XTermParser._sequence_to_key_events"),
    ("textual._styles_cache", "StylesCache.get_inner_outer.cache_clear"),
    ("textual.filter", "ANSIToTruecolor.truecolor_style.cache_clear"),
    ("textual.app", "App._context"),
    ("textual.app", "App._process_messages"),
    ("textual.app", "App._shutdown"),
    ("textual.app", "App._thread_init"),
    ("textual.app", "App._handle_exception"),
    ("textual.app", "App._print"),
    ("textual.app", "App._close_messages_no_wait"),
    ("textual.screen", "Screen._compositor_refresh"),
    ("textual.css.stylesheet", "Stylesheet._parse_rules"),
    ("textual.css.stylesheet", "Stylesheet._process_component_classes"),
)
TEXTUAL_ATTRIBUTES = (
    "_loop", "_thread_id", "_driver", "_filters", "_capture_stdout", "_capture_stderr", "_message_queue",
    "_exit_renderables", "_return_code", "_registry", "_component_styles",
)  # fmt: skip
STRIP_ATTRIBUTES = ("_divide_cache", "_crop_extend_cache")
DRIVER_ATTRIBUTES = ("_app", "_loop", "_size", "_mouse", "_debug")
STYLESHEETS = 2_048
"""Pieces of CSS, each under one theme, that are kept parsed."""

PARSER_ATTRIBUTES = ("_timeout_time", "_tokens", "_gen")
ASYNCSSH_NAMES = (
    ("asyncssh.channel", "SSHServerChannel._process_env_request"),
    ("asyncssh.channel", "SSHServerChannel._process_x11_req_request"),
    ("asyncssh.channel", "SSHServerChannel._process_auth_agent_req_at_openssh_dot_com_request"),
)
CONNECTION_ATTRIBUTES = (
    "_send_disconnect",
    "_loop", "_allow_pty", "_line_editor", "_line_echo", "_line_history", "_max_line_length", "_transport", "_channels",
)  # fmt: skip


# -- running an app ----------------------------------------------------------------------------------------------------


def start_app(app: App[Any], size: tuple[int, int]) -> asyncio.Task[None]:
    """Run an app in a task that knows from the start whose it is."""
    with app._context():
        return asyncio.create_task(run_app(app, size), name=f"app {id(app):x}")


async def run_app(app: App[Any], size: tuple[int, int]) -> None:
    """Run an app on its own driver until it ends, as `App.run_async` does.

    Unlike it, this leaves the loop's task factory alone and shows no error on the server's own terminal.
    """
    app._loop = asyncio.get_running_loop()
    app._registry = registry = Registry(app._registry)
    app._thread_init()  # type: ignore[no-untyped-call]
    with app._context():
        try:
            await app._process_messages(terminal_size=size)
        finally:
            app._exit_renderables.clear()
            await asyncio.shield(app._shutdown())
    app._loop = None
    await dismantle(list(registry.seen))


def running_app() -> App[Any] | None:
    """Return the app that the current task or thread belongs to, if any."""
    from textual._context import active_app

    return active_app.get(None)


def queued(app: App[Any]) -> int:
    """Return how many messages wait where input goes: the app, its screen and the focused widget."""
    pumps: list[Any] = [app]
    if app.screen_stack:
        pumps += [app.screen, app.screen.focused]
    return sum(pump._message_queue.qsize() for pump in pumps if pump is not None)


def guard_crashes(app: App[Any], report: Callable[[BaseException], None]) -> None:
    """Hand an app's unhandled errors to `report` and end the app, instead of rendering a traceback with its locals."""

    crashed = False

    def handle(error: Exception) -> None:
        nonlocal crashed
        if not crashed:
            crashed = True
            report(error)
        app._return_code = 1
        app._close_messages_no_wait()

    app._handle_exception = handle  # type: ignore[method-assign]


def crash(app: App[Any], error: Exception) -> None:
    """End an app by an error, as if one of its handlers had raised it."""
    app._handle_exception(error)


def driver_of(app: App[Any]) -> Driver | None:
    """Return the driver of an app, if it has one already."""
    return app._driver


def stop_app(app: App[Any]) -> None:
    """Ask an app to end, from outside of its own tasks."""
    app._close_messages_no_wait()


def cancel_tasks(app: App[Any]) -> None:
    """Cancel the message loops of an app's widgets and its workers: one of them hangs in a handler."""
    app.workers.cancel_all()
    for node in list(app._registry):
        if node._task is not None:
            node._task.cancel()


def repaint(app: App[Any]) -> None:
    """Draw the whole screen again: what was held back for a slow reader is not known to the compositor."""
    with app._context():
        screen = app.screen
        screen._compositor._dirty_regions.add(screen.size.region)
        screen._compositor_refresh()


def capture_prints(app: App[Any], out: TextIO, err: TextIO) -> None:
    """Let an app redirect the process's stdout and stderr to `out` and `err` rather than to itself."""
    app._capture_stdout = cast("Any", out)
    app._capture_stderr = cast("Any", err)


def print_in(app: App[Any], text: str, stderr: bool) -> None:
    """Give printed text to the widgets of `app` that capture prints."""
    app._print(text, stderr=stderr)


def set_colour(app: App[Any], console: Console, colour_filter: LineFilter | None, no_color: bool) -> None:
    """Replace what an app read from the server's environment: its console and the filter for NO_COLOR."""
    from textual.filter import ANSIToTruecolor

    app.console = console
    app.no_color = no_color
    kept = [each for each in app._filters if isinstance(each, ANSIToTruecolor)]
    app._filters[:] = [*kept, colour_filter] if colour_filter else kept


@contextmanager
def shared_stylesheets() -> Iterator[None]:
    """Parse each piece of CSS once a process instead of once an app, for as long as this lasts.

    Parsed rules are only read from. They are a good part of the work before the first frame, and half of the objects
    that it leaves behind.
    """
    from textual.css.stylesheet import Stylesheet

    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}

    def parse_once(sheet: Stylesheet, css: str, *arguments: Any, **options: Any) -> list[RuleSet]:
        key = (frozenset(sheet._variables.items()), css, arguments, tuple(options.items()))
        rules = parsed.get(key)
        if rules is None:
            if len(parsed) >= STYLESHEETS:
                parsed.clear()
            rules = parsed[key] = parse(sheet, css, *arguments, **options)
        return rules

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Stylesheet._parse_rules = parse  # type: ignore[method-assign]


# -- parsing input -----------------------------------------------------------------------------------------------------


def new_parser() -> XTermParser:
    """Return a parser of terminal input."""
    from tui.terminal.input_parser import InputParser

    return InputParser()


def awaits_timeout(parser: XTermParser) -> bool:
    """Say whether the parser holds an ESC that may be a key of its own."""
    return parser._timeout_time is not None


def close_parser(parser: XTermParser) -> None:
    """Drain a parser and let go of what it holds."""
    try:
        for _ in parser.feed(""):
            pass
    except Exception:  # whatever the visitor left half typed is of no use to anybody
        pass
    parser._tokens.clear()
    parser._gen.close()


def forget_instances() -> None:
    """Clear the caches of methods: their keys hold parsers, styles and filters of sessions that have ended."""
    from textual._styles_cache import StylesCache
    from textual._xterm_parser import XTermParser
    from textual.filter import ANSIToTruecolor

    XTermParser._parse_extended_key.cache_clear()
    StylesCache.get_inner_outer.cache_clear()
    ANSIToTruecolor.truecolor_style.cache_clear()


# -- asyncssh ----------------------------------------------------------------------------------------------------------


def channel_class(accept: Callable[[bytes, bytes], bool], refused: Callable[[str], None]) -> type[Any]:
    """Return a server channel that keeps only the environment that `accept` takes, and names refused requests.

    asyncssh keeps every variable that is sent, without a bound, and refuses forwardings without a word.
    """
    from asyncssh.channel import SSHServerChannel
    from asyncssh.packet import SSHPacket

    class Channel(SSHServerChannel[bytes]):
        def _process_env_request(self, packet: SSHPacket) -> bool:
            name, value = packet.get_string(), packet.get_string()
            packet.check_end()
            if not accept(name, value):
                return False
            self._env[name] = value
            return True

        def _process_x11_req_request(self, packet: SSHPacket) -> bool:  # noqa: ARG002 -- nothing in it matters
            refused("X11 forwarding")
            return False

        def _process_auth_agent_req_at_openssh_dot_com_request(self, packet: SSHPacket) -> bool:  # type: ignore[override]  # noqa: ARG002
            refused("agent forwarding")
            return False

    return Channel


def new_channel(kind: type[Any], connection: asyncssh.SSHServerConnection, window: int) -> Any:
    """Return a channel of `kind` for bytes, as `create_server_channel` would make it."""
    return kind(
        connection,
        connection._loop,
        connection._allow_pty,
        connection._line_editor,
        connection._line_echo,
        connection._line_history,
        connection._max_line_length,
        None,
        "strict",
        window,
        window,
    )


def transport_backlog(connection: asyncssh.SSHServerConnection) -> int:
    """Return the bytes in the TCP transport's own buffer: asyncssh does not count them, nor say that they stall."""
    transport = connection._transport
    return transport.get_write_buffer_size() if transport is not None else 0


def limit_transport(connection: asyncssh.SSHServerConnection, most: int) -> None:
    """Set the high-water mark of the TCP transport's own buffer."""
    transport = connection._transport
    if transport is not None:
        transport.set_write_buffer_limits(high=most)


def turn_away(connection: asyncssh.SSHServerConnection, code: int, words: str) -> None:
    """Send a disconnect and read nothing more. Whoever calls cuts the connection, once the words may have arrived."""
    transport = connection._transport
    if transport is not None:
        connection._send_disconnect(code, words, "en")
        transport.pause_reading()


def is_open(connection: asyncssh.SSHServerConnection) -> bool:
    """Say whether the connection still has a transport."""
    return connection._transport is not None


def open_channels(connection: asyncssh.SSHServerConnection) -> int:
    """Return how many channels are open on the connection."""
    return len(connection._channels)
