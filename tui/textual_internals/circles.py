"""Breaks the circles of references that Textual makes, so that what ends is freed at once, and nobody waits for it.

A widget, its styles, its parent and the app refer to each other, and so do many smaller things: tens of thousands of
objects a session. Only the garbage collector would find them, and all at once, while every other visitor waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from weakref import WeakSet

from tui.textual_internals.switch import is_patched

if TYPE_CHECKING:
    from rich.style import Style
    from textual.css.styles import RenderStyles
    from textual.css.stylesheet import Stylesheet
    from textual.dom import DOMNode
    from textual.strip import Strip

STAND_INS = "_portfolio_stand_ins"
"""The attribute under which a widget keeps the styles of its component classes: Textual drops them on removal."""


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
    """Let go of what ended widgets hold, a few at a time."""
    for node in nodes:
        release_stand_ins(node)
        vars(node).clear()
        await asyncio.sleep(0)


def release_stand_ins(node: DOMNode) -> None:
    """Break the circles of the nodes that stand for a widget's component classes."""
    stand_ins: list[RenderStyles] = vars(node).pop(STAND_INS, [])
    for styles in stand_ins:
        if styles.node is not None:
            vars(styles.node).clear()


@contextmanager
def fewer_circles() -> Iterator[None]:
    """Let Textual make fewer circles for as long as this lasts, for every app of the process.

    It replaces the nodes that stand for the component classes of a widget whenever it sets the widget's styles anew, as
    it does when the focus moves; and a strip of cells that is divided into one piece caches itself in itself.
    """
    from textual.css.stylesheet import Stylesheet
    from textual.strip import Strip

    if not is_patched():
        yield
        return
    process, divide, crop_extend = Stylesheet._process_component_classes, Strip.divide, Strip.crop_extend

    def process_and_release(sheet: Stylesheet, node: DOMNode) -> None:
        process(sheet, node)
        release_stand_ins(node)
        if node._component_styles:
            vars(node)[STAND_INS] = list(node._component_styles.values())

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

    Stylesheet._process_component_classes = process_and_release  # type: ignore[method-assign, assignment]
    Strip.divide = divide_others  # type: ignore[method-assign, assignment]
    Strip.crop_extend = crop_extend_others  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Stylesheet._process_component_classes = process  # type: ignore[method-assign]
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
