"""Stage 2: the question to its passages, and whether they answer it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.events import Passage, Retrieved
from engine.retrieve.comparing import Side, taken_apart
from engine.retrieve.hiring import SURE, Match, lead, leads
from engine.retrieve.lists import completed
from engine.retrieve.premises import mistaken
from engine.retrieve.scope import wished
from engine.tokenize.question import Question

if TYPE_CHECKING:
    from engine.retrieve.library import Library


@dataclass(frozen=True, slots=True)
class Findings:
    """What was retrieved. The first `leading` passages were written as the answer to the question.

    `parts` are the sides of a comparison, each with its passages; `premise` is what the question takes for granted and
    the portfolio says nothing of. `asked` is the question without that, or without what is told beside it, where it was
    searched so.
    """

    retrieved: Retrieved
    leading: int = 0
    parts: tuple[Side, ...] = ()
    premise: str = ""
    asked: Question | None = None


def retrieve(question: Question, library: Library, keep: int) -> Findings:
    """Return the passages for a question, the best `keep` marked as kept, and the decision on it."""
    start = time.perf_counter()
    passages = library.retriever.index.passages
    if question.wish is not None and (found := wished(question, library, keep)) is not None:
        found = completed(found, passages, question.language)
        return Findings(replace(found, seconds=time.perf_counter() - start))
    retrieved, leading = library.retriever.retrieve(question, keep), 0
    if (bare := question.bare) is not None:
        alone = library.retriever.retrieve(bare, keep)
        if alone.answerable and (not retrieved.answerable or alone.confidence > retrieved.confidence):
            return replace(retrieve(bare, library, keep), asked=bare)
    match = library.asks.match(question.own or question, library.meanings)
    if match is not None and (match.alike >= SURE or not question.leans) and leads(match, retrieved):
        retrieved, leading = lead(match, retrieved, passages), len(match.paths)
    elif question.leans and not _speak_of(retrieved.kept, question):
        reason = "the passages on what was asked before do not speak of this"
        retrieved = replace(retrieved, answerable=False, reason=reason)
    elif compared := taken_apart(question, retrieved, library.retriever):
        return _timed(Findings(compared[0], parts=compared[1]), start)
    elif premise := mistaken(question, retrieved, library.retriever, keep):
        return _timed(Findings(premise.retrieved, premise=premise.thing, asked=premise.question), start)
    retrieved = completed(retrieved, passages, question.language)
    return _timed(Findings(retrieved, leading), start)


def _timed(found: Findings, start: float) -> Findings:
    return replace(found, retrieved=replace(found.retrieved, seconds=time.perf_counter() - start))


def retrieve_hiring(question: Question, library: Library, keep: int) -> tuple[Match, Retrieved] | None:
    """Return the pack's own answer to a question about hiring with its passages in front; None where it has none."""
    match = library.asks.match(question, library.meanings)
    if match is None:
        return None
    return match, lead(match, library.retriever.retrieve(question, keep), library.retriever.index.passages)


def _speak_of(passages: Sequence[Passage], question: Question) -> bool:
    """Return whether `passages` hold a word that a follow-up itself asks for.

    Its topic comes from the turn before and always matches, so it is what is new in it that decides.
    """
    new = question.own.own_terms if question.own and question.own.tells else frozenset()
    texts = (f"{passage.heading} {passage.text}" for passage in passages)
    return not new or any(new & set(question.language.terms_of(text)) for text in texts)
