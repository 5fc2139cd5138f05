"""YAML that remembers on which line each value stands, so that a fault can be named as file:line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

try:  # libyaml is about ten times faster and ships in the wheels; the pure loader is the fallback
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

_QUOTES = "expected quotes around the whole text of this line, or of the one above"
_AROUND = "expected quotes around the whole text; other quotes may stand in it"
_FAULTS = {
    "mapping values are not allowed": (
        "{line} holds a second `: `",
        "expected quotes around the text behind the first",
    ),
    "cannot start any token": (
        "{line} begins with a sign that YAML keeps for itself",
        "expected quotes around the text",
    ),
    "hexdec": ("{line} holds a backslash between double quotes", "expected single quotes around the text"),
    "unknown escape": ("{line} holds a backslash between double quotes", "expected single quotes around the text"),
    "quoted scalar": ("a quotation mark is not closed", "expected the same mark at the end of the text"),
    "flow node": ("a `[` or `{{` is not closed", "expected its end, or quotes around the text"),
    "flow sequence": ("a `[` is not closed", "expected `]` at the end of the list, or quotes around the text"),
    "flow mapping": ("a `{{` is not closed", "expected `}}` at its end, or quotes around the text"),
    "undefined alias": ("{line} begins with `*`", "expected quotes around the text"),
    "scanning an alias": ("{line} begins with `*`", "expected quotes around the text"),
    "scanning an anchor": ("{line} begins with `&`", "expected quotes around the text"),
    "constructor for the tag": ("{line} begins with `!`", "expected quotes around the text"),
    "scanning a simple key": ("{line} is no `key: value`", "expected a key, a colon and a blank before the value"),
    "block mapping": ("{line} stands too far left or right", "expected each key as far in as its neighbors"),
    "block collection": ("{line} stands too far left or right", "expected each item as far in as its neighbors"),
    "block sequence entries are not allowed": ("{line} is a list behind a key", "expected it on lines of its own"),
    "expected a single document": ("`---` stands between the keys", "expected it once before the keys and once behind"),
    "unhashable": ("{line} has a list or a group as its key", "expected text as the key"),
    "block scalar": ("{line} has something behind `|` or `>`", "expected the text on the lines below"),
}
"""What PyYAML says of a fault, in words for somebody who writes YAML."""
_ENDED_EARLY = re.compile(
    r"[ \t-]*(?:[\w-]+:[ ]+|-[ ]+)(?P<value>\[[^]]*\]|\{[^}]*\}|\"[^\"]*\"|'[^']*')[ \t]*[^\s#,:]"
)
"""A value that begins as YAML's own do, and goes on behind its end: `title: [draft] Ropes`."""
_UNCLOSED = re.compile(r"[ \t-]*[\w-]+:[ ]+(?:\"[^\"]*|'[^']*)$")

type_error = "expected keys and values, one a line: `key: value`"
Path = tuple[str | int, ...]


class YamlError(Exception):
    """YAML that cannot be read. `line` counts from 1."""

    def __init__(self, line: int, wrong: str, expected: str) -> None:
        self.line, self.wrong, self.expected = line, wrong, expected
        super().__init__(f"line {line}: {wrong}; {expected}")


@dataclass(frozen=True, slots=True)
class Located:
    """Parsed YAML and the line of every key and list item, by its path."""

    data: dict[str, Any]
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest value that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse_yaml(text: str, first_line: int = 1) -> Located:
    """Parse a mapping. `first_line` is the line of the file on which `text` begins.

    Raises YamlError for bad syntax, a duplicate key, or a document that is no mapping.
    """
    offset = first_line - 1
    loader = Loader(text)
    node: yaml.Node | None = None
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise YamlError(first_line, "no keys are here", type_error)
        lines = dict(_lines_of(node, (), offset))
        lines[()] = node.start_mark.line + 1 + offset
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        index, wrong, expected = _fault(error, text.split("\n"), mark.line if mark else 0)
        raise YamlError(index + first_line, wrong, expected) from error
    except yaml.YAMLError as error:
        raise YamlError(first_line, "this is no YAML", "expected keys and values, one a line") from error
    except ValueError as error:
        line = _no_day(node, loader) + first_line
        raise YamlError(line, f"there is no such date: {error}", "expected one such as 2024-05-31") from error
    except RecursionError as error:
        raise YamlError(first_line, "the lists are nested too deeply", "expected a few levels at most") from error
    finally:
        loader.dispose()
    return Located(data, lines)


def _fault(error: yaml.MarkedYAMLError, lines: list[str], index: int) -> tuple[int, str, str]:
    """Return the line of a fault, what is wrong with it, and what to write instead. Both loaders are understood."""
    said = f"{error.context or ''} {error.problem or ''}"
    index = min(index, len(lines) - 1)
    above = next((place for place in range(index - 1, -1, -1) if lines[place].strip()), index)
    unclosed = next((place for place in range(index, -1, -1) if _UNCLOSED.match(lines[place])), None)
    if lines[index].startswith("\t"):
        return index, "the line begins with a tab", "expected blanks in its place"
    if "block" in said and (early := _ENDED_EARLY.match(lines[index])):
        return index, f"{_quoted(lines[index])} goes on behind `{early['value']}`", _AROUND
    if unclosed is not None:
        return unclosed, "a quotation mark is not closed", "expected the same mark at the end of the text"
    if "mapping values" in said and lines[index].count(": ") < 2:
        sign, index = ("scanning a simple key", above) if ":" not in lines[above] else ("block mapping", index)
    else:
        sign = next((sign for sign in _FAULTS if sign in said), "")
    wrong, expected = _FAULTS.get(sign, ("this is no YAML: {line}", _QUOTES))
    return index, wrong.format(line=_quoted(lines[index])), expected


def _quoted(line: str) -> str:
    line = line.strip()
    return f"`{line}`" if len(line) <= 60 else f"`{line[:57]}…`"


def _no_day(node: yaml.Node | None, loader: Any) -> int:
    """Return the index of the first line with a value that looks like a date and is none."""
    for value in _scalars(node):
        if value.tag == "tag:yaml.org,2002:timestamp":
            try:
                loader.construct_yaml_timestamp(value)
            except ValueError:
                return int(value.start_mark.line)
    return 0


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif node is not None:
        for part in node.value:
            for item in part if isinstance(part, tuple) else (part,):
                yield from _scalars(item)


def _lines_of(node: yaml.Node, path: Path, offset: int) -> Iterator[tuple[Path, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1 + offset
            if name in seen:
                raise YamlError(line, f"the key `{name}` stands here twice", "expected each key once")
            seen.add(name)
            yield (*path, name), line
            yield from _lines_of(value, (*path, name), offset)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item.start_mark.line + 1 + offset
            yield from _lines_of(item, (*path, index), offset)
