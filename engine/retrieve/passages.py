"""Portfolio to passages: pieces along the content's own headings, small enough for the embedder and for a quotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content.documents import Document
from content.headings import BOX_ANCHORS, BOX_FIELDS, TRADE_OFFS
from content.loader import Portfolio
from content.markdown import Section, inline_text, parser
from content.schema import Prose
from content.site_map import KINDS, SCREENS, holdings_of
from engine.events import Passage

MAX_WORDS = 100
"""Longest passage. Of 75, 100 and 150 words, 100 ranked best on the half of the Cranfield queries on which settings are
chosen; with a heading it stays within the embedder's 256 word pieces."""

MIN_WORDS = 30
"""Sections shorter than this join their neighbour: a passage of one sentence has little to match a question with."""

BOX_PASSAGES = (
    (BOX_FIELDS["role"], ("role",)),
    (TRADE_OFFS, ("chosen", "gave_up", "otherwise")),
    (BOX_FIELDS["fails"], ("fails", "then")),
    (BOX_FIELDS["lost"], ("lost",)),
)
"""A box has short fields. What was chosen is asked together with what it cost, and a failure with what follows."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage before it has its number."""

    kind: str
    link: str
    document: str
    section: str
    text: str
    also: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def passages_of(portfolio: Portfolio) -> tuple[Passage, ...]:
    """Return every passage of the pack, numbered from 0 in the order of the screens.

    `Passage.link` opens a section (``work/slug#problem``), a document (``topology/edge``), or, for what
    stands on a screen itself, that screen (``home``, ``services``, ``topology``, ``pipeline``, ``work``, ``essays``,
    ``contact``).
    """
    pieces = [*_screens(portfolio)]
    for document in portfolio.documents:
        pieces += _box(portfolio, document) if document.kind == "box" else _document(portfolio, document)
    numbered = enumerate(piece for piece in pieces if piece.text)
    return tuple(_passage(number, piece, portfolio.asks) for number, piece in numbered)


def _passage(number: int, piece: _Piece, asks: Mapping[str, tuple[str, ...]]) -> Passage:
    """Return the numbered passage of `piece`, with the ways to ask for it that the pack lists for its places."""
    listed = [ask for link in (piece.link, *piece.also) for ask in asks.get(link, ())]
    ways = (*piece.asks, *listed)
    return Passage(number, piece.kind, piece.link, piece.document, piece.section, piece.text, piece.also, ways)


def lines_of(body: str) -> tuple[str, ...]:
    """Return the paragraphs, list items and table rows of Markdown `body` as plain lines, without code blocks.

    A table row becomes ``Quantity: Log ingress; Sum: 50,000 x 1 KB; Result: 50 MB/s.``, which can be read alone.
    """
    lines: list[str] = []
    header: list[str] = []
    row: list[str] = []
    in_head = in_table = False
    for token in parser().parse(body):
        match token.type:
            case "table_open":
                in_table = True
            case "table_close":
                in_table = False
            case "thead_open":
                in_head = True
            case "thead_close":
                in_head, header = False, row
            case "tr_open":
                row = []
            case "tr_close" if not in_head:
                lines.append(_row(header, row))
            case "inline" if in_table:
                row.append(" ".join(inline_text(token).split()))
            case "inline":
                lines.append(" ".join(inline_text(token).split()))
    return tuple(line for line in lines if line)


def _row(header: list[str], cells: list[str]) -> str:
    named = (f"{name}: {cell}" if name else cell for name, cell in zip(header, cells, strict=False) if cell)
    return f"{'; '.join(named)}."


def _document(portfolio: Portfolio, document: Document) -> Iterator[_Piece]:
    """Yield the document's sections, after an opening from its summary where they do not already say it."""
    asks = next((answer.asks for answer in portfolio.hiring if answer.path == document.path), ())
    sections = document.sections
    if document.summary and not (sections and document.summary in sections[0].text):
        opening = Section("", document.title, 1, _opening(portfolio, document))
        sections = (opening, *sections)
    for run in _joined(sections):
        links = [f"{document.path}#{section.anchor}" if section.anchor else document.path for section in run]
        for text in split(_lines(run)):
            yield _Piece(document.kind, links[0], document.title, run[0].title, text, tuple(links[1:]), asks)
            asks = ()


def _opening(portfolio: Portfolio, document: Document) -> str:
    dates = {study.path: str(study.year) for study in portfolio.case_studies}
    dates |= {essay.path: f"{essay.date:%B %Y}" for essay in portfolio.essays}
    kind = KINDS[document.kind]
    noun = f"{kind.article} {kind.noun}".capitalize() if kind.prose else ""
    about = f"{noun} from {dates[document.path]}" if document.path in dates else noun
    tags = f"Topics: {', '.join(document.tags)}." if document.tags else ""
    opening = f"{about}: {document.title}." if about else ""
    return "\n\n".join(line for line in (opening, document.summary, tags) if line)


def _box(portfolio: Portfolio, document: Document) -> Iterator[_Piece]:
    """Yield a box's passages. Those behind its role, which holds its label, are found by the label, too."""
    asks = tuple(box.label for box in portfolio.topology.boxes if box.path == document.path and box.label)
    for title, fields in BOX_PASSAGES:
        sections = [section for field in fields if (section := document.section(BOX_ANCHORS[field])) is not None]
        links = [f"{document.path}#{section.anchor}" for section in sections]
        for text in split(_lines(sections)):
            yield _Piece(
                document.kind,
                links[0],
                document.title,
                title,
                text,
                tuple(links[1:]),
                () if "role" in fields else asks,
            )


def _joined(sections: Iterable[Section]) -> Iterator[list[Section]]:
    """Yield runs of sections: a short one waits for the next, so that no passage is a lone sentence."""
    run: list[Section] = []
    for section in sections:
        if not section.text:
            continue
        run.append(section)
        if sum(len(part.text.split()) for part in run) >= MIN_WORDS:
            yield run
            run = []
    if run:
        yield run


def _lines(sections: list[Section]) -> list[str]:
    """Return the lines of several sections; from the second on, a section's title stands in front of it."""
    lines: list[str] = []
    for number, section in enumerate(sections):
        own = lines_of(section.text)
        if number and own:
            own = (f"{section.title}: {own[0]}", *own[1:])
        lines.extend(own)
    return lines


def split(lines: Iterable[str]) -> Iterator[str]:
    """Yield texts of at most MAX_WORDS (a longer line stays whole), balanced so that no crumb is left at the end."""
    sized = [(line, len(line.split())) for line in lines]
    total = sum(words for _, words in sized)
    if not total:
        return
    goal = total / -(-total // MAX_WORDS)
    text: list[str] = []
    size = 0
    for line, words in sized:
        if text and (size + words > MAX_WORDS or size >= goal):
            yield "\n".join(text)
            text, size = [], 0
        text.append(line)
        size += words
    yield "\n".join(text)


def _screens(portfolio: Portfolio) -> Iterator[_Piece]:
    """Yield what stands on the screens themselves: who this is, what there is to read, how to get in touch."""
    profile = portfolio.profile
    name = f"My name is {profile.name}." if profile.name else ""
    endings = ", ".join(ending.rstrip(".") for ending in profile.endings)
    headline = f"{profile.headline} {endings}."
    yield _Piece("profile", "home", "About me", "About me", _text(name, headline, profile.subheadline))

    services = [f"{item.title}: {item.tagline or item.summary}" for item in portfolio.services.services]
    yield _Piece(
        "profile", "services", profile.what_i_do.title, portfolio.services.title,
        _text(profile.what_i_do.text, portfolio.services.text, portfolio.services.summary, *services),
    )  # fmt: skip

    topology = portfolio.topology
    boxes = f"The boxes are {', '.join(box.title for box in topology.boxes)}."
    yield _Piece("profile", "topology", topology.title, topology.title, _text(topology.text, topology.summary, boxes))
    for trace in topology.traces:
        hops = [trace.summary, *(hop.says for hop in trace.hops)]
        for text in split(hops):
            yield _Piece("profile", "topology", topology.title, trace.title, text)

    pipeline = portfolio.pipeline
    stages = [f"{stage.title}: {stage.summary}" for stage in pipeline.stages]
    yield _Piece(
        "profile", "pipeline", pipeline.title, pipeline.title,
        _text(pipeline.text, pipeline.summary, pipeline.intro, *stages),
    )  # fmt: skip

    studies = [f"{_noun(study)}: {study.title} ({study.year})." for study in portfolio.case_studies]
    projects = [f"{_noun(project)}: {project.title}. {project.tagline}" for project in portfolio.projects]
    yield _Piece("profile", "work", holdings_of("work"), profile.work.title, _text(*studies, *projects))
    essays = [f"{_noun(essay)}: {essay.title}. {essay.summary}" for essay in portfolio.essays]
    yield _Piece("profile", "essays", holdings_of("essays"), profile.essays.title, _text(profile.essays.text, *essays))

    contact = profile.contact
    ways = [f"{label.capitalize()}: {value}" for label, value in contact.links.items()]
    yield _Piece("profile", "contact", SCREENS["contact"].title, contact.title, _text(contact.text, *ways))


def _noun(item: Prose) -> str:
    return KINDS[item.KIND].noun.capitalize()


def _text(*lines: str) -> str:
    return "\n".join(" ".join(line.split()) for line in lines if line)
