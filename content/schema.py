"""The shape of a content pack: what the owner may write, and what each field is for.

The models are plain frozen dataclasses, so that a pack that was read before is shown without loading what validates one
(see content.pack_cache); content.validation refuses unknown keys and wrong values. The loader adds what crosses files
(links, duplicate slugs).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar, dataclass_transform

from content.limits import LANGUAGE_PATTERN, SHORT_PATTERN, SLUG_PATTERN, TAG_PATTERN, Form, Limit
from content.links import Link, parse_link
from content.site_map import PLACES, DocumentKind, path_of


def _as_link(text: str) -> str:
    if parse_link(text) is None:
        raise ValueError("expected a link such as `essays/my-essay` or `topology/my-box#role`")
    return text


def _as_place(text: str) -> str:
    return text if text in PLACES else _as_link(text)


Text = Annotated[str, Limit(1, strip=True)]
Setting = Annotated[str, Limit(strip=True)]
Short = Annotated[str, Limit(most=30, pattern=SHORT_PATTERN)]
Slug = Annotated[str, Limit(most=60, pattern=SLUG_PATTERN)]
LinkText = Annotated[str, Form(_as_link)]
PlaceText = Annotated[str, Form(_as_place)]
Tag = Annotated[str, Limit(most=30, pattern=TAG_PATTERN)]
Kind = Literal["request", "event"]
_Language = Annotated[str, Limit(most=35, pattern=LANGUAGE_PATTERN)]

PARTS = ("Problem", "Constraints", "Architecture", "Trade-offs", "Outcome")
"""The five parts that every case study has, in this order, so that studies can be compared."""


def spelled(field: str) -> str:
    """Return the key by which files spell a field: `from` for `from_`, which Python keeps for itself."""
    return field.removesuffix("_")


Part = TypeVar("Part")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(model: type[Part]) -> type[Part]:
    """Make a frozen dataclass whose comparison and text are Model's: to make them for each takes half of the import."""
    return dataclass(frozen=True, kw_only=True, repr=False, eq=False)(model)


@part
class Model:
    """What every part of a pack has in common: how its keys are spelled, and that it takes no others."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "alias_generator": spelled}

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._values() == self._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        named = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))
        return f"{type(self).__name__}({', '.join(named)})"


@part
class Readable(Model):
    """What a visitor can open as a document."""

    KIND: ClassVar[DocumentKind]

    if TYPE_CHECKING:
        slug: str  # a field of each kind, which says what its slug is

    @property
    def path(self) -> str:
        """Its link, such as ``essays/slug``."""
        return path_of(self.KIND, self.slug)


@part
class Titled(Model):
    """A heading of a screen, and the sentence below it. A screen without a heading shows its own name."""

    title: Setting = ""
    text: Setting = ""


@part
class Contact(Titled):
    """How to reach the owner. Every setting may stay empty; every screen reads well without them."""

    email: Setting = ""
    website: Setting = ""
    github: Setting = ""
    linkedin: Setting = ""
    calendar: Setting = ""

    @property
    def links(self) -> dict[str, str]:
        """The settings that the owner has filled in, by their name."""
        names = ("email", "website", "github", "linkedin", "calendar")
        return {name: value for name in names if (value := str(getattr(self, name)))}


@part
class Profile(Model):
    """profile.yaml: who this is, in the words of Home, and the settings that only the owner knows."""

    name: Setting = ""
    language: _Language = "en"
    headline: Setting = ""
    endings: tuple[Text, ...] = ()
    subheadline: Setting = ""
    assistant: Titled = Titled()
    what_i_do: Titled = Titled()
    work: Titled = Titled()
    projects: Titled = Titled()
    essays: Titled = Titled()
    contact: Contact = Contact()
    availability: Setting = ""
    suggested_questions: tuple[Text, ...] = ()

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
class Box(Readable):
    """One box of the topology. `row` and `column` may both be absent: the layout then finds a place."""

    KIND: ClassVar[DocumentKind] = "box"

    slug: Slug
    title: Annotated[Text, Limit(most=14)]
    label: Annotated[Setting, Limit(most=24)] = ""
    row: Annotated[int, Limit(0, 9)] | None = None
    column: Annotated[int, Limit(0, 9)] | None = None
    role: Text
    chosen: Setting = ""
    gave_up: Setting = ""
    otherwise: Setting = ""
    fails: Setting = ""
    then: Setting = ""
    links: tuple[LinkText, ...] = ()

    def __post_init__(self) -> None:
        if (self.row is None) != (self.column is None):
            raise ValueError("expected both `row` and `column`, or neither")


@part
class Flow(Model):
    """A path between two boxes, and what its loss means for the box that depends on it.

    A request is called by `from_` and answered by `to`: `from_` depends on `to`. An event is published by `from_` and
    consumed by `to`: `to` depends on `from_` for fresh work, and `from_` goes on where the flow is retried, unless the
    flow is `sync`: it then waits for `to` to acknowledge. `cached` says that `from_` can use its own copy, or names the
    box that holds the copy. `when_lost` tells what the loss of one end means for the end that depends on it;
    for an event, `when_unheard` tells what the loss of `to` means for `from_`.
    """

    from_: Slug
    to: Slug
    kind: Kind
    label: Annotated[Setting, Limit(most=12)] = ""
    required: bool
    sync: bool
    cached: bool | Slug = False
    retried: bool = False
    when_lost: Text
    when_unheard: Setting = ""
    bought_by: Text


@part
class Hop(Model):
    """One step of a traced request, with the sentence that tells it."""

    from_: Slug
    to: Slug
    says: Text


@part
class Trace(Model):
    """One request, followed hop by hop."""

    slug: Slug
    title: Text
    summary: Text
    hops: Annotated[tuple[Hop, ...], Limit(1)]


@part
class Topology(Titled):
    """topology.yaml: the backend as boxes, flows and traces. The file may be absent."""

    summary: Setting = ""
    hint: Setting = ""
    cells_per_second: Annotated[int, Limit(1, 30)] = 8
    boxes: Annotated[tuple[Box, ...], Limit(most=20)] = ()
    flows: tuple[Flow, ...] = ()
    traces: tuple[Trace, ...] = ()

    def box(self, slug: str) -> Box:
        """Return the box of that slug; KeyError where there is none."""
        for box in self.boxes:
            if box.slug == slug:
                return box
        raise KeyError(slug)


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
class CaseStudy(Prose):
    """A case study: five parts, in the order of `PARTS`."""

    KIND: ClassVar[DocumentKind] = "case-study"

    year: Annotated[int, Limit(1990, 2100)]
    summary: Annotated[Text, Limit(most=200)]
    tags: tuple[Tag, ...] = ()
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
