"""Writes an import into a pack: nothing that an owner wrote is replaced, and the pack loads afterwards."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from content.files import write_file
from content.importers.result import Import, Left, Placed
from content.loader import load_portfolio
from content.located_yaml import parse_yaml
from content.placeholders import is_placeholder
from content.problems import ContentError
from content.scaffold.packs import blank_pack
from content.schemas.generate import with_modeline

TEMPLATES = {"essays": "essays/first-essay.md", "projects": "projects/first-project.md"}
"""Files of the blank pack that go, untouched as they are, when the first real one of their kind comes."""


def apply_import(found: Import, root: Path) -> tuple[list[Placed], list[Left]]:
    """Write what was `found` into the pack in folder `root`, and return what was placed and what was left.

    A file that is there already stays, unless it is the blank pack's own text. So does a setting with a value.
    A file that the pack cannot load is left out. Raises ContentError where the pack had faults before, and OSError.
    """
    load_portfolio(root)
    left = list(found.left)
    blank = blank_pack()
    files = {name: with_modeline(name, text) for name, text in found.files.items()}
    for name in [name for name in files if not _free(root, name, blank)]:
        left.append(Left(name, "the pack has a file of that name, which stays as it is"))
        del files[name]
    profile = (root / "profile.yaml").read_text(encoding="utf-8")
    placed_settings: set[tuple[str, ...]] = set()
    for at, value in found.settings.items():
        changed = with_setting(profile, at, value)
        if changed is None:
            left.append(Left(f"{'.'.join(at)}: {value}", "profile.yaml has no empty line for it; set it yourself"))
        else:
            profile = changed
            placed_settings.add(at)
    gone = {file for kind, file in TEMPLATES.items() if _untouched(root, file, blank) and _any(files, kind)}
    for name, why in _refused(root, files, gone):
        left.append(Left(name, why))
        del files[name]
    for name, text in files.items():
        write_file(root / name, text)
    if placed_settings:
        write_file(root / "profile.yaml", profile)
    for name in gone:
        if _any(files, name.partition("/")[0]):
            (root / name).unlink()
    placed = [item for item in found.placed if item.where in files]
    settings = [".".join(at) for at in sorted(placed_settings)]
    return placed + ([Placed(", ".join(settings), "profile.yaml")] if settings else []), left


def with_setting(text: str, at: tuple[str, ...], value: str) -> str | None:
    """Return the YAML `text` with a field filled in that is empty or a template's; None where it holds something."""
    import yaml

    located = parse_yaml(text)
    current: object = located.data
    for key in at:
        current = current.get(key) if isinstance(current, dict) else None
    lines = text.split("\n")
    index = located.lines.get(at, 0) - 1
    empty = r"(?:\"\"|''|\"\[[^\"\[\]]*\]\")?"
    match = re.fullmatch(rf"( *{re.escape(at[-1])}:)\s*{empty}\s*(#.*)?", lines[index]) if index >= 0 else None
    if match is None or not (
        current is None or (isinstance(current, str) and (not current or is_placeholder(current)))
    ):
        return None
    shown = yaml.safe_dump(value, allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...")
    lines[index] = f"{match[1]} {shown}" + (f"  {match[2]}" if match[2] else "")
    return "\n".join(lines)


def _any(files: dict[str, str], kind: str) -> bool:
    return any(name.startswith(f"{kind}/") for name in files)


def _free(root: Path, name: str, blank: dict[str, str]) -> bool:
    return not (root / name).exists() or _untouched(root, name, blank)


def _untouched(root: Path, name: str, blank: dict[str, str]) -> bool:
    path = root / name
    return path.is_file() and path.read_text(encoding="utf-8") == blank.get(name)


def _refused(root: Path, files: dict[str, str], gone: set[str]) -> list[tuple[str, str]]:
    """Return the files that the pack does not load with, and why, found by loading a copy of it."""
    refused: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(root, Path(folder) / "pack", ignore=shutil.ignore_patterns(".git")))
        for name, text in files.items():
            write_file(copy / name, text)
        for name in gone:
            (copy / name).unlink()
        for _ in range(len(files)):  # leaving one out may leave another's link dangling
            try:
                load_portfolio(copy)
                break
            except ContentError as error:
                for problem in error.problems:
                    name = problem.file.relative_to(copy).as_posix()
                    if name in files and name not in refused:
                        refused[name] = f"{problem.wrong}; {problem.expected}"
                        problem.file.unlink()
    return list(refused.items())
