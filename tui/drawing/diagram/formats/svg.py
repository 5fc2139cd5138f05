"""The topology as an SVG drawing of its own: the layout of the terminal in vectors, the dashes marching by CSS.

It follows the reader's light or dark scheme and holds still where the reader asks for less motion. No script, no font
file, and an address only where one is handed over: it can stand in a README.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from rich.cells import cell_len

from content.safe_text import safe_text
from content.schema import Box, Topology
from tui.drawing.diagram.geometry import DOWN, GRID_STEPS, LEFT, RIGHT, UP, Cell, Rect, direction
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.layout import Layout, lay_out

_WIDTH = 92
"""Cells of the layout that is drawn."""
CELL_WIDTH, CELL_HEIGHT, PAD = 10, 20, 20
"""A cell in pixels, and the space around the drawing."""

_STYLE = """
  svg { --paper: #faf9f4; --ink: #0f1411; --faint: #666d66; --quiet: #b9baa9; --box: #f1f0e8;
        --request: #3f6b00; --event: #00598f; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1110; --ink: #f4f7f0; --faint: #87918b; --quiet: #46524c; --box: #151a18;
          --request: #b9f34b; --event: #7cc7ff; } }
  text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; text-anchor: middle; }
  .paper { fill: var(--paper); } .box { fill: var(--box); stroke: var(--quiet); stroke-width: 1.5; }
  .title { fill: var(--ink); font-size: 15px; font-weight: 700; }
  .label { fill: var(--faint); font-size: 12.5px; } .name { fill: var(--faint); font-size: 12.5px; }
  .flow { fill: none; stroke-linejoin: round; }
  .request { stroke: var(--request); stroke-width: 1.5; stroke-dasharray: 6 3; animation: request 1.2s linear infinite }
  .event { stroke: var(--event); stroke-width: 3; stroke-dasharray: 10 8; animation: event 1.8s linear infinite }
  .request-head { fill: var(--request); } .event-head { fill: var(--event); }
  a:hover .title, a:focus .title { text-decoration: underline; }
  @keyframes request { to { stroke-dashoffset: -36; } }
  @keyframes event { to { stroke-dashoffset: -54; } }
  @media (prefers-reduced-motion: reduce) { .flow { animation: none; } }
""".strip("\n")


def write(topology: Topology, address_of: Callable[[Box], str] | None = None) -> str:
    """Return the drawing as an SVG document. With `address_of` each box is a link to where that says."""
    layout = lay_out(graph_of_topology(topology), _WIDTH)
    width, height = layout.width * CELL_WIDTH + 2 * PAD, layout.height * CELL_HEIGHT + 2 * PAD
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"{_role(address_of is not None)}>',
            f"<title>{_text(topology.title)}</title>",
            f"<desc>{_text(topology.summary)}</desc>",
            f"<style>\n{_STYLE}\n</style>",
            f'<rect class="paper" width="{width}" height="{height}" rx="12"/>',
            *_flows(layout),
            *_boxes(layout, {box.slug: address_of(box) for box in topology.boxes} if address_of else {}),
            *_names(layout),
            "</svg>\n",
        ]
    )


def _flows(layout: Layout) -> Iterator[str]:
    for edge, path in zip(layout.graph.edges, layout.paths, strict=True):
        if path:
            corners = [path[0], *_turns(path), path[-1]]
            points = [_middle(cell) for cell in corners]
            points[0] = _at_border(path[0], direction(path[0], path[1]), layout.boxes[edge.source])
            way = direction(path[-2], path[-1])
            tip = _at_border(path[-1], (way + 2) % 4, layout.boxes[edge.target])
            dx, dy = GRID_STEPS[way]
            points[-1] = (tip[0] - 8 * dx, tip[1] - 8 * dy)
            line = " ".join(f"{x:g},{y:g}" for x, y in points)
            yield f'<polyline class="flow {edge.kind}" points="{line}"/>'
            back, side = (tip[0] - 10 * dx, tip[1] - 10 * dy), (5 * dy, 5 * dx)
            head = [tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
            yield f'<polygon class="{edge.kind}-head" points="{" ".join(f"{x:g},{y:g}" for x, y in head)}"/>'


def _role(linked: bool) -> str:
    """Return the attribute that makes one picture of all; whoever listens to a page would not hear of links in it."""
    return "" if linked else ' role="img"'


def _boxes(layout: Layout, addresses: dict[str, str]) -> Iterator[str]:
    for slug, rect in layout.boxes.items():
        x, y, width, height = _pixels(rect)
        if slug in addresses:
            yield f'<a href="{_text(addresses[slug])}">'
        yield f'<rect class="box" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="7"/>'
        lines = layout.lines[slug]
        for index, line in enumerate(lines):
            middle = y + height / 2 + (index - (len(lines) - 1) / 2) * 18 + 5
            part = "label" if index else "title"
            yield f'<text class="{part}" x="{x + width / 2:g}" y="{middle:g}">{_text(line)}</text>'
        if slug in addresses:
            yield "</a>"


def _names(layout: Layout) -> Iterator[str]:
    for label in layout.labels:
        for row, line in enumerate(label.lines):
            x = PAD + (label.x + max(map(cell_len, label.lines)) / 2) * CELL_WIDTH
            y = PAD + (label.y + row + 0.7) * CELL_HEIGHT
            yield f'<text class="name" x="{x:g}" y="{y:g}">{_text(line.strip())}</text>'


def _turns(path: tuple[Cell, ...]) -> Iterator[Cell]:
    for before, cell, after in zip(path, path[1:], path[2:], strict=False):
        if direction(before, cell) != direction(cell, after):
            yield cell


def _middle(cell: Cell) -> tuple[float, float]:
    return PAD + (cell[0] + 0.5) * CELL_WIDTH, PAD + (cell[1] + 0.5) * CELL_HEIGHT


def _pixels(rect: Rect) -> tuple[float, float, float, float]:
    """Return x, y, width and height of a box, its edge in the middle of the border cells."""
    x, y = _middle((rect.x, rect.y))
    return x, y, (rect.width - 1) * CELL_WIDTH, (rect.height - 1) * CELL_HEIGHT


def _at_border(cell: Cell, way: int, rect: Rect) -> tuple[float, float]:
    """Return the point of a box's edge where a flow leaves in direction `way`."""
    x, y, width, height = _pixels(rect)
    middle_x, middle_y = _middle(cell)
    return {UP: (middle_x, y), DOWN: (middle_x, y + height), LEFT: (x, middle_y), RIGHT: (x + width, middle_y)}[way]


def _text(text: str) -> str:
    return escape(safe_text(text))
