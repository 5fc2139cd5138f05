"""Somebody asks for help, or about working together: what answers is what the owner says of that, and no case study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from content.headings import SERVICE_ANCHORS
from content.site_map import DocumentKind
from engine.events import Passage, Retrieved
from engine.retrieve.index import indexed_text
from engine.retrieve.resume import document_path
from engine.tokenize.question import Question
from engine.tokenize.working_together import SAID_BY, asks_about_working_together

if TYPE_CHECKING:
    from engine.retrieve.library import Library

_OFFERING: tuple[DocumentKind, ...] = ("service", "hiring")
"""Kinds of documents that say what the owner does for others, and what not."""


def what_is_offered(question: Question, retrieved: Retrieved, library: Library, keep: int) -> tuple[Retrieved, int]:
    """Return what the owner says to somebody who asks for help or about working together, and how many of its
    passages lead.

    To who asks for help, only the service or the answer is told that speaks of what is rarest in the question. A
    service opens with what it is, and does so as the nearest, too. Where none is found, and for all other questions, it
    is what was `retrieved`.
    """
    if question.leans:
        return retrieved, 0
    asks_how = asks_about_working_together(question.alone, question.language)
    if not (asks_how or question.has("asks_help")):
        return retrieved, 0
    passages = library.retriever.index.passages
    others = frozenset(document_path(passage) for passage in passages if passage.kind not in _OFFERING)
    found = library.retriever.retrieve(question, keep, others | _silent(question, passages))
    if asks_how:
        return found, 0
    if retrieved.answerable and retrieved.kept[0].kind in _OFFERING and found.near:
        found = replace(found, answerable=True, near=False, confidence=retrieved.confidence, reason=retrieved.reason)
    if not (found.answerable or (found.near and not retrieved.answerable)):
        return retrieved, 0
    best = max(found.kept, key=lambda passage: (_rarest(question, passage, library), not _is_not_for(passage)))
    opening = _what_it_is(question, best, library) if best.kind == "service" else None
    if opening is None and not found.answerable:
        return retrieved, 0
    front = [passage for passage in dict.fromkeys((opening, best, *found.kept)) if passage is not None]
    of_one = [passage for passage in front if document_path(passage) == document_path(best)]
    return found.keeping(of_one[:keep]), int(opening is not None)


def _silent(question: Question, passages: Sequence[Passage]) -> frozenset[str]:
    """Return the paths of the documents without a sentence of the one form that answers `question`; none where it has
    no such form, or no document says anything of the kind.
    """
    said = next((said for asked, said in SAID_BY.items() if question.is_of(asked)), None)
    form = question.language.form(said) if said else None
    paths = {document_path(passage) for passage in passages}
    saying = {document_path(item) for item in passages if form and item.kind in _OFFERING and form.search(item.text)}
    return frozenset(paths - saying) if saying else frozenset()


def _is_not_for(passage: Passage) -> bool:
    return passage.link.endswith(f"#{SERVICE_ANCHORS['not_for']}")


def _rarest(question: Question, passage: Passage, library: Library) -> float:
    """Return how much the word says that says most of those of `question` that stand in `passage`."""
    terms = question.own_terms & set(question.language.terms_of(indexed_text(passage)))
    return max((library.meanings.rarity(term) for term in terms), default=0.0)


def _what_it_is(question: Question, passage: Passage, library: Library) -> Passage | None:
    """Return what opens the service of `passage`, unless that says for whom it is not, and more of the question."""
    first = f"{document_path(passage)}#{SERVICE_ANCHORS['summary']}"
    opening = next((item for item in library.retriever.index.passages if item.link == first), None)
    says_more = opening is not None and _rarest(question, opening, library) < _rarest(question, passage, library)
    return None if _is_not_for(passage) and says_more else opening
