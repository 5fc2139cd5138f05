"""Prints the public names that more than one module defines: `python scripts/names.py`. A test holds their number down.

A name counts where a module of the five packages defines it at its top, as a class, a function or a constant, without a
leading underscore.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "content", "engine", "models", "tui")


def names_of(source: str) -> Iterator[str]:
    """Yield the public names that a module defines at its top."""
    for node in ast.parse(source).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found = [name]
            case ast.Assign(targets=targets):
                found = [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                found = [name]
            case _:
                continue
        yield from (name for name in found if not name.startswith("_"))


def homonyms(root: Path = ROOT) -> dict[str, list[str]]:
    """Return the names that more than one module defines, with the modules."""
    modules: defaultdict[str, set[str]] = defaultdict(set)
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for name in names_of(path.read_text(encoding="utf-8")):
                modules[name].add(path.relative_to(root).with_suffix("").as_posix().replace("/", "."))
    return {name: sorted(found) for name, found in sorted(modules.items()) if len(found) > 1}


if __name__ == "__main__":
    shared = homonyms()
    for name, found in shared.items():
        sys.stdout.write(f"{name}: {', '.join(found)}\n")
    sys.stdout.write(f"{len(shared)} names in more than one module\n")
