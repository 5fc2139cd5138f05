"""What each stage did for one question, as a page: on the Pipeline screen, and as the x-ray beside an answer."""

from __future__ import annotations

from collections.abc import Iterator

from engine.events import Stage
from tui.drawing.prose.page import Block, Gap, Text, Title
from tui.drawing.trace import compose, generate, retrieve, stream, tokenize
from tui.drawing.trace.record import AnswerRecord, StageState

WITHOUT: dict[Stage, str] = {
    "tokenize": "This answer needed no tokens: rules answered it before any model was asked.",
    "retrieve": "This answer needed no passages: rules answered it before any model was asked.",
    "compose": "No prompt was made: the answer did not need the language model.",
    "generate": "The language model was not asked: the answer was quoted, refused, or made by rules.",
    "stream": "Nothing was said.",
}
_AHEAD: dict[Stage, str] = {
    "tokenize": "Getting ready.",
    "retrieve": "The question has not come this far yet.",
    "compose": "The question has not come this far yet.",
    "generate": "The question has not come this far yet.",
    "stream": "The first sentence is shown here once it is whole and checked.",
}
NOT_REACHED = "The question did not come this far."
"""Said of a question that was stopped, or failed, before this stage: no rule and no quote answered it."""


def data_of(record: AnswerRecord, stage: Stage, token: int | None) -> Iterator[Block]:
    """What a stage did for the question of `record`; `token` is the one in focus."""
    yield from _ended(record)
    pages = {
        "tokenize": tokenize.blocks, "retrieve": retrieve.blocks, "compose": compose.blocks, "stream": stream.blocks,
    }  # fmt: skip
    found = list(generate.blocks(record, token) if stage == "generate" else pages[stage](record))
    if found:
        yield from found
    elif record.waiting is not None and not record.is_over and record.running == "generate":
        yield Text(f"Another visitor's question is being answered; this one is number {record.waiting.place}.", "muted")
    else:
        ahead = record.state_of(stage) in (StageState.AHEAD, StageState.RUNNING) and not record.is_over
        cut_off = record.is_over and record.answer is None and record.exchange is not None
        yield Text(NOT_REACHED if cut_off else (_AHEAD if ahead else WITHOUT)[stage], "muted")


def _ended(record: AnswerRecord) -> Iterator[Block]:
    exchange = record.exchange
    if exchange is None:
        return
    if exchange.fault is not None:
        yield Title(exchange.fault.title, 2)
        yield Text(str(exchange.fault))
        yield Gap()
    elif exchange.stopped:
        yield Text("Stopped. What stands here came before.", "degraded")
        yield Gap()
