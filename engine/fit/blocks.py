"""A pasted text to its headings, items and paragraphs, however they were marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from engine.language.words import word_count

AdvertBlockKind = Literal["heading", "item", "paragraph"]

_NUMBER = re.compile(r"^(?:\(?\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+")
_MARK = re.compile(rf"^[-*•–—·▪◦‣+]\s+|{_NUMBER.pattern}")
_HASHES = re.compile(r"^#{1,6}\s+")
_BOLD = re.compile(r"^(?:\*\*|__)(?P<text>[^*_]+?):?(?:\*\*|__):?$")
_LABEL = re.compile(r"^(?P<label>[^:.!?]{2,40}):\s+(?P<rest>\S.*)$")
_END = re.compile(r"[.!?;,)]$")
_MOST_WORDS = 7
"""Words of a heading, at most."""
_WRAPPED = 60
"""Characters from which a line may have been broken to fit a width."""


class AdvertBlock(NamedTuple):
    """A heading, an item of a list or a paragraph; `label` is what stands before its colon, where it has such."""

    kind: AdvertBlockKind
    text: str
    label: str = ""


def blocks_in(
    text: str, is_heading: Callable[[str], bool], begins: Callable[[str], bool] = lambda _: False
) -> Iterator[AdvertBlock]:
    """Yield the blocks of a text in their order. Lines that were broken to fit a width are joined again.

    `is_heading` knows headings by what they say, where nothing marks a line as one, and `begins` the lines that go on
    with nothing.
    """
    lines = [*text.splitlines(), ""]
    running: AdvertBlock | None = None
    for number, raw in enumerate(lines):
        line = raw.strip()
        before = lines[number - 1].strip() if number else ""
        after = lines[number + 1].strip() if number + 1 < len(lines) else ""
        bare = _NUMBER.sub("", line).rstrip(" ?!")
        named = _is_short(bare) and is_heading(bare)
        if running is not None and not (named or begins(line)) and _goes_on(running, raw, line):
            running = running._replace(text=f"{running.text} {line}")
            continue
        if running is not None:
            yield running
            running = None
        if not line:
            continue
        block = AdvertBlock("heading", bare) if named else _begun(line, before, after)
        if block.kind == "heading":
            yield block
        else:
            running = block


def _goes_on(running: AdvertBlock, raw: str, line: str) -> bool:
    if not line or _MARK.match(line) or _HASHES.match(line) or _BOLD.match(line) or line.isupper():
        return False
    if running.kind == "item":
        return raw[:1].isspace() or line[0].islower()
    whole = running.label and len(running.text) < _WRAPPED
    return not whole and _LABEL.match(line) is None and not line.endswith(":")


def _begun(line: str, before: str, after: str) -> AdvertBlock:
    """Return the block that a line begins, by its marks and by what stands around it."""
    if _HASHES.match(line):
        return AdvertBlock("heading", _HASHES.sub("", line).strip(" :#*"))
    if bold := _BOLD.match(line):
        return AdvertBlock("heading", bold["text"].strip(" :"))
    if mark := _MARK.match(line):
        return _labelled("item", line[mark.end() :])
    if line.endswith(":"):
        return AdvertBlock("heading", line.strip(" :"))
    if _is_short(line) and (line.isupper() or _MARK.match(after) or (not before and not after)):
        return AdvertBlock("heading", line)
    return _labelled("paragraph", line)


def _is_short(line: str) -> bool:
    unmarked = not (
        _MARK.match(line)
        or _HASHES.match(line)
        or _BOLD.match(line)
        or _END.search(line)
        or _LABEL.match(line)
        or line.endswith(":")
    )
    return unmarked and word_count(line) <= _MOST_WORDS


def _labelled(kind: AdvertBlockKind, line: str) -> AdvertBlock:
    found = _LABEL.match(line.replace("**", ""))
    return AdvertBlock(kind, found["rest"], found["label"]) if found else AdvertBlock(kind, line.replace("**", ""))
