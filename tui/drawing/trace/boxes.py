"""What each of the five boxes says about an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.events import STAGES, Stage
from tui.drawing.trace.record import AnswerRecord, StageState, duration


@dataclass(frozen=True, slots=True)
class StageBox:
    """What one box says: the title, one figure, the time; and what the stage is doing."""

    stage: Stage
    title: str
    state: StageState = StageState.AHEAD
    figure: str = ""
    time: str = ""


YIELDS: dict[Stage, str] = {
    "tokenize": "token ids",
    "retrieve": "passages",
    "compose": "a prompt",
    "generate": "tokens",
    "stream": "an answer",
}
"""What comes out of a stage, for boxes that no question has reached."""
AT_WORK: dict[Stage, str] = {
    "tokenize": "beginning",
    "retrieve": "searching",
    "compose": "packing",
    "generate": "reading",
    "stream": "checking",
}
"""What a stage is doing while it has nothing to show yet. Whether models are loaded meanwhile is not told from here."""


def boxes_of(record: AnswerRecord | None, titles: Mapping[str, str]) -> list[StageBox]:
    """Return the five boxes; without a record they are empty."""
    if record is None:
        return [StageBox(stage, titles.get(stage, stage), figure=YIELDS[stage]) for stage in STAGES]
    boxes = []
    for stage in STAGES:
        state = record.state_of(stage)
        if state is StageState.DONE and stage == "stream" and not record.is_over:
            state = StageState.RUNNING
        figure = figure_of(record, stage)
        if not figure and state is StageState.RUNNING:
            figure = AT_WORK[stage]
        seconds = record.seconds_of(stage) if state is StageState.DONE else None
        boxes.append(
            StageBox(stage, titles.get(stage, stage), state, figure, "" if seconds is None else duration(seconds))
        )
    return boxes


def figure_of(record: AnswerRecord, stage: Stage) -> str:
    """Return the one figure that says most about a stage, in ten cells or fewer."""
    match stage:
        case "tokenize" if record.tokenized:
            return _count(len(record.tokenized.tokens), "token")
        case "retrieve" if record.retrieved:
            kept = f"{len(record.passages)} of {len(record.retrieved.candidates)}"
            shown_as_near = record.answer is not None and record.answer.kind == "near"
            return kept if record.retrieved.answerable else "near" if shown_as_near else "refused"
        case "compose" if record.composed:
            return f"{record.composed.used} of {record.composed.budget}"
        case "generate" if record.drafts:
            return _count(len(record.drafts), "token")
        case "stream" if record.sentences:
            withheld = sum(not sentence.shown for sentence in record.sentences)
            said = len(record.sentences) - withheld
            return f"{said} said, −{withheld}" if withheld else f"{said} said"
    return "skipped" if record.state_of(stage) is StageState.SKIPPED else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
