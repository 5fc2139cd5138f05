"""A file that holds a JSON Résumé (jsonresume.org/schema): read whole, with whatever else it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from content.problems import ContentError, Problem

_MOST_BYTES = 5_000_000
_EXPECTED = "expected a JSON Resume (https://jsonresume.org/schema)"


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
        raise ContentError([Problem(path, error.lineno, f"bad JSON: {error.msg}", _EXPECTED)]) from error
    except RecursionError as error:
        raise ContentError([Problem(path, 1, "the JSON is nested too deeply", _EXPECTED)]) from error
    if not isinstance(data, dict) or not isinstance(data.get("basics", {}), dict):
        raise ContentError([Problem(path, 1, "the file holds no résumé", _EXPECTED)])
    return text


def resume_data(text: str) -> dict[str, Any]:
    """Return what `resume_text` has read as data."""
    data: dict[str, Any] = json.loads(text)
    return data
