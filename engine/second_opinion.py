"""A model's own word on a decision of which retrieval is unsure."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.desk import Desk
from engine.events import Event, Waiting
from engine.llama.context import Cancel, ModelLoadError
from engine.retrieve.decision import reconsidered, uncertain

if TYPE_CHECKING:
    from engine.retrieve.stage import Findings
    from engine.tokenize.question import Question


def second_opinion(
    question: Question, found: Findings, desk: Desk, cancel: Cancel, visitor: str
) -> Generator[Event, None, Findings]:
    """Return what the model's word makes of an uncertain decision; the same where it has none to give, or cannot.

    A follow-up is no question by itself, so it is left to retrieval.
    """
    judge, kept = desk.judge, found.retrieved.kept
    if judge is None or question.leans or not uncertain(found.retrieved):
        return found
    opinions = desk.worker.stream(lambda cancel: judge.says_yes(question.alone, kept, cancel), cancel, visitor)
    with contextlib.suppress(ModelLoadError), contextlib.closing(opinions):
        for item in opinions:
            if isinstance(item, Waiting):
                yield item
            else:
                found = replace(found, retrieved=reconsidered(found.retrieved, item))
    return found
