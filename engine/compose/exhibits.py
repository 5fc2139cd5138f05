"""What a portfolio holds beside its prose that visitors ask to see: code, figures, and case studies at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice, takewhile

from content.blocks import CodeBlock, Paragraph, page_blocks, plain
from content.documents import Document
from content.headings import GLANCE_FIELDS
from content.loader import Portfolio
from content.markdown import Section
from content.schema import Figure
from engine.compose.telling import ITEM, REASON, Telling
from engine.events import Sentence, Shape
from engine.language.language import Language
from engine.language.numbers import numbers_in
from engine.language.sentences import sentences_of
from engine.language.words import words_of
from engine.retrieve.passages import lines_of
from engine.tokenize.conversation import named_by
from engine.tokenize.naming import documents_named, the_one

_TELLING_APART = ("chosen", "gave_up")
_PROSE = "text"
"""What a block names as its language that is no code: a sum, a drawing, a transcript."""
_STEPS = 2
"""Sentences with numbers in front of the one with a figure that are told with it."""
_MOST = 6
"""Further places of code that are named."""


def exhibited(question: str, portfolio: Portfolio, language: Language, *, brief: bool = False) -> Iterator[Telling]:
    """Yield the code that `question` wishes to see, or the figures, or how one of them is worked out; nothing for
    another question, or where there is none. To be `brief`, further places are not named, nor the steps to a figure.
    """
    for said in named_by("wants_code", question, language):
        yield from _code(said, portfolio, language, brief)
        return
    for said in named_by("wants_figures", question, language):
        yield from _figures(said, portfolio, language)
        return
    for said in named_by("wants_origin", question, language):
        yield from _origin(said, set(numbers_in(question, language).values()), portfolio, language, brief)
        return


def at_a_glance(
    title: str, number: int, portfolio: Portfolio, language: Language, *, whole: bool
) -> Iterator[Sentence]:
    """Yield what was chosen in the case study of this title and what that gave up, or the `whole` of it at a glance, as
    said by the passage with this `number`; nothing for other documents.
    """
    glance = next((study.at_a_glance for study in portfolio.case_studies if study.title == title), None)
    for field, (label, _) in GLANCE_FIELDS.items() if glance else ():
        if (line := getattr(glance, field)) and (whole or field in _TELLING_APART):
            yield Sentence(f"{language.name_of(label)}: {line}", True, (number,), 1.0, REASON, 0.0, shape=ITEM)


def _code(said: str, portfolio: Portfolio, language: Language, brief: bool) -> Iterator[Telling]:
    """Yield the first code in the language that is `said`, or in any, behind what announces it, and where more is."""
    names = language.table("code")
    found = [item for item in _listings(portfolio) if not said or names.get(item[2].language) == names[said]]
    for document, section, block, above in found[:1]:
        announced = above if above.endswith(":") else f"{document.title}, {section.title}:"
        yield Telling(announced, (document,), beyond=above, anchor=section.anchor)
        yield Telling(block.text.rstrip(), (document,), Shape("code"), beyond=block.text, anchor=section.anchor)
    more = [(document, section) for document, section, *_ in found[1:]]
    if more and not brief:
        yield Telling(language.says("more_code"))
        places = [(document, list(group)) for document, group in groupby(more, lambda place: place[0])]
        for document, group in places[:_MOST]:
            titles = ", ".join(dict.fromkeys(section.title for _, section in group))
            yield Telling(f"{document.title}: {titles}", (document,), ITEM, anchor=group[0][1].anchor)


def _listings(portfolio: Portfolio) -> Iterator[tuple[Document, Section, CodeBlock, str]]:
    """Yield the code of the portfolio that says in which language it is, with its place and the paragraph above it."""
    for document in portfolio.documents:
        for section in document.sections:
            above = ""
            for block in page_blocks(section.text):
                if isinstance(block, CodeBlock) and block.language not in ("", _PROSE):
                    yield document, section, block, above
                above = plain(block.words) if isinstance(block, Paragraph) else ""


def _figures(said: str, portfolio: Portfolio, language: Language) -> Iterator[Telling]:
    """Yield the figures that the document which is `said` opens with, or else the portfolio."""
    document = the_one(documents_named(said, portfolio, language)) if said else None
    if document is not None:
        yield from (_figure(figure, document) for figure in document.figures)
        return
    if said:
        return
    yield from (_figure(*linked) for linked in _linked_figures(portfolio))


def _origin(said: str, numbers: set[str], portfolio: Portfolio, language: Language, brief: bool) -> Iterator[Telling]:
    """Yield the sentence that works out the figure which has one of these `numbers`, and the steps towards it.

    Whatever else is `said` has to be among the figure's own words: 50,000 users are not 50,000 events.
    """
    for figure, document, sections in _worked_out(portfolio):
        sought = numbers & set(numbers_in(figure.value, language).values())
        if not sought or not _is_of(said, f"{figure.value} {figure.words} {document.title}", language):
            continue
        lines = (
            (section, sentences_of(line.text, language)) for section in sections for line in lines_of(section.text)
        )
        for section, sentences in lines:
            if told := _steps_to(sought, sentences, language, 0 if brief else _STEPS):
                yield from (Telling(text, (document,), beyond=text, anchor=section.anchor) for text in told)
                return


def _steps_to(sought: set[str], sentences: Sequence[str], language: Language, most: int) -> list[str]:
    """Return the first of some sentences that holds a number which is `sought`, behind those with numbers that lead to
    it, `most` of them at the most; nothing where none holds it.
    """
    numbers = [set(numbers_in(sentence, language).values()) for sentence in sentences]
    at = next((place for place, held in enumerate(numbers) if held & sought), None)
    if at is None:
        return []
    before = takewhile(lambda place: numbers[place], range(at - 1, -1, -1))
    first = min(islice(before, most), default=at)
    return [*sentences[first : at + 1]]


def _worked_out(portfolio: Portfolio) -> Iterator[tuple[Figure, Document, Sequence[Section]]]:
    """Yield the portfolio's figures and those of its documents, each with the sections that work it out."""
    for figure, source, anchor in _linked_figures(portfolio):
        yield figure, source, source.sections_under(anchor)
    for document in portfolio.documents:
        yield from ((figure, document, document.sections) for figure in document.figures)


def _linked_figures(portfolio: Portfolio) -> Iterator[tuple[Figure, Document, str]]:
    """Yield the figures of the portfolio itself, each with the document and the anchor that its link leads to."""
    for figure in portfolio.profile.figures:
        path, _, anchor = figure.link.partition("#")
        if (source := portfolio.document(path)) is not None:
            yield figure, source, anchor


def _is_of(said: str, own: str, language: Language) -> bool:
    """Return whether each word of what is `said` is one of a figure's `own`, or begins with one: "min" of "minutes"."""
    words = [language.stem(word) for word in words_of(own)]
    asked = (term for term in language.terms_of(said) if not term.isdigit())
    return all(term in words or any(term.startswith(word) for word in words if len(word) > 2) for term in asked)


def _figure(figure: Figure, document: Document, anchor: str = "") -> Telling:
    text = f"{figure.value} {figure.words}"
    return Telling(text, (document,), ITEM, beyond=text, anchor=anchor)
