"""Changes Markdown text where it is prose: code blocks and code spans stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable

from content.markdown import parser

LINK = re.compile(
    r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])+)\]"
    r"\((?P<href><[^>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+[\"'(][^)]*)?\)"
)
DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\]^]+)\]:\s*<?(?P<href>[^\s>]+)>?[^\n]*$", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![!\]])\[(?P<text>[^\[\]]+)\](?:\[(?P<name>[^\[\]]*)\])?(?![(:])")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
HELD = re.compile(r"\x00(\d+)\x00")

Change = Callable[[str], str]


def outside_code(text: str, change: Change) -> str:
    """Apply `change` to every stretch of `text` that is neither a code block nor a code span."""
    lines = text.split("\n")
    code = {
        line
        for token in parser().parse(text)
        if token.type in ("fence", "code_block") and token.map
        for line in range(*token.map)
    }
    result: list[str] = []
    start = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or (number in code) != (start in code):
            block = "\n".join(lines[start:number])
            result.append(block if start in code else _outside_spans(block, change))
            start = number
    return "\n".join(result)


def relink(text: str, target: Change) -> str:
    """Give every link the target that `target` returns for its own; an empty one leaves the link's words."""
    gone: set[str] = set()

    def inline(match: re.Match[str]) -> str:
        href = target(match["href"].strip("<>"))
        return f"[{match['text']}]({href})" if href else match["text"]

    def definition(match: re.Match[str]) -> str:
        href = target(match["href"])
        if not href:
            gone.add(_label(match["name"]))
        return f"[{match['name']}]: {href}" if href else ""

    def reference(match: re.Match[str]) -> str:
        return match["text"] if _label(match["name"] or match["text"]) in gone else match[0]

    text = outside_code(text, lambda prose: DEFINITION.sub(definition, LINK.sub(inline, prose)))
    return outside_code(text, lambda prose: _REFERENCE.sub(reference, prose)) if gone else text


def _label(name: str) -> str:
    """Return what CommonMark compares when it looks for a link's definition."""
    return " ".join(name.split()).casefold()


def _outside_spans(text: str, change: Change) -> str:
    """Change a text around its code spans, which stand as placeholders meanwhile, so that links may hold them."""
    spans: list[str] = []

    def hold(match: re.Match[str]) -> str:
        spans.append(match[0])
        return f"\x00{len(spans) - 1}\x00"

    changed = change(CODE_SPAN.sub(hold, text.replace("\x00", "")))
    return HELD.sub(lambda match: spans[int(match[1])], changed)
