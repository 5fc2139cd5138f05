"""What pydantic finds wrong with a value, in words for somebody who writes YAML: what was expected instead."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from content.limits import COLOUR_PATTERN, LANGUAGE_PATTERN, SHORT_PATTERN, SLUG_PATTERN, TAG_PATTERN
from content.markdown import anchor_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KINDS = {
    "tuple_type": "expected a list: one item a line behind `- `, or `[one, two]`",
    "list_type": "expected a list: one item a line behind `- `, or `[one, two]`",
    "dict_type": "expected keys with values below it, one a line",
    "mapping_type": "expected keys with values below it, one a line",
    "int_type": "expected a whole number, such as 2024",
    "int_parsing": "expected a whole number, such as 2024",
    "int_from_float": "expected a whole number, such as 2024",
    "float_type": "expected a number, such as 0.9",
    "float_parsing": "expected a number, such as 0.9",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "date_type": "expected a date, such as 2024-05-31",
    "date_parsing": "expected a date, such as 2024-05-31",
    "date_from_datetime_parsing": "expected a date, such as 2024-05-31",
    "date_from_datetime_inexact": "expected a date without a time, such as 2024-05-31",
    "dataclass_type": "expected keys with values below it, one a line",
    "dataclass_exact_type": "expected keys with values below it, one a line",
}
_PATTERNS = {
    SLUG_PATTERN: "lower-case letters, digits and single hyphens",
    TAG_PATTERN: "a tag in lower case",
    SHORT_PATTERN: "a short form in lower case, letters and digits alone",
    LANGUAGE_PATTERN: "the code of a language, such as `en` or `pt-BR`",
    COLOUR_PATTERN: "a color, such as `#1a2b3c`, in quotes",
    f"{COLOUR_PATTERN}|^$": "a color, such as `#1a2b3c`, in quotes",
}


def expected_of(detail: ErrorDetails) -> str:
    """Return what was expected in place of a value."""
    about: dict[str, Any] = detail.get("ctx", {})
    given = detail["input"]
    match detail["type"]:
        case "string_type" if given is None:
            return "expected text in it"
        case "string_type" if isinstance(given, bool):
            return "expected text, which needs quotes around it here"
        case "string_type" if isinstance(given, list | dict):
            return "expected text; where it begins with `[` or `{`, put quotes around it"
        case "string_type":
            return f'expected text, which needs quotes here: `"{given}"`'
        case "string_too_long":
            return f"expected at most {about['max_length']} characters; these are {len(given)}"
        case "string_too_short":
            return f"expected at least {about['min_length']} characters"
        case "too_long":
            return f"expected at most {about['max_length']} items; these are {about['actual_length']}"
        case "too_short":
            return f"expected at least {about['min_length']} items; there are {about['actual_length']}"
        case "greater_than_equal":
            return f"expected {about['ge']:g} or more"
        case "less_than_equal":
            return f"expected {about['le']:g} or less"
        case "literal_error":
            return _one_of(str(given), str(about["expected"]))
        case "string_pattern_mismatch":
            words = _PATTERNS.get(about["pattern"], "another form")
            near = _nearest(str(given), about["pattern"])
            return f"expected {words}" + (f", such as `{near}`" if near and near != given else "")
    return _KINDS.get(detail["type"], "expected another value")


def _nearest(given: str, pattern: str) -> str:
    """Return the nearest text that has a form: of a tag `C++` its small letters, else a slug of it."""
    if pattern in (TAG_PATTERN, SHORT_PATTERN) and " " not in given and re.match(pattern, given.lower()):
        return given.lower()
    return anchor_of(given) if pattern in (SLUG_PATTERN, TAG_PATTERN) else ""


def _one_of(given: str, expected: str) -> str:
    known = expected.replace("'", "").replace(" or ", ", ").split(", ")
    near = difflib.get_close_matches(given, known, n=1)
    return f"expected `{near[0]}`?" if near else f"expected one of {', '.join(known)}"
