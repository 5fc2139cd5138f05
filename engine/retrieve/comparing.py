"""A comparison, searched side by side: each side's passages speak for it, and the answer opens with both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from content.site_map import DocumentKind
from engine.events import Passage, Retrieved
from engine.language.words import words_of
from engine.retrieve.index import indexed_text
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import Question, read_question
from engine.tokenize.sides import sides_of

_KEEP = 2
"""Passages kept for each side: as many as for one question, together."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of what is asked: its name, the question for it alone, and the numbers of the kept passages on it."""

    name: str
    question: Question
    passages: frozenset[int]


_TITLED: tuple[DocumentKind, ...] = ("case-study", "essay", "project", "service")
"""Kinds of documents that visitors call by their titles."""
_NAMED = 1.0
"""Confidence in the passages on a side that is a document's title."""
_COMPARABLE = range(2, 5)
"""How many documents of a kind are held against each other."""
_REASON = "passages speak of both sides"
_FEWEST_WORDS = 2
"""Words of a title that tell which document is meant, where the question does not say of which kind it is."""


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    question: Question
    passages: tuple[Passage, ...]
    confidence: float


def taken_apart(
    question: Question, whole: Retrieved, retriever: Retriever
) -> tuple[Retrieved, tuple[Side, ...]] | None:
    """Return the passages for each side of a comparison; None where `question` compares nothing, where one side is not
    spoken of, or where the best passages of `whole` speak of both sides already and these are no documents.
    """
    titles = dict.fromkeys(passage.document for passage in retriever.index.passages if passage.kind in _TITLED)
    texts = (
        sides_of(question.alone, question.language, titles)
        or sides_of(question.mended, question.language, titles)
        or _titles_of_kind(question, retriever.index.passages)
    )
    asked = [read_question(text, retriever.words) for text in texts]
    openings = _openings(asked, retriever.index.passages)
    if not asked or (not all(openings) and _speaks_of_all(whole, asked, openings, retriever)):
        return None
    sides = [_side(*side, retriever) for side in zip(texts, asked, openings, strict=True)]
    named = all(side.confidence == _NAMED for side in sides)
    if not (whole.answerable or named) or not all(side.passages for side in sides):
        return None
    kept = tuple(dict.fromkeys(_alternately([side.passages for side in sides])))
    numbers = [frozenset(kept.index(passage) + 1 for passage in side.passages) for side in sides]
    confidence = min(side.confidence for side in sides)
    retrieved = replace(whole.keeping(kept), answerable=True, confidence=confidence, reason=_REASON, near=False)
    return retrieved, tuple(Side(side.name, side.question, own) for side, own in zip(sides, numbers, strict=True))


def _titles_of_kind(question: Question, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the documents of the kind that `question` holds against each other ("your two projects"), each by the
    kind's word and its title; nothing where there is one, or where they are too many.
    """
    language = question.language
    match = language.form("comparing_all").search(question.mended.rstrip(" .?!"))
    named = next((text for text in match.groupdict().values() if text), "") if match else ""
    kinds = {language.stem(word): kind for word, kind in language.table("documents").items()}
    wanted = {kinds.get(language.stem(word)) for word in words_of(named.lower())}
    titles = dict.fromkeys(item.document for item in passages if wanted == {item.kind})
    word = next((word for word, kind in language.table("documents").items() if wanted == {kind}), "")
    return tuple(f"{word} {title}" for title in titles) if len(titles) in _COMPARABLE else ()


def _side(text: str, question: Question, opening: Passage | None, retriever: Retriever) -> _Found:
    """Return the passages on one side: the `opening` of the document that it names, else what a search finds, of whose
    documents the best of a kind that it names is meant ("the essay on glue").
    """
    if opening is not None:
        return _Found(opening.document, question, (opening,), _NAMED)
    retrieved = retriever.retrieve(question, _KEEP)
    kinds = _kinds_in(question)
    of_kind = next((item.passage for item in retrieved.candidates if item.passage.kind in kinds), None)
    if retrieved.answerable and of_kind is not None:
        first = next(item for item in retriever.index.passages if item.document == of_kind.document)
        return _Found(first.document, question, (first,), retrieved.confidence)
    name, kept = f"{text[:1].upper()}{text[1:]}", retrieved.kept if retrieved.answerable else ()
    if kept and kept[0].kind == "service":  # which is held against another by what it is, not by whom it is not for
        first = next(item for item in retriever.index.passages if item.document == kept[0].document)
        kept = (first,)
    return _Found(name, question, tuple(kept), retrieved.confidence)


def _openings(sides: Sequence[Question], passages: Sequence[Passage]) -> list[Passage | None]:
    """Return the opening of the one document that each of `sides` names, or None.

    A kind that is said of one side only is meant of the other, too, where this names a document so: "the study on glue
    and the tar one".
    """
    kinds = [_kinds_in(side) for side in sides]
    either = frozenset[DocumentKind]().union(*kinds)
    found = [_document_of(side, passages, own) for side, own in zip(sides, kinds, strict=True)]
    return [
        opening or (None if own else _document_of(side, passages, either))
        for side, own, opening in zip(sides, kinds, found, strict=True)
    ]


def _kinds_in(question: Question) -> frozenset[DocumentKind]:
    kinds = question.language.table("documents")
    return frozenset(kind for kind in _TITLED if kind in {kinds.get(word) for word in question.words})


def _document_of(question: Question, passages: Sequence[Passage], kinds: Collection[DocumentKind]) -> Passage | None:
    """Return the opening of the one document of which `question` gives the whole title, or enough to tell which.

    A kind that is meant ("the essay on …") leaves the documents of this kind.
    """
    language = question.language
    silent = {*language.table("documents"), *(language.words("items") if kinds else ())}
    terms = {term for word in question.words if word not in silent for term in language.terms_of(word)}
    found = [
        passage
        for passage in passages
        if passage.kind in (kinds or _TITLED) and terms <= set(language.terms_of(passage.document))
    ]
    whole = [passage for passage in found if terms == set(language.terms_of(passage.document))]
    meant = whole or (found if len(terms) >= (1 if kinds else _FEWEST_WORDS) else [])
    return meant[0] if terms and len({passage.document for passage in meant}) == 1 else None


def _speaks_of_all(
    whole: Retrieved, sides: Sequence[Question], openings: Sequence[Passage | None], retriever: Retriever
) -> bool:
    """Return whether one of the best passages speaks of all `sides`: of a document that is one of them, if any is."""
    language, holds = retriever.language, retriever.index.lexical.holds
    named = {opening.document for opening in openings if opening is not None}
    asked = [{term for term in (*side.own_terms, *side.terms) if holds(term)} for side in sides]
    held = (
        set(language.terms_of(indexed_text(passage)))
        for passage in whole.kept
        if not named or passage.document in named
    )
    return any(all(terms <= own for terms in asked) for own in held)


def _alternately(lists: Sequence[Sequence[Passage]]) -> Iterator[Passage]:
    return (item for item in chain.from_iterable(zip_longest(*lists)) if item is not None)
