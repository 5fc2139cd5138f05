"""What a visitor chose, kept on the visitor's own machine."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "preferences.json"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices that outlive a session. An empty text means that nothing was chosen."""

    theme: str = ""

    @classmethod
    def read(cls, folder: Path) -> Preferences:
        """Read them from `folder`; a file that is missing or damaged counts as no choice."""
        try:
            data = json.loads((folder / FILE).read_text("utf-8"))
        except (OSError, ValueError):
            return cls()
        theme = data.get("theme") if isinstance(data, dict) else None
        return cls(theme if isinstance(theme, str) else "")

    def write(self, folder: Path) -> bool:
        """Write them to `folder`, atomically. False where that cannot be: a choice is not worth an error."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8", delete=False) as file:
                json.dump(asdict(self), file)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(folder / FILE)
        except OSError:
            return False
        return True
