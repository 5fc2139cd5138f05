"""Stylesheets that are parsed once a process, where Textual parses them for every app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tui.textual_internals.switch import is_patched

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.stylesheet import Stylesheet
    from textual.widget import Widget

_MOST_SHEETS = 2_048
"""Pieces of CSS, each under one theme, that are kept parsed."""


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
