"""YAML that remembers on which line each value stands, so that a fault can be named as file:line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

try:  # libyaml is about ten times faster and ships in the wheels; the pure loader is the fallback
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

type_error = "expected a mapping of keys to values"
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
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise YamlError(first_line, "no keys are here", type_error)
        lines = dict(_lines_of(node, (), offset))
        lines[()] = node.start_mark.line + 1 + offset
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 1 + offset
        raise YamlError(line, f"bad YAML: {error.problem or error.context}", "expected valid YAML") from error
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(first_line, f"bad YAML: {error}", "expected valid YAML") from error
    finally:
        loader.dispose()
    return Located(data, lines)


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
