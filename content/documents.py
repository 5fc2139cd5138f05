"""One view of everything that can be read: documents with sections, whatever file or shape they came from.

Search, passages, citations and deep links all speak of documents; only the screens look at the shapes behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from content import schema
from content.headings import BOX_FIELDS, SERVICE_FIELDS, TRADE_OFF_FIELDS, TRADE_OFFS
from content.links import Link
from content.markdown import Section, anchor_of, sections_of
from content.site_map import DocumentKind

if TYPE_CHECKING:
    from content.blocks import PageBlock

WORDS_A_MINUTE = 220
"""Reading speed for `Document.minutes`: adults read non-fiction at 238 words a minute on average (Brysbaert 2019);
technical prose with tables is read a little slower."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something that a visitor can open. `path` is its link without an anchor, such as ``essays/slug``.

    `lead` is what stands below its title, where it has such a line; `day` or `year` is when it is from; `figures` are
    what its page opens with.
    """

    kind: DocumentKind
    path: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()
    lead: str = ""
    day: date | None = None
    year: int | None = None
    diagram: schema.Diagram | None = None
    figures: tuple[schema.Figure, ...] = ()

    @property
    def body(self) -> str:
        """Its sections as one Markdown text, without its title."""
        parts = ((f"{'#' * part.level} {part.title}" if part.anchor else "", part.text) for part in self.sections)
        return "\n\n".join(text for part in parts for text in part if text)

    @property
    def blocks(self) -> tuple[PageBlock, ...]:
        """Its body as the blocks of the page model."""
        from content.blocks import page_blocks  # 6 ms, and no first frame has any

        return page_blocks(self.body)

    def section(self, anchor: str) -> Section | None:
        """Return the section of that anchor, or None."""
        return next((section for section in self.sections if section.anchor == anchor), None)

    def sections_under(self, anchor: str) -> tuple[Section, ...]:
        """Return the section with this anchor and all below its heading; without an anchor, all sections."""
        if not anchor:
            return self.sections
        found = [*dropwhile(lambda section: section.anchor != anchor, self.sections)]
        below = takewhile(lambda section: section.level > found[0].level, found[1:])
        return (*found[:1], *below)

    @property
    def slug(self) -> str:
        """Its name on its screen."""
        return self.path.partition("/")[2]

    @property
    def words(self) -> int:
        """How many words its sections hold."""
        return sum(len(section.text.split()) for section in self.sections)

    @property
    def minutes(self) -> int:
        """Reading time in minutes, at least one."""
        return max(1, round(self.words / WORDS_A_MINUTE))


def documents_of(
    profile: schema.Profile,
    services: schema.Services,
    topology: schema.Topology,
    pipeline: schema.Pipeline,
    prose: tuple[schema.Prose, ...],
) -> Iterator[Document]:
    """Yield every document of a pack, in the order of the screens."""
    for service in services.services:
        yield _service(service)
    for box in topology.boxes:
        yield _box(box, topology.flows)
    for stage in pipeline.stages:
        yield _stage(stage)
    for item in prose:
        yield _prose(item, profile)


def _fields(titles: Mapping[str, str], texts: Mapping[str, str]) -> tuple[Section, ...]:
    """Return a section for each field with a text, under its title."""
    named = ((field, title, texts[field]) for field, title in titles.items())
    return tuple(
        Section(anchor_of(title), title, 2, text, sides=field in TRADE_OFF_FIELDS)
        for field, title, text in named
        if text
    )


def _bullets(items: Iterable[str], mark: str = "-") -> str:
    return "\n".join(f"{mark} {item}" for item in items)


def _service(service: schema.Service) -> Document:
    texts = {
        "summary": service.summary,
        "you_get": _bullets(service.you_get),
        "how_it_runs": _bullets(service.how_it_runs, "1."),
        "not_for": service.not_for,
    }
    return replace(_document(service, service.summary, _fields(SERVICE_FIELDS, texts)), lead=service.tagline)


def _box(box: schema.Box, flows: tuple[schema.Flow, ...]) -> Document:
    texts = {field: str(getattr(box, field, "")) for field in BOX_FIELDS}
    texts["role"] = f"{box.title}: {box.label}.\n\n{box.role}" if box.label else box.role
    texts["lost"] = _bullets(f"{flow.when_lost} {flow.bought_by}" for flow in flows if flow.from_ == box.slug)
    return _document(box, box.role, _fields(BOX_FIELDS, texts))


def _stage(stage: schema.Stage) -> Document:
    sides = (
        f"{label}: {getattr(trade_off, field)}"
        for trade_off in stage.trade_offs
        for field, label in TRADE_OFF_FIELDS.items()
    )
    trade_offs = Section(anchor_of(TRADE_OFFS), TRADE_OFFS, 2, "\n\n".join(sides), sides=True)
    return _document(stage, stage.summary, (*sections_of(stage.explanation, stage.title), trade_offs))


def _prose(item: schema.Prose, profile: schema.Profile) -> Document:
    sections = sections_of(item.body, item.title)
    match item:
        case schema.CaseStudy():
            study = _document(item, item.summary, sections, item.tags)
            return replace(study, lead=item.summary, year=item.year, diagram=item.diagram, figures=item.figures)
        case schema.Essay():
            return replace(_document(item, item.summary, sections, item.tags), lead=item.summary, day=item.date)
        case schema.Project():
            return replace(_document(item, item.tagline, sections, item.tags), lead=item.tagline)
        case schema.HiringAnswer():
            opening = (profile.availability or item.unset) if item.setting else ""
            sections = sections_of(f"{opening}\n\n{item.body}".strip(), item.title)
            summary = next((section.text.split("\n")[0] for section in sections if section.text), "")
            return _document(item, summary, sections)
    raise TypeError(f"no document is made of {type(item).__name__}")


def _document(
    item: schema.Service | schema.Box | schema.Stage | schema.Prose,
    summary: str,
    sections: tuple[Section, ...],
    tags: tuple[str, ...] = (),
) -> Document:
    return Document(item.KIND, item.path, item.title, summary, sections, schema.links_of(item), tags)
