"""What a visitor has typed and not sent: kept on the visitor's own machine, and there again at the next visit."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from content.files import write_file

_FILE = "drafts.json"
_FIELDS = "Input, TextArea"
_LEAST = 2
"""Characters of a draft that is kept for the next visit. One alone was a key, pressed where it only types."""

Drafts = dict[str, str]
"""Texts by the room and the field that they were typed in."""


def read_drafts(folder: Path) -> Drafts:
    """Read what was kept in `folder`; a file that is missing or damaged counts as nothing."""
    try:
        data = json.loads((folder / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    kept = data.items() if isinstance(data, dict) else ()
    return {field: text for field, text in kept if isinstance(text, str)}


def write_drafts(folder: Path, drafts: Mapping[str, str]) -> None:
    """Keep drafts in `folder`, in one step and for this user alone; where there are none, take the file away."""
    drafts = {field: text for field, text in drafts.items() if len(text.strip()) >= _LEAST}
    with contextlib.suppress(OSError):  # a disk that is full keeps nobody from leaving
        if drafts:
            write_file(folder / _FILE, json.dumps(drafts, ensure_ascii=False), private=True)
        else:
            (folder / _FILE).unlink(missing_ok=True)


def typed_in(rooms: Iterable[Screen[None]]) -> Drafts:
    """Return what stands in the fields of rooms."""
    return {key: text for room in rooms for key, field in _fields(room) if (text := _text_of(field)).strip()}


def restore(room: Screen[None], drafts: Drafts) -> None:
    """Put the drafts of a room into its fields, and take them out of `drafts`."""
    if drafts:
        for key, field in _fields(room):
            if text := drafts.pop(key, ""):
                _fill(field, text)


def _fields(room: Screen[None]) -> Iterator[tuple[str, Widget]]:
    for field in room.query(_FIELDS):
        yield f"{room.name}.{field.id}", field


def _text_of(field: Widget) -> str:
    return str(field.value if isinstance(field, Input) else getattr(field, "text", ""))


def _fill(field: Widget, text: str) -> None:
    if isinstance(field, Input):
        field.value = text
        field.cursor_position = len(text)
    else:
        from textual.widgets import TextArea  # 30 ms that a first frame need not wait for

        assert isinstance(field, TextArea)
        field.load_text(text)
        field.move_cursor(field.document.end)
