"""What crosses files: every slug once, every link to something that is there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from content import schema
from content.headings import BOX_ANCHORS, SERVICE_ANCHORS, TRADE_OFFS
from content.links import parse_link
from content.markdown import anchor_of, link_targets, sections_of
from content.placeholders import written
from content.portrait import portrait_problems
from content.problems import Problem
from content.site_map import PLACES
from content.source import Source

Loaded = list[tuple[Source, schema.Model]]
At = tuple[str | int, ...]

OUTSIDE = ("https://", "http://", "mailto:")
_WHOLE = re.compile(r"https?://[^\s/?#]|mailto:[^\s@?]+@[^\s@?]")
"""An address that names somebody, as far as can be told without asking."""


def check_references(loaded: Loaded, made: Iterable[schema.HiringAnswer] = (), *, whole: bool) -> Iterator[Problem]:
    """Yield duplicate slugs, broken shapes of case studies and topology, and dangling links.

    Links are only followed in a `whole` pack: where a file failed to load, its slugs are unknown. They may lead
    to what is `made` of a résumé, too.
    """
    places: dict[str, set[str]] = {}
    drafts = {item.path for _, item in loaded if isinstance(item, schema.Prose) and item.draft}
    unwritten = set(_unwritten(loaded))
    for source, item in loaded:
        for path, at, anchors in _documents(item):
            if path in places:
                slug = path.partition("/")[2]
                yield source.problem(
                    at, f"the slug `{slug}` is taken by another document", "expected a slug of its own"
                )
            places[path] = anchors
        if isinstance(item, schema.CaseStudy):
            yield from _parts(source, item)
        if isinstance(item, schema.Profile):
            yield from portrait_problems(source, item)
        if isinstance(item, schema.Topology):
            yield from _topology(source, item)
        if isinstance(item, schema.Pipeline):
            yield from _stages(source, item)
    if not whole:
        return
    for answer in made:
        unwritten.discard(answer.path)
        places[answer.path] = places.get(answer.path, set()) | _anchors(answer)
    for source, item in loaded:
        for text, line, listed in _links(source, item):
            link = parse_link(text)
            if expected := _dangling(text, places):
                yield Problem(source.path, line, f"the link `{text}` leads nowhere", expected)
            elif link is not None and _is_shown(item) and link.document in (drafts if listed else drafts | unwritten):
                what = (
                    "a draft, which nobody is shown" if link.document in drafts else "a template that nobody has filled"
                )
                yield Problem(source.path, line, f"the link `{text}` leads to {what}", "expected no link here")


def _is_shown(item: schema.Model) -> bool:
    return not (isinstance(item, schema.SectionAsks) or (isinstance(item, schema.Prose) and item.draft))


def _unwritten(loaded: Loaded) -> Iterator[str]:
    """Yield the path of each document of a template; in a list of links, those that lead there are left out."""
    for _, item in loaded:
        for part in (item, *getattr(item, "services", ()), *getattr(item, "boxes", ())):
            if isinstance(part, schema.Readable) and written(part) is None:
                yield part.path


def _documents(item: schema.Model) -> Iterator[tuple[str, At, set[str]]]:
    """Yield (path, field of the slug, anchors) of each document that a file holds."""
    match item:
        case schema.Services():
            for index, service in enumerate(item.services):
                yield service.path, ("services", index, "slug"), set(SERVICE_ANCHORS.values())
        case schema.Topology():
            for index, box in enumerate(item.boxes):
                yield box.path, ("boxes", index, "slug"), set(BOX_ANCHORS.values())
        case schema.Pipeline():
            for index, stage in enumerate(item.stages):
                anchors = {section.anchor for section in sections_of(stage.explanation, "")} | {anchor_of(TRADE_OFFS)}
                yield stage.path, ("stages", index, "slug"), anchors
        case schema.Prose():
            yield item.path, ("slug",), _anchors(item)


def _anchors(item: schema.Prose) -> set[str]:
    return {section.anchor for section in sections_of(item.body, "")}


def _parts(source: Source, study: schema.CaseStudy) -> Iterator[Problem]:
    found = [section for section in sections_of(study.body, "") if section.level == 2]
    titles = [section.title for section in found]
    if tuple(titles) != schema.PARTS:
        line = next((s.line for s, part in zip(found, schema.PARTS, strict=False) if s.title != part), 1)
        wrong = f"the parts are {', '.join(titles) or 'none'}"
        expected = f"expected the `## ` headings {', '.join(schema.PARTS)}, in this order"
        yield Problem(source.path, source.body_line + line - 1, wrong, expected)


def _topology(source: Source, topology: schema.Topology) -> Iterator[Problem]:
    boxes = {box.slug for box in topology.boxes}
    flows = {frozenset((flow.from_, flow.to)) for flow in topology.flows}
    for index, flow in enumerate(topology.flows):
        for key, slug in (("from", flow.from_), ("to", flow.to), ("cached", flow.cached)):
            if isinstance(slug, str) and slug not in boxes:
                yield source.problem(("flows", index, key), f"no box is called `{slug}`", _nearest(slug, boxes))
        if flow.from_ == flow.to:
            yield source.problem(("flows", index), f"a flow from `{flow.to}` to itself", "expected two boxes")
    for number, trace in enumerate(topology.traces):
        for index, hop in enumerate(trace.hops):
            if frozenset((hop.from_, hop.to)) not in flows:
                wrong = f"no flow joins `{hop.from_}` and `{hop.to}`"
                yield source.problem(("traces", number, "hops", index), wrong, "expected a hop along a flow")
    yield from _load(source, topology, flows)
    taken: set[tuple[int, int]] = set()
    for index, box in enumerate(topology.boxes):
        if box.row is None or box.column is None:
            continue
        if (box.row, box.column) in taken:
            wrong = f"row {box.row}, column {box.column} is taken by another box"
            yield source.problem(("boxes", index, "row"), wrong, "expected one box a place")
        taken.add((box.row, box.column))


def _load(source: Source, topology: schema.Topology, flows: set[frozenset[str]]) -> Iterator[Problem]:
    """Yield what keeps the figures of a topology from being a way that work takes."""
    boxes = {box.slug for box in topology.boxes}
    path = topology.load.path if topology.load else ()
    for index, slug in enumerate(path):
        if slug not in boxes:
            yield source.problem(("load", "path", index), f"no box is called `{slug}`", _nearest(slug, boxes))
        elif slug in path[:index]:
            yield source.problem(("load", "path", index), f"`{slug}` is passed twice", "expected each box once")
        elif index and path[index - 1] in boxes and frozenset(path[index - 1 : index + 1]) not in flows:
            wrong = f"no flow joins `{path[index - 1]}` and `{slug}`"
            yield source.problem(("load", "path", index), wrong, "expected a path along flows")
    for index, box in enumerate(topology.boxes):
        key = "queue" if box.queue else "capacity"
        if (box.queue or box.capacity) and box.slug not in path:
            wrong = f"`{box.slug}` has a `{key}`, and no load passes it"
            yield source.problem(("boxes", index, key), wrong, "expected it in the `path` of the topology's `load`")
        elif box.queue and box.slug == path[-1]:
            wrong = f"nothing takes what waits at `{box.slug}`, the end of the path"
            yield source.problem(("boxes", index, key), wrong, "expected a queue before the last box")
    yield from _drill(source, topology, path)


def _drill(source: Source, topology: schema.Topology, path: tuple[str, ...]) -> Iterator[Problem]:
    if topology.drill is None:
        return
    if topology.load is None:
        yield source.problem(("drill",), "a `drill` without figures", "expected `load` beside it")
        return
    for index, slug in enumerate(topology.drill.breaks):
        if slug not in path:
            wrong = f"`{slug}` is not on the path of the load"
            yield source.problem(("drill", "breaks", index), wrong, _nearest(slug, set(path)))


def _stages(source: Source, pipeline: schema.Pipeline) -> Iterator[Problem]:
    order = ("tokenize", "retrieve", "compose", "generate", "stream")
    if pipeline.stages and tuple(stage.slug for stage in pipeline.stages) != order:
        found = ", ".join(stage.slug for stage in pipeline.stages)
        yield source.problem(("stages",), f"the stages are {found}", f"expected {', '.join(order)}, in this order")


def _links(source: Source, item: schema.Model) -> Iterator[tuple[str, int, bool]]:
    """Yield each link of a file with its line, and whether it stands in `links:` or in the text."""
    for at, text in _linked_fields(item):
        yield text, source.located.line(at), True
    if isinstance(item, schema.Prose):
        for target in link_targets(item.body):
            yield target.href, source.body_line + target.line - 1, False
    if isinstance(item, schema.Pipeline):
        for index, stage in enumerate(item.stages):
            for target in link_targets(stage.explanation):
                yield target.href, source.located.line(("stages", index, "explanation")), False


def _linked_fields(item: schema.Model) -> Iterator[tuple[At, str]]:
    groups: list[tuple[At, tuple[str, ...]]] = []
    match item:
        case schema.Profile():
            groups = [(("figures", n, "link"), (figure.link,)) for n, figure in enumerate(item.figures)]
            groups.append((("contact", "first"), item.contact.first))
        case schema.SectionAsks():
            groups = [(("asks", link), (link,)) for link in item.asks if link not in PLACES]
        case schema.Services():
            groups = [(("services", n, "links"), service.links) for n, service in enumerate(item.services)]
        case schema.Topology():
            groups = [(("boxes", n, "links"), box.links) for n, box in enumerate(item.boxes)]
        case schema.Pipeline():
            groups = [(("stages", n, "links"), stage.links) for n, stage in enumerate(item.stages)]
        case schema.Prose():
            groups = [(("links",), item.links)]
    for at, links in groups:
        for index, text in enumerate(links):
            yield (*at, index), text


def _dangling(text: str, places: dict[str, set[str]]) -> str:
    """Return what was expected instead of a dangling link, or an empty text for a good one."""
    if text.startswith(OUTSIDE):
        return "" if _WHOLE.match(text) else "expected a whole address, such as https://example.org"
    link = parse_link(text)
    if link is None:
        return "expected a web address or a link such as `essays/slug#anchor`"
    if link.document not in places:
        return _nearest(link.document, set(places))
    if link.anchor and link.anchor not in places[link.document]:
        return _nearest(link.anchor, {anchor for anchor in places[link.document] if anchor})
    return ""


def _nearest(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return (
        f"expected `{near[0]}`?"
        if near
        else f"expected one of {', '.join(sorted(known)[:12]) or 'none: there are none'}"
    )
