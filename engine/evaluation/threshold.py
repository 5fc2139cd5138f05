"""The decision whether to answer, as a curve: what every threshold would have done with the recorded confidences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.evaluation.metrics import Verdict

_STEP = 0.02
_NEAR = 0.16
"""How far from the threshold in use the printed curve reaches."""
BAR = 30
"""Columns of a full bar."""


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold: the share of answerable questions answered, and of the others refused."""

    threshold: float
    answered: float
    refused: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The points, the threshold in use, and the area under the ROC curve (1 where confidence separates all questions).

    Questions that never reached the search (refused at the door, small talk, navigation) are in no point.
    """

    points: tuple[Point, ...]
    used: float
    area: float
    answerable: int
    unanswerable: int


def curve_of(verdicts: Sequence[Verdict]) -> Curve | None:
    """Return the curve of one contestant's confidences; None where one of both kinds of questions is not there."""
    yes = [v.record.confidence for v in verdicts if v.question.answerable and v.record.confidence is not None]
    no = [v.record.confidence for v in verdicts if not v.question.answerable and v.record.confidence is not None]
    if not yes or not no:
        return None
    used = next(v.record.threshold for v in verdicts if v.record.threshold is not None)
    low, high = min(*yes, *no), max(*yes, *no)
    steps = range(int(low / _STEP), int(high / _STEP) + 2)
    points = tuple(
        Point(
            round(step * _STEP, 2),
            sum(value >= step * _STEP for value in yes) / len(yes),
            sum(value < step * _STEP for value in no) / len(no),
        )
        for step in steps
    )
    pairs = sum((one > other) + 0.5 * (one == other) for one in yes for other in no)
    return Curve(points, used, pairs / (len(yes) * len(no)), len(yes), len(no))


def curve_text(curve: Curve, reach: float = _NEAR) -> str:
    """Return the curve near the threshold in use as text: a row for each threshold, with both shares as bars."""
    lines = [f"{'at':>5}  {'answers what it can':<{BAR + 7}}  refuses what it cannot"]
    for point in curve.points:
        if abs(point.threshold - curve.used) > reach:
            continue
        mark = " <- in use" if abs(point.threshold - curve.used) < _STEP / 2 else ""
        lines.append(f"{point.threshold:5.2f}  {_bar(point.answered)}  {_bar(point.refused)}{mark}")
    return "\n".join(line.rstrip() for line in lines)


def _bar(share: float) -> str:
    full = round(share * BAR)
    return f"{100 * share:5.1f} {'█' * full}{'·' * (BAR - full)} "
