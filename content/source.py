"""One content file, read: its fields, and on which line each of them stands."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter

from content.comments import without_comments
from content.located_yaml import Located, YamlError, parse_yaml
from content.problems import ContentError, Problem

_MOST_BYTES = 4_000_000
_NO_FILES = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a named pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
}
_CONFLICT = ("<<<<<<< ", ">>>>>>> ", "||||||| ")
"""What git leaves in a file. The line of equals signs between them may be a heading's."""
_OVERRIDES = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
"""Characters by which a text is shown in another order than it is read."""

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
    refuse_what_is_no_text(path)
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
    if faults := [fault for number, line in enumerate(text.split("\n"), 1) for fault in _faults(path, number, line)]:
        raise ContentError(faults)
    return text


def refuse_what_is_no_text(path: Path, most: int = _MOST_BYTES) -> None:
    """Refuse at once what would be waited for or read without end. Raises ContentError."""
    try:
        found = path.stat()
    except OSError as error:
        raise ContentError(
            [Problem(path, 1, f"the file cannot be read ({error.strerror})", "expected a readable file")]
        ) from error
    if not stat.S_ISREG(found.st_mode):
        what = next((name for test, name in _NO_FILES.items() if test(found.st_mode)), "no file")
        raise ContentError([Problem(path, 1, f"this is {what}", "expected a text file in UTF-8")])
    if found.st_size > most:
        wrong = f"the file has {found.st_size / 1e6:.0f} MB"
        raise ContentError([Problem(path, 1, wrong, f"expected {most / 1e6:.0f} MB at most; divide it")])


def _faults(path: Path, number: int, line: str) -> Iterator[Problem]:
    if line.startswith(_CONFLICT):
        yield Problem(path, number, "a mark of a merge that was not finished", "expected one of the two versions")
    for char in sorted(set(line)):
        if char != "\t" and (ord(char) < 32 or 127 <= ord(char) < 160):
            yield Problem(
                path, number, f"the control character U+{ord(char):04X}", "expected text that a terminal can show"
            )
        elif char in _OVERRIDES:
            wrong = f"U+{ord(char):04X} turns the direction of what stands behind it"
            yield Problem(path, number, wrong, "expected text without it: it can show another text than is read")


def _parse(path: Path, text: str, first_line: int) -> Located:
    try:
        return parse_yaml(text, first_line)
    except YamlError as fault:
        raise ContentError([Problem(path, fault.line, fault.wrong, fault.expected)]) from fault
