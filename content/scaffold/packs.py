"""What `portfolio init` writes: the files of a new pack, with comments that teach, and their schemas for editors."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from content.files import write_file, write_folder
from content.loader import DEFAULT_PACK, SUFFIXES
from content.schemas.generate import BESIDE, shipped_schemas, with_modeline

BLANK = Path(__file__).parent / "blank"
BLANK_IN = Path(__file__).parent / "blank_in"
README = "README.md"

_FENCE = "---\n"
TOP_COMMENT = re.compile(r"(?:#.*\n)+")


def default_pack() -> dict[str, str]:
    """Return the files of the default pack, by path, with the blank pack's words on what each kind of file is."""
    teaching = {_kind(name): comment for name, text in _files(BLANK).items() if (comment := _top_comment(text))}
    files = {name: _with_comment(text, teaching.get(_kind(name), "")) for name, text in _files(DEFAULT_PACK).items()}
    return _with_schemas(files | {README: (BLANK / README).read_text(encoding="utf-8")})


def blank_pack() -> dict[str, str]:
    """Return the files of a pack that loads, holds nobody's words, and teaches what to write where."""
    return _with_schemas(_files(BLANK))


def blank_in(language: str, name: str, text: str) -> str:
    """Return a file with what is left in it of the blank pack's lines in `language`, a code such as de-AT.

    Lines that somebody wrote stay, and so does everything in languages that the blank pack has no words of.
    """
    lines = _lines_in(language.lower().partition("-")[0]).get(name, {})
    return "\n".join(lines.get(line, line) for line in text.split("\n"))


def translate_blank(root: Path, language: str) -> None:
    """Write what is left of the blank pack's lines in the pack in folder `root` in `language`. Raises OSError."""
    for name in blank_pack():
        path = root / name
        if path.is_file() and (text := path.read_text(encoding="utf-8")) != (own := blank_in(language, name, text)):
            write_file(path, own)


@cache
def _lines_in(language: str) -> dict[str, dict[str, str]]:
    import yaml

    path = BLANK_IN / f"{language}.yaml"
    found: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def write_pack(folder: Path, *, blank: bool) -> tuple[str, ...]:
    """Write a new pack into a new or empty folder, whole or not at all, and return the paths of its files.

    Raises FileExistsError where the folder holds anything, and OSError where it cannot be written.
    """
    files = blank_pack() if blank else default_pack()
    write_folder(folder, files)
    return tuple(sorted(files))


def _files(root: Path) -> dict[str, str]:
    paths = (path for path in root.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}


def _kind(name: str) -> str:
    """Return what files of the same shape have in common: their folder, or the name of a file at the top."""
    return name.rpartition("/")[0] or name


def _top_comment(text: str) -> str:
    match = TOP_COMMENT.match(text.removeprefix(_FENCE)) if not text.startswith("# A portfolio") else None
    return match[0] if match else ""


def _with_comment(text: str, comment: str) -> str:
    if not comment or _top_comment(text):
        return text
    return _FENCE + comment + text.removeprefix(_FENCE) if text.startswith(_FENCE) else comment + text


def _with_schemas(files: dict[str, str]) -> dict[str, str]:
    schemas = {f"{BESIDE}/{name}": text for name, text in shipped_schemas().items()}
    return {name: with_modeline(name, text) for name, text in files.items()} | schemas
