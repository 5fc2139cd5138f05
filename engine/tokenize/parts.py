"""Which part of which document is asked for: all case studies have a problem, constraints, an outcome and so on, and
all services what one gets, how they run and for whom they are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content.documents import Document
from content.headings import SERVICE_FIELDS
from content.loader import Portfolio
from content.markdown import Section, anchor_of
from content.schema import PARTS
from content.site_map import KINDS, DocumentKind
from engine.events import Turn
from engine.language.language import FormName, Language
from engine.tokenize.conversation import ways_to_read
from engine.tokenize.naming import documents_named, the_one
from engine.tokenize.pointing import last_answered

_PARTS: Mapping[DocumentKind, Mapping[str, str]] = {
    "case-study": {anchor_of(part).replace("-", ""): part for part in PARTS},
    "service": {field.replace("_", ""): title for field, title in SERVICE_FIELDS.items()},
}
"""Titles of the parts of each kind, by the names by which a form reads them, without the letter behind each."""


def part_asked(question: str, portfolio: Portfolio, language: Language) -> tuple[Document, Section] | None:
    """Return the document that `question` names, and the part of it that is asked for, where it has one."""
    for kind, part, said in _read(question, "part_of", language):
        named = [item for item in documents_named(said, portfolio, language) if item.document.kind == kind]
        path = f"{KINDS[kind].screen}/{said.replace(' ', '-')}"
        document = next((item.document for item in named if item.document.path == path), the_one(named))
        if document is not None:
            section = document.section(anchor_of(part))
            return (document, section) if section else None
    named_in_it = (item for item in portfolio.documents if item.title in question)  # few of which headings are made
    headed = ((item, section) for item in named_in_it for section in item.sections)
    return next(((item, section) for item, section in headed if question == _heading(item, section, language)), None)


def part_of_the_last(text: str, history: Sequence[Turn], portfolio: Portfolio, language: Language) -> str:
    """Return a follow-up that asks for a part, such as "how did it end?", as a question about the document of which
    the answer before told first; "" for all others.
    """
    answered = last_answered(history)
    document = portfolio.document(answered.links[0].partition("#")[0]) if answered else None
    if document is None:
        return ""
    asked = (part for kind, part, _ in _read(text, "part_alone", language) if kind == document.kind)
    part = next(asked, "")
    if part:
        return language.says("part_of", part=language.name_of(part), title=document.title)
    matches = (language.form("section_alone").search(way) for way in ways_to_read(text, language))
    said = [text, *(value for match in matches if match for value in match.groupdict().values() if value)]
    named = (item for way in said for item in document.sections if _names(way, item, language))
    return next((_heading(document, item, language) for item in named), "")


def _heading(document: Document, section: Section, language: Language) -> str:
    return language.says("part_of", part=section.title, title=document.title)


def _names(text: str, section: Section, language: Language) -> bool:
    """Return whether `text` has the words of the title of `section`, and none that says more."""
    general = {language.stem(word) for word in language.words("general")}
    asked, title = set(language.terms_of(text)), set(language.terms_of(section.title))
    return bool(title) and title <= asked and asked - title <= general


def _read(text: str, form: FormName, language: Language) -> Iterator[tuple[DocumentKind, str, str]]:
    """Yield the kind of document, the title of its part and the words of the document that each way to read `text`
    names by the form.
    """
    for match in filter(None, (language.form(form).search(way) for way in ways_to_read(text, language))):
        said = {name.rpartition("_")[0]: value for name, value in match.groupdict().items() if value}
        for kind, parts in _PARTS.items():
            yield from ((kind, parts[name], said.get("document", "")) for name in said if name in parts)
