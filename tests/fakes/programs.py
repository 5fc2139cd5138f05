"""Programs that do what a test says, in place of a compiler or of another program."""

from __future__ import annotations

from pathlib import Path


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    path.chmod(0o755)
    return path
