"""Apps as a door runs and ends them, many in one process: what Textual does by itself for the one app of a terminal."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TextIO, cast
from weakref import WeakSet

from tui.textual_internals.circles import Registry, dismantle, take_no_calls
from tui.textual_internals.switch import is_patched

if TYPE_CHECKING:
    from rich.console import Console
    from textual.app import App
    from textual.driver import Driver
    from textual.events import Key
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.strip import Strip

_PATIENCE, _AGAIN = 5.0, 0.2
"""Seconds that an app has to end by itself, and from one cancellation of what hangs in it to the next."""
_BEGUN: ContextVar[WeakSet[asyncio.Task[Any]] | None] = ContextVar("begun in this app", default=None)


def start_app(app: App[Any], size: tuple[int, int]) -> asyncio.Task[None]:
    """Run an app in a task that knows from the start whose it is."""
    with app._context():
        return asyncio.create_task(run_app(app, size), name=f"app {id(app):x}")


async def run_app(app: App[Any], size: tuple[int, int]) -> None:
    """Run an app on its own driver until it ends, as `App.run_async` does, and leave nothing of it behind.

    Unlike it, this leaves the loop's task factory alone and shows no error on the server's own terminal. However often
    it is cancelled, in whatever it is at: the app is ended first.
    """
    app._loop = asyncio.get_running_loop()
    registry = Registry(app._registry)
    if is_patched():
        app._registry = registry
    app._thread_init()  # type: ignore[no-untyped-call]
    with app._context():
        begun = _BEGUN.set(WeakSet())
        try:
            await app._process_messages(terminal_size=size)
        finally:
            app._exit_renderables.clear()
            await _to_its_end(asyncio.create_task(_end(app, registry)))
            _BEGUN.reset(begun)


def remember_task(task: asyncio.Task[Any]) -> None:
    """Note a task that was begun in an app, so that it ends with the app at the latest."""
    begun = _BEGUN.get()
    if begun is not None:
        begun.add(task)


async def _to_its_end(ending: asyncio.Task[None]) -> None:
    """Wait for a task however often this one is cancelled, then be cancelled."""
    cancelled = False
    while not ending.done():
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:  # not kept: its traceback holds the app, and this frame would hold it
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError


async def _end(app: App[Any], registry: Registry) -> None:
    """End an app: its widgets, the tasks that were begun in it, and its circles of references."""
    take_no_calls(app)
    closing, patience = asyncio.create_task(app._shutdown()), _PATIENCE
    while not closing.done():
        await asyncio.wait((closing,), timeout=patience)
        cancel_tasks(app)  # a handler hangs, or there is none left
        if not _is_whole(app):
            closing.cancel()  # its session was swept, and waits for nothing
        patience = _AGAIN
    if not closing.cancelled() and not _is_whole(app):
        closing.exception()  # asked for, since whatever it missed was taken away
    left = [each for each in _BEGUN.get() or () if each is not asyncio.current_task() and not each.done()]
    for each in left:
        each.cancel()
    if left:
        await asyncio.wait(left, timeout=_AGAIN)
    app._loop = None
    if is_patched():
        app._registry = WeakSet()  # whoever still wants to end a widget finds none that is half taken apart
        await dismantle(list(registry.seen))


def running_app() -> App[Any] | None:
    """Return the app that the current task or thread belongs to, if any."""
    from textual._context import active_app

    return active_app.get(None)


def queued(app: App[Any]) -> int:
    """Return how many messages wait where input goes: the app, its screen and the focused widget.

    Those that the app keeps back itself (`held`) count, too. In an app that has ended none waits.
    """
    if not app.is_running:
        return 0
    pumps: list[Any] = [app]
    if app.screen_stack:
        pumps += [app.screen, app.screen.focused]
    held: int = getattr(app, "held", 0)
    return held + int(sum(pump._message_queue.qsize() for pump in pumps if pump is not None))


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


def key_of(name: str) -> Key:
    """Return the event of a key: by its name, or by the character that it types."""
    from textual.events import Key
    from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

    if len(name) == 1:
        return Key(_character_to_key(name), name)
    try:
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        character = None
    return Key(name, character)


async def idle() -> None:
    """Wait until the loop has little left to do, for a second at most."""
    from textual._wait import wait_for_idle

    await wait_for_idle(0)


def stop_app(app: App[Any]) -> None:
    """Ask an app to end, from outside of its own tasks."""
    app._close_messages_no_wait()


def cancel_tasks(app: App[Any]) -> None:
    """Cancel the message loops of an app's widgets and its workers: one of them hangs in a handler."""
    if not _is_whole(app):
        return
    app.workers.cancel_all()
    for node in list(app._registry):
        if node._task is not None:
            node._task.cancel()


def _is_whole(app: App[Any]) -> bool:
    """Whether an app still holds what it runs, and was not taken apart."""
    return "_registry" in vars(app) and "_workers" in vars(app)


def repaint(app: App[Any]) -> None:
    """Draw the whole screen again: what was held back for a slow reader is not known to the compositor."""
    with app._context():
        screen = app.screen
        screen._compositor._dirty_regions.add(screen.size.region)
        screen._compositor_refresh()


def rows_shown(app: App[Any]) -> list[Strip]:
    """Return what stands on the screen of an app, row by row, with whatever lies over it."""
    with app._context():
        return app.screen._compositor.render_strips()


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


def opened_screens(app: App[Any]) -> list[Screen[Any]]:
    """Return the named screens that an app has made so far."""
    return [screen for screen in app._installed_screens.values() if not callable(screen)]
