"""Which way of loading a model is the faster one on this processor: measured at its first use, and kept.

llama.cpp's extra buffers hold weights in the layout of its widest kernels. Whether that pays depends on the kind of the
weights and on the processor: Q4_0 is read twice as fast with them on an AVX-512 machine and Q4_K_M as fast without,
while others read Q4_K_M a third slower with them. A copy in an extra buffer is memory of this process, too, where
weights in the file's own layout are shared.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from content.files import keep_newest, write_file
from engine.llama.context import Cancel
from engine.llama.trust import tried
from engine.llama.verdict import EXTRA, PLAIN, Verdict, fingerprint

_TOKENS = 32
"""Computed together, twice: 0.4 s of half a billion weights in one thread. 192 show the same difference."""
_WORTH = 1.05
"""How much faster extra buffers have to be, for the memory that they take."""
_KEPT = 20
"""How many stay: models by machines that share a cache folder."""


@dataclass(frozen=True)
class WaySpeeds:
    """How many tokens a second one thread reads of a prompt, with llama.cpp's extra buffers and without."""

    model: str
    extra: float
    plain: float

    @property
    def extra_buffers(self) -> bool:
        """Whether the model is loaded with them."""
        return self.extra >= _WORTH * self.plain


def faster_with_extra_buffers(model: Path, cache: Path, verdict: Verdict, cancel: Cancel | None = None) -> bool:
    """Return whether `model` is loaded with extra buffers: measured the first time. Raises Cancelled and LibraryError.

    What dies with them is never loaded so. Where it cannot be measured, they are used, as llama.cpp does.
    """
    if not verdict.extra_buffers:
        return False
    speeds = known_speeds(model, cache) or _measured(model, cache, Cancel() if cancel is None else cancel)
    return speeds is None or speeds.extra_buffers


def known_speeds(model: Path, cache: Path) -> WaySpeeds | None:
    """Return what is kept for this model with this library on this processor; None where nothing is."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        speeds = WaySpeeds(**json.loads(_file(model, cache).read_text(encoding="utf-8")))
        return speeds if speeds.extra > 0 and speeds.plain > 0 else None
    return None


def _measured(model: Path, cache: Path, cancel: Cancel) -> WaySpeeds | None:
    extra, plain = (tried(model, way, cancel, _TOKENS)[0] for way in (EXTRA, PLAIN))
    if not (extra.works and plain.works):
        return None
    speeds = WaySpeeds(model.name, extra.speed, plain.speed)
    with contextlib.suppress(OSError):  # a full disk, or somebody else's cache: measured again by the next process
        path = _file(model, cache)
        write_file(path, json.dumps(asdict(speeds)))
        keep_newest(path.parent, "*.json", _KEPT)
    return speeds


def _file(model: Path, cache: Path) -> Path:
    """Return where a model's speeds are kept. Raises OSError where there is no such model."""
    stat = model.stat()
    deciding = [fingerprint(), str(model.resolve()), stat.st_size, stat.st_mtime_ns]
    return cache / "ways" / f"{hashlib.sha256(json.dumps(deciding).encode()).hexdigest()[:32]}.json"
