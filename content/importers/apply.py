"""Writes an import into a pack: nothing that an owner wrote is replaced, and the pack loads afterwards."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from content.files import write_file
from content.importers.record import ImportRecord, digest, read_record, write_record
from content.importers.result import Import, Left, Placed
from content.loader import PROFILE_FILE, load_portfolio
from content.located_yaml import parse_yaml
from content.placeholders import is_placeholder
from content.problems import ContentError
from content.scaffold.packs import blank_in, blank_pack, translate_blank
from content.schemas.generate import with_modeline

TEMPLATES = {"essays": "essays/first-essay.md", "projects": "projects/first-project.md"}
"""Files of the blank pack that go, untouched as they are, when the first real one of their kind comes."""

_THERE = "the pack has a file of that name, which stays as it is"
_CONFLICT = "a conflict: you changed it since, and the source changed, too; yours stays"
_GONE = "the source holds it no more; delete it if you do not want it either"


def apply_import(
    found: Import, root: Path, source: str = "", *, update: bool = False
) -> tuple[list[Placed], list[Left]]:
    """Write what was `found` into the pack in folder `root`, and return what was placed and what was left.

    A file that is there already stays, unless it is the blank pack's own text. So does a setting with a value. With
    `update`, what an earlier import wrote and nobody changed since is replaced by what the source says now.
    A file that the pack cannot load is left out. What is left of the blank pack's text is put in the pack's language.
    Raises ContentError where the pack had faults before, and OSError.
    """
    language = load_portfolio(root).profile.language
    translate_blank(root, language)
    record = read_record(root)
    blank = {name: blank_in(language, name, text) for name, text in blank_pack().items()}
    left = list(found.left)
    files = {name: with_modeline(name, text) for name, text in found.files.items()}
    if update:
        left += [Left(name, _GONE) for name in record.gone(source, set(files)) if (root / name).exists()]
    corrected = set[str]()
    for name, text in list(files.items()):
        if _free(root, name, blank):
            continue
        why = _why_kept((root / name).read_text(encoding="utf-8"), text, record.digest_of(name)) if update else _THERE
        if why is None:
            corrected.add(name)
        else:
            left += [Left(name, why)] if why else []
            del files[name]
    profile, placed_settings, left_settings = _with_settings(root, found, record, update=update)
    left += left_settings
    gone = {file for kind, file in TEMPLATES.items() if _untouched(root, file, blank) and _any(files, kind)}
    for name, why in _refused(root, files, gone):
        left.append(Left(name, why))
        del files[name]
    for name, text in files.items():
        write_file(root / name, text)
        record.note(source, name, text)
    if placed_settings:
        write_file(root / PROFILE_FILE, profile)
    for at in placed_settings:
        record.note(source, ".".join(at), found.settings[at])
    for name in gone:
        if _any(files, name.partition("/")[0]):
            (root / name).unlink()
    if files or placed_settings:
        write_record(root, record)
    placed = [
        replace(item, what=f"{item.what}, corrected") if item.where in corrected else item
        for item in found.placed
        if item.where in files
    ]
    settings = [".".join(at) for at in sorted(placed_settings)]
    return placed + ([Placed(", ".join(settings), PROFILE_FILE)] if settings else []), left


def _why_kept(there: str, text: str, written: str) -> str | None:
    """Say why a text stays that is there: nothing where nothing is to be said. None where it is to be replaced."""
    if there == text or digest(text) == written:
        return ""  # the source says what it said
    if not written:
        return _THERE
    return None if digest(there) == written else _CONFLICT


def _with_settings(
    root: Path, found: Import, record: ImportRecord, *, update: bool
) -> tuple[str, set[tuple[str, ...]], list[Left]]:
    """Return profile.yaml with the settings that were found, which of them it took, and those that it did not."""
    profile = (root / PROFILE_FILE).read_text(encoding="utf-8")
    taken: set[tuple[str, ...]] = set()
    left: list[Left] = []
    for at, value in found.settings.items():
        key, there = ".".join(at), _value_at(parse_yaml(profile).data, at)
        written = record.digest_of(key)
        if update and (there == value or digest(value) == written):
            continue
        was = there if update and isinstance(there, str) and digest(there) == written else ""
        changed = with_setting(profile, at, value, was)
        if changed is None:
            why = _CONFLICT if update and written else "profile.yaml has no empty line for it; set it yourself"
            left.append(Left(f"{key}: {value}", why))
        else:
            profile = changed
            taken.add(at)
    return profile, taken, left


def with_setting(text: str, at: tuple[str, ...], value: str, was: str = "") -> str | None:
    """Return the YAML `text` with a field filled in that is empty, a template's, or what it `was`; None otherwise."""
    located = parse_yaml(text)
    current = _value_at(located.data, at)
    lines = text.split("\n")
    index = located.lines.get(at, 0) - 1
    empty = re.escape(_shown(was)) if was else r"(?:\"\"|''|\"\[[^\"\[\]]*\]\")?"
    match = re.fullmatch(rf"( *{re.escape(at[-1])}:)\s*{empty}\s*(#.*)?", lines[index]) if index >= 0 else None
    if match is None or not (
        current is None or (isinstance(current, str) and (not current or current == was or is_placeholder(current)))
    ):
        return None
    lines[index] = f"{match[1]} {_shown(value)}" + (f"  {match[2]}" if match[2] else "")
    return "\n".join(lines)


def _shown(value: str) -> str:
    import yaml

    shown: str = yaml.safe_dump(value, allow_unicode=True, width=10_000)
    return shown.removesuffix("\n").removesuffix("\n...")


def _value_at(data: object, at: tuple[str, ...]) -> object:
    for key in at:
        data = data.get(key) if isinstance(data, dict) else None
    return data


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
