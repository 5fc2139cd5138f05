"""The packs that were read last, as JSON in the cache folder: the next start needs no YAML, no Markdown, no validation.

Only a pack without faults is kept, under the times and sizes of its files and of the code that read them: where any of
these differs, the pack is read again. What cannot be read or written is as good as not there.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import zlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from content import schema
from content.documents import Document
from content.fingerprint import PACK, FileStamp, stamp_of
from content.links import Link
from content.loader import OPTIONAL_FILES, PROFILE_FILE, Portfolio, load_portfolio
from content.markdown import Section
from content.portrait import PICTURES
from content.site_map import FOLDERS

PACKS, _BYTES = 8, 16_000_000
"""How many packs are kept, and how large one may be; the built-in one takes 0.4 MB."""

SETTLED = 2.0
"""Seconds after which a file that was written is taken to stay: some file systems count time in steps of two, and
a second change within one step would have the time and perhaps the size of the first."""

CLASS = "@"
"""The key that names the class of an object; no slug and no field can be called so."""

CLASSES: dict[str, Any] = {item.__name__: item for item in (*schema.parts(), Document, Section, Link)}


def cached_portfolio(root: Path, cache: Path) -> Portfolio:
    """Return the pack in folder `root`, which is read only where `cache` does not hold it as it is now.

    Raises ContentError as `load_portfolio`.
    """
    file = cache / "packs" / f"{zlib.crc32(os.fsencode(root.absolute())):08x}.json"
    began = time.time()
    try:
        stamps = sorted((*_pack_stamps(root), *PACK.stamps()))
    except OSError:  # the loader says what is missing
        return load_portfolio(root)
    state = json.dumps([str(root.absolute()), *stamps])
    kept = _read(file, state, root)
    if kept is not None:
        return kept
    portfolio = load_portfolio(root)
    if max(modified for _, _, modified, _ in stamps) < (began - SETTLED) * 1e9:
        _write(file, state, portfolio)
    return portfolio


def _pack_stamps(root: Path) -> Iterator[FileStamp]:
    yield stamp_of(root / PROFILE_FILE)
    for name in OPTIONAL_FILES:
        with contextlib.suppress(FileNotFoundError):
            yield stamp_of(root / name)
    with os.scandir(root) as entries:
        yield from (stamp_of(Path(entry)) for entry in entries if entry.name.lower().endswith(PICTURES))
    for folder in FOLDERS:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(root / folder) as entries:
            yield from (stamp_of(Path(entry)) for entry in entries if entry.name.endswith(".md"))


def _read(file: Path, state: str, root: Path) -> Portfolio | None:
    """Return what is kept in `file`, or None where it was kept for another state, is damaged, or is not there."""
    try:
        check, kept, data = file.read_text(encoding="utf-8").split("\n", 2)
        if kept != state or check != _check(data):
            return None
        parts = json.loads(data, object_hook=_object)
        documents = parts.pop("documents")
        portfolio = Portfolio(root, **parts)
        portfolio.__dict__["documents"] = documents  # where `cached_property` keeps it
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return portfolio


def _write(file: Path, state: str, portfolio: Portfolio) -> None:
    parts = {item.name: getattr(portfolio, item.name) for item in fields(portfolio) if item.name != "root"}
    data = json.dumps(parts | {"documents": portfolio.documents}, default=_plain, ensure_ascii=False)
    if len(data) > _BYTES:
        return
    from content.files import keep_newest, write_file

    with contextlib.suppress(OSError):  # a read-only or full disk: the next start reads the pack again
        write_file(file, f"{_check(data)}\n{state}\n{data}", private=True)
        keep_newest(file.parent, "*.json", PACKS)


def _check(data: str) -> str:
    return f"{zlib.crc32(data.encode('utf-8', 'surrogatepass')):08x}"


def _plain(item: Any) -> Any:
    """Return what JSON does not know as what it does."""
    if is_dataclass(item):
        return {CLASS: type(item).__name__} | {field.name: getattr(item, field.name) for field in fields(item)}
    if isinstance(item, date):
        return {CLASS: "date", "is": item.isoformat()}
    raise TypeError(type(item).__name__)


def _object(data: dict[str, Any]) -> Any:
    """Return the object that `_plain` made `data` of."""
    name = data.pop(CLASS, None)
    data = {key: _tuples(value) for key, value in data.items()}
    if name is None:
        return data
    return date.fromisoformat(data["is"]) if name == "date" else CLASSES[name](**data)


def _tuples(value: Any) -> Any:
    """Return JSON's lists as tuples: a pack has no lists."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
