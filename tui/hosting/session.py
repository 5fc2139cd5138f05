"""One visitor's screens, whatever the door: starts the app on a sink, feeds it, watches its limits, ends it well."""

from __future__ import annotations

import asyncio
import contextlib
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from tui.hosting.charset import encode
from tui.hosting.colour import FILTERS, truecolor_console
from tui.hosting.crash_guard import traceback_text
from tui.hosting.driver import SinkDriver
from tui.hosting.durations import in_words
from tui.hosting.host import FAREWELLS
from tui.hosting.input_pump import InputPump
from tui.hosting.limits import TokenBucket
from tui.hosting.output import Output
from tui.hosting.sink import Sink, Size
from tui.textual_internals import apps, circles

if TYPE_CHECKING:
    from textual.app import App

    from tui.hosting.host import Host, Visitor
    from tui.hosting.terminal import Terminal

START_SECONDS = 15.0
"""How long an app may hold a starting place before its first frame."""
RESIZE_SECONDS, RESIZE_REST = 0.03, 0.5
"""How long a new size waits for another, and how long after one was laid out: each costs a whole layout."""


class Session:
    """The screens of one visitor. `run()` lasts until they are closed; every other method returns at once.

    It may be asked to end before `run()` has taken its first step: then nothing is shown.
    """

    kind = "screens"

    def __init__(self, host: Host, sink: Sink, visitor: Visitor, terminal: Terminal, start: str | None = None) -> None:
        settings = host.settings
        self.host, self.sink, self.visitor, self.terminal = host, sink, visitor, terminal
        self.log = host.log.bind(session=visitor.id)
        self._start = start
        self._size = terminal.size
        self._app: App[Any] | None = None
        self._pump: InputPump | None = None
        self._output = Output(
            sink,
            settings.backlog_limit,
            settings.stall_seconds,
            pause=self._pause_drawing,
            resume=self._resume_drawing,
            stalled=partial(self._leave, "stalled"),
        )
        self._held_back = contextlib.ExitStack()
        self._early = bytearray()
        self._reason = ""
        self._requested = time.monotonic()
        self._last_input = self._requested
        self._resized = 0.0
        self._first_frame = asyncio.Event()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._task: asyncio.Task[Any] | None = None

    @property
    def reason(self) -> str:
        """Why the session ends or has ended: a key of `FAREWELLS`, or `left`, `stalled` and the like."""
        return self._reason or "quit"

    @property
    def leaving(self) -> bool:
        """Whether it was asked to end, or has decided to."""
        return bool(self._reason)

    # -- what the door calls -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Show the screens until the visitor leaves or is asked to."""
        self.host.comes(self)
        self._task = asyncio.current_task()
        status = 0
        try:
            if not self._reason:
                await self._run_app()
        except asyncio.CancelledError:
            self._reason = self._reason or "left"
        except Exception as error:  # anything that the app's own guard did not see, such as an app that cannot be made
            self._crashed(error)
        finally:
            status = 1 if self._reason == "crash" else 0
            await self._end(status)

    def feed(self, data: bytes) -> None:
        """Take input from the visitor."""
        self._last_input = time.monotonic()
        self.host.touch()
        self.host.metrics.input_bytes.inc(len(data))
        if self._pump is not None:
            self._pump.feed(data)
        elif len(self._early) < self.host.settings.input_burst:
            self._early += data

    def resize(self, size: Size) -> None:
        """The visitor's terminal has another size; of a burst, the last one counts."""
        self._size = size
        if "resize" not in self._timers:
            rested = time.monotonic() - self._resized
            self._after("resize", max(RESIZE_SECONDS, RESIZE_REST - rested), self._resize_now)

    def hang_up(self, reason: str) -> None:
        """End the session with a word to the visitor; `reason` is a key of `FAREWELLS`, or `left`."""
        self._leave(reason)

    def abort(self) -> None:
        """End the session now."""
        self._reason = self._reason or "aborted"
        self.sink.abort()
        self._stop_hard()

    # -- the app -------------------------------------------------------------------------------------------------------

    async def _run_app(self) -> None:
        async with self.host.starts:
            app = self._make_app()
            running = apps.start_app(app, self._size)
            shown = asyncio.create_task(self._first_frame.wait())
            try:
                await asyncio.wait((running, shown), timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                await self._cancel(running)
                raise
            finally:
                shown.cancel()
        try:
            if self._pump is not None:
                self._pump.start()
            self._watch_idle()
            self._after("session", self.host.settings.session_seconds, partial(self._leave, "time"))
            await running
        except asyncio.CancelledError:
            await self._cancel(running)
            raise

    def _make_app(self) -> App[Any]:
        host, settings = self.host, self.host.settings
        app = self._app = host.make_app(self.visitor, self._start)
        if self.terminal.still or len(host.sessions) > settings.animated_sessions:
            app.animation_level = "none"
        depth = self.terminal.depth
        apps.set_colour(app, truecolor_console(), FILTERS[depth], no_color=depth == "none")
        apps.guard_crashes(app, self._crashed)
        if host.out is not None and host.err is not None:
            apps.capture_prints(app, host.out, host.err)
        app.driver_class = partial(  # type: ignore[assignment]
            SinkDriver, output=self._output, utf8=self.terminal.utf8, first_frame=self._shown
        )
        bucket = TokenBucket(settings.input_bytes_per_second, settings.input_burst)
        self._pump = InputPump(
            app, self._driver, self.sink, bucket, settings.paste_limit, host.metrics.broken_input.inc
        )
        self._pump.feed(bytes(self._early))
        self._early.clear()
        return app

    def _driver(self) -> SinkDriver | None:
        """The app's driver, once the app takes input and until it ends."""
        driver = apps.driver_of(self._app) if self._app is not None and self._first_frame.is_set() else None
        return driver if isinstance(driver, SinkDriver) else None

    def _shown(self) -> None:
        self._first_frame.set()
        self.host.metrics.first_frame_seconds.observe(time.monotonic() - self._requested)
        if self._size != self.terminal.size:
            self._resize_now()
        if self._pump is not None:
            self._pump.start()

    def _resize_now(self) -> None:
        self._timers.pop("resize", None)
        self._resized = time.monotonic()
        driver = self._driver()
        if driver is not None:
            driver.resize(self._size)

    def _crashed(self, error: BaseException) -> None:
        self._reason = self._reason or "crash"
        self.host.metrics.crashes.inc()
        self.log.error("crash", error=type(error).__name__, traceback=traceback_text(error))

    # -- limits --------------------------------------------------------------------------------------------------------

    def _watch_idle(self) -> None:
        settings = self.host.settings
        quiet = time.monotonic() - self._last_input
        warn_at = settings.idle_seconds - min(settings.idle_warning_seconds, settings.idle_seconds / 2)
        if quiet >= settings.idle_seconds:
            self._leave("idle")
        elif quiet >= warn_at:
            left = settings.idle_seconds - quiet
            self._tell(f"Nothing was typed for a while. This session closes in {in_words(left)}; any key keeps it.")
            self._after("idle", left, self._watch_idle)
        else:
            self._after("idle", warn_at - quiet, self._watch_idle)

    def _tell(self, text: str) -> None:
        app = self._app
        if app is not None:
            app.call_later(partial(app.notify, text, severity="warning", timeout=20, markup=False))

    def _pause_drawing(self) -> None:
        self.host.metrics.output_pauses.inc()
        if self._app is not None:
            self._held_back.enter_context(self._app.batch_update())

    def _resume_drawing(self) -> None:
        self._held_back.close()
        if self._app is not None and self._app.screen_stack:
            apps.repaint(self._app)

    def _after(self, name: str, seconds: float, call: Any) -> None:
        earlier = self._timers.pop(name, None)
        if earlier is not None:
            earlier.cancel()
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, call)

    # -- the end -------------------------------------------------------------------------------------------------------

    def _leave(self, reason: str) -> None:
        """Ask the app to end; insist after a grace time."""
        if self._reason:
            return
        self._reason = reason
        if reason in ("left", "stalled"):
            self.sink.abort()
        if self._app is not None and self._first_frame.is_set():
            apps.stop_app(self._app)
            self._after("leave", self.host.settings.grace_seconds, self._stop_hard)
        else:
            self._stop_hard()

    def _stop_hard(self) -> None:
        if self._app is not None:
            apps.cancel_tasks(self._app)
        if self._task is not None:
            self._task.cancel()

    async def _cancel(self, running: asyncio.Task[None]) -> None:
        """End an app that does not end by itself: first its own task, then the handler that hangs."""
        running.cancel()
        while not running.done():
            await asyncio.wait((running,), timeout=0.2)
            if self._app is not None:
                apps.cancel_tasks(self._app)
        if not running.cancelled() and (error := running.exception()) is not None:
            self._crashed(error)

    async def _end(self, status: int) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._held_back.close()
        self._output.close()
        if self._pump is not None:
            await self._pump.close()
        self.host.left(self.visitor)
        reason = self._reason or "quit"
        line = FAREWELLS.get(reason)
        if line:
            settings = self.host.settings
            text = line.format(
                session=self.visitor.id,
                idle=in_words(settings.idle_seconds),
                session_time=in_words(settings.session_seconds),
            )
            self.sink.write(encode(f"\r\n{text}\r\n", self.terminal.utf8))
        self.sink.close(status)
        if self._app is not None:
            circles.take_apart(self._app)
        self._app = self._pump = None
        seconds = time.monotonic() - self._requested
        metrics = self.host.metrics
        metrics.session_seconds.labels(self.visitor.door, "screens").observe(seconds)
        metrics.ended.labels(reason).inc()
        metrics.output_bytes.inc(self._output.written)
        self.host.goes(self)
        self.host.collector.session_ended()
        self.log.info("session ended", kind="screens", reason=reason, seconds=round(seconds, 1),
                      sent=self._output.written)  # fmt: skip
