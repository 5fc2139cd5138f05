"""Where a follow-up looks that wishes something of the answer before: in the places that it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.events import Passage, Retrieved
from engine.language.language import FormName, Language
from engine.retrieve.library import Library
from engine.tokenize.follow_up import Wished
from engine.tokenize.question import Question

_REASONS: dict[Wished, str] = {
    "more": "it goes on where the answer before ended",
    "shorter": "it was answered before",
    "example": "an example is looked for where the answer before is from",
    "cause": "a reason is looked for where the answer before is from",
    "item": "it was named before",
}
"""Why a wish is followed, in words. What it is about was answered, so there is nothing to decide."""
_NO_EXAMPLE = "no example stands where the answer before is from"
_EXAMPLES: tuple[FormName, ...] = ("example", "instance")
_FURTHER = 6
"""Passages from which more is told."""


def wished(question: Question, library: Library, keep: int) -> Retrieved | None:
    """Return the passages in which a wish is looked for, in front of what else was found; None where there are none.

    Where an example is wished for and none of them gives one, what they say is only near.
    """
    assert question.wish is not None
    passages = library.retriever.index.passages
    retrieved = library.retriever.retrieve(question, keep)
    places = _order(question, passages, retrieved)[: _FURTHER if question.wish == "more" else keep]
    if not places:
        return None
    retrieved = retrieved.keeping(places)
    if question.wish == "example" and not _gives_example(places[0], question.language):
        return replace(retrieved, answerable=False, reason=_NO_EXAMPLE, near=True, related=True)
    confidence = max(retrieved.confidence, retrieved.threshold)
    reason = _REASONS[question.wish]
    return replace(retrieved, answerable=True, confidence=confidence, reason=reason, near=False)


def _order(question: Question, passages: Sequence[Passage], retrieved: Retrieved) -> list[Passage]:
    """Return the passages in question: to tell more, as the text goes on; else those found first."""
    sections = list(dict.fromkeys(question.links))
    documents = list(dict.fromkeys(link.partition("#")[0] for link in sections))
    told = [item for link in sections for item in passages if item.link == link]
    around = [item for path in documents for item in passages if item.link.partition("#")[0] == path]
    beside = [item for item in around if item not in told]
    found = [candidate.passage for candidate in retrieved.candidates]
    places = {item.id: place for place, item in enumerate(found)}

    def by_rank(items: Sequence[Passage]) -> list[Passage]:
        return sorted(items, key=lambda item: places.get(item.id, len(places)))

    match question.wish:
        case "more":
            return [*told, *(item for item in beside if told and item.id > told[0].id)]
        case "shorter":
            return told
        case "cause":
            return [*by_rank(told), *by_rank(beside)]
        case "example":
            return sorted(by_rank(around), key=lambda item: not _gives_example(item, question.language))
    return by_rank(around)


def _gives_example(passage: Passage, language: Language) -> bool:
    return any(language.form(form).search(passage.text) for form in _EXAMPLES)
