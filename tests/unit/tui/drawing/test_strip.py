"""The strip: a path through a topology in one row, its flows in their own direction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.loader import Portfolio
from tui.drawing.diagram.geometry import LEFT, RIGHT, direction
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.layout import Layout
from tui.drawing.diagram.rows import rows_of, text_of
from tui.drawing.diagram.strip import HEIGHT, lay_out_strip, path_through


def strip(portfolio: Portfolio, width: int) -> Layout:
    return lay_out_strip(graph_of_topology(portfolio.topology), path_through(portfolio.topology), width)


def test_it_shows_what_the_load_passes(portfolio: Portfolio) -> None:
    load = portfolio.topology.load
    assert load is not None
    assert path_through(portfolio.topology) == load.path
    assert tuple(strip(portfolio, 76).boxes) == load.path


def test_without_a_load_it_shows_a_trace_and_without_one_every_box(tiny_portfolio: Portfolio) -> None:
    topology = tiny_portfolio.topology
    assert path_through(topology) == ("api", "data", "workers")
    assert path_through(replace(topology, traces=())) == tuple(box.slug for box in topology.boxes)


def test_a_flow_runs_in_its_own_direction(portfolio: Portfolio) -> None:
    layout = strip(portfolio, 76)
    ways = {
        (edge.source, edge.target): direction(path[0], path[-1])
        for edge, path in zip(layout.graph.edges, layout.paths, strict=True)
    }
    assert ways["edge", "api"] == RIGHT
    assert ways["relay", "data"] == LEFT, "the relay asks the database, which stands before it"


@pytest.mark.parametrize("width", range(8, 200, 7))
def test_it_is_three_lines_and_never_wider_than_its_room(portfolio: Portfolio, width: int) -> None:
    layout = strip(portfolio, width)
    rows = [text_of(row) for row in rows_of(layout)]
    assert len(rows) == HEIGHT
    assert max(map(len, rows)) == layout.width <= width
    assert len(layout.boxes) >= 1
