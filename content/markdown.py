"""Markdown bodies as they are written: sections along their headings, and on which line what stands.

What a body says is in `content.blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:")
"""How a footnote begins."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and the text below it, up to the next heading of any level.

    `level` is 1 for text above the first heading; `line` counts from 1 within the body. `sides` says that its
    paragraphs are sides of trade-offs.
    """

    anchor: str
    title: str
    level: int
    text: str
    line: int = 1
    sides: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a Markdown link, and the body line on which its paragraph starts."""

    href: str
    line: int


@cache
def parser(*, notes: bool = False, math: bool = False) -> MarkdownIt:
    """One CommonMark parser with tables and deletions, as the readers render them, and with what else is asked for."""
    from markdown_it import MarkdownIt  # 20 ms that nobody need pay who parses nothing

    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    if notes:
        from mdit_py_plugins.footnote import footnote_plugin

        made.use(footnote_plugin)
    if math:
        from mdit_py_plugins.dollarmath import dollarmath_plugin

        made.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    return made


@lru_cache(maxsize=256)
def tokens_of(body: str) -> tuple[Token, ...]:
    """Parse once what sections, blocks, links and checks all look at: half of a pack's loading. Do not change them."""
    return tuple(parser(notes="[^" in body or "^[" in body, math="$" in body).parse(body))


def anchor_of(title: str) -> str:
    """Return a heading's anchor: lower case, punctuation dropped, spaces to hyphens."""
    words = re.sub(r"[^\w\s-]", "", title.lower()).strip()
    return re.sub(r"[\s-]+", "-", words)


def numbered_anchor(title: str, seen: dict[str, int]) -> str:
    """Return a heading's anchor on its page, where `seen` counts those above it: the second of a name ends in `-2`."""
    anchor = anchor_of(title)
    seen[anchor] = seen.get(anchor, 0) + 1
    return anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"


def sections_of(body: str, title: str) -> tuple[Section, ...]:
    """Split `body` at its headings. Text above the first heading gets `title` and no anchor.

    A footnote goes with each section that refers to it, wherever it is written.
    """
    lines, notes = _without_notes(body.splitlines(), body)
    headings = list(_headings(tokens_of(body)))
    first = headings[0][0] if headings else len(lines)
    opening = _with_notes("\n".join(lines[:first]).strip(), notes)
    sections = [Section("", title, 1, opening)] if opening else []
    seen: dict[str, int] = {}
    for index, (start, end, level, text) in enumerate(headings):
        stop = headings[index + 1][0] if index + 1 < len(headings) else len(lines)
        anchor = numbered_anchor(text, seen)
        content = _with_notes("\n".join(lines[end:stop]).strip(), notes)
        sections.append(Section(anchor, text, level, content, start + 1))
    return tuple(sections)


def _without_notes(lines: list[str], body: str) -> tuple[list[str], dict[str, str]]:
    """Return the lines with empty ones where footnotes are written, and those by their names."""
    notes: dict[str, str] = {}
    if "[^" not in body:
        return lines, notes
    kept, name = list(lines), ""
    code = {at for token in tokens_of(body) if token.type == "fence" and token.map for at in range(*token.map)}
    for at, line in enumerate(lines):
        match = None if at in code else _NOTE.match(line)
        indented = not line.strip() or line.startswith(("    ", "\t"))
        goes_on = indented or (at and lines[at - 1].strip() and not line.startswith("#"))
        if match:
            name, notes[match[1]] = match[1], line
        elif name and goes_on:
            notes[name] += f"\n{line}"
        else:
            name = ""
        kept[at] = "" if name else line
    return kept, notes


def _with_notes(text: str, notes: dict[str, str]) -> str:
    own = [note.strip() for name, note in notes.items() if f"[^{name}]" in text]
    return "\n\n".join([text, *own]) if own else text


def link_targets(body: str) -> Iterator[Target]:
    """Yield every link target of `body`."""
    for token in tokens_of(body):
        for child in token.children or ():
            if child.type == "link_open":
                line = token.map[0] + 1 if token.map else 1
                yield Target(str(child.attrGet("href") or ""), line)


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[int, int, int, str]]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.map and token.level == 0:
            start, end = token.map
            yield start, end, int(token.tag[1:]), _inline_text(tokens[index + 1])


def _inline_text(token: Token) -> str:
    """Return the text of an inline token without its marks; line breaks stay."""
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
