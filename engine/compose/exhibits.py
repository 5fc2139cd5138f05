"""What a portfolio holds beside its prose that visitors ask to see: code, figures, and case studies at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from content.blocks import CodeBlock, Paragraph, page_blocks, plain
from content.documents import Document
from content.headings import GLANCE_FIELDS
from content.loader import Portfolio
from content.markdown import Section
from content.schema import Figure
from engine.compose.telling import ITEM, REASON, Telling
from engine.events import Sentence, Shape
from engine.language.language import Language
from engine.tokenize.conversation import named_by
from engine.tokenize.naming import documents_named, the_one

_TELLING_APART = ("chosen", "gave_up")
_PROSE = "text"
"""What a block names as its language that is no code: a sum, a drawing, a transcript."""
_MOST = 6
"""Further places of code that are named."""


def exhibited(question: str, portfolio: Portfolio, language: Language, *, brief: bool = False) -> Iterator[Telling]:
    """Yield the code that `question` wishes to see, or the figures; nothing for another question, or where there is
    none. To be `brief`, no further places are named.
    """
    for said in named_by("wants_code", question, language):
        yield from _code(said, portfolio, language, brief)
        return
    for said in named_by("wants_figures", question, language):
        yield from _figures(said, portfolio, language)
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
    for figure in portfolio.profile.figures:
        path, _, anchor = figure.link.partition("#")
        if (source := portfolio.document(path)) is not None:
            yield _figure(figure, source, anchor)


def _figure(figure: Figure, document: Document, anchor: str = "") -> Telling:
    text = f"{figure.value} {figure.words}"
    return Telling(text, (document,), ITEM, beyond=text, anchor=anchor)
