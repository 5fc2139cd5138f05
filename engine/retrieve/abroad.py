"""A question in another language than the text, searched with an embedder that reads both.

Its words are not the text's, so that no doubt about words is one, nothing is mended, and what the two languages share
(names, technical words) is all that the lexical search finds. What is found is shown as what comes near, never as the
answer: only the likeness speaks for it.
"""

from __future__ import annotations

from dataclasses import replace

from engine.events import Retrieved
from engine.language.words import words_of
from engine.retrieve.hiring import lead
from engine.retrieve.library import Library
from engine.tokenize.question import Question

_NEAR = 0.85
"""Score of the best passage from which it is shown. Of tests/data/foreign_calibration.yaml it is then for 16 of the 20
questions that the default pack answers, and for 4 of the 20 that it does not; at .83 for 18 and 6, at .87 for 14 and 2.
Doubts about words would refuse all."""


def search_abroad(text: str, library: Library, keep: int) -> tuple[Question, Retrieved]:
    """Return a question in another language as it stands, and its passages, which are shown where they are `near`."""
    question = _as_it_stands(text, library)
    retrieved = library.retriever.retrieve(question, keep)
    match = library.asks.match(question, library.meanings)
    if match is not None:
        retrieved = lead(match, retrieved, library.retriever.index.passages)
    best = max((candidate.score for candidate in retrieved.candidates), default=0.0)
    near = retrieved.near or match is not None or best >= _NEAR
    reason = "the question is in another language than the text"
    return question, replace(retrieved, answerable=False, near=near, reason=reason)


def _as_it_stands(text: str, library: Library) -> Question:
    terms = library.language.terms_of(text)
    return Question(
        library.language, text, text, text, text, tuple(words_of(text)), frozenset(terms), tuple(terms)
    )  # fmt: skip
