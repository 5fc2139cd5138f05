"""What is asked about the portfolio itself is told from its structure: kinds, titles and dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from content.documents import Document
from content.headings import BOX_ANCHORS, BOX_FIELDS
from content.loader import Portfolio
from content.site_map import KINDS, SCREENS, DocumentKind
from content.topology import Box
from engine.compose.exhibits import exhibited
from engine.compose.hindsight import in_hindsight
from engine.compose.telling import ITEM, PROSE, REASON, Telling, cited_tellings, opening_of
from engine.events import Candidate, Citation, Passage, Retrieved, Sentence, Shape
from engine.language.language import FormName, Language, SaidName
from engine.language.sentences import is_complete, sentences_of
from engine.retrieve.passages import lines_of
from engine.tokenize.conversation import named_by, named_in, ways_to_read
from engine.tokenize.naming import box_named, documents_named, the_one
from engine.tokenize.parts import part_asked
from engine.tokenize.sides import sides_of
from engine.tokenize.working_together import WORKING_TOGETHER

_TOLD: tuple[DocumentKind, ...] = ("service", "case-study", "project", "essay")
"""Kinds that a visitor would call documents, in the order of the site."""
_READ_FIRST: tuple[DocumentKind, ...] = ("case-study", "project", "essay", "service")
_DONE: tuple[DocumentKind, ...] = ("case-study", "project")
_ALL = "document"
_TELLING = 3
"""Sentences in which a document is presented."""
_SIDES: dict[FormName, tuple[str, ...]] = {"choice": ("chosen", "gave_up"), "alternative": ("otherwise",)}
"""What of a box answers which question about the choice of it."""
_FORMS: tuple[FormName, ...] = (
    "lists", "writings", "offers", "newest", "starts", "introduces", "weaknesses", "shows_work", "kept",
    *WORKING_TOGETHER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    form: FormName
    kinds: tuple[DocumentKind, ...] = ()


def structure_says(
    question: str, portfolio: Portfolio, language: Language, *, brief: bool = False
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Return what the structure says to `question`, and the documents that it cites; nothing for another question.

    To be `brief`, a document is presented in one sentence.
    """
    asked = _read(question, language)
    lines = (
        (list(_headed(asked, portfolio, language, brief)) if asked else [])
        or (_lines(asked, portfolio, language) if asked else [])
        or list(exhibited(question, portfolio, language, brief=brief))
        or list(in_hindsight(question, portfolio, language, brief=brief))
        or list(_held_against(question, portfolio, language, brief))
        or list(_weighed(question, portfolio, language, brief))
        or list(_part(question, portfolio, language, brief))
        or list(_presented(question, portfolio, language, brief))
        or list(_written(question, portfolio, language))
    )
    return cited_tellings(lines)


def retrieved_of(citations: Sequence[Citation], portfolio: Portfolio) -> Retrieved:
    """Return the documents that are cited as what was retrieved, so that a citation's number leads to one as always."""
    passages = (
        Passage(
            -item.number,
            portfolio.by_path[item.link.partition("#")[0]].kind,
            item.link,
            item.title,
            item.section,
            item.text,
        )
        for item in citations
    )
    candidates = tuple(Candidate(passage, None, None, 0.0, None, kept=True) for passage in passages)
    return Retrieved(candidates, True, 1.0, 0.0, REASON, 0.0)


def as_the_pack_asks(question: str, portfolio: Portfolio, language: Language) -> str:
    """Return how the owner has put the same question, to which the pack has an answer; else "".

    What visitors ask is the same where it has the same form and speaks of the same kinds. A screen is no answer to it:
    what stands there is told whole from the structure.
    """
    asked = _read(question, language)
    written = (
        *(answer.asks for answer in portfolio.hiring),
        *(asks for link, asks in portfolio.asks.items() if link not in SCREENS),
    )
    asks = (ask for each in written for ask in each) if asked else ()
    return next((ask for ask in asks if _read(ask, language) == asked), "")


def with_its_date(name: str, portfolio: Portfolio, language: Language) -> str:
    """Return the title of a document with its day or year, where it has one; any other name as it is."""
    document = next((item for item in portfolio.documents if item.title == name), None)
    return _named(document, language) if document else name


def _read(question: str, language: Language) -> _Asked | None:
    ways = ways_to_read(question, language)
    for form in _FORMS:
        for way in ways:
            if match := language.form(form).search(way):
                return _Asked(form, _kinds(language.table("kinds").get(named_in(match), "")))
    return None


def _kinds(name: str) -> tuple[DocumentKind, ...]:
    return tuple(kind for kind in _TOLD if name in (kind, _ALL))


def _lines(asked: _Asked, portfolio: Portfolio, language: Language) -> list[Telling]:
    match asked.form:
        case "lists" if len(asked.kinds) == 1:
            return list(_of_kind(asked.kinds[0], portfolio, language))
        case "offers":
            return list(_of_kind("service", portfolio, language))
        case "lists":
            return list(_overview(portfolio, language))
        case "writings":
            return list(_of_kind("essay", portfolio, language)) if portfolio.essays else []
        case "newest":
            return [line for kind in asked.kinds[:1] for line in _newest(kind, portfolio, language)]
        case "starts":
            return list(_first(asked.kinds or _READ_FIRST, portfolio, language))
        case "introduces":
            does = portfolio.profile.what_i_do.text or portfolio.profile.subheadline
            return [*([Telling(does)] if does else []), *_overview(portfolio, language)]
        case "shows_work":
            kinds = (kind for kind in _DONE if portfolio.documents_of(kind))
            return [line for kind in kinds for line in _of_kind(kind, portfolio, language)]
        case "weaknesses":
            return list(_not_for(portfolio))
        case "kept":
            return [Telling(language.says("kept_unless")), Telling(language.says("kept_here"))]
    return []


def _headed(asked: _Asked, portfolio: Portfolio, language: Language, brief: bool) -> Iterator[Telling]:
    """Yield how the owner's own answer begins under whose heading stands what is asked: "What I am bad at"."""
    for document in portfolio.documents_of("hiring"):
        for section in document.sections:
            if _read(section.title or document.title, language) == asked:
                prose = (line.text for line in lines_of(section.text) if line.shape.role != "label")
                said = [sentence for text in prose for sentence in sentences_of(text, language)]
                told = said[: 1 if brief else _TELLING]
                yield from (Telling(text, (document,), beyond=text, anchor=section.anchor) for text in told)
                return


def _presented(question: str, portfolio: Portfolio, language: Language, brief: bool) -> Iterator[Telling]:
    """Yield what the one document is about that a visitor wants to be told of: its summary, and how its text begins."""
    for said in named_by("presents", question, language):
        document = the_one([item for item in documents_named(said, portfolio, language) if item.document.kind in _TOLD])
        if document is not None:
            text = (sentence for line in opening_of(document) for sentence in sentences_of(line, language))
            told = list(islice(filter(is_complete, dict.fromkeys(text)), 1 if brief else _TELLING))
            yield Telling(": ".join((_named(document, language), *told[:1])), (document,))
            yield from (Telling(sentence, (document,)) for sentence in told[1:])
            return


def _part(question: str, portfolio: Portfolio, language: Language, brief: bool) -> Iterator[Telling]:
    """Yield how the part of a document begins that a visitor asks for, with the list that its beginning announces or
    is.
    """
    asked = part_asked(question, portfolio, language)
    if asked is None:
        return
    document, section = asked
    lines = lines_of(section.text)
    start = next((number for number, line in enumerate(lines[:2]) if line.shape.role == "item"), len(lines))
    listed = list(takewhile(lambda line: line.shape.role == "item", lines[start:]))
    if start:
        whole = sentences_of(lines[0].text, language)
        said = [sentence for sentence in whole if listed or is_complete(sentence)][: 1 if brief and not listed else 2]
    else:
        said = [f"{document.title}: {language.name_of(section.title)}"]
    yield from (Telling(text, (document,), beyond=text, anchor=section.anchor) for text in said)
    yield from (Telling(line.text, (document,), ITEM, line.text, section.anchor) for line in listed)


def _weighed(question: str, portfolio: Portfolio, language: Language, brief: bool) -> Iterator[Telling]:
    """Yield why the one box was chosen that a visitor asks about, and what that gave up; or when it would not be."""
    for way in ways_to_read(question, language):
        for form, fields in _SIDES.items():
            said = named_in(match) if (match := language.form(form).search(way)) else ""
            box = box_named(said, portfolio.topology, language) if said else None
            document = portfolio.document(f"topology/{box.slug}") if box else None
            if box is None or document is None or not _speaks_of(said, box, language):
                continue
            for field in fields[: 1 if brief else None]:
                label = f"{language.name_of(BOX_FIELDS[field])}: " if field != fields[0] else ""
                told = sentences_of(getattr(box, field), language)[: None if field == fields[0] else 1]
                yield from (
                    Telling(label + sentence, (document,), beyond=sentence, anchor=BOX_ANCHORS["chosen"])
                    for sentence in told
                )
            return


def _speaks_of(said: str, box: Box, language: Language) -> bool:
    """Return whether the choice that a box weighs is of what is `said`: its title, or a label that it speaks of."""
    titled = set(language.terms_of(said)) <= set(language.terms_of(box.title))
    return titled or not set(language.terms_of(box.label)).isdisjoint(language.terms_of(box.chosen))


def _held_against(question: str, portfolio: Portfolio, language: Language, brief: bool) -> Iterator[Telling]:
    """Yield of both boxes that a visitor holds against each other what they are for, and what each gave up."""
    for said in _sides(question, language):
        boxes = [box_named(text, portfolio.topology, language) for text in said]
        told = [(box, document) for box in boxes if box and (document := portfolio.document(f"topology/{box.slug}"))]
        if len(told) == 2 and told[0] != told[1]:
            for box, document in told:
                role, lost = (sentences_of(text, language)[:1] for text in (box.role, box.gave_up))
                label = f"{language.name_of(BOX_FIELDS['gave_up'])}: "
                text = " ".join(
                    (f"{box.title} ({box.label}):", *role, *([] if brief else (label + sentence for sentence in lost)))
                )
                yield Telling(text, (document,), shape=ITEM, beyond=" ".join((*role, *lost)))
            return


def _sides(question: str, language: Language) -> Iterator[Sequence[str]]:
    """Yield the two things that `question` holds against each other, without their articles, in each way to read it."""
    for way in ways_to_read(question, language):
        match = language.form("against").search(way)
        said = [text for _, text in sorted(match.groupdict().items()) if text] if match else sides_of(way, language)
        yield [" ".join(word for word in text.split() if word not in language.words("articles")) for text in said]


def _written(question: str, portfolio: Portfolio, language: Language) -> Iterator[Telling]:
    """Yield the essays on something, by their titles or else by their tags, each with its day."""
    for said in named_by("written_when", question, language):
        titled = [item.document for item in documents_named(said, portfolio, language) if item.document.day is not None]
        found = titled or [document for document in portfolio.documents_of("essay") if said in document.tags]
        yield from (_entry(document, language, ITEM if len(found) > 1 else PROSE) for document in found)
        if found:
            return


def _entry(document: Document, language: Language, shape: Shape) -> Telling:
    about = sentences_of(document.summary, language)[:1]
    return Telling(": ".join((_named(document, language), *about)), (document,), shape)


def _not_for(portfolio: Portfolio) -> Iterator[Telling]:
    for service in portfolio.services.services:
        document = portfolio.document(service.path)
        if service.not_for and document:
            yield Telling(f"{service.title}: {service.not_for}", (document,), shape=ITEM, beyond=service.not_for)


def _of_kind(kind: DocumentKind, portfolio: Portfolio, language: Language) -> Iterator[Telling]:
    """Yield how many documents of a kind there are, and each; where there is none, what there is instead."""
    documents = portfolio.documents_of(kind)
    if not documents:
        yield Telling(language.says("none_of", plural=language.name_of(KINDS[kind].plural)))
        yield from _overview(portfolio, language)
        return
    yield Telling(_how_many(documents, language))
    yield from (_entry(document, language, ITEM) for document in documents)


def _overview(portfolio: Portfolio, language: Language) -> Iterator[Telling]:
    for kind in _TOLD:
        if documents := tuple(portfolio.documents_of(kind)):
            titles = "; ".join(_named(document, language) for document in documents)
            noun = language.name_of(KINDS[kind].plural if len(documents) > 1 else KINDS[kind].noun)
            text = language.says("of_kind", count=str(len(documents)), plural=noun, titles=titles)
            yield Telling(text, documents, shape=ITEM)


def _newest(kind: DocumentKind, portfolio: Portfolio, language: Language) -> Iterator[Telling]:
    dated = [(when, document) for document in portfolio.documents_of(kind) if (when := _date(document))]
    if not dated:
        return
    last = max(when for when, _ in dated)
    newest = [document for when, document in dated if when == last]
    if len(newest) > 1:
        yield Telling(language.says("newest_are", plural=language.name_of(KINDS[kind].plural), dated=last))
        for document in newest:
            yield Telling(f"{document.title}: {document.summary}", (document,), shape=ITEM)
        return
    noun = language.name_of(KINDS[kind].noun)
    values = {"noun": noun, "title": newest[0].title, "dated": last, "summary": newest[0].summary}
    yield Telling(language.says("newest_is", **values), (newest[0],))


def _first(kinds: Sequence[DocumentKind], portfolio: Portfolio, language: Language) -> Iterator[Telling]:
    found = [documents[0] for kind in kinds if (documents := portfolio.documents_of(kind))][:2]
    names: tuple[SaidName, SaidName] = ("read_first", "read_next")
    for document, name in zip(found, names, strict=False):
        noun = language.name_of(KINDS[document.kind].noun)
        yield Telling(language.says(name, noun=noun, title=document.title, summary=document.summary), (document,))


def _how_many(documents: Sequence[Document], language: Language) -> str:
    kind = KINDS[documents[0].kind]
    if len(documents) == 1:
        return language.says("there_is", noun=language.name_of(kind.noun))
    return language.says("there_are", count=str(len(documents)), plural=language.name_of(kind.plural))


def _named(document: Document, language: Language) -> str:
    when = _date(document)
    return language.says("dated", title=document.title, dated=when) if when else document.title


def _date(document: Document) -> str:
    return document.day.isoformat() if document.day else str(document.year or "")
