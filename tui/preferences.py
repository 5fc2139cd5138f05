"""What a visitor chose, kept on the visitor's own machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from content.files import write_file

_FILE = "preferences.json"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices that outlive a session. An empty text means that nothing was chosen."""

    theme: str = ""

    @classmethod
    def read(cls, folder: Path) -> Preferences:
        """Read them from `folder`; a file that is missing or damaged counts as no choice."""
        try:
            data = json.loads((folder / _FILE).read_text("utf-8"))
        except (OSError, ValueError):
            return cls()
        theme = data.get("theme") if isinstance(data, dict) else None
        return cls(theme if isinstance(theme, str) else "")

    def write(self, folder: Path) -> bool:
        """Write them to `folder`, atomically. False where that cannot be: a choice is not worth an error."""
        try:
            write_file(folder / _FILE, json.dumps(asdict(self)), private=True)
        except OSError:
            return False
        return True
