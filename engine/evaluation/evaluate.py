"""Question sets to figures: asks every question of a pack, keeps what was answered, and judges it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from content.loader import Portfolio
from content.questions import Question, QuestionSet
from engine.assistant import Assistant
from engine.evaluation.metrics import judge
from engine.evaluation.record import Record, RecordFile, collect, observe
from engine.evaluation.retrieval import RetrievalReport, retrieval_report
from engine.evaluation.run import Contestant, EvalRun
from engine.evaluation.support import Support
from engine.fingerprint import PEER, RECORDS
from engine.settings import Settings
from models.errors import ModelError
from models.progress import Report, silent
from models.resolve import ensure_llm, resolve_llm

Done = Callable[[str, int, int], None]
"""Hears who is being asked, how many questions are done, and of how many."""


class Evaluator:
    """Runs contestants over one pack's questions. Records are kept in the cache, so that a stopped run goes on.

    A record is used again as long as the content, the model and the code that answers are the same.
    """

    def __init__(
        self, portfolio: Portfolio, questions: QuestionSet, settings: Settings, report: Report | None = None
    ) -> None:
        self.portfolio = portfolio
        self.questions = questions
        self._settings = settings
        self._report = report or silent
        self._support = Support(portfolio)

    def run(self, contestant: Contestant, limit: int | None = None, done: Done = lambda *_: None) -> EvalRun:
        """Ask all questions, or the fixed subset of `limit`. Raises ModelError."""
        asked = subset(self.questions, limit)
        file = RecordFile(self.path(contestant))
        known = file.read()

        def told(number: int, count: int) -> None:
            done(contestant.label, number, count)

        if all(question.identity in known for question in asked):
            records = [known[question.identity] for question in asked]
        elif contestant.peer:
            records = self._ask_peer(contestant, asked, file, told)
        else:
            records = self._ask(contestant, asked, file, told)
        return self.judged(contestant, asked, records)

    def on(self, questions: QuestionSet) -> Evaluator:
        """Return an evaluator that asks other questions on the same portfolio."""
        return Evaluator(self.portfolio, questions, self._settings, self._report)

    def retrieval(self) -> RetrievalReport:
        """Rank the passages for every answerable question, step by step. Raises ModelError."""
        from engine.retrieve.library import open_library

        library = open_library(self.portfolio, self._settings, self._report)
        return retrieval_report(library.retriever, self.questions.questions)

    def judged(self, contestant: Contestant, asked: Sequence[Question], records: Sequence[Record]) -> EvalRun:
        """Return a run of `records`, one for each of the questions `asked`."""
        verdicts = (
            judge(question, record, self._support.unsupported(record))
            for question, record in zip(asked, records, strict=True)
        )
        return EvalRun(contestant, tuple(verdicts))

    def path(self, contestant: Contestant) -> Path:
        """Return where the contestant's records are kept."""
        code = (PEER if contestant.peer else RECORDS).digest()
        settings = self._settings
        given = (settings.passages, settings.question_limit, settings.embedder, settings.llm_url, settings.llm_model)
        stamp = (*given, contestant.model, _model_stamp(contestant.model, settings.cache_dir), code)
        name = hashlib.sha256(f"{self.portfolio.digest}{stamp}".encode()).hexdigest()[:16]
        way = "peer" if contestant.peer else contestant.mode or "auto"
        return self._settings.cache_dir / "evaluations" / name / f"{Path(contestant.model).name}-{way}.jsonl"

    def _ask(
        self, who: Contestant, asked: Sequence[Question], file: RecordFile, done: Callable[[int, int], None]
    ) -> list[Record]:
        settings = replace(self._settings, model=who.model, mode=who.mode or "auto", answer_cache=False)
        assistant = Assistant.open(self.portfolio, settings, self._report)
        try:
            assistant.warm()
            return collect(asked, lambda one: observe(assistant, one), file, done)
        finally:
            assistant.close()

    def _ask_peer(
        self, who: Contestant, asked: Sequence[Question], file: RecordFile, done: Callable[[int, int], None]
    ) -> list[Record]:
        from engine.evaluation.peer import Peer
        from engine.llama.trust import trusted
        from engine.retrieve.library import open_library

        llm = ensure_llm(who.model, self._settings.cache_dir, self._report)
        retriever = open_library(self.portfolio, self._settings, self._report).retriever
        extra = trusted(llm.path, self._settings.cache_dir).extra_buffers
        threads = self._settings.threads
        peer = Peer(retriever.index, retriever.embedder, llm.path, llm.context, threads, extra_buffers=extra)
        try:
            return collect(asked, peer.answer, file, done)
        finally:
            peer.close()


def subset(questions: QuestionSet, limit: int | None) -> tuple[Question, ...]:
    """Return `limit` questions with as large a share of answerable ones as in the whole set; all without a limit.

    Which ones is decided by the hash of their words: the same every time, and a larger subset holds every smaller one.
    """
    if limit is None or limit >= len(questions.questions):
        return questions.questions
    few = round(limit * len(questions.unanswerable) / len(questions.questions))
    chosen = {*_drawn(questions.answerable, limit - few), *_drawn(questions.unanswerable, few)}
    return tuple(question for question in questions.questions if question.identity in chosen)


def _drawn(questions: Sequence[Question], count: int) -> list[str]:
    names = [question.identity for question in questions]
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())[:count]


def _model_stamp(model: str, cache: Path) -> str:
    """Return how the model is used, and what tells one file at a path from another: a catalogue's never changes."""
    try:
        file = resolve_llm(model, cache)
    except ModelError:  # none is used, or asking will say what is wrong
        return ""
    stat = None if file.artefact else file.path.stat()
    written = (stat.st_size, stat.st_mtime_ns) if stat else ()
    return str((file.mode, file.context, file.judges, *written))
