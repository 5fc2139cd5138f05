"""Layout, routing and labels: properties that hold for every graph, and the default pack's own picture."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.loader import load_portfolio
from content.schema import Kind
from tui.drawing.diagram.canvas import draw
from tui.drawing.diagram.geometry import Cell, direction
from tui.drawing.diagram.graph import Edge, Graph, Node, graph_of_topology
from tui.drawing.diagram.layout import Layout, lay_out
from tui.drawing.diagram.placement import place_nodes
from tui.drawing.diagram.strokes import JUNCTIONS, junction, to_ascii

KINDS: tuple[Kind, ...] = ("request", "event")
TITLES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=14)
LABELS = st.sampled_from(["", "reads", "publish", "poll outbox", "oldest age"])


@st.composite
def graphs(draw: st.DrawFn, most_boxes: int = 9, most_flows: int = 12) -> Graph:
    """Boxes, some of them with places, and flows between different ones."""
    count = draw(st.integers(1, most_boxes))
    spots = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=count, max_size=count, unique=True))
    placed = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    nodes = [
        Node(f"n{index}", draw(TITLES), draw(LABELS), "", *(spot if fixed else (None, None)))
        for index, (spot, fixed) in enumerate(zip(spots, placed, strict=True))
    ]
    ends = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(ends, ends, st.sampled_from(KINDS)), max_size=most_flows, unique=True))
    edges = [Edge(f"n{a}", f"n{b}", kind, draw(LABELS)) for a, b, kind in pairs if a != b]
    return Graph(tuple(nodes), tuple(edges))


CHECKED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def uses(layout: Layout) -> dict[Cell, list[tuple[int, str]]]:
    """Return who is on each cell outside the boxes, as (edge, how): a row, a column, or a corner."""
    found: dict[Cell, list[tuple[int, str]]] = defaultdict(list)
    for index, path in enumerate(layout.paths):
        for before, cell, after in zip(path, path[1:], path[2:], strict=False):
            if direction(before, cell) != direction(cell, after):
                how = "corner"
            else:
                how = "column" if before[0] == after[0] else "row"
            found[cell].append((index, how))
    return found


@CHECKED
@given(graph=graphs(), width=st.sampled_from([60, 80, 120]), height=st.sampled_from([None, 14, 30, 46]))
def test_no_line_crosses_a_box_and_every_flow_is_connected_end_to_end(
    graph: Graph, width: int, height: int | None
) -> None:
    layout = lay_out(graph, width, height)
    for edge, path in zip(graph.edges, layout.paths, strict=True):
        assert path, f"{edge} has no path"
        assert layout.box_at(path[0]) == edge.source
        assert layout.box_at(path[-1]) == edge.target
        assert all(layout.box_at(cell) is None for cell in path[1:-1])
        assert all(abs(ax - bx) + abs(ay - by) == 1 for (ax, ay), (bx, by) in itertools.pairwise(path))
        assert len(set(path)) == len(path)


@CHECKED
@given(graph=graphs(), width=st.sampled_from([60, 120]))
def test_two_flows_meet_only_where_they_cross_or_end_together(graph: Graph, width: int) -> None:
    layout = lay_out(graph, width)
    for cell, users in uses(layout).items():
        if len(users) > 1 and sorted(how for _, how in users) != ["column", "row"]:
            ends = {(graph.edges[index].target, graph.edges[index].kind) for index, _ in users}
            assert len(ends) == 1, f"{cell} is shared by {[graph.edges[index] for index, _ in users]}"


@CHECKED
@given(graph=graphs(), width=st.sampled_from([60, 120]), height=st.sampled_from([None, 30]))
def test_labels_overlap_neither_boxes_nor_lines_nor_each_other(graph: Graph, width: int, height: int | None) -> None:
    layout = lay_out(graph, width, height)
    lines = {cell for path in layout.paths for cell in path}
    covered: set[Cell] = set()
    for label in layout.labels:
        cells = set(label.cells())
        assert " ".join(line.strip() for line in label.lines) == graph.edges[label.edge].label
        assert not cells & lines
        assert not cells & covered
        assert all(layout.box_at(cell) is None for cell in cells)
        assert all(0 <= x < layout.width and 0 <= y < layout.height for x, y in cells)
        covered |= cells


@CHECKED
@given(graph=graphs(most_boxes=20, most_flows=20))
def test_every_box_has_a_place_of_its_own_and_given_places_keep_their_order(graph: Graph) -> None:
    places = place_nodes(graph)
    assert len(set(places.values())) == len(graph.nodes)
    fixed = [node for node in graph.nodes if node.row is not None]
    for one in fixed:
        for other in fixed:
            assert one.row is not None
            assert other.row is not None
            assert one.column is not None
            assert other.column is not None
            assert (one.row < other.row) == (places[one.slug][0] < places[other.slug][0])
            assert (one.column < other.column) == (places[one.slug][1] < places[other.slug][1])


@CHECKED
@given(graph=graphs())
def test_every_line_ends_in_an_arrow_head_and_every_cell_knows_its_flow(graph: Graph) -> None:
    layout = lay_out(graph, 100)
    glyphs = draw(layout)
    for index, path in enumerate(layout.paths):
        assert glyphs[path[-2]].char in "▲►▼◄"
        assert all(index in [edge for edge, _ in glyphs[cell].flows] for cell in path[1:-1])


def test_there_is_a_character_for_every_junction() -> None:
    assert len(set(JUNCTIONS)) == 81
    assert junction((1, 1, 1, 1)) == "┼"
    assert junction((2, 1, 2, 1)) == "╂"
    assert junction((0, 2, 1, 0)) == "┍"


def test_ascii_has_one_character_for_each_of_a_drawing() -> None:
    drawn = JUNCTIONS + "╌╎╍╏▲►▼◄╭╮╰╯×●…"
    assert len(to_ascii(drawn)) == len(drawn)
    assert "?" not in to_ascii(drawn)


@pytest.mark.parametrize(("width", "height", "labels"), [(80, 14, 11), (88, 31, 13), (142, 45, 13)])
def test_the_default_topology_fits_its_three_sizes_without_a_crossing(width: int, height: int, labels: int) -> None:
    layout = lay_out(graph_of_topology(load_portfolio().topology), width, height)
    assert layout.width <= width
    assert layout.height <= height
    assert all(len(users) == 1 for users in uses(layout).values())
    assert len(layout.labels) >= labels


def test_boxes_show_more_where_there_is_more_room() -> None:
    graph = graph_of_topology(load_portfolio().topology)
    lines = [lay_out(graph, *size).lines["api"] for size in ((80, 14), (88, 31), (142, 45))]
    assert lines[0] == ("API",)
    assert lines[1] == ("API", "stateless", "NestJS")
    assert lines[2][:4] == ("API", "stateless NestJS", "", "The API checks who is")


@pytest.mark.parametrize("size", [(142, 45), (142, 52), (142, 60), (160, 80)], ids="{0[0]}x{0[1]}".format)
def test_no_text_is_cut_while_there_are_rows_for_another_line(size: tuple[int, int]) -> None:
    layout = lay_out(graph_of_topology(load_portfolio().topology), *size)
    rows = max(row for row, _ in layout.places.values()) + 1
    assert layout.height <= size[1]
    if any(lines[-1].endswith("…") for lines in layout.lines.values()):
        assert layout.height + rows > size[1]


@pytest.mark.parametrize("count", [5, 15])
def test_a_chain_without_places_is_laid_out_without_crossings(count: int) -> None:
    nodes = tuple(Node(f"n{index}", f"Box {index}") for index in range(count))
    edges = tuple(Edge(f"n{index}", f"n{index + 1}", KINDS[index % 2]) for index in range(count - 1))
    layout = lay_out(Graph(nodes, edges), 80)
    assert all(len(users) == 1 for users in uses(layout).values())
    assert layout.width <= 80


def test_a_graph_without_boxes_draws_nothing() -> None:
    layout = lay_out(Graph((), ()), 80, 24)
    assert layout.boxes == {}
    assert draw(layout) == {}
