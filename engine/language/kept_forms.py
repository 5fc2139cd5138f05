"""The compiled patterns of a language's forms, kept in a file.

To compile those that a first question meets takes 50 ms of a cold answer, to read all of them 3.

Python pickles a pattern as its text, and compiles that again. What `re` makes of a text is a list of numbers that
`_sre.compile` takes, and checks. Neither is public: whatever is not as it is expected here, the forms are compiled.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
from array import array
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from content.files import keep_newest
from content.fingerprint import Code
from content.sealed_files import read_sealed, write_sealed
from engine.fingerprint import FORMS
from engine.language.language import Language

MOST_FILES = 6
"""How many files stay: those that were written last."""

Made = tuple[str, int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""What `_sre.compile` takes: a pattern's text, its flags and numbers, its groups, their names and the names' order."""


class KeptForms:
    """The patterns in the cache folder `cache`. It never fails: one that cannot be read or written is compiled."""

    def __init__(self, cache: Path, code: Code = FORMS) -> None:
        self._folder = cache / "forms"
        self._code = code

    def give(self, language: Language) -> bool:
        """Give a language the patterns that are kept for it, and return whether there are any."""
        with contextlib.suppress(Exception):  # as many as private functions may raise
            if (data := read_sealed(self._path(language))) is not None:
                make = import_module("_sre").compile
                language.take({name: make(*made) for name, made in _read(data).items()})
                return True
        return False

    def keep(self, language: Language) -> None:
        """Compile all forms of a language, and keep them where they are not kept."""
        with contextlib.suppress(Exception):  # as above
            path = self._path(language)
            if path.exists():
                return
            make = import_module("_sre").compile
            made = {}
            for name in language.forms:
                pattern = language.form(name)  # type: ignore[arg-type]
                one = _made(pattern)
                if make(*one) == pattern:  # which compares the numbers
                    made[name] = one
            write_sealed(path, _written(made))
            keep_newest(self._folder, "*.forms", MOST_FILES)

    def _path(self, language: Language) -> Path:
        deciding = [sys.version, sys.byteorder, import_module("_sre").MAGIC, *self._code.stamps()]
        key = hashlib.sha256(json.dumps(deciding).encode()).hexdigest()[:32]
        return self._folder / f"{language.code}-{key}.forms"


def _made(pattern: re.Pattern[str]) -> Made:
    """Return what `re.compile` has made `pattern` of."""
    parser: Any = import_module("re._parser")
    numbers: Callable[[Any, int], list[int]] = import_module("re._compiler")._code
    flags = pattern.flags & ~re.UNICODE  # which is what a text has by itself
    parsed = parser.parse(pattern.pattern, flags)
    names: dict[str, int] = parsed.state.groupdict
    order: list[str | None] = [None] * parsed.state.groups
    for name, number in names.items():
        order[number] = name
    flags |= parsed.state.flags
    return pattern.pattern, flags, numbers(parsed, flags), parsed.state.groups - 1, names, tuple(order)


def _written(made: Mapping[str, Made]) -> bytes:
    heads = {name: (text, flags, len(code), *rest) for name, (text, flags, code, *rest) in made.items()}
    head = json.dumps(heads).encode()
    return (
        len(head).to_bytes(8, "big") + head + array("I", [sign for one in made.values() for sign in one[2]]).tobytes()
    )


def _read(data: bytes) -> dict[str, Made]:
    size = int.from_bytes(data[:8], "big")
    numbers = array("I")
    numbers.frombytes(data[8 + size :])
    made: dict[str, Made] = {}
    place = 0
    for name, (text, flags, length, groups, names, order) in json.loads(data[8 : 8 + size]).items():
        made[name] = (text, flags, numbers[place : place + length].tolist(), groups, names, tuple(order))
        place += length
    return made
