"""Portfolio to passages: pieces along the content's own headings, small enough for the embedder and for a quotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from content.blocks import (
    CodeBlock,
    HeadingBlock,
    Inlines,
    ListBlock,
    NotesBlock,
    PageBlock,
    Paragraph,
    QuoteBlock,
    TableBlock,
    page_blocks,
    plain,
)
from content.documents import Document
from content.headings import BOX_ANCHORS, BOX_FIELDS, SERVICE_FIELDS, TRADE_OFF_FIELDS, TRADE_OFFS
from content.loader import Portfolio
from content.markdown import Section
from content.schema import Prose
from content.site_map import KINDS, LINKED, SCREENS
from engine.events import LineRole, Passage, Shape
from engine.language.language import Language, language_of
from engine.language.words import word_count

MAX_WORDS = 100
"""Longest passage. Of 75, 100 and 150 words, 100 ranked best on the half of the Cranfield queries on which settings are
chosen; with a heading it stays within the embedder's 256 word pieces."""

MIN_WORDS = 30
"""Sections shorter than this join their neighbour: a passage of one sentence has little to match a question with."""

BOX_PASSAGES = (
    (BOX_FIELDS["role"], ("role",)),
    (TRADE_OFFS, tuple(TRADE_OFF_FIELDS)),
    (BOX_FIELDS["fails"], ("fails", "then")),
    (BOX_FIELDS["lost"], ("lost",)),
)
"""A box has short fields. What was chosen is asked together with what it cost, and a failure with what follows."""


class PlainLine(NamedTuple):
    """A line of a passage before it is one."""

    text: str
    shape: Shape = Shape()


_PIPELINE = "pipeline"
ON_ASSISTANT = "assistant"
"""The kind of passages on the pipeline in a pack of which no page leads there: its owner does not call it work of their
own, and it tells how the assistant answers, as that of every new pack does."""


class _Part(NamedTuple):
    """A section as lines. `words` are those of its source, code included."""

    link: str
    title: str
    lines: tuple[PlainLine, ...]
    words: int
    defines: bool = False


def passages_of(portfolio: Portfolio) -> tuple[Passage, ...]:
    """Return every passage of the pack, numbered from 0 in the order of the screens.

    `Passage.link` opens a section (``work/slug#problem``), a document (``topology/edge``), or, for what
    stands on a screen itself, that screen (``home``, ``services``, ``topology``, ``pipeline``, ``work``, ``essays``,
    ``contact``).
    """
    language = language_of(portfolio)
    found = [*_screens(portfolio, language)]
    for document in portfolio.documents:
        passages = _box if document.kind == "box" else _document
        found += passages(portfolio, document, language)
    if not any(link.screen == _PIPELINE for document in portfolio.documents for link in document.links):
        found = [replace(item, kind=ON_ASSISTANT) if _is_pipeline(item) else item for item in found]
    numbered = enumerate(passage for passage in found if passage.text)
    return tuple(replace(passage, id=number, asks=_asks(passage, portfolio.asks)) for number, passage in numbered)


def is_of_owner(passage: Passage) -> bool:
    """Say whether a passage tells of whoever the portfolio is of, and not of its assistant."""
    return not (passage.kind in ("stage", ON_ASSISTANT) or _is_pipeline(passage))


def _is_pipeline(passage: Passage) -> bool:
    return passage.link.partition("#")[0].partition("/")[0] == _PIPELINE


def _asks(passage: Passage, listed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a passage's ways to ask for it, with those that the pack lists for its places."""
    return (*passage.asks, *(ask for link in (passage.link, *passage.also) for ask in listed.get(link, ())))


def _passage(
    kind: str, links: Sequence[str], document: str, section: str, lines: Sequence[PlainLine],
    asks: tuple[str, ...] = (),
) -> Passage:  # fmt: skip
    """Return a passage that has no number yet."""
    shapes = tuple(line.shape for line in lines)
    text = "\n".join(line.text for line in lines)
    return Passage(0, kind, links[0], document, section, text, tuple(links[1:]), asks, shapes)


def lines_of(body: str) -> tuple[PlainLine, ...]:
    """Return the paragraphs, list items and table rows of Markdown `body` as plain lines.

    Code is no line, which searches would read: it stands with the line that it follows.
    """
    return tuple(line for line in _lines_in(page_blocks(body)) if line.text)


def _lines_in(blocks: Sequence[PageBlock]) -> Iterator[PlainLine]:
    for block, below in zip_longest(blocks, blocks[1:]):
        match block:
            case Paragraph(words=words) if isinstance(below, CodeBlock):
                yield PlainLine(plain(words), Shape(code=below.text.rstrip()))
            case Paragraph(words=words) | HeadingBlock(words=words):
                yield PlainLine(plain(words))
            case QuoteBlock(inside):
                yield from _lines_in(inside)
            case ListBlock(items):
                for item in items:
                    for number, line in enumerate(_lines_in(item)):
                        opens = not number and isinstance(item[0], Paragraph)
                        yield line._replace(shape=replace(line.shape, role="item")) if opens else line
            case NotesBlock(notes):
                for note in notes:
                    yield from _lines_in(note)
            case TableBlock(header, rows):
                yield from (_row(header, row) for row in rows)


def _row(header: Sequence[Inlines], row: Sequence[Inlines]) -> PlainLine:
    """Return a table row that can be read alone: ``Quantity: Log ingress; Sum: 50,000 x 1 KB; Result: 50 MB/s.``"""
    names, cells = tuple(map(plain, header)), tuple(map(plain, row))
    named = [f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=True) if cell]
    return PlainLine(f"{'; '.join(named)}." if named else "", Shape("row", names, cells))


def _document(portfolio: Portfolio, document: Document, language: Language) -> Iterator[Passage]:
    """Yield the document's sections, after an opening from its summary where they do not already say it."""
    parts = [_part(document, section, language) for section in document.sections]
    if document.summary and not (document.sections and document.summary in document.sections[0].text):
        parts.insert(0, _opening(document, language))
    runs = list(_joined(parts))
    for run, asks in zip(runs, _asks_of_runs(portfolio, document, runs, language), strict=True):
        links = [part.link for part in run]
        for number, lines in enumerate(split(_together(run))):
            yield _passage(document.kind, links, document.title, run[0].title, lines, asks if not number else ())


def _asks_of_runs(
    portfolio: Portfolio, document: Document, runs: Sequence[Sequence[_Part]], language: Language
) -> list[tuple[str, ...]]:
    """Return the phrasings of a hiring answer by the run that they ask for: the one whose title has the same words
    ("When are you not a good fit?" and "When I am not a good fit"), else the first.
    """
    titles = [{frozenset(language.terms_of(part.title)) for part in run} for run in runs]
    found: list[list[str]] = [[] for _ in runs]
    for ask in (ask for answer in portfolio.hiring if answer.path == document.path for ask in answer.asks):
        terms = frozenset(language.terms_of(ask))
        named = (number for number, own in enumerate(titles) if terms and terms in own)
        found[next(named, 0)].append(ask)
    return list(map(tuple, found))


def _part(document: Document, section: Section, language: Language) -> _Part:
    lines = lines_of(section.text)
    if section.sides:
        lines = tuple(line._replace(shape=Shape("side")) for line in lines)
    link = f"{document.path}#{section.anchor}" if section.anchor else document.path
    title = language.name_of(section.title)
    defines = title == language.name_of(SERVICE_FIELDS["summary"])
    return _Part(link, title, lines, word_count(section.text), defines)


def _opening(document: Document, language: Language) -> _Part:
    kind = KINDS[document.kind]
    noun = language.name_of(f"{kind.article} {kind.noun}".capitalize()) if kind.prose else ""
    dated = _dated(document, language)
    named = {"noun": noun, "title": document.title}
    about = language.says("kind_from", dated=dated, **named) if dated else language.says("kind", **named)
    lines = _lines(about if noun else "", role="label")
    lines += [line._replace(shape=Shape("about")) for line in lines_of(document.summary)]
    lines += _lines(language.says("tags", tags=", ".join(document.tags)) if document.tags else "", role="label")
    return _Part(document.path, document.title, tuple(lines), sum(word_count(line.text) for line in lines))


def _dated(document: Document, language: Language) -> str:
    """Return when a document is from, in words."""
    if document.day:
        return f"{language.name_of(document.day.strftime('%B'))} {document.day:%Y}"
    return str(document.year or "")


def _box(portfolio: Portfolio, document: Document, language: Language) -> Iterator[Passage]:
    """Yield a box's passages. Those behind its role, which holds its label, are found by the label, too."""
    asks = tuple(box.label for box in portfolio.topology.boxes if box.path == document.path and box.label)
    for title, fields in BOX_PASSAGES:
        sections = [section for field in fields if (section := document.section(BOX_ANCHORS[field])) is not None]
        parts = [_part(document, section, language) for section in sections]
        lines = [line for part in parts for line in part.lines] if "then" in fields else _together(parts)
        if asks and "role" in fields:
            lines[0] = lines[0]._replace(shape=Shape("label"))
        for run in split(lines):
            links = [part.link for part in parts]
            named = language.name_of(title)
            yield _passage(document.kind, links, document.title, named, run, () if "role" in fields else asks)


def _joined(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Yield runs of sections: a short one waits for the next, so that no passage is a lone sentence."""
    run: list[_Part] = []
    for part in parts:
        if not part.words:
            continue
        run.append(part)
        if sum(joined.words for joined in run) >= MIN_WORDS:
            yield run
            run = []
    if run:
        yield run


def _together(parts: Sequence[_Part]) -> list[PlainLine]:
    """Return the lines of several sections; from the second on, a section's title stands in front of it.

    What a document is needs no title to be understood.
    """
    lines: list[PlainLine] = []
    for number, part in enumerate(parts):
        own = part.lines
        if number and own and not part.defines:
            own = (own[0]._replace(text=f"{part.title}: {own[0].text}"), *own[1:])
        lines.extend(own)
    return lines


def split(lines: Iterable[PlainLine]) -> Iterator[tuple[PlainLine, ...]]:
    """Yield runs of at most MAX_WORDS (a longer line stays whole), balanced so that no crumb is left at the end."""
    sized = [(line, word_count(line.text)) for line in lines]
    total = sum(words for _, words in sized)
    if not total:
        return
    goal = total / -(-total // MAX_WORDS)
    run: list[PlainLine] = []
    size = 0
    for line, words in sized:
        if run and (size + words > MAX_WORDS or size >= goal):
            yield tuple(run)
            run, size = [], 0
        run.append(line)
        size += words
    yield tuple(run)


def _screens(portfolio: Portfolio, language: Language) -> Iterator[Passage]:
    """Yield what stands on the screens themselves: who this is, what there is to read, how to get in touch."""
    profile = portfolio.profile
    title = {screen: language.name_of(portfolio.heading(screen).title) for screen in LINKED}
    name = language.says("named", name=profile.name) if profile.name else ""
    endings = ", ".join(ending.rstrip(".") for ending in profile.endings)
    headline = f"{profile.headline} {endings}.".replace(" .", ".") if profile.headline else ""
    about_me = language.says("about_me")
    yield _screen("home", about_me, about_me, _lines(name, headline, profile.subheadline, role="about"))

    services = [f"{item.title}: {item.tagline or item.summary}" for item in portfolio.services.services]
    said = _lines(profile.what_i_do.text, portfolio.services.text, portfolio.services.summary)
    yield _screen(
        "services",
        profile.what_i_do.title or title["services"],
        title["services"],
        [*said, *_lines(*services, role="item")],
    )

    topology = portfolio.topology
    titles = ", ".join(box.title for box in topology.boxes)
    boxes = language.says("boxes_are", titles=titles) if topology.boxes else ""
    said = _lines(topology.text, topology.summary, boxes, role="about")
    yield _screen("topology", title["topology"], title["topology"], said)
    for trace in topology.traces:
        for lines in split(_lines(trace.summary, *(hop.says for hop in trace.hops))):
            yield _screen("topology", title["topology"], trace.title, lines)

    pipeline = portfolio.pipeline
    stages = [f"{stage.title}: {stage.summary}" for stage in pipeline.stages]
    said = _lines(pipeline.text, pipeline.summary, pipeline.intro, *stages, role="about")
    yield _screen("pipeline", title["pipeline"], title["pipeline"], said)

    studies = [_entry(study, language, f"{study.title} ({study.year})") for study in portfolio.case_studies]
    projects = [_entry(project, language, project.title, project.tagline) for project in portfolio.projects]
    work = [line for entry in (*studies, *projects) for line in entry]
    yield _screen("work", _holdings("work", language), title["work"], work)
    essays = [line for essay in portfolio.essays for line in _entry(essay, language, essay.title, essay.summary)]
    about = _lines(profile.essays.text) if essays else []
    yield _screen("essays", _holdings("essays", language), title["essays"], [*about, *essays])

    contact = profile.contact
    ways = [f"{language.name_of(label.capitalize())}: {value}" for label, value in contact.links.items()]
    yield _screen("contact", language.name_of(SCREENS["contact"].title), title["contact"], _lines(contact.text, *ways))


def _screen(screen: str, document: str, section: str, lines: Sequence[PlainLine]) -> Passage:
    return _passage("profile", (screen,), document, section, lines)


def _holdings(screen: str, language: Language) -> str:
    """Return what a screen holds in words, such as ``Case studies and projects``."""
    held = language.says("and").join(language.name_of(kind.plural) for kind in KINDS.values() if kind.screen == screen)
    return held[:1].upper() + held[1:]


def _entry(item: Prose, language: Language, title: str, about: str = "") -> list[PlainLine]:
    """Return what a list of documents says of one: its title, which is no sentence, and what it is about."""
    noun = language.name_of(KINDS[item.KIND].noun)
    return [*_lines(f"{noun[:1].upper()}{noun[1:]}: {title}.", role="label"), *_lines(about)]


def _lines(*texts: str, role: LineRole = "paragraph") -> list[PlainLine]:
    return [PlainLine(" ".join(text.split()), Shape(role)) for text in texts if text]
