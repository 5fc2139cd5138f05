"""What imports wrote into a pack, by digests: what an owner changed since stays, when a corrected source comes in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from content.files import write_file
from content.problems import ContentError, Problem

RECORD_FILE = ".import.json"
_EXPECTED = "expected what `portfolio import` wrote; without the file, nothing that is there is updated"

_Digests = dict[str, dict[str, str]]


@dataclass
class ImportRecord:
    """By the name of each source: the digests of its files, by their paths, and of its settings, by their keys."""

    sources: _Digests = field(default_factory=dict)

    def digest_of(self, name: str) -> str:
        """Return the digest of what was last written of a file or a setting; an empty text where nothing was."""
        return next((written[name] for written in self.sources.values() if name in written), "")

    def gone(self, source: str, names: set[str]) -> list[str]:
        """Return the files that a source once had, and that are not among `names`."""
        return [name for name in self.sources.get(source, {}) if "/" in name and name not in names]

    def note(self, source: str, name: str, text: str) -> None:
        """Note what of a source was written; no other source has it then."""
        for written in self.sources.values():
            written.pop(name, None)
        self.sources.setdefault(source, {})[name] = digest(text)


def digest(text: str) -> str:
    """Return the digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_record(root: Path) -> ImportRecord:
    """Read what the pack in `root` has of imports. Raises ContentError where somebody changed it."""
    path = root / RECORD_FILE
    if not path.exists():
        return ImportRecord()
    try:
        sources = json.loads(path.read_text(encoding="utf-8"))["sources"]
        return ImportRecord({
            str(source): {str(name): str(text) for name, text in written.items()} for source, written in sources.items()
        })  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ContentError([Problem(path, 1, "the record of imports cannot be read", _EXPECTED)]) from error


def write_record(root: Path, record: ImportRecord) -> None:
    """Write it into the pack. Raises OSError."""
    text = json.dumps({"sources": record.sources}, ensure_ascii=False, indent=2, sort_keys=True)
    write_file(root / RECORD_FILE, f"{text}\n")
