"""Questions for a field of a résumé: the field answers where there is one, and no other field in its place.

The sentences of a résumé are short and alike ("I hold …", "I work with …"), so that a search finds each of them near to
a question for any. What is asked for is told by words instead, and a list that holds no word of a question which asks
for no field answers nothing, either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from content.loader import Portfolio
from content.site_map import DocumentKind
from engine.events import Passage
from engine.retrieve.index import embedded_text, indexed_text
from engine.tokenize.conversation import ways_to_read
from engine.tokenize.question import Question

_HIRING: DocumentKind = "hiring"
"""The kind of documents in which owners tell of themselves."""
_FREE = frozenset({"background", "experience"})
"""Answers in which an owner tells in words of their own, and which may come near to what another field would say."""


@dataclass(frozen=True, slots=True)
class ResumeFields:
    """The slugs of the answers that a pack's résumé `gives`, and those, and names of parts, that it `lacks`."""

    gives: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, portfolio: Portfolio) -> ResumeFields:
        """Return the fields of a pack's résumé; none where it has none."""
        return cls(frozenset(portfolio.from_resume), frozenset(portfolio.lacks))

    def asked(self, question: Question) -> str:
        """Return the field that `question` asks for and nothing narrower, if it is one that is given or lacking."""
        if not self.gives and not self.lacks:
            return ""
        language = question.language
        for way in ways_to_read(question.alone, language):
            if match := language.form("asks_field").search(way):
                name, said = next((name, said) for name, said in match.groupdict().items() if said)
                field = language.table("fields").get(said) or name.partition("__")[0].replace("_", "-")
                return field if field in self.gives | self.lacks else ""
        return ""

    def is_own(self, path: str) -> bool:
        """Return whether the answer at `path` is one that the owner wrote."""
        return path not in _paths(self.gives)

    def elsewhere(self, question: Question, passages: Sequence[Passage]) -> frozenset[str]:
        """Return the paths of all documents that do not answer `question`, which asks for a field that is lacking.

        What may are those in which the owner tells of themselves, and which hold a word of what it asks about.
        """
        beside = _paths(self.gives - {"background"})
        paths = {document_path(passage): passage.kind for passage in passages}
        told = frozenset(path for path, kind in paths.items() if kind == _HIRING and path not in beside)
        return frozenset(paths) - _speaking(told, question, passages, embedded_text)

    def lists(self) -> frozenset[str]:
        """Return the paths of the answers that list things, of which none comes near to another field."""
        return _paths(self.gives - _FREE)

    def silent(self, question: Question, passages: Sequence[Passage]) -> frozenset[str]:
        """Return the paths of the lists that hold no word of `question` which says what it asks about, the ways to ask
        for them included. What was worked with may answer in other words: "PostgreSQL" is a relational database.
        """
        paths = self.lists() - _paths({"stack"})
        return paths - _speaking(paths, question, passages, indexed_text) if paths and question.tells else frozenset()


def document_path(passage: Passage) -> str:
    """Return the path of the document in which a passage stands."""
    return passage.link.partition("#")[0]


def _speaking(
    paths: Collection[str], question: Question, passages: Iterable[Passage], text_of: Callable[[Passage], str]
) -> frozenset[str]:
    """Return those of `paths` where a word stands, in what `text_of` reads, that says what `question` asks about."""
    language = question.language
    telling = set(question.terms) - {language.stem(word) for word in language.words("general")}
    return frozenset(
        document_path(passage)
        for passage in passages
        if document_path(passage) in paths and telling & set(language.terms_of(text_of(passage)))
    )


def _paths(slugs: Collection[str]) -> frozenset[str]:
    return frozenset(f"contact/{slug}" for slug in slugs)
