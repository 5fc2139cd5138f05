"""Whether the figures that Home and the case studies open with stand in the texts that are said to work them out.

The assistant answers from those texts: of a figure that stands in none it could only say that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content import schema
from content.documents import Document
from content.links import parse_link
from content.loader import PROFILE_FILE, Portfolio
from content.problems import Problem
from content.site_map import KINDS
from content.source import Source, read_markdown, read_yaml

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def figure_warnings(portfolio: Portfolio) -> Iterator[Problem]:
    """Yield each figure whose number is not in the text that works it out; nought may be said in words."""
    profile = read_yaml(portfolio.root / PROFILE_FILE)
    for index, figure in enumerate(portfolio.profile.figures):
        link, document = parse_link(figure.link), portfolio.document(figure.link)
        if link is not None and document is not None:
            known = _text(document, link.anchor)
            yield from _missing(profile, ("figures", index, "value"), figure.value, known, f"`{figure.link}`")
    sources = {source.data["slug"]: source for source in _studies(portfolio)}
    for study in portfolio.case_studies:
        source = sources[study.slug]
        for index, shown in enumerate(study.figures):
            yield from _missing(source, ("figures", index, "value"), shown.value, study.body, "the text below")
            yield from _missing(source, ("figures", index, "words"), shown.words, study.body, "the text below")
        for name, line in _lines(study.at_a_glance):
            yield from _missing(source, ("at_a_glance", name), line, study.body, "the text below")


def _studies(portfolio: Portfolio) -> Iterator[Source]:
    for path in sorted((portfolio.root / KINDS["case-study"].folder).glob("*.md")):
        yield read_markdown(path)


def _lines(glance: schema.Glance | None) -> Iterator[tuple[str, str]]:
    if glance is not None:
        yield from ((name, text) for name, text in schema.as_files_spell_it(glance).items() if text)


def _missing(source: Source, at: tuple[str | int, ...], said: str, known: str, where: str) -> Iterator[Problem]:
    """Yield each number of what is said that does not stand in the text that is known."""
    numbers = set(_NUMBER.findall(known))
    for number in _NUMBER.findall(said):
        if number not in numbers and number != "0":
            wrong = f"the number {number} is not in {where}, which is to work it out"
            yield source.problem(at, wrong, "expected a figure that stands there")


def _text(document: Document, anchor: str) -> str:
    """Return a section of a document with all that stands below its heading; without an anchor, the whole text."""
    if not anchor:
        return document.body
    return "\n".join(section.text for section in document.sections_under(anchor))
