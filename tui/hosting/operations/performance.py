"""How the doors perform now, in figures that are nobody's: for whoever wants to see it, where the host lets them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from tui.hosting.durations import in_words

_WINDOW = 600
"""Seconds that answers are counted over."""
_MOST = 1_000
"""Answers that are remembered at most; their time and how long the first words took, nothing else."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures at a moment. `first_words` is the median in seconds; None before the first answer."""

    seconds_up: float
    answers_a_minute: float
    first_words: float | None


class Performance:
    """Hears of answers, and says how they went of late. Any thread may call it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._began = clock, clock()
        self.up_since = self._began
        """When the host began: before this process, where it has replaced another."""
        self._first_words: deque[float] = deque(maxlen=_MOST)
        self._answered: deque[float] = deque(maxlen=_MOST)

    def begin(self) -> TimedAnswer:
        """Begin to listen to an answer."""
        return TimedAnswer(self._clock, self._first_words.append, self._answered.append)

    def now(self) -> Standing:
        """Return the figures."""
        span = min(self._clock() - self._began, _WINDOW)
        recent = sum(second > self._clock() - _WINDOW for second in tuple(self._answered))
        took = tuple(self._first_words)
        return Standing(self._clock() - self.up_since, recent * 60 / max(span, 60), median(took) if took else None)


class TimedAnswer:
    """One answer as it comes: `take` hears of its events by their types, such as `sentence`."""

    def __init__(
        self, clock: Callable[[], float], first_words: Callable[[float], None], answered: Callable[[float], None]
    ) -> None:
        self._clock, self._began = clock, clock()
        self._first_words, self._answered = first_words, answered
        self._has_spoken = False

    def take(self, kind: str) -> None:
        """Hear of an event."""
        if kind in ("sentence", "answer") and not self._has_spoken:
            self._has_spoken = True
            self._first_words(self._clock() - self._began)
        if kind == "answer":
            self._answered(self._clock())


def status_text(standing: Standing, here: int) -> str:
    """Return the figures as a page of plain text."""
    return "\n".join(f"{name:<18}{figure}" for name, figure in _figures(standing, here)) + "\n"


def _figures(standing: Standing, here: int) -> Iterator[tuple[str, str]]:
    yield "up", in_words(standing.seconds_up)
    yield "here now", f"{here} visitor{'' if here == 1 else 's'}"
    yield "answers a minute", f"{standing.answers_a_minute:.1f} (of the last ten minutes)"
    took = "no question yet" if standing.first_words is None else f"after {standing.first_words:.1f} s (median)"
    yield "first words", took
