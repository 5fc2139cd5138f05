"""What one contestant did with one question: observed once, judged as often as the measures change."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import TypeAdapter, ValidationError

from content.questions import Question, identity_of
from engine.events import Answer, AnswerKind, Candidate, Drafted, Event, Passage, Retrieved, Sentence, Turn
from engine.tokenize.checks import QuestionError, check_question

RANKED = 20
"""How many candidates are asked for where the assistant itself did not need to search."""
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Record:
    """One answer as it was given. Times are in seconds, measured by whoever asked.

    `after` was asked before it. `kind` is the answer's, or `refused` where the question was not taken at all.
    `ranked` holds, for each candidate and best first, the links of the sections in it. The sentences count in
    `passages`. `confidence` is None where no search decided. `first` is the time to the first words, drafts included.
    `load` is the machine's load average.
    """

    ask: str
    kind: AnswerKind | Literal["refused"]
    text: str
    after: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    passages: tuple[Passage, ...] = ()
    ranked: tuple[tuple[str, ...], ...] = ()
    opened: tuple[str, ...] = ()
    mode: str = "quote"
    confidence: float | None = None
    threshold: float | None = None
    reason: str = ""
    first: float = 0.0
    seconds: float = 0.0
    load: float = 0.0

    @property
    def identity(self) -> str:
        """The identity of the question that it answers."""
        return identity_of(self.ask, self.after)

    @property
    def shown(self) -> tuple[Sentence, ...]:
        """The sentences that a visitor read."""
        return tuple(item for item in self.sentences if item.shown and item.shape.role != "heading")

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that shown sentences cite."""
        numbers = sorted({number for sentence in self.shown for number in sentence.passages})
        return tuple(self.passages[number - 1] for number in numbers)


class AskedAssistant(Protocol):
    """What is needed of an assistant."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]: ...  # noqa: D102
    def search(self, words: str, limit: int) -> tuple[Candidate, ...]: ...  # noqa: D102


def observe(assistant: AskedAssistant, question: Question) -> Record:
    """Ask one question as a visitor would, in its conversation where it has one."""
    load = load_average()
    try:
        ask = check_question(question.ask)
        history = _conversation(assistant, question.after)
    except QuestionError as error:
        return Record(question.ask, "refused", str(error), question.after, reason=str(error), load=load)
    start = time.perf_counter()
    first: float | None = None
    retrieved: Retrieved | None = None
    answer: Answer | None = None
    for event in assistant.ask(ask, history):
        match event:
            case Retrieved():
                retrieved = event
            case Drafted() | Sentence() if first is None:
                first = time.perf_counter() - start
            case Answer():
                answer = event
    seconds = time.perf_counter() - start
    assert answer is not None, "the events of a question end with its answer"
    candidates = retrieved.candidates if retrieved else assistant.search(ask, RANKED)
    return Record(
        question.ask,
        answer.kind,
        answer.text,
        question.after,
        answer.sentences,
        retrieved.kept if retrieved else (),
        tuple(all_links(candidate.passage) for candidate in candidates),
        tuple(step.link for step in answer.next_steps) if answer.kind == "navigation" else (),
        answer.trace.mode,
        round(retrieved.confidence, DECIMALS) if retrieved else None,
        round(retrieved.threshold, DECIMALS) if retrieved else None,
        retrieved.reason if retrieved else "",
        round(seconds if first is None else first, DECIMALS),
        round(seconds, DECIMALS),
        load,
    )


def _conversation(assistant: AskedAssistant, asks: Sequence[str]) -> tuple[Turn, ...]:
    """Return the turns that these questions make, asked one after the other. Raises QuestionError."""
    turns: tuple[Turn, ...] = ()
    for ask in asks:
        events = assistant.ask(check_question(ask), turns)
        turns += tuple(Turn.of(ask, event) for event in events if isinstance(event, Answer))
    return turns


def all_links(passage: Passage) -> tuple[str, ...]:
    """Return the links of every section that a passage holds."""
    return (passage.link, *passage.also)


def load_average() -> float:
    """Return how many processes wanted a processor in the last minute; 0 where the system does not say."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0


class RecordFile:
    """Records in a JSON Lines file, appended as they come: an evaluation that was stopped goes on where it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader = TypeAdapter(Record)

    def read(self) -> dict[str, Record]:
        """Return every whole record, by its question. A line that a crash cut off is left out."""
        if not self.path.is_file():
            return {}
        found = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                record = self._reader.validate_json(line)
            except ValidationError:
                continue
            found[record.identity] = record
        return found

    def append(self, record: Record) -> None:
        """Write one record through to the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        whole = not self.path.is_file() or self.path.read_bytes()[-1:] in (b"", b"\n")
        line = json.dumps(asdict(record), ensure_ascii=False)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n" if whole else f"\n{line}\n")
            stream.flush()
            os.fsync(stream.fileno())


def collect(
    questions: Sequence[Question],
    answer: Callable[[Question], Record],
    file: RecordFile | None,
    report: Callable[[int, int], None],
) -> list[Record]:
    """Return a record for each question: from `file` where it holds one, else from `answer`, and then kept in `file`.

    `report` hears how many are done, and of how many.
    """
    known = file.read() if file else {}
    records = []
    for number, question in enumerate(questions, 1):
        record = known.get(question.identity)
        if record is None:
            record = answer(question)
            if file:
                file.append(record)
        records.append(record)
        report(number, len(questions))
    return records
