"""Search as you type: fuzzy titles first, then the text of every section, without any model."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from content.blocks import plain_text
from content.documents import Document
from content.site_map import DocumentKind
from tui.search import fuzzy

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
EXCERPT = 150
"""Characters of an excerpt."""

HEADING_SCORE = 0.7
"""Headings are many: only one that holds the query as it stands counts."""

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A place that the search found: what it opens, and what to show of it."""

    path: str
    kind: DocumentKind
    title: str
    section: str
    excerpt: str
    score: float
    title_spans: Spans = ()
    excerpt_spans: Spans = ()


@dataclass(frozen=True, slots=True)
class _Section:
    document: Document
    path: str
    title: str
    text: str
    words: Counter[str]


class Finder:
    """An index over the documents of a pack. Building it takes some 60 ms for the default pack; a search up to 10."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._sections = [
            _Section(document, path, section.title, text, Counter(word.casefold() for word in _WORD.findall(text)))
            for document in documents
            for section in document.sections
            for path in [f"{document.path}#{section.anchor}" if section.anchor else document.path]
            for text in [" ".join(plain_text(section.text).split())]
        ]
        self._vocabulary = Counter(word for section in self._sections for word in section.words)

    def find(self, query: str, limit: int = 24) -> list[Found]:
        """Return the best places for `query`: titles that match, then sections that hold all its words."""
        query = query[: fuzzy.QUERY_LIMIT]
        titles = sorted(self._titles(query), key=lambda found: -found.score)
        taken = {found.path for found in titles}
        texts = [found for found in self._texts(query) if found.path not in taken]
        return [*titles[: limit // 2], *sorted(texts, key=lambda found: -found.score)][:limit]

    def _titles(self, query: str) -> list[Found]:
        found = [
            _title(document, document.path, "", hit)
            for document in self.documents
            if (hit := fuzzy.match(query, document.title))
        ]
        for section in self._sections:
            hit = fuzzy.match(query, section.title) if section.title != section.document.title else None
            if hit and hit.score >= HEADING_SCORE:
                found.append(_title(section.document, section.path, section.title, hit))
        return found

    def _texts(self, query: str) -> list[Found]:
        words = [word.casefold() for word in _WORD.findall(query)]
        if not words or len("".join(words)) < 2:
            return []
        forms = [self._forms(word) for word in words]
        found = []
        for section in self._sections:
            hits = [max((self._weight(form, section) for form in options), default=0.0) for options in forms]
            if all(hits):
                found.append(self._text(section, words, sum(hits) / math.sqrt(20 + len(section.words))))
        return found

    def _forms(self, word: str) -> list[str]:
        """The words of the content that begin with `word`: the visitor may still be typing it."""
        return [known for known in self._vocabulary if known.startswith(word)]

    def _weight(self, form: str, section: _Section) -> float:
        count = section.words.get(form, 0)
        return (1 + math.log(count)) * math.log(1 + len(self._sections) / self._vocabulary[form]) if count else 0.0

    def _text(self, section: _Section, words: list[str], score: float) -> Found:
        excerpt, spans = excerpt_of(section.text, words)
        heading = section.title if section.title != section.document.title else ""
        document = section.document
        return Found(section.path, document.kind, document.title, heading, excerpt, score, (), spans)


def _title(document: Document, path: str, section: str, hit: fuzzy.FuzzyMatch) -> Found:
    spans = _joined(hit.offsets)
    summary = document.summary
    if len(summary) > EXCERPT:
        summary = f"{summary[: EXCERPT - 1].rpartition(' ')[0] or summary[: EXCERPT - 1]}…"
    return Found(path, document.kind, document.title, section, summary, hit.score, spans)


def _joined(offsets: Sequence[int]) -> Spans:
    spans: list[tuple[int, int]] = []
    for offset in offsets:
        if spans and spans[-1][1] == offset:
            spans[-1] = (spans[-1][0], offset + 1)
        else:
            spans.append((offset, offset + 1))
    return tuple(spans)


def occurrences(text: str, words: Sequence[str]) -> Spans:
    """Return where words of `text` begin with one of `words`."""
    if not words:
        return ()
    pattern = rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})\w*"
    return tuple((hit.start(), hit.end()) for hit in re.finditer(pattern, text, re.IGNORECASE))


def excerpt_of(text: str, words: Sequence[str]) -> tuple[str, Spans]:
    """Return about `EXCERPT` characters of `text` around the first of `words`, and where words stand in them."""
    spans = occurrences(text, words)
    start = max(0, (spans[0][0] if spans else 0) - EXCERPT // 4)
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + EXCERPT]
    if start + EXCERPT < len(text):
        piece = f"{piece.rpartition(' ')[0] or piece}…"
    if start:
        piece = f"…{piece}"
    return piece, occurrences(piece, words)


_latest: Finder | None = None


def finder_of(documents: Sequence[Document]) -> Finder:
    """Return the index over `documents`, which every visitor of one process shares: content belongs to nobody."""
    global _latest
    if _latest is None or _latest.documents is not documents:
        _latest = Finder(documents)
    return _latest
