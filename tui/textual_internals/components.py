"""Styles of component classes that are made when they are first asked for.

Textual makes a node for each component class of a widget, and applies the stylesheet to it, whenever it sets the styles
of the widget: at mounting, at resuming and when the focus moves. A reader has 30 and a diagram 50 of them, of which a
screen draws a handful: four fifths of what it costs to open a room.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from weakref import ref

from tui.textual_internals.switch import is_patched

if TYPE_CHECKING:
    from textual.css.styles import RenderStyles
    from textual.css.stylesheet import Stylesheet
    from textual.dom import DOMNode

STAND_INS = "_portfolio_stand_ins"
"""The attribute under which a widget keeps the styles of its component classes: Textual drops them on removal."""


class LateStyles(dict[str, "RenderStyles"]):
    """The styles of a node's component classes; those that nobody has asked for are not there yet."""

    def __init__(self, sheet: Stylesheet, node: DOMNode, names: frozenset[str]) -> None:
        super().__init__()
        self._sheet, self._node, self._names = sheet, ref(node), names
        self._made: list[RenderStyles] = []
        vars(node)[STAND_INS] = self._made

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __missing__(self, name: str) -> RenderStyles:
        from textual.dom import DOMNode

        node = self._node()
        if node is None or name not in self._names:
            raise KeyError(name)
        stand_in = DOMNode(classes=name)
        stand_in._attach(node)
        self._sheet.apply(stand_in)
        styles = self[name] = stand_in.styles
        self._made.append(styles)
        return styles


def release_stand_ins(node: DOMNode) -> None:
    """Break the circles of the nodes that stand for a widget's component classes."""
    release(vars(node).pop(STAND_INS, []))


def release(made: list[RenderStyles]) -> None:
    """Let the nodes go that were made for these styles."""
    for styles in made:
        if styles.node is not None:
            vars(styles.node).clear()


@contextmanager
def late_components() -> Iterator[None]:
    """Make the styles of component classes when they are asked for, in every app of the process while this lasts.

    Those that were asked for before are made anew at once, so that a widget that looks different is drawn.
    """
    from textual.css.stylesheet import Stylesheet

    if not is_patched():
        yield
        return
    process = Stylesheet._process_component_classes

    def process_late(sheet: Stylesheet, node: DOMNode) -> None:
        names = node._get_component_classes()
        if not names:
            return
        before, made = dict(node._component_styles), vars(node).pop(STAND_INS, [])
        node._component_styles = LateStyles(sheet, node, names)
        changed = [name for name, styles in before.items() if node._component_styles[name] != styles]
        release(made)
        if changed:
            node.refresh()

    Stylesheet._process_component_classes = process_late  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Stylesheet._process_component_classes = process  # type: ignore[method-assign]
