"""One content file, read: its fields, and on which line each of them stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import frontmatter
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from content import schema
from content.located_yaml import Located, YamlError, parse_yaml
from content.problems import ContentError, Problem

FENCE = "expected front matter between two lines of `---`, then the text"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's fields (`data`), where they stand, and for Markdown the line on which the body begins."""

    path: Path
    located: Located
    body_line: int = 1

    @property
    def data(self) -> dict[str, Any]:
        """The fields as the schema takes them."""
        return self.located.data

    def problem(self, at: tuple[str | int, ...], wrong: str, expected: str) -> Problem:
        """Return a problem at the line of field `at`."""
        return Problem(self.path, self.located.line(at), wrong, expected)


def read_yaml(path: Path) -> Source:
    """Read a YAML file. Raises ContentError."""
    return Source(path, _parse(path, _text(path), 1))


def read_markdown(path: Path) -> Source:
    """Read a Markdown file with front matter; its stem is the slug unless one is named. Raises ContentError."""
    text = _text(path)
    handler = frontmatter.YAMLHandler()
    if not handler.detect(text):
        raise ContentError([Problem(path, 1, "there is no front matter", FENCE)])
    try:
        fields, body = handler.split(text)
    except ValueError as error:
        raise ContentError([Problem(path, 1, "the front matter has no end", FENCE)]) from error
    located = _parse(path, fields.lstrip("\n"), 2)
    body_line = text[: len(text) - len(body.lstrip())].count("\n") + 1
    located.data.setdefault("slug", path.stem)
    located.data["body"] = body.strip()
    located.lines[("body",)] = body_line
    return Source(path, located, body_line)


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        wrong = f"byte 0x{error.object[error.start]:02x} is no UTF-8"
        raise ContentError([Problem(path, line, wrong, "expected a text file in UTF-8")]) from error
    except OSError as error:
        wrong = f"the file cannot be read ({error.strerror})"
        raise ContentError([Problem(path, 1, wrong, "expected a readable file")]) from error
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if not text.strip():
        raise ContentError([Problem(path, 1, "the file is empty", "expected content; `portfolio init` shows a pack")])
    faults = [
        Problem(path, number, f"the control character U+{ord(char):04X}", "expected text that a terminal can show")
        for number, line in enumerate(text.split("\n"), 1)
        for char in sorted(set(line))
        if char != "\t" and (ord(char) < 32 or 127 <= ord(char) < 160)
    ]
    if faults:
        raise ContentError(faults)
    return text


def _parse(path: Path, text: str, first_line: int) -> Located:
    try:
        return parse_yaml(text, first_line)
    except YamlError as fault:
        raise ContentError([Problem(path, fault.line, fault.wrong, fault.expected)]) from fault


def validation_problems(source: Source, model: type[schema.Model], error: ValidationError) -> Iterator[Problem]:
    """Yield one problem for each of pydantic's errors, in words for somebody who writes YAML."""
    for detail in error.errors(include_url=False):
        yield _problem(source, model, detail)


def _problem(source: Source, model: type[schema.Model], detail: ErrorDetails) -> Problem:
    at, name = detail["loc"], _name(detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    match detail["type"]:
        case "missing":
            return source.problem(at, f"`{name}` is missing", "expected it here")
        case "extra_forbidden":
            known = _fields_at(model, at[:-1])
            near = difflib.get_close_matches(str(at[-1]), known, n=1)
            hint = f"expected `{near[0]}`?" if near else f"expected one of {', '.join(known)}" if known else "remove it"
            return source.problem(at, f"unknown key `{name}`", hint)
        case "string_too_short" | "too_short" if not detail["input"]:
            return source.problem(at, f"`{name}` is empty", "expected something in it")
        case "value_error":
            wrong, colon, expected = message.partition(": expected")
            if colon:
                return source.problem(at, wrong, f"expected{expected}")
            return source.problem(at, f"`{name}` is {_shown(detail['input'])}" if name else "the file", message)
    expected = message.replace("Input should be", "expected").replace("String should", "expected text that should")
    return source.problem(at, f"`{name}` is {_shown(detail['input'])}", expected[0].lower() + expected[1:])


def _name(at: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in at)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _fields_at(model: type[schema.Model], at: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the model at path `at` knows, or none where the path leads elsewhere."""
    current: Any = model
    for part in at:
        if isinstance(part, int):
            continue
        field = getattr(current, "model_fields", {}).get(part)
        if field is None:
            return []
        inner = [field.annotation, *get_args(field.annotation)]
        current = next((item for item in inner if isinstance(item, type) and issubclass(item, schema.Model)), None)
    fields = getattr(current, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]
