"""Conversations kept as Markdown files, on the visitor's own machine only."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from content.files import write_file

_FOLDER = "conversations"


def save(text: str, folder: Path, now: datetime) -> Path:
    """Write a conversation into `folder` as a new file, atomically, and return its path. Raises OSError."""
    path = folder / _FOLDER / f"{now:%Y-%m-%d-%H%M%S}.md"
    write_file(path, text, private=True)
    return path
