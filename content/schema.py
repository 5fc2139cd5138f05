"""The shape of a content pack: what the owner may write, and what each field is for.

The models are plain frozen dataclasses, so that a pack that was read before is shown without loading what validates one
(see content.pack_cache); content.validation refuses unknown keys and wrong values. The loader adds what crosses files
(links, duplicate slugs).
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from content.fields import Kind as Kind
from content.fields import LinkText as LinkText
from content.fields import Model as Model
from content.fields import PlaceText, Setting, Short, Slug, Tag, part
from content.fields import Readable as Readable
from content.fields import Text as Text
from content.fields import Titled as Titled
from content.fields import spelled as spelled
from content.limits import LANGUAGE_PATTERN, Limit
from content.links import Link, parse_link
from content.site_map import DocumentKind
from content.theme import OwnTheme as OwnTheme
from content.topology import Box as Box
from content.topology import Drill as Drill
from content.topology import Flow as Flow
from content.topology import Hop as Hop
from content.topology import Load as Load
from content.topology import Topology as Topology
from content.topology import Trace as Trace

_Line = Annotated[str, Limit(most=80, strip=True)]
_Language = Annotated[str, Limit(most=35, pattern=LANGUAGE_PATTERN)]

PARTS = ("Problem", "Constraints", "Architecture", "Trade-offs", "Outcome")
"""The five parts that every case study has, in this order, so that studies can be compared."""


@part
class Contact(Titled):
    """How to reach the owner. Every setting may stay empty; every screen reads well without them."""

    email: Setting = ""
    website: Setting = ""
    github: Setting = ""
    linkedin: Setting = ""
    calendar: Setting = ""
    first: tuple[LinkText, ...] = ()

    @property
    def links(self) -> dict[str, str]:
        """The settings that the owner has filled in, by their name."""
        names = ("email", "website", "github", "linkedin", "calendar")
        return {name: value for name in names if (value := str(getattr(self, name)))}


@part
class Figure(Model):
    """A figure that says how large something is: its value, and what it counts."""

    value: Annotated[Text, Limit(most=12)]
    words: Annotated[Text, Limit(most=48)]


@part
class LinkedFigure(Figure):
    """A figure with a link to where it is worked out; `basis` says what it rests on, such as worked out or measured."""

    link: LinkText
    basis: Annotated[Setting, Limit(most=20)] = ""


@part
class Portrait(Model):
    """The owner's picture: a file beside profile.yaml, and what it shows in words for who does not see it."""

    file: Annotated[Text, Limit(most=80)]
    text: Annotated[Text, Limit(most=120)]


@part
class Profile(Model):
    """profile.yaml: who this is, in the words of Home, and the settings that only the owner knows."""

    name: Setting = ""
    language: _Language = "en"
    headline: Setting = ""
    endings: tuple[Text, ...] = ()
    subheadline: Setting = ""
    figures: Annotated[tuple[LinkedFigure, ...], Limit(most=3)] = ()
    assistant: Titled = Titled()
    what_i_do: Titled = Titled()
    work: Titled = Titled()
    projects: Titled = Titled()
    essays: Titled = Titled()
    contact: Contact = Contact()
    availability: Setting = ""
    suggested_questions: tuple[Text, ...] = ()
    portrait: Portrait | None = None
    theme: OwnTheme | None = None

    @property
    def opening(self) -> str:
        """The first words of Home: the headline, or else the name."""
        return self.headline or self.name


@part
class Service(Readable):
    """One of the services: what a client gets, how it runs, what proves it."""

    KIND: ClassVar[DocumentKind] = "service"

    slug: Slug
    title: Text
    tagline: Setting = ""
    summary: Text
    you_get: tuple[Text, ...] = ()
    how_it_runs: tuple[Text, ...] = ()
    not_for: Setting = ""
    links: tuple[LinkText, ...] = ()


@part
class Services(Titled):
    """services.yaml. The file may be absent."""

    summary: Setting = ""
    services: tuple[Service, ...] = ()


@part
class TradeOff(Model):
    """What was chosen, what that gave up, and when another choice is better."""

    chosen: Text
    gave_up: Text
    otherwise: Text


@part
class Stage(Readable):
    """One stage of the pipeline behind an answer."""

    KIND: ClassVar[DocumentKind] = "stage"

    slug: Literal["tokenize", "retrieve", "compose", "generate", "stream"]
    title: Text
    summary: Text
    explanation: Text
    trade_offs: tuple[TradeOff, ...] = ()
    links: tuple[LinkText, ...] = ()


@part
class Pipeline(Titled):
    """pipeline.yaml: the five stages, in the order in which a question walks through them. The file may be absent."""

    summary: Setting = ""
    intro: Setting = ""
    stages: Annotated[tuple[Stage, ...], Limit(most=5)] = ()


@part
class Diagram(Model):
    """A case study's own small architecture: rows of boxes, and the flows between them."""

    rows: Annotated[tuple[tuple[Slug, ...], ...], Limit(1)]
    flows: tuple[tuple[Slug, Slug, Kind], ...] = ()
    titles: dict[Slug, Annotated[Text, Limit(most=16)]]

    def __post_init__(self) -> None:
        boxes = {slug for row in self.rows for slug in row}
        ends = {slug for flow in self.flows for slug in flow[:2]}
        if missing := sorted((boxes | ends) - set(self.titles)):
            raise ValueError(f"no title for {', '.join(missing)}: expected one for every box")
        if missing := sorted(ends - boxes):
            raise ValueError(f"{', '.join(missing)} stands in no row: expected every flow between boxes")


@part
class Prose(Readable):
    """What every Markdown file has: front matter here, and the body that the loader puts in."""

    slug: Slug
    title: Text
    draft: bool = False
    links: tuple[LinkText, ...] = ()
    body: Text


@part
class Glance(Model):
    """A case study in six lines, each of which a part of its text tells in full, so that studies stand in one table."""

    scale: _Line = ""
    constraint: _Line = ""
    chosen: _Line = ""
    gave_up: _Line = ""
    before: _Line = ""
    after: _Line = ""


@part
class CaseStudy(Prose):
    """A case study: five parts, in the order of `PARTS`."""

    KIND: ClassVar[DocumentKind] = "case-study"

    year: Annotated[int, Limit(1990, 2100)]
    summary: Annotated[Text, Limit(most=200)]
    tags: tuple[Tag, ...] = ()
    figures: Annotated[tuple[Figure, ...], Limit(most=3)] = ()
    at_a_glance: Glance | None = None
    diagram: Diagram | None = None


@part
class Project(Prose):
    """Something built and shipped."""

    KIND: ClassVar[DocumentKind] = "project"

    tagline: Text
    summary: Text
    tags: tuple[Tag, ...] = ()


@part
class Essay(Prose):
    """An essay: a claim, the arithmetic, and when not to."""

    KIND: ClassVar[DocumentKind] = "essay"

    date: date
    summary: Text
    tags: tuple[Tag, ...] = ()


@part
class HiringAnswer(Prose):
    """An answer about hiring and working together, and the ways in which visitors ask for it.

    With `setting: availability` the answer opens with that setting of the profile, or with `unset` where it is empty.
    """

    KIND: ClassVar[DocumentKind] = "hiring"

    asks: Annotated[tuple[Text, ...], Limit(1)]
    setting: Literal["availability"] | None = None
    unset: Setting = ""


@part
class SectionAsks(Model):
    """asks.yaml: how visitors ask for what a document, a section or a screen says, in words that it does not use.

    They are searched and never shown. The file may be absent.
    """

    asks: dict[PlaceText, Annotated[tuple[Text, ...], Limit(1)]]


@part
class Glossary(Model):
    """glossary.yaml: what people of the owner's trade shorten. A question is searched with the long form beside it.

    The long forms are searched and never shown. The file may be absent.
    """

    abbreviations: dict[Short, Text]


def as_files_spell_it(item: Any) -> Any:
    """Return a part of a pack as the mappings, lists, text and numbers that a file of it would hold."""
    if isinstance(item, Model):
        return {spelled(field.name): as_files_spell_it(getattr(item, field.name)) for field in fields(item)}
    if isinstance(item, tuple):
        return [as_files_spell_it(part) for part in item]
    return item.isoformat() if isinstance(item, date) else item


def parts() -> tuple[type[Model], ...]:
    """Return every class that a pack is made of."""
    return tuple(item for item in globals().values() if isinstance(item, type) and issubclass(item, Model))


def links_of(item: Service | Box | Stage | Prose) -> tuple[Link, ...]:
    """Return an item's cross-links, parsed."""
    return tuple(link for text in item.links if (link := parse_link(text)) is not None)
