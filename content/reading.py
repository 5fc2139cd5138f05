"""Reads the files of a pack one after the other, and gathers what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from content import schema
from content.placeholders import written
from content.problems import ContentError, Problem
from content.references import Loaded
from content.resume.file import resume_text
from content.site_map import KINDS
from content.source import Source, read_markdown, read_yaml
from content.validation import validated

_M = TypeVar("_M", bound=schema.Model)
P = TypeVar("P", bound=schema.Prose)


class Reading:
    """One reading of the pack in folder `root`: what was read, and every problem so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.sources: Loaded = []

    def file(self, name: str, model: type[_M]) -> _M | None:
        """Read a YAML file that has to be there; None where it has problems."""
        path = self.root / name
        if not path.exists():
            self.problems.append(Problem(path, 1, "the file is missing", f"expected a file named {name}"))
            return None
        return self._read(path, read_yaml, model)

    def optional(self, name: str, absent: _M) -> _M:
        """Read a YAML file that may be missing; `absent` where it is, or has problems."""
        path = self.root / name
        return (self._read(path, read_yaml, type(absent)) if path.exists() else None) or absent

    def resume(self, name: str) -> str:
        """Read the résumé; an empty text where there is none, or it has problems."""
        try:
            return resume_text(self.root / name) if (self.root / name).is_file() else ""
        except ContentError as error:
            self.problems.extend(error.problems)
            return ""

    def folder(self, model: type[P]) -> tuple[P, ...]:
        """Read the Markdown files of a kind's folder, without drafts and those that have problems."""
        folder = self.root / KINDS[model.KIND].folder
        items = (self._read(path, read_markdown, model) for path in sorted(folder.glob("*.md")))
        return tuple(item for item in items if item is not None and not item.draft)

    @property
    def drafts(self) -> tuple[str, ...]:
        """The files of the drafts among what was read, by their paths in the pack."""
        return self._named(lambda item: isinstance(item, schema.Prose) and item.draft)

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The files in which a template's words stand."""
        return self._named(lambda item: written(item) is not item)

    def _named(self, chosen: Callable[[schema.Model], bool]) -> tuple[str, ...]:
        paths = (source.path for source, item in self.sources if chosen(item))
        return tuple(path.relative_to(self.root).as_posix() for path in paths)

    def _read(self, path: Path, read: Callable[[Path], Source], model: type[_M]) -> _M | None:
        try:
            source = read(path)
            item = validated(source, model)
        except ContentError as error:
            self.problems.extend(error.problems)
            return None
        self.sources.append((source, item))
        return item
