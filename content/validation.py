"""A file's fields as a part of the pack, or all that is wrong with them, in words for somebody who writes YAML."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from content import schema
from content.fault_words import expected_of
from content.problems import ContentError, Problem
from content.source import Source

_M = TypeVar("_M", bound=schema.Model)


adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)
"""Returns what validates a model; made once, which takes longer than validating."""


def validated(source: Source, model: type[_M]) -> _M:
    """Return the fields of `source` as a `model`. Raises ContentError with every problem."""
    try:
        item: _M = adapter(model).validate_python(source.data)
    except ValidationError as error:
        details = (detail for detail in error.errors(include_url=False) if not _is_echo(detail))
        raise ContentError(_problem(source, model, detail) for detail in details) from error
    return item


def _is_echo(detail: ErrorDetails) -> bool:
    """Say whether a list only counts as too short because items of it are wrong, which is told of each."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _problem(source: Source, model: type[schema.Model], detail: ErrorDetails) -> Problem:
    at = tuple(part for part in detail["loc"] if isinstance(part, int) or not _is_of_pydantic(part))
    name = _name(at)
    message = detail["msg"].removeprefix("Value error, ")
    wrong, colon, expected = message.partition(": expected")
    if name == "slug" and at not in source.located.lines and isinstance(detail["input"], str):
        if colon:
            return source.problem(at, f"the file's name {wrong}", f"expected{expected}, and `.md`")
        return source.problem(at, f"the file is called `{source.path.name}`", f"{expected_of(detail)}, and `.md`")
    match detail["type"]:
        case "string_too_short" if name == "body":
            return source.problem(at, "there is no text below the front matter", "expected some")
        case "missing":
            return source.problem(at, f"`{name}` is missing", "expected it here")
        case "unexpected_keyword_argument":
            known = _fields_at(model, at[:-1])
            near = difflib.get_close_matches(str(at[-1]), known, n=1)
            hint = f"expected `{near[0]}`?" if near else f"expected one of {', '.join(known)}" if known else "remove it"
            return source.problem(at, f"unknown key `{name}`", hint)
        case "string_too_short" | "too_short" if not detail["input"]:
            return source.problem(at, f"`{name}` is empty", "expected something in it")
        case "value_error":
            if colon:
                of_slug = wrong.startswith(("holds ", "has "))
                return source.problem(at, f"`{name}` {wrong}" if of_slug else wrong, f"expected{expected}")
            return source.problem(at, f"`{name}` is {_shown(detail['input'])}" if name else "the file", message)
    return source.problem(at, f"`{name}` is {_shown(detail['input'])}", expected_of(detail))


def _is_of_pydantic(part: str) -> bool:
    """Say whether a part of a path names a choice among types, and no key of the file."""
    return part == "[key]" or part in ("bool", "str", "int") or part.startswith(("constrained-", "function-"))


def _name(at: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in at)


def _shown(value: object) -> str:
    match value:
        case None | "":
            return "empty"
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case dict():
            return "a group of keys"
        case datetime():
            return f"the time {value.isoformat(' ')}"
        case date():
            return f"the date {value.isoformat()}"
    text = str(value) if isinstance(value, int | float) else f"“{' '.join(str(value).split())}”"
    return text if len(text) <= 60 else f"{text[:57]}…”"


def _fields_at(model: type[schema.Model], at: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the model at path `at` knows, or none where the path leads elsewhere."""
    current = model
    for part in at:
        if isinstance(part, int):
            continue
        kind = _kinds_of(current).get(part)
        models = [item for item in (kind, *get_args(kind)) if isinstance(item, type) and issubclass(item, schema.Model)]
        if not models:
            return []
        current = models[0]
    return [name for name in _kinds_of(current) if name != "body"]


def _kinds_of(model: type[schema.Model]) -> dict[str, Any]:
    """Return the type of each key of a model."""
    kinds = get_type_hints(model)
    return {schema.spelled(field.name): kinds[field.name] for field in fields(model)}
