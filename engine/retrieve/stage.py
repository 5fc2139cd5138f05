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
from engine.retrieve.offering import what_is_offered
from engine.retrieve.premises import mistaken
from engine.retrieve.resume import document_path
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
    retrieved = library.retriever.retrieve(question, keep)
    if (bare := question.bare) is not None:
        alone = library.retriever.retrieve(bare, keep)
        better = not retrieved.answerable or alone.confidence > retrieved.confidence
        if alone.answerable and (better or question.is_pasted):
            return replace(retrieve(bare, library, keep), asked=bare)
    own = question.own or question
    match = library.asks.match(own, library.meanings)
    if match is not None and not ((match.alike >= SURE or not question.leans) and leads(match, retrieved)):
        match = None
    field = library.resume.asked(own)
    told = _of_field(field, question, match, retrieved, library, keep) if field else None
    if told is not None:
        return _timed(told, start)
    if match is not None:
        found = completed(lead(match, retrieved, passages), passages, question.language)
        return _timed(Findings(found, len(match.paths)), start)
    retrieved, leading = what_is_offered(question, _without_silent(question, retrieved, library, keep), library, keep)
    if question.leans and not _speak_of(retrieved.kept, question):
        reason = "the passages on what was asked before do not speak of this"
        retrieved = replace(retrieved, answerable=False, reason=reason)
    elif compared := taken_apart(question, retrieved, library.retriever):
        return _timed(Findings(compared[0], parts=compared[1]), start)
    elif premise := mistaken(question, retrieved, library.retriever, keep):
        return _timed(Findings(premise.retrieved, premise=premise.thing, asked=premise.question), start)
    retrieved = completed(retrieved, passages, question.language)
    return _timed(Findings(retrieved, leading), start)


def _of_field(
    field: str, question: Question, match: Match | None, retrieved: Retrieved, library: Library, keep: int
) -> Findings | None:
    """Return what answers to a field of the résumé that is asked for, and nothing beside it; of one that it lacks, what
    the owner says elsewhere, or else what comes near. None where an answer that the owner wrote is asked for.
    """
    passages, path = library.retriever.index.passages, f"contact/{field}"
    if match is not None and library.resume.is_own(match.paths[0]):
        return None
    if field not in library.resume.lacks:
        lead_to = match if match is not None and match.paths[0] == path else library.asks.to(path)
        found = lead(lead_to, retrieved, passages) if lead_to else None
        return Findings(_completed_within(path, found, library), 1) if found else None
    elsewhere = library.resume.elsewhere(question, passages)
    if any(document_path(passage) not in elsewhere for passage in passages):
        found = library.retriever.retrieve(question, keep, elsewhere)
        if found.answerable:
            return Findings(completed(found, passages, question.language))
    found = library.retriever.retrieve(question, keep, library.resume.lists())
    near = found.near or found.answerable
    return Findings(replace(found, answerable=False, near=near, reason=f"the résumé has no {field}"))


def _completed_within(path: str, retrieved: Retrieved, library: Library) -> Retrieved:
    """Return `retrieved` with nothing kept but the passages of the document at `path`."""
    found = ((item, document_path(item.passage) == path) for item in retrieved.candidates)
    candidates = tuple(replace(item, kept=item.kept and within) for item, within in found)
    return completed(replace(retrieved, candidates=candidates), library.retriever.index.passages, library.language)


def _without_silent(question: Question, retrieved: Retrieved, library: Library, keep: int) -> Retrieved:
    """Return what is retrieved without the answers of the résumé that hold no word of the question.

    Where that leaves no answer, their places are still the nearest ones.
    """
    if not (retrieved.answerable or retrieved.near):
        return retrieved
    silent = library.resume.silent(question, library.retriever.index.passages)
    if not any(document_path(passage) in silent for passage in retrieved.kept):
        return retrieved
    found = library.retriever.retrieve(question, keep, silent)
    if found.answerable or found.near:
        return found
    return replace(retrieved, answerable=False, near=False, confidence=found.confidence, reason=found.reason)


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
