"""What lies in a pack's folder and is no part of it: files and folders that look as if they were meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from content.loader import EVALUATION, OPTIONAL_FILES, PROFILE_FILE, TOUR_FILE
from content.problems import Problem
from content.site_map import FOLDERS

_KNOWN = (PROFILE_FILE, *OPTIONAL_FILES, EVALUATION, TOUR_FILE)
_TEXTS = (
    ".md",
    ".markdown",
    ".mdown",
    ".mdx",
    ".txt",
    ".html",
    ".htm",
    ".org",
    ".adoc",
    ".rst",
    ".yaml",
    ".yml",
    ".json",
)
_FREE = {"readme", "license", "licence", "changelog", "contributing", "notes", "todo"}
"""Files that people keep beside what they write."""


def strays(root: Path) -> Iterator[Problem]:
    """Yield a warning for each text in the folder of a pack that is not read, with what it would have to be called."""
    for path in sorted(root.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _in_folder(path) if path.name in FOLDERS else _folder(path)
        elif path.name not in _KNOWN and _is_text(path):
            yield _file(path)


def _folder(path: Path) -> Iterator[Problem]:
    texts = [item for item in sorted(path.rglob("*")) if _is_text(item)]
    near = difflib.get_close_matches(path.name.lower(), FOLDERS, n=1, cutoff=0.6)
    if near:
        yield Problem(path, 1, f"the folder `{path.name}` is not read", f"expected `{near[0]}`?")
    elif texts:
        count = f"{len(texts)} texts" if len(texts) > 1 else "a text"
        wrong = f"the folder `{path.name}` is not read, with {count} in it"
        yield Problem(path, 1, wrong, f"expected them in {', '.join(FOLDERS)}")


def _in_folder(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.rglob("*")):
        if not _is_text(path) or path.name.startswith("."):
            continue
        if path.parent != folder:
            inside = path.relative_to(folder.parent).as_posix()
            yield Problem(path, 1, f"`{inside}` lies too deep and is not read", f"expected it in {folder.name}/ itself")
        elif path.suffix != ".md":
            yield Problem(path, 1, f"a `{path.suffix}` file is not read", f"expected `{path.stem}.md`")


def _file(path: Path) -> Problem:
    near = difflib.get_close_matches(f"{path.stem.lower()}.yaml", _KNOWN, n=1, cutoff=0.7)
    expected = f"expected `{near[0]}`?" if near else f"expected it in {', '.join(FOLDERS)}"
    return Problem(path, 1, f"the file `{path.name}` is not read", expected)


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in _TEXTS and path.stem.lower() not in _FREE and path.is_file()
