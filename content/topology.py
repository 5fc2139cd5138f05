"""The shape of topology.yaml: boxes, flows, traces, the figures that put them under load, and those of a drill."""

from __future__ import annotations

from typing import Annotated, ClassVar

from content.fields import Kind, LinkText, Model, Readable, Setting, Slug, Text, Titled, part
from content.limits import Limit
from content.site_map import DocumentKind

_Figure = Annotated[int, Limit(1, 10**12)]


@part
class Box(Readable):
    """One box of the topology. `row` and `column` may both be absent: the layout then finds a place.

    `capacity`, `queue` and `queue_limit` count what the topology's `load` counts: they put the box under load.
    """

    KIND: ClassVar[DocumentKind] = "box"

    slug: Slug
    title: Annotated[Text, Limit(most=14)]
    label: Annotated[Setting, Limit(most=24)] = ""
    row: Annotated[int, Limit(0, 9)] | None = None
    column: Annotated[int, Limit(0, 9)] | None = None
    capacity: _Figure | None = None
    queue: bool = False
    queue_limit: _Figure | None = None
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
        if self.queue_limit is not None and not self.queue:
            raise ValueError("`queue_limit` without a queue: expected `queue: true` beside it")


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
class Load(Model):
    """What arrives a second, and the boxes that it passes one after another: what the simulation runs on.

    Work is accepted once it has reached the first box with a queue; before that it can only be refused.
    """

    unit: Annotated[Text, Limit(most=16)]
    usual: _Figure
    least: _Figure
    most: _Figure
    path: Annotated[tuple[Slug, ...], Limit(1)]
    accepted_percent: Annotated[float, Limit(0, 100)] | None = None
    days: Annotated[int, Limit(1, 366)] = 30
    tries: Annotated[int, Limit(1, 10)] = 1
    retry_seconds: Annotated[int, Limit(1, 3600)] = 1

    def __post_init__(self) -> None:
        if not self.least <= self.usual <= self.most:
            raise ValueError("the figures do not rise: expected `least`, then `usual`, then `most`")
        if self.accepted_percent == 100:
            raise ValueError("`accepted_percent` is 100: expected less, since the rest is the error budget")


@part
class Drill(Model):
    """An incident to practise on: which boxes may break, in how long one is mended, and more capacity."""

    breaks: Annotated[tuple[Slug, ...], Limit(1)]
    repair_minutes: Annotated[int, Limit(1, 60)]
    scale_minutes: Annotated[int, Limit(1, 60)]
    scale_percent: Annotated[int, Limit(1, 1000)]


@part
class Topology(Titled):
    """topology.yaml: the backend as boxes, flows and traces. The file may be absent."""

    summary: Setting = ""
    hint: Setting = ""
    cells_per_second: Annotated[int, Limit(1, 30)] = 8
    boxes: Annotated[tuple[Box, ...], Limit(most=20)] = ()
    flows: tuple[Flow, ...] = ()
    traces: tuple[Trace, ...] = ()
    load: Load | None = None
    drill: Drill | None = None

    def box(self, slug: str) -> Box:
        """Return the box of that slug; KeyError where there is none."""
        for box in self.boxes:
            if box.slug == slug:
                return box
        raise KeyError(slug)


def missing_figures(topology: Topology) -> str:
    """Return which keys of topology.yaml a drill lacks; an empty text where it lacks none."""
    parts = {"load": topology.load, "drill": topology.drill}
    return " and ".join(f"`{key}:`" for key, part in parts.items() if part is None)
