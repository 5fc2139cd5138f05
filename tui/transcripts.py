"""Conversations kept as Markdown files, on the visitor's own machine only."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

FOLDER = "conversations"


def save(text: str, folder: Path, now: datetime) -> Path:
    """Write a conversation into `folder` as a new file, atomically, and return its path. Raises OSError."""
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=place, encoding="utf-8", suffix=".tmp", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path = place / f"{now:%Y-%m-%d-%H%M%S}.md"
    return Path(file.name).replace(path)
