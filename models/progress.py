"""What a pull, and an index that is built, tell their caller while they work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # reading the catalogue takes YAML and pydantic, which who only listens need not load
    from models.catalogue import Artefact


class Step(StrEnum):
    """Where a pull stands, in the order in which the steps come; a failed source starts again at ``TRYING``."""

    COMPILING = "compiling"  # the embedder only: llama.cpp, which runs it, is being installed; ``detail`` says how far
    WAITING = "waiting"  # another process holds this model
    TRYING = "trying"  # a source is being reached
    DOWNLOADING = "downloading"
    VERIFYING = "verifying"
    SOURCE_FAILED = "source failed"  # ``detail`` says why; the next source follows, if there is one
    CONVERTING = "converting"  # the embedder only
    INDEXING = "indexing"  # the embedder only: what is here is read with it, and counted in passages
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """One report: bytes (passages, where it is an index that is made) count towards ``total`` within the current step
    and never go back within it."""

    artefact: Artefact
    step: Step
    source: str = ""
    done: int = 0
    total: int = 0
    detail: str = ""


Report = Callable[[Progress], None]
"""Called in the thread that pulls. An exception from it cancels the pull, which cleans up and lets it
through (an OSError, as a PullError)."""


def silent(progress: Progress) -> None:
    """Report nothing."""
