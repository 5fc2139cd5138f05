"""One view of everything that can be read: documents with sections, whatever file or shape they came from.

Search, passages, citations and deep links all speak of documents; only the screens look at the shapes behind them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from content import schema
from content.links import Link
from content.markdown import Section, anchor_of, sections_of

DocumentKind = Literal["service", "box", "stage", "case-study", "project", "essay", "hiring"]

WORDS_A_MINUTE = 220
"""Reading speed for `Document.minutes`: adults read non-fiction at 238 words a minute on average (Brysbaert 2019);
technical prose with tables is read a little slower."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something that a visitor can open. `path` is its link without an anchor, such as ``essays/slug``."""

    kind: DocumentKind
    path: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()

    def section(self, anchor: str) -> Section | None:
        """Return the section of that anchor, or None."""
        return next((section for section in self.sections if section.anchor == anchor), None)

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


def _fields(*fields: tuple[str, str]) -> tuple[Section, ...]:
    return tuple(Section(anchor_of(title), title, 2, text) for title, text in fields if text)


def _bullets(items: tuple[str, ...], mark: str = "-") -> str:
    return "\n".join(f"{mark} {item}" for item in items)


def _service(service: schema.Service) -> Document:
    sections = _fields(
        ("What it is", service.summary),
        ("What you get", _bullets(service.you_get)),
        ("How it runs", _bullets(service.how_it_runs, "1.")),
        ("When it is not for you", service.not_for),
    )
    path = f"services/{service.slug}"
    return Document("service", path, service.title, service.summary, sections, schema.links_of(service))


def _box(box: schema.Box, flows: tuple[schema.Flow, ...]) -> Document:
    lost = tuple(f"{flow.when_lost} {flow.bought_by}" for flow in flows if flow.from_ == box.slug)
    sections = _fields(
        ("Role", f"{box.title}: {box.label}.\n\n{box.role}" if box.label else box.role),
        ("Chosen", box.chosen),
        ("Gave up", box.gave_up),
        ("When I would choose otherwise", box.otherwise),
        ("How it fails", box.fails),
        ("What then", box.then),
        ("When a neighbor is lost", _bullets(lost)),
    )
    return Document("box", f"topology/{box.slug}", box.title, box.role, sections, schema.links_of(box))


def _stage(stage: schema.Stage) -> Document:
    explanation = sections_of(stage.explanation, stage.title)
    trade_offs = "\n\n".join(
        f"Chosen: {item.chosen}\n\nGave up: {item.gave_up}\n\nOtherwise: {item.otherwise}" for item in stage.trade_offs
    )
    sections = (*explanation, *_fields(("Trade-offs", trade_offs)))
    return Document("stage", f"pipeline/{stage.slug}", stage.title, stage.summary, sections, schema.links_of(stage))


def _prose(item: schema.Prose, profile: schema.Profile) -> Document:
    links = schema.links_of(item)
    match item:
        case schema.CaseStudy():
            sections = sections_of(item.body, item.title)
            return Document("case-study", f"work/{item.slug}", item.title, item.summary, sections, links, item.tags)
        case schema.Project():
            sections = sections_of(item.body, item.title)
            return Document("project", f"work/{item.slug}", item.title, item.tagline, sections, links, item.tags)
        case schema.Essay():
            sections = sections_of(item.body, item.title)
            return Document("essay", f"essays/{item.slug}", item.title, item.summary, sections, links, item.tags)
        case schema.HiringAnswer():
            opening = (profile.availability or item.unset) if item.setting else ""
            sections = sections_of(f"{opening}\n\n{item.body}".strip(), item.title)
            summary = next((section.text.split("\n")[0] for section in sections if section.text), "")
            return Document("hiring", f"contact/{item.slug}", item.title, summary, sections, links)
    raise TypeError(f"no document is made of {type(item).__name__}")
