"""Tells the person on stderr what is being fetched or indexed: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from cli.output import talk

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from models.catalogue import Artefact
    from models.progress import Progress

WHY = {"llm": "the language model that answers questions", "embedder": "the embedding model that finds passages"}
COMPILED = "llama.cpp"
MEGABYTE = 1_000_000


def size_text(count: int) -> str:
    """Return a number of bytes in megabytes."""
    return f"{count / MEGABYTE:,.0f} MB"


class PullReport:
    """Receives the reports of pulls; may be kept for several of them. Use as a context to be sure that the bar ends."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._named = ""
        self._announced: set[str] = set()
        self._indexing = False

    def __enter__(self) -> PullReport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __call__(self, progress: Progress) -> None:
        """Show one report."""
        from models.progress import Step

        artefact = progress.artefact
        match progress.step:
            case Step.COMPILING:
                self._count_steps(progress)
            case Step.WAITING:
                talk(f"another process is fetching {artefact.title}; waiting for it")
            case Step.TRYING:
                self._announce(artefact)
                talk(f"  from {progress.source}")
            case Step.DOWNLOADING:
                self._advance(artefact.key, progress)
            case Step.SOURCE_FAILED:
                self._stop()
                talk(f"  {progress.source} {progress.detail}")
            case Step.CONVERTING:
                self._stop()
                talk(f"  converting {artefact.title} for llama.cpp, once")
            case Step.INDEXING:
                self._count_passages(progress)
            case Step.DONE:
                self._stop()
            case Step.VERIFYING:
                pass  # part of every fetch, and done within a second or two

    def _announce(self, artefact: Artefact) -> None:
        if artefact.key not in self._announced:
            self._announced.add(artefact.key)
            talk(f"Fetching {artefact.title}, {size_text(artefact.bytes)}: {WHY[artefact.role]}. This happens once.")

    def _count_passages(self, progress: Progress) -> None:
        if not self._indexing:
            self._indexing = True
            talk(f"Reading {progress.total:,} passages for the search. This happens once for each content.")
        if progress.done < progress.total:
            self._advance(progress.artefact.key, progress)
        else:
            self._stop()

    def _count_steps(self, progress: Progress) -> None:
        if COMPILED not in self._announced:
            self._announced.add(COMPILED)
            talk(f"{progress.detail}. This waits for it, once.")
        if progress.total:
            self._advance(COMPILED, progress)

    def _advance(self, name: str, progress: Progress) -> None:
        if not sys.stderr.isatty():
            return
        if name != self._named:
            self._stop()
            self._named = name
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(name, total=progress.total)
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, completed=progress.done, total=progress.total)

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None
