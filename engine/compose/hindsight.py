"""What the owner would do in another way by now, and what went wrong: told from the sections that say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from content.documents import Document
from content.loader import Portfolio
from content.markdown import Section
from engine.compose.telling import ITEM, PROSE, Telling
from engine.language.language import FormName, Language
from engine.language.sentences import is_complete, sentences_of
from engine.retrieve.passages import lines_of
from engine.tokenize.conversation import named_in, ways_to_read
from engine.tokenize.naming import documents_named

_ASKED: dict[FormName, tuple[FormName, ...]] = {
    "would_change": ("would_change",),
    "mistakes": ("mistakes", "admits", "would_change"),
}
"""What is asked, and the headings under which it stands, or for `admits` the sentences, from the best on."""
_WHOLE = 3
"""Sentences that are told of the one section there is; of several, one each."""

_Headed = tuple[Document, Section]


def in_hindsight(question: str, portfolio: Portfolio, language: Language, *, brief: bool = False) -> Iterator[Telling]:
    """Yield what stands below the headings that say what a visitor asks, of the document that is named or of each."""
    for way in ways_to_read(question, language):
        for asked, headings in _ASKED.items():
            if match := language.form(asked).search(way):
                topic = named_in(match)
                named = {item.document.path for item in documents_named(topic, portfolio, language)} if topic else None
                documents = [item for item in portfolio.documents if named is None or item.path in named]
                found = (list(_told(documents, form, language, form == asked, brief)) for form in headings)
                yield from next(filter(None, found), [])
                return


def _told(
    documents: Sequence[Document], form: FormName, language: Language, asked: bool, brief: bool
) -> Iterator[Telling]:
    """Yield what is said under headings of a `form`, which are told, too, where another one was asked for."""
    if form == "admits":
        yield from _admitted(documents, language)
        return
    headed = [(item, section) for item in documents for section in item.sections if _is_headed(section, form, language)]
    if len(headed) == 1 and asked:
        yield from _whole(headed[0], language, 1 if brief else _WHOLE)
    else:
        for document, section in headed:
            said = next(filter(is_complete, _sentences(section, language)), "")
            if said:
                text = f"{document.title}{'' if asked else f' ({section.title})'}: {said}"
                yield Telling(text, (document,), shape=ITEM, beyond=said, anchor=section.anchor)


def _is_headed(section: Section, form: FormName, language: Language) -> bool:
    return any(language.form(form).search(way) for way in ways_to_read(section.title, language))


def _whole(headed: _Headed, language: Language, most: int) -> Iterator[Telling]:
    """Yield how a section begins, with the list that its beginning announces."""
    document, section = headed
    lines = lines_of(section.text)
    first = sentences_of(lines[0].text, language)
    listed = [line.text for line in takewhile(lambda line: line.shape.role == "item", lines[1:])]
    if listed and first[-1].endswith(":"):
        yield from (Telling(text, (document,), PROSE, text, section.anchor) for text in first)
        yield from (Telling(text, (document,), ITEM, text, section.anchor) for text in listed)
        return
    said = [text for text in _sentences(section, language) if is_complete(text)][:most]
    yield from (Telling(text, (document,), PROSE, text, section.anchor) for text in said)


def _admitted(documents: Sequence[Document], language: Language) -> Iterator[Telling]:
    """Yield the sentences of each paragraph that admit a mistake, behind the one that says which."""
    for document in documents:
        for section in document.sections:
            for line in lines_of(section.text):
                said = sentences_of(line.text, language)
                places = [place for place, text in enumerate(said) if language.form("admits").search(text)]
                if places and is_complete(said[places[-1]]):
                    told = " ".join(said[max(0, places[0] - 1) : places[-1] + 1])
                    yield Telling(f"{document.title}: {told}", (document,), ITEM, told, section.anchor)


def _sentences(section: Section, language: Language) -> Iterator[str]:
    lines = (line for line in lines_of(section.text) if line.shape.role in ("paragraph", "item"))
    return (text for line in lines for text in sentences_of(line.text, language))
