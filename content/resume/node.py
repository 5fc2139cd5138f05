"""A value of a JSON file that remembers its path, and what has been read of it, so that nothing is lost silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from content.safe_text import one_line


class Node:
    """A value of the file that remembers its path, and which leaves have been taken."""

    def __init__(self, value: Any, path: str = "", taken: set[str] | None = None) -> None:
        self.value, self.path = value, path
        self.taken: set[str] = set() if taken is None else taken

    def __getitem__(self, name: str) -> Node:
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return Node(value, f"{self.path}.{name}".lstrip("."), self.taken)

    def items(self) -> Iterator[Node]:
        """Yield the items of a list; a value that is none has none."""
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield Node(value, f"{self.path}[{index}]", self.taken)

    def text(self, *names: str) -> str:
        """Take the first of the named fields that holds text (itself, without a name), as one safe line."""
        for node in [self[name] for name in names] or [self]:
            if isinstance(node.value, str | int | float) and not isinstance(node.value, bool):
                self.taken.add(node.path)
                if line := one_line(str(node.value)):
                    return line
        return ""

    def texts(self, name: str) -> list[str]:
        """Take every text of the list `name`."""
        return [line for node in self[name].items() if (line := node.text())]

    def leaves(self) -> Iterator[str]:
        """Yield the path of everything below that holds something."""
        if isinstance(self.value, dict):
            for name in self.value:
                yield from self[name].leaves()
        elif isinstance(self.value, list):
            for item in self.items():
                yield from item.leaves()
        elif self.value not in (None, ""):
            yield self.path
