"""How a drawing looks at a moment: which cells are lit, dim, broken or passed by a dash, as roles for a style sheet.

A look says what the visitor does (a box in focus, a trace, a failure, a kind of flow); shading turns it into a tone for
each box and flow once; painting a row is then a matter of looking up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Literal

from tui.drawing.diagram.canvas import Glyph, Glyphs
from tui.drawing.diagram.gauges import gauge_cells
from tui.drawing.diagram.geometry import Cell
from tui.drawing.diagram.layout import Layout
from tui.simulation.failure import NodeState
from tui.simulation.load import Gauge

Tone = Literal["plain", "dim", "lit", "focus", "failed", "degraded"]
FAINT, CALM, BRIGHT, LIT = range(4)
"""How bright a flow is; a dash is one step brighter than the line that it runs along."""
STILL, BROKEN = -1, -2
"""Levels of a flow that carries nothing: because its source has nothing to send, or because an end of it is down."""

_LONGER = 3
"""Cells by which the highest load makes a dash longer; the shortest way from dash to dash keeps a gap."""
BLOCKED = "×"
PACKET = "●"
_DRY = (NodeState.WAITS, NodeState.IDLE)
"""States in which a box that is not down publishes nothing; one that waits takes nothing either."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the drawing shows. `hop` is (edge, against its direction) of a trace, `passed` the edges before it.

    `held` says where on its hop a request is held up: 0 where it has not left, 1 before the box that it cannot enter.
    `busy` has the share of the highest load that each edge carries: its dashes are as long. With `whole`, the box in
    focus is marked and dims nothing else.
    """

    focus: str = ""
    whole: bool = False
    hover: str = ""
    states: Mapping[str, NodeState] = field(default_factory=dict)
    hop: tuple[int, bool] | None = None
    passed: frozenset[int] = frozenset()
    held: int | None = None
    gauges: Mapping[str, Gauge] = field(default_factory=dict)
    busy: Mapping[int, float] = field(default_factory=dict)

    @property
    def is_of_focus(self) -> bool:
        """Whether it shows the box in focus with its own flows, the others dim: not the whole, and no failure."""
        return bool(self.focus) and not self.whole and not self.states


@dataclass(frozen=True, slots=True)
class Shading:
    """A look, worked out: a tone for each box, a level for each edge, and the edges whose dashes march.

    `starts` has how far each edge's source is from where its work comes from, so that a dash that enters a box leaves
    it again; `longer` by how many cells its dashes are longer than without load.
    """

    tones: Mapping[str, Tone]
    levels: tuple[int, ...]
    marching: frozenset[int]
    kinds: tuple[str, ...]
    words: Mapping[Cell, tuple[str, str]]
    """Cells of the state words on the borders and of the bars, as (character, role)."""
    starts: tuple[int, ...] = ()
    longer: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class March:
    """The dashes: every `period` cells one of `dash` cells, moving on by `step` cells at a time."""

    step: int
    period: int
    dash: int

    @property
    def phases(self) -> int:
        """After how many steps the picture is the same again."""
        return self.period // self.step

    def covers(self, distance: int, phase: int, longer: int = 0) -> bool:
        """Say whether a dash lies on a cell that is `distance` cells from its source."""
        return (distance - phase * self.step) % self.period < min(self.dash + longer, self.period - 1)


def march_at(cells_per_second: int) -> tuple[March, float]:
    """Return the dashes for a pace, and the seconds between two steps: at most four steps a second."""
    step = max(1, round(cells_per_second / 4))
    return March(step, 5 * step if step > 1 else 6, 2 * step + (step == 1)), step / cells_per_second


def shade(layout: Layout, look: Look) -> Shading:
    """Work a look out."""
    edges = layout.graph.edges
    levels = [_level(look, index, edge.source, edge.target, edge.kind) for index, edge in enumerate(edges)]
    lit = {
        slug for edge, level in zip(edges, levels, strict=True) if level == LIT for slug in (edge.source, edge.target)
    }
    tones = {slug: _tone(look, slug, lit) for slug in layout.boxes}
    least = LIT if look.is_of_focus else BRIGHT
    marching = frozenset(index for index, level in enumerate(levels) if level >= least)
    words = {cell: word for slug, gauge in look.gauges.items() for cell, word in gauge_cells(layout, slug, gauge)}
    words |= {cell: word for slug, state in look.states.items() for cell, word in _word(layout, slug, state)}
    kinds = tuple(edge.kind for edge in edges)
    longer = tuple(round(look.busy.get(index, 0) * _LONGER) for index in range(len(edges)))
    marching = frozenset() if look.hop else marching
    return Shading(tones, tuple(levels), marching, kinds, words, _starts(layout), longer)


def _starts(layout: Layout) -> tuple[int, ...]:
    """Return for each edge how far its source is from where its work comes from, along the first edge into each box."""
    edges = layout.graph.edges
    into = {edge.target: index for index, edge in reversed([*enumerate(edges)])}

    def before(slug: str, seen: frozenset[int]) -> int:
        index = into.get(slug)
        if index is None or index in seen:
            return 0
        return before(edges[index].source, seen | {index}) + max(0, len(layout.paths[index]) - 2)

    return tuple(before(edge.source, frozenset()) for edge in edges)


def walk(layout: Layout, shading: Shading, path: Sequence[str]) -> Shading:
    """Return a shading in which dashes march along the flows between the boxes of `path` alone, and each of these
    begins where the one before has ended."""
    edges = {frozenset((edge.source, edge.target)): index for index, edge in reversed([*enumerate(layout.graph.edges)])}
    starts, cells = [0] * len(layout.paths), 0
    passed = [edges[ends] for ends in map(frozenset, pairwise(path)) if ends in edges]
    for index in passed:
        starts[index] = cells
        cells += max(0, len(layout.paths[index]) - 2)
    return replace(shading, marching=frozenset(passed), starts=tuple(starts))


def lone(march: March, layout: Layout, shading: Shading) -> March:
    """Return a march of which one dash at a time is under way, from the first cell to the last."""
    ends = (shading.starts[index] + len(layout.paths[index]) for index in shading.marching)
    return replace(march, period=-(-max((2 * march.dash, *ends)) // march.step) * march.step)


def _level(look: Look, index: int, source: str, target: str, kind: str) -> int:
    down = any(state is not None and state.is_down for state in (look.states.get(source), look.states.get(target)))
    if look.hop is not None and index == look.hop[0]:
        return LIT
    if down:
        return BROKEN
    if look.hop is not None:
        return CALM if index in look.passed else FAINT
    if kind == "event" and (look.states.get(source) in _DRY or look.states.get(target) is NodeState.WAITS):
        return STILL
    if not look.is_of_focus:
        return BRIGHT
    return LIT if look.focus in (source, target) else FAINT


def _tone(look: Look, slug: str, lit: set[str]) -> Tone:
    state = look.states.get(slug)
    if state is not None and state is not NodeState.SPARED:
        return "failed" if state.is_down else "degraded"
    if slug == look.focus and look.hop is None:
        return "focus"
    if slug in lit or slug == look.hover:
        return "lit"
    return "dim" if look.hop is not None or look.is_of_focus else "plain"


def _word(layout: Layout, slug: str, state: NodeState) -> Iterator[tuple[Cell, tuple[str, str]]]:
    """Yield the cells of a state's word, in the middle of the lower border."""
    if slug not in layout.boxes or state is NodeState.SPARED:
        return
    rect = layout.boxes[slug]
    word = f" {state} "
    start = rect.x + (rect.width - len(word)) // 2
    tone = "failed" if state.is_down else "degraded"
    for index, char in enumerate(word):
        yield (start + index, rect.bottom - 1), (char, f"word-{tone}")


def paint_row(
    layout: Layout, drawing: Glyphs, look: Look, shading: Shading, march: March, y: int, phase: int
) -> list[tuple[str, str]]:
    """Return a row of the drawing as runs of (text, role), blanks included."""
    cells = (_paint(drawing.get((x, y)), (x, y), look, shading, march, phase) for x in range(layout.width))
    return [("".join(char for char, _ in run), role) for role, run in groupby(cells, key=lambda cell: cell[1])]


def _paint(glyph: Glyph | None, cell: Cell, look: Look, shading: Shading, march: March, phase: int) -> tuple[str, str]:
    if glyph is None:
        return " ", ""
    if glyph.box:
        if word := shading.words.get(cell):
            return word
        focused = glyph.box == look.focus and look.hop is None
        char = glyph.other if glyph.part == "border" and focused else glyph.char
        return char, f"{glyph.part}-{shading.tones[glyph.box]}"
    edge, distance = max(glyph.flows, key=lambda flow: shading.levels[flow[0]])
    level = shading.levels[edge]
    if glyph.part == "name":
        return glyph.char, "name-lit" if level == LIT else "name-dim" if level <= FAINT else "name-plain"
    if level == BROKEN:
        return (BLOCKED if glyph.part == "arrow" else glyph.other), "broken"
    if level == STILL:
        return glyph.other, "still"
    kind = shading.kinds[edge]
    if glyph.part == "arrow":
        return glyph.char, f"{kind}-{min(LIT, level + 1)}"
    dash = edge in shading.marching and _covers(shading, march, edge, distance, phase)
    return (glyph.char if dash else glyph.other), f"{kind}-{min(LIT, level + dash)}"


def packet_cell(path: tuple[Cell, ...], against: bool, progress: int) -> Cell:
    """Return where the packet of a trace is after so many cells; at the end of its path it starts again."""
    inner = path[1:-1]
    at = progress % len(inner)
    return inner[-1 - at] if against else inner[at]


def moving_cells(layout: Layout, shading: Shading, march: March, phase: int) -> set[Cell]:
    """Return the cells that differ between `phase` and the one before it."""
    return {
        cell
        for index in shading.marching
        for distance, cell in enumerate(layout.paths[index][1:-2], start=1)
        if len({_covers(shading, march, index, distance, at) for at in (phase, phase - 1)}) == 2
    }


def _covers(shading: Shading, march: March, edge: int, distance: int, phase: int) -> bool:
    return march.covers(distance + shading.starts[edge], phase, shading.longer[edge])
