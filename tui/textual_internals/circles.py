"""Breaks the circles of references that Textual makes, so that what ends is freed at once, and nobody waits for it.

A widget, its styles, its parent and the app refer to each other, and so do many smaller things: tens of thousands of
objects a session. Only the garbage collector would find them, and all at once, while every other visitor waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from inspect import iscoroutine
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from tui.textual_internals.components import release_stand_ins
from tui.textual_internals.switch import is_patched

if TYPE_CHECKING:
    from rich.style import Style
    from textual.app import App
    from textual.dom import DOMNode
    from textual.events import Callback
    from textual.message_pump import MessagePump
    from textual.strip import Strip

_A_FEW = 16
"""Widgets that are let go of in one turn of the loop, which takes about a millisecond."""


class Registry(WeakSet["DOMNode"]):
    """The widgets that an app runs. Those that it has removed are remembered too, while anything holds them."""

    def __init__(self, nodes: Iterable[DOMNode]) -> None:
        self.seen: WeakSet[DOMNode] = WeakSet()
        super().__init__()
        for node in nodes:
            self.add(node)

    def add(self, item: DOMNode) -> None:
        """Add a widget."""
        super().add(item)
        self.seen.add(item)


async def dismantle(nodes: list[DOMNode]) -> None:
    """Let go of what ended widgets hold, a few at a time.

    One at a time is as many turns of the loop as there are widgets: on a starved machine a visitor of four rooms took
    longer to leave than the sweep lets anybody.
    """
    for at, node in enumerate(nodes, 1):
        release_stand_ins(node)
        _close_unbegun(node)
        _open_rings(node)
        vars(node).clear()
        if not at % _A_FEW:
            await asyncio.sleep(0)


def _open_rings(node: MessagePump) -> None:
    """Take the caches apart whose links hold each other in a ring: of boxes that were measured, and of queries."""
    from textual.cache import LRUCache

    for held in vars(node).values():
        if isinstance(held, LRUCache):
            for link in held._cache.values():
                link.clear()


def _close_unbegun(node: MessagePump) -> None:
    """Close the coroutines that wait for an ended widget's turn, which never comes: those of its watchers."""
    _close_coroutines(vars(node).get("_next_callbacks", ()))


class _NoCalls(list[Any]):
    """Calls that nobody will make: each is closed as it comes."""

    def append(self, each: Any) -> None:
        _close_coroutines((each,))


def take_no_calls(app: App[Any]) -> None:
    """Drop the calls that wait for an app's turn, and those that come: one of them may wait for a widget to be mounted
    that is ended before it is, and an app makes them all once more at its end."""
    _close_unbegun(app)
    app._next_callbacks = _NoCalls()


def _close_coroutines(waiting: Iterable[Callback]) -> None:
    for each in waiting:
        for argument in getattr(each.callback, "args", ()):
            if iscoroutine(argument):
                argument.close()


@contextmanager
def no_coroutine_lost() -> Iterator[None]:
    """Let a widget that is cancelled in one of the calls that wait for its turn close the coroutines of all the others,
    for as long as this lasts: Textual has taken them off its list by then, and nobody would find them."""
    from textual.message_pump import MessagePump

    if not is_patched():
        yield
        return
    flush = MessagePump._flush_next_callbacks

    async def flush_or_close(pump: MessagePump) -> None:
        waiting = [*pump._next_callbacks]
        try:
            await flush(pump)
        except asyncio.CancelledError:
            _close_coroutines(waiting)
            raise

    MessagePump._flush_next_callbacks = flush_or_close  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        MessagePump._flush_next_callbacks = flush  # type: ignore[method-assign]


def take_apart(app: App[Any]) -> None:
    """Let go of all that an app holds once it has ended and been left: 0.2 MB, all in circles.

    Who still asks it whether it runs, as threads do, hears that it does not.
    """
    if is_patched():
        _close_unbegun(app)
        _open_rings(app)
        vars(app.animator).clear()  # its timer holds it, and it the app
        held = vars(app)
        for name in [name for name, value in held.items() if not isinstance(value, int | float | str | None)]:
            del held[name]


@contextmanager
def fewer_circles() -> Iterator[None]:
    """Let Textual make fewer circles for as long as this lasts, for every app of the process.

    A strip of cells that is divided into one piece caches itself in itself.
    """
    from textual.strip import Strip

    if not is_patched():
        yield
        return
    divide, crop_extend = Strip.divide, Strip.crop_extend

    def divide_others(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
        pieces = divide(strip, cuts)
        if pieces and pieces[0] is strip:
            strip._divide_cache.clear()
        return pieces

    def crop_extend_others(strip: Strip, start: int, end: int, style: Style | None) -> Strip:
        piece = crop_extend(strip, start, end, style)
        if piece is strip:
            strip._crop_extend_cache.clear()
        return piece

    Strip.divide = divide_others  # type: ignore[method-assign, assignment]
    Strip.crop_extend = crop_extend_others  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Strip.divide = divide  # type: ignore[method-assign]
        Strip.crop_extend = crop_extend  # type: ignore[method-assign]


def forget_instances() -> None:
    """Clear the caches of methods: their keys hold parsers, styles and filters of sessions that have ended."""
    from textual._styles_cache import StylesCache
    from textual._xterm_parser import XTermParser
    from textual.filter import ANSIToTruecolor

    XTermParser._parse_extended_key.cache_clear()
    StylesCache.get_inner_outer.cache_clear()
    ANSIToTruecolor.truecolor_style.cache_clear()


def forget_sizes() -> None:
    """Clear what is remembered of places and sizes that were laid out: thousands of small things after a crowd, each of
    which keeps a page of the crowd's memory."""
    from textual.css.scalar import Scalar
    from textual.geometry import Region

    for each in (*vars(Region).values(), Scalar.resolve):
        clear = getattr(each, "cache_clear", None)
        if clear is not None:
            clear()
