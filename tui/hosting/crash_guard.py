"""An error in one visitor's app ends that app only, with a word to the visitor and a traceback in the log."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from tui.hosting import internals

APOLOGY = "Sorry: something broke here, and it was not you. It has been logged as {session}; please come back in."
FRAMES = 30
"""Innermost frames that are logged; no local variable is, since they hold what visitors typed."""


class ExitInAppError(RuntimeError):
    """A SystemExit or KeyboardInterrupt that code of an app raised: it would have ended the whole server."""


def traceback_text(error: BaseException) -> str:
    """Return the traceback of `error`, without locals."""
    return "".join(traceback.TracebackException.from_exception(error, limit=-FRAMES).format())


async def _contained(coroutine: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await coroutine
    except (SystemExit, KeyboardInterrupt) as error:
        app = internals.running_app()
        if app is None:
            raise
        contained = ExitInAppError(f"{type(error).__name__} in a handler: {error}")
        contained.__cause__ = error
        app._handle_exception(contained)
        return None


def contain_exits(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
    """Make a task; inside an app, one that SystemExit cannot escape from. A task factory.

    asyncio lets SystemExit through to `run_forever`, from whichever task raised it.
    """
    if internals.running_app() is not None:
        coroutine = _contained(coroutine)
    return asyncio.Task(coroutine, loop=loop, **options)


@contextmanager
def contained_exits(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Use `contain_exits` on `loop` for as long as the doors are open."""
    before = loop.get_task_factory()
    loop.set_task_factory(contain_exits)
    try:
        yield
    finally:
        loop.set_task_factory(before)
