"""An error in one visitor's app ends that app only, with a word to the visitor and a traceback in the log."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tui.textual_internals import apps

if TYPE_CHECKING:
    from textual.app import App

APOLOGY = "Sorry: something broke here, and it was not you. It has been logged as {session}; please come back in."
_FRAMES = 30
"""Innermost frames that are logged; no local variable is, since they hold what visitors typed."""


class ExitInAppError(RuntimeError):
    """A SystemExit or KeyboardInterrupt that code of an app raised: it would have ended the whole server."""


def traceback_text(error: BaseException) -> str:
    """Return the traceback of `error`, without locals."""
    return "".join(traceback.TracebackException.from_exception(error, limit=-_FRAMES).format())


class _Contained(Coroutine[Any, Any, Any]):
    """A coroutine of an app, from which SystemExit does not escape.

    No `async def`: that would leave the inner coroutine unawaited where the task is cancelled before its first step.
    """

    def __init__(self, inner: Coroutine[Any, Any, Any], app: App[Any]) -> None:
        self._inner, self._app = inner, app

    def send(self, value: Any) -> Any:
        """Go on."""
        return self._step(self._inner.send, value)

    def throw(self, *error: Any) -> Any:
        """Go on with an error, such as a cancellation."""
        return self._step(self._inner.throw, *error)

    def close(self) -> None:
        """End."""
        self._inner.close()

    def __await__(self) -> Any:
        return self._inner.__await__()

    def _step(self, step: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return step(*arguments)
        except (SystemExit, KeyboardInterrupt) as error:
            contained = ExitInAppError(f"{type(error).__name__} in a handler: {error}")
            contained.__cause__ = error
            apps.crash(self._app, contained)
            raise StopIteration from None


def contain_exits(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
    """Make a task; inside an app, one that SystemExit cannot escape from and that ends with it. A task factory.

    asyncio lets SystemExit through to `run_forever`, from whichever task raised it.
    """
    app = apps.running_app()
    if app is not None:
        coroutine = _Contained(coroutine, app)
    task = asyncio.Task(coroutine, loop=loop, **options)
    apps.remember_task(task)
    return task


@contextmanager
def contained_exits(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Use `contain_exits` on `loop` for as long as the doors are open."""
    before = loop.get_task_factory()
    loop.set_task_factory(contain_exits)
    try:
        yield
    finally:
        loop.set_task_factory(before)
