"""Stylesheets that are parsed once a process, where Textual parses them for every app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tui.textual_internals.switch import is_patched

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.stylesheet import Stylesheet
    from textual.dom import DOMNode
    from textual.widget import Widget

_MOST_SHEETS = 2_048
"""Pieces of CSS, each under one theme, that are kept parsed."""
_MOST_TABLES = 32
"""Whole stylesheets of which parts are kept: one for each theme, and more as rooms bring theirs."""
_PARTS = "_portfolio_parts"
"""The attribute under which a stylesheet keeps its rules, and the parts that were made of just these."""


def learn_styles_of(classes: Iterable[type[Widget]], sheet: Stylesheet) -> None:
    """Let an app's stylesheet know the styles that widgets bring along, before the first of them is there.

    Textual takes them as a widget is mounted, and then goes through all of its CSS again, in the middle of opening
    whatever the widget belongs to: four times for a form of fields in a row.
    """
    for each in classes:
        widget = each.__new__(each)
        for location, css, tie_breaker, scope in widget._get_default_css():
            sheet.add_source(css, location, is_default_css=True, tie_breaker=tie_breaker, scope=scope)


@contextmanager
def shared_stylesheets() -> Iterator[None]:
    """Parse each piece of CSS once a process instead of once an app, for as long as this lasts.

    Parsed rules are only read from. They are a good part of the work before the first frame, and half of the objects
    that it leaves behind. To style a widget is to look all of them up in a set; their hash is their identity, which
    Textual computes in Python.
    """
    from textual.css.model import RuleSet
    from textual.css.stylesheet import Stylesheet

    if not is_patched():
        yield
        return
    parse, identity = Stylesheet._parse_rules, RuleSet.__hash__
    parsed: dict[object, list[RuleSet]] = {}

    def parse_once(sheet: Stylesheet, css: str, *arguments: Any, **options: Any) -> list[RuleSet]:
        key = (frozenset(sheet._variables.items()), css, arguments, tuple(options.items()))
        rules = parsed.get(key)
        if rules is None:
            if len(parsed) >= _MOST_SHEETS:
                parsed.clear()
            rules = parsed[key] = parse(sheet, css, *arguments, **options)
        return rules

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign, assignment]
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
    try:
        yield
    finally:
        Stylesheet._parse_rules = parse  # type: ignore[method-assign]
        RuleSet.__hash__ = identity  # type: ignore[method-assign]


@contextmanager
def narrow_stylesheets() -> Iterator[None]:
    """Apply to a node the rules that name it in their last part, for as long as this lasts.

    Textual goes through all of an app's rules, well over a thousand, for every node and component class, to have those
    in their order.
    """
    from textual.css.stylesheet import Stylesheet

    if not is_patched():
        yield
        return
    apply = Stylesheet.apply

    def apply_narrow(sheet: Stylesheet, node: DOMNode, **options: Any) -> None:
        apply(part_for(sheet, node), node, **options)
        sheet._process_component_classes(node)

    Stylesheet.apply = apply_narrow  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Stylesheet.apply = apply  # type: ignore[method-assign]


def part_for(sheet: Stylesheet, node: DOMNode) -> Stylesheet:
    """Return the rules that may hold for a node, as a stylesheet that leaves component classes to the whole."""
    rules = sheet.rules
    kept = vars(sheet).get(_PARTS)
    if kept is None or kept[0] is not rules:
        if len(_parts) >= _MOST_TABLES:
            _parts.clear()
        kept = vars(sheet)[_PARTS] = rules, _parts.setdefault(tuple(rules), {})
    parts: dict[frozenset[str], Stylesheet] = kept[1]
    names = frozenset(sheet.rules_map.keys() & node._selector_names)
    if names not in parts:
        parts[names] = _part(sheet, names)
    return parts[names]


_parts: dict[tuple[RuleSet, ...], dict[frozenset[str], Stylesheet]] = {}
"""Of the rules of an app: those for the nodes of some names. Apps whose rules are the same share them."""


def _part(sheet: Stylesheet, names: frozenset[str]) -> Stylesheet:
    from textual.css.stylesheet import Stylesheet

    part = Stylesheet()
    part._rules_map = {name: sheet.rules_map[name] for name in names}
    wanted = {rule for rules in part._rules_map.values() for rule in rules}
    part._rules = [rule for rule in sheet.rules if rule in wanted]
    part._process_component_classes = _leave  # type: ignore[method-assign]
    return part


def _leave(node: DOMNode) -> None:
    """Leave component classes to the whole stylesheet."""
