"""The table of hosting settings in docs/hosting.md, from their fields: name, default, and the sentence below each."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from typing import Any

from written_part import with_part

BEGIN, END = "<!-- written by scripts/docs -->\n", "<!-- until here -->\n"


def with_limits(page: str) -> str:
    """Return the page with its table of settings written anew."""
    return with_part(page, BEGIN, END, limits_table())


def limits_table() -> str:
    """Return the table as Markdown. Raises KeyError where a setting has no sentence."""
    from tui.hosting.settings import HostingSettings

    told = _sentences(HostingSettings)
    rows = (f"| `{each.name}` | {_in_words(each.default)} | {told[each.name]} |" for each in fields(HostingSettings))
    return "\n".join(["| setting | default | what it bounds |", "|---|---|---|", *rows, ""])


def _sentences(kind: type[Any]) -> dict[str, str]:
    """Return the string that stands below each field of a class, on one line."""
    [node] = ast.parse(inspect.getsource(kind)).body
    assert isinstance(node, ast.ClassDef)
    told = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            told[ast.unparse(field.target)] = " ".join(str(below.value.value).split())
    return told


def _in_words(default: Any) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return str(default) if isinstance(default, int | float) else str(default or "none")
