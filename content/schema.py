"""The shape of a content pack: what the owner may write, and what each field is for.

Every model refuses unknown keys and is frozen once loaded. The loader adds what crosses files (links, duplicate slugs).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from content.links import Link, parse_link


def _is_link(text: str) -> str:
    if parse_link(text) is None:
        raise ValueError("expected a link such as `essays/event-driven-backbones` or `topology/edge#role`")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Setting = Annotated[str, StringConstraints(strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
LinkText = Annotated[str, AfterValidator(_is_link)]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([ .+-][a-z0-9]+)*$", max_length=30)]
Kind = Literal["request", "event"]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]

PARTS = ("Problem", "Constraints", "Architecture", "Trade-offs", "Outcome")
"""The five parts that every case study has, in this order, so that studies can be compared."""


class Model(BaseModel):
    """What every part of a pack has in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Titled(Model):
    """A heading of a screen, and the sentence below it."""

    title: Text
    text: Setting = ""


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


class Profile(Model):
    """profile.yaml: who this is, in the words of Home, and the settings that only the owner knows."""

    name: Setting = ""
    language: Language = "en"
    headline: Text
    endings: Annotated[tuple[Text, ...], Field(min_length=1)]
    subheadline: Text
    assistant: Titled
    what_i_do: Titled
    work: Titled
    projects: Titled
    essays: Titled
    contact: Contact
    availability: Setting = ""
    suggested_questions: Annotated[tuple[Text, ...], Field(min_length=3)]


class Service(Model):
    """One of the services: what a client gets, how it runs, what proves it."""

    slug: Slug
    title: Text
    tagline: Setting = ""
    summary: Text
    you_get: Annotated[tuple[Text, ...], Field(min_length=1)]
    how_it_runs: Annotated[tuple[Text, ...], Field(min_length=1)]
    not_for: Text
    links: tuple[LinkText, ...] = ()


class Services(Titled):
    """services.yaml."""

    summary: Text
    services: Annotated[tuple[Service, ...], Field(min_length=1)]


class Box(Model):
    """One box of the topology. `row` and `column` may both be absent: the layout then finds a place."""

    slug: Slug
    title: Annotated[Text, Field(max_length=14)]
    label: Annotated[Setting, Field(max_length=24)] = ""
    row: Annotated[int, Field(ge=0, le=9)] | None = None
    column: Annotated[int, Field(ge=0, le=9)] | None = None
    role: Text
    chosen: Text
    gave_up: Text
    otherwise: Text
    fails: Text
    then: Text
    links: tuple[LinkText, ...] = ()

    @model_validator(mode="after")
    def _placed_or_not(self) -> Box:
        if (self.row is None) != (self.column is None):
            raise ValueError("expected both `row` and `column`, or neither")
        return self


class Flow(Model):
    """A path between two boxes, and what its loss means for the box that depends on it.

    A request is called by `from_` and answered by `to`: `from_` depends on `to`. An event is published by `from_` and
    consumed by `to`: `to` depends on `from_` for fresh work, and `from_` goes on where the flow is retried, unless the
    flow is `sync`: it then waits for `to` to acknowledge. `cached` says that `from_` can use its own copy, or names the
    box that holds the copy. `when_lost` tells what the loss of one end means for the end that depends on it;
    for an event, `when_unheard` tells what the loss of `to` means for `from_`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_: Slug = Field(alias="from")
    to: Slug
    kind: Kind
    label: Annotated[Setting, Field(max_length=12)] = ""
    required: bool
    sync: bool
    cached: bool | Slug = False
    retried: bool = False
    when_lost: Text
    when_unheard: Setting = ""
    bought_by: Text


class Hop(Model):
    """One step of a traced request, with the sentence that tells it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_: Slug = Field(alias="from")
    to: Slug
    says: Text


class Trace(Model):
    """One request, followed hop by hop."""

    slug: Slug
    title: Text
    summary: Text
    hops: Annotated[tuple[Hop, ...], Field(min_length=1)]


class Topology(Titled):
    """topology.yaml: the backend as boxes, flows and traces."""

    summary: Text
    hint: Setting = ""
    cells_per_second: Annotated[int, Field(ge=1, le=30)] = 8
    boxes: Annotated[tuple[Box, ...], Field(min_length=1, max_length=20)]
    flows: tuple[Flow, ...] = ()
    traces: tuple[Trace, ...] = ()

    def box(self, slug: str) -> Box:
        """Return the box of that slug; KeyError where there is none."""
        for box in self.boxes:
            if box.slug == slug:
                return box
        raise KeyError(slug)


class TradeOff(Model):
    """What was chosen, what that gave up, and when another choice is better."""

    chosen: Text
    gave_up: Text
    otherwise: Text


class Stage(Model):
    """One stage of the pipeline behind an answer."""

    slug: Literal["tokenize", "retrieve", "compose", "generate", "stream"]
    title: Text
    summary: Text
    explanation: Text
    trade_offs: Annotated[tuple[TradeOff, ...], Field(min_length=1)]
    links: tuple[LinkText, ...] = ()


class Pipeline(Titled):
    """pipeline.yaml: the five stages, in the order in which a question walks through them."""

    summary: Text
    intro: Setting = ""
    stages: Annotated[tuple[Stage, ...], Field(min_length=5, max_length=5)]


class Diagram(Model):
    """A case study's own small architecture: rows of boxes, and the flows between them."""

    rows: Annotated[tuple[tuple[Slug, ...], ...], Field(min_length=1)]
    flows: tuple[tuple[Slug, Slug, Kind], ...] = ()
    titles: dict[Slug, Annotated[Text, Field(max_length=16)]]

    @model_validator(mode="after")
    def _every_box_is_titled(self) -> Diagram:
        boxes = {slug for row in self.rows for slug in row}
        ends = {slug for flow in self.flows for slug in flow[:2]}
        if missing := sorted((boxes | ends) - set(self.titles)):
            raise ValueError(f"no title for {', '.join(missing)}: expected one for every box")
        if missing := sorted(ends - boxes):
            raise ValueError(f"{', '.join(missing)} stands in no row: expected every flow between boxes")
        return self


class Prose(Model):
    """What every Markdown file has: front matter here, and the body that the loader puts in."""

    slug: Slug
    title: Text
    links: tuple[LinkText, ...] = ()
    body: Text


class CaseStudy(Prose):
    """A case study: five parts, in the order of `PARTS`."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    summary: Annotated[Text, Field(max_length=200)]
    tags: tuple[Tag, ...] = ()
    diagram: Diagram | None = None


class Project(Prose):
    """Something built and shipped."""

    tagline: Text
    summary: Text
    tags: tuple[Tag, ...] = ()


class Essay(Prose):
    """An essay: a claim, the arithmetic, and when not to."""

    date: date
    summary: Text
    tags: tuple[Tag, ...] = ()


class HiringAnswer(Prose):
    """An answer about hiring and working together, and the ways in which visitors ask for it.

    With `setting: availability` the answer opens with that setting of the profile, or with `unset` where it is empty.
    """

    asks: Annotated[tuple[Text, ...], Field(min_length=1)]
    setting: Literal["availability"] | None = None
    unset: Setting = ""


def links_of(item: Service | Box | Stage | Prose) -> tuple[Link, ...]:
    """Return an item's cross-links, parsed."""
    return tuple(link for text in item.links if (link := parse_link(text)) is not None)
