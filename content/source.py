"""One content file, read: its fields, and on which line each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter

from content.comments import without_comments
from content.located_yaml import Located, YamlError, parse_yaml
from content.problems import ContentError, Problem

_FENCE = "expected front matter between two lines of `---`, then the text"


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
        raise ContentError([Problem(path, 1, "there is no front matter", _FENCE)])
    try:
        fields, body = handler.split(text)
    except ValueError as error:
        raise ContentError([Problem(path, 1, "the front matter has no end", _FENCE)]) from error
    located = _parse(path, fields.lstrip("\n"), 2)
    body = without_comments(body)
    body_line = text.count("\n") - body.lstrip().count("\n") + 1
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
