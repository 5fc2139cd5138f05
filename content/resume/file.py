"""A file that holds a JSON Résumé (jsonresume.org/schema): read whole, with whatever else it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from content.problems import ContentError, Problem

_MOST_BYTES = 5_000_000
_EXPECTED = "expected a JSON Resume (https://jsonresume.org/schema)"
_PARTS = ("work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages",
          "interests", "references", "projects")  # fmt: skip
_FAULTS = {
    "Expecting value": "a value is missing, or text without quotes",
    "Expecting property name": "a key is missing, or one without double quotes",
    "Expecting ',' delimiter": "a comma is missing before this",
    "Expecting ':' delimiter": "a colon is missing behind a key",
    "Unterminated string": "a quotation mark is not closed",
    "Invalid control character": "a text goes over the end of its line; a line break in it is `\\n`",
    "Invalid \\escape": "a backslash is not doubled",
    "Extra data": "something stands behind the end",
}
"""What Python says of a fault, in other words."""


def resume_text(path: Path) -> str:
    """Return the text of the file at `path`. Raises ContentError where it is no résumé."""
    if path.stat().st_size > _MOST_BYTES:
        raise ContentError([Problem(path, 1, f"the file is larger than {_MOST_BYTES:,} bytes", _EXPECTED)])
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = json.loads(text)
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 1, "the file is no UTF-8 text", _EXPECTED)]) from error
    except json.JSONDecodeError as error:
        raise ContentError([Problem(path, error.lineno, _wrong(error), _EXPECTED)]) from error
    except RecursionError as error:
        raise ContentError([Problem(path, 1, "the JSON is nested too deeply", _EXPECTED)]) from error
    if not isinstance(data, dict) or not isinstance(data.get("basics", {}), dict):
        raise ContentError([Problem(path, 1, "the file holds no résumé", _EXPECTED)])
    return text


def _wrong(error: json.JSONDecodeError) -> str:
    """Say what is wrong with JSON in words for somebody who types it."""
    said = next((words for start, words in _FAULTS.items() if error.msg.startswith(start)), error.msg)
    before, here = error.doc[: error.pos].rstrip(), error.doc[error.pos : error.pos + 1]
    if before.endswith(",") and here in ("]", "}"):
        said = "a comma stands before the end of a list or a group"
    return f"the JSON cannot be read: {said}"


def wrong_parts(path: Path, text: str) -> Iterator[Problem]:
    """Yield a problem for each part of a résumé that is no list of entries, which nothing would read."""
    data = resume_data(text)
    for name in _PARTS:
        part = data.get(name) or []
        found = re.search(rf'^.*"{name}"\s*:', text, re.MULTILINE)
        line = text.count("\n", 0, found.end()) + 1 if found else 1
        if not isinstance(part, list):
            yield Problem(path, line, f"`{name}` is no list", "expected its entries between `[` and `]`")
        elif not all(isinstance(item, dict) for item in part):
            yield Problem(path, line, f"`{name}` holds an entry without fields", "expected each between `{` and `}`")


def resume_data(text: str) -> dict[str, Any]:
    """Return what `resume_text` has read as data."""
    data: dict[str, Any] = json.loads(text)
    return data
