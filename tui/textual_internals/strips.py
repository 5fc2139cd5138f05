"""Strips of cells that make their caches when they are first used.

Textual gives each strip seven caches, of which one or two are ever asked: a visitor who has seen four rooms has 1,500
strips, and two fifths of what they cost is caches with nothing in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tui.textual_internals.switch import is_patched

if TYPE_CHECKING:
    from rich.segment import Segment
    from textual.cache import FIFOCache
    from textual.strip import Strip
    from textual.widget import Widget

CACHE_SIZES: Mapping[str, int] = MappingProxyType({
    "_divide_cache": 4, "_crop_cache": 16, "_style_cache": 16, "_filter_cache": 4, "_line_length_cache": 4,
    "_crop_extend_cache": 4, "_offsets_cache": 4,
})  # fmt: skip
"""The caches of a strip, and how much each remembers."""


class LateCache:
    """Stands before the slot of a strip in which a cache lies, and puts one there when it is first asked for."""

    def __init__(self, slot: Any, size: int, make: type[FIFOCache[Any, Any]]) -> None:
        self._slot, self._size, self._make = slot, size, make

    def __get__(self, strip: Strip | None, owner: type[Strip]) -> Any:
        if strip is None:
            return self
        try:
            return self._slot.__get__(strip, owner)
        except AttributeError:
            cache = self._make(self._size)
            self._slot.__set__(strip, cache)
            return cache

    def __set__(self, strip: Strip, cache: FIFOCache[Any, Any]) -> None:
        self._slot.__set__(strip, cache)


@contextmanager
def light_strips() -> Iterator[None]:
    """Make strips without caches for as long as this lasts. Those that were made so get theirs afterwards, too."""
    from textual.cache import FIFOCache
    from textual.strip import Strip

    if not is_patched():
        yield
        return
    for name, size in CACHE_SIZES.items():
        slot = vars(Strip)[name]
        if not isinstance(slot, LateCache):
            setattr(Strip, name, LateCache(slot, size, FIFOCache))
    make = Strip.__init__

    def make_light(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
        strip._segments = list(segments)
        strip._cell_length = cell_length
        strip._render_cache = strip._link_ids = strip._cell_count = None

    Strip.__init__ = make_light  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Strip.__init__ = make  # type: ignore[method-assign]


def forget_strips(widget: Widget) -> None:
    """Let go of the strips by which a widget was drawn, and of what was reckoned for them. It is drawn anew when it is
    next seen."""
    widget._set_dirty()
    widget._render_cache = widget._render_cache._replace(lines=[])
    for kept in (
        widget._rich_style_cache, widget._visual_style_cache, widget._layout_cache, widget._arrangement_cache,
        widget._box_model_cache,
    ):  # fmt: skip
        kept.clear()
