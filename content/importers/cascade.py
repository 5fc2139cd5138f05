"""What a folder says of all pages in it: Hugo's cascade, Zola's sections, Eleventy's data, Jekyll's defaults."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from content.importers.front_matter import split_front_matter
from content.importers.privacy import why_private
from content.located_yaml import YamlError, parse_yaml


class Cascade:
    """Fields that pages in the folders of `root` take from above, as far as they keep a page private."""

    def __init__(self, root: Path, today: datetime.date) -> None:
        self._root, self._today = root, today
        self._known: dict[str, str] = {}
        self._defaults = list(_jekyll_defaults(root / "_config.yml"))

    def why_private(self, name: str) -> str:
        """Say why the page at path `name` is kept private from above; an empty text where it is not."""
        folders = name.split("/")[:-1]
        for depth in range(len(folders) + 1):
            folder = "/".join(folders[:depth])
            if folder not in self._known:
                self._known[folder] = self._of_folder(folder)
            if self._known[folder]:
                return self._known[folder]
        for path, fields in self._defaults:
            below = not path or name.startswith(f"{path}/")
            if below and (why := why_private(fields, (), self._today)):
                return f"{why}, says _config.yml"
        return ""

    def _of_folder(self, folder: str) -> str:
        place = self._root / folder
        for said, fields in ((file, fields) for file in _files_of(place) for fields in _fields(file)):
            if why := why_private(fields, (), self._today):
                return f"{why}, says {said.relative_to(self._root).as_posix()}"
        return ""


def _files_of(folder: Path) -> Iterator[Path]:
    names = ("_index.md", f"{folder.name}.json", f"{folder.name}.11tydata.json")
    yield from (path for name in names if (path := folder / name).is_file() and not path.is_symlink())


def _fields(file: Path) -> Iterator[Mapping[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
        fields = split_front_matter(text)[0] if file.suffix == ".md" else json.loads(text)
    except (OSError, ValueError):
        return
    if not isinstance(fields, dict):
        return
    yield {
        name: value for name, value in _lower(fields).items() if file.suffix != ".md" or name in ("draft", "private")
    }
    below = fields.get("cascade")
    yield from (_lower(item) for item in (below if isinstance(below, list) else [below]) if isinstance(item, dict))


def _jekyll_defaults(config: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        data = parse_yaml(config.read_text(encoding="utf-8")).data
    except (OSError, ValueError, YamlError):
        return
    defaults = data.get("defaults")
    for item in defaults if isinstance(defaults, list) else ():
        scope, values = (item.get(name) if isinstance(item, dict) else None for name in ("scope", "values"))
        if isinstance(scope, dict) and isinstance(values, dict):
            yield str(scope.get("path") or "").strip("/"), _lower(values)


def _lower(fields: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in fields.items()}
