"""What the assistant tells of its own of documents, line by line, as the sentences and citations of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.documents import Document
from engine.events import Citation, Sentence, Shape
from engine.retrieve.passages import lines_of

REASON = "told from the structure of the portfolio"
PROSE, ITEM = Shape(), Shape("item")


@dataclass(frozen=True, slots=True)
class Telling:
    """A line to tell, the documents that it is about, its shape, and what it tells of `beyond` the opening of its
    document, in the section at `anchor`.
    """

    text: str
    about: tuple[Document, ...] = ()
    shape: Shape = PROSE
    beyond: str = ""
    anchor: str = ""


def cited_tellings(lines: Sequence[Telling]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Return `lines` as the sentences of an answer, and the documents that they are about as what it cites."""
    cited = list({document.path: document for line in lines for document in line.about}.values())
    sentences = (Sentence(line.text, True, _numbers(line, cited), 1.0, REASON, 0.0, shape=line.shape) for line in lines)
    citations = (
        Citation(number, _link(document, lines), document.title, document.title, _source(document, lines))
        for number, document in enumerate(cited, 1)
    )
    return tuple(sentences), tuple(citations)


def opening_of(document: Document) -> list[str]:
    """Return the lines with which a document begins: its summary, and its first section."""
    return [document.summary, *(line.text for section in document.sections[:1] for line in lines_of(section.text))]


def _numbers(line: Telling, cited: Sequence[Document]) -> tuple[int, ...]:
    return tuple(cited.index(document) + 1 for document in line.about)


def _link(document: Document, lines: Sequence[Telling]) -> str:
    """Return the link to a document, or to the one section that is told of it."""
    anchor = next((line.anchor for line in lines if document in line.about), "")
    return f"{document.path}#{anchor}" if anchor else document.path


def _source(document: Document, lines: Sequence[Telling]) -> str:
    """Return what is shown as the source of the lines that are about a document."""
    beyond = (line.beyond for line in lines if document in line.about and line.beyond)
    return "\n".join((*opening_of(document), *beyond))
