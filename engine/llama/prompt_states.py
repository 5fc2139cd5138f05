"""What a model has computed for the part that every prompt begins with, kept in files for the next process.

Reading such a state takes milliseconds, computing it took half of the time to a first answer's first word.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from content.files import keep_newest
from content.sealed_files import read_sealed, write_sealed

MOST_STATES = 6
"""How many states stay: those that were written last."""

LARGEST = 32_000_000
"""Bytes of a state that is worth a file; half a billion weights make one of 2 MB."""


class PromptStates:
    """The states in the cache folder `cache`. It never fails: a state that cannot be read or written is computed."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "prompts"

    def get(self, key: str) -> bytes | None:
        """Return the state kept for `key`, or None: llama.cpp is not given what a crash tore."""
        with contextlib.suppress(OSError):
            return read_sealed(self._folder / f"{key}.state")
        return None

    def put(self, key: str, state: bytes) -> None:
        """Keep `state` for `key`, and delete what is too old."""
        if len(state) > LARGEST:
            return
        with contextlib.suppress(OSError):
            write_sealed(self._folder / f"{key}.state", state, private=True)
            keep_newest(self._folder, "*.state", MOST_STATES)


def state_key(model: Path, tokens: Sequence[int]) -> str:
    """Return the name of the state of `tokens` in the model file at `model`. Raises OSError where there is no file."""
    from importlib.metadata import version  # with `email`, which what is quoted does without

    stat = model.stat()
    deciding = [str(model.resolve()), stat.st_size, stat.st_mtime_ns, version("llama-cpp-python"), list(tokens)]
    return hashlib.sha256(json.dumps(deciding).encode()).hexdigest()[:32]
