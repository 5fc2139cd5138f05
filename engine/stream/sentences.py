"""Stage 5: tokens to sentences, each checked against the passages before it counts as said."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from content.safe_text import safe_text
from engine.compose.excerpts import Excerpt
from engine.events import Drafted, Sentence, Shape
from engine.generate.model import Copied
from engine.language.language import Language
from engine.language.sentences import is_complete, sentences_of

Other = TypeVar("Other")
_MOST = 5
"""Longest free answer, in sentences, withheld ones included."""
MARKS = " \t-*•#>"
"""What models put in front of a sentence although they are asked for plain text."""


class Check(Protocol):
    """Whoever decides whether the passages, which are in a `language`, say a sentence."""

    language: Language

    def check(self, text: str) -> Sentence: ...  # noqa: D102


def copied(drafts: Iterable[Drafted | Copied | Other]) -> Iterator[Drafted | Sentence | Other]:
    """Yield the drafts of copy mode as they come, and the sentences of each excerpt once it is chosen."""
    for item in drafts:
        if isinstance(item, Copied):
            yield from quoted(item.excerpt)
        else:
            yield item


def checked(
    drafts: Iterable[Drafted | Other], check: Check, quoted: Sequence[str] = ()
) -> Iterator[Drafted | Sentence | Other]:
    """Yield the drafts of free mode as they come, and each sentence, checked, as soon as it is complete.

    What adds no word to the sentences that were `quoted` before is left out. The stream ends after MOST sentences, and
    at one that the model has said before: it goes in circles then.
    """
    text = ""
    said: set[str] = set()
    known = {term for sentence in quoted for term in check.language.terms_of(sentence)}

    def adds_nothing(sentence: str) -> bool:
        return bool(known) and known.issuperset(check.language.terms_of(sentence))

    for item in drafts:
        yield item
        if isinstance(item, Drafted):
            complete, text = _split(text + item.text, check.language)
            for sentence in complete:
                if _key(sentence) in said or len(said) == _MOST:
                    return
                said.add(_key(sentence))
                if not adds_nothing(sentence):
                    yield check.check(sentence)
    for sentence in _sentences(text, check.language):
        if _key(sentence) not in said and len(said) < _MOST:
            said.add(_key(sentence))
            if not adds_nothing(sentence):
                yield check.check(sentence) if is_complete(sentence) else _unfinished(sentence)


def _unfinished(text: str) -> Sentence:
    return Sentence(text, False, (), 0.0, "the model did not finish it", 0.0)


def quoted(excerpt: Excerpt) -> Iterator[Sentence]:
    """Yield the sentences of an excerpt as said: they are the portfolio's own."""
    cited = excerpt.cited or (excerpt.passage,) * len(excerpt.sentences)
    shapes = excerpt.shapes or (Shape(),) * len(excerpt.sentences)
    for sentence, passage, shape in zip(excerpt.sentences, cited, shapes, strict=True):
        start = time.perf_counter()
        text, shape = safe_text(sentence), _safe(shape)
        yield Sentence(text, True, (passage,), 1.0, "quoted", time.perf_counter() - start, quoted=True, shape=shape)


def _safe(shape: Shape) -> Shape:
    return replace(shape, header=tuple(map(safe_text, shape.header)), cells=tuple(map(safe_text, shape.cells)))


def _split(text: str, language: Language) -> tuple[Sequence[str], str]:
    """Return the complete sentences of `text`, and the rest of it that may still grow."""
    if not any(mark in text[:-1] for mark in ".!?\n"):
        return (), text
    head, newline, last = text.rpartition("\n")
    complete = list(_sentences(head, language)) if newline else []
    *ready, rest = sentences_of(last, language) or ("",)
    if ready and " " not in rest:  # the word behind a full stop may take it back: "at 4 a.m. CET"
        *ready, rest = ready
    if ready:  # a sentence is complete when the next one has begun
        complete += _sentences("\n".join(ready), language)
        last = last[last.rindex(rest) :] if rest else ""
    return complete, last


def _sentences(text: str, language: Language) -> Iterator[str]:
    for sentence in sentences_of(safe_text(text), language):
        if plain := sentence.strip(MARKS).replace("**", "").replace("`", ""):
            yield plain


def _key(sentence: str) -> str:
    return " ".join(sentence.lower().split())
