"""One dash on its way from box to box: what a distant terminal is sent of a topology that moves."""

from __future__ import annotations

import pytest

from content.loader import Portfolio
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.layout import lay_out
from tui.drawing.diagram.painting import Look, lone, march_at, moving_cells, shade, walk
from tui.drawing.diagram.strip import lay_out_strip, path_through


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "strip"])
def test_one_dash_passes_every_cell_of_the_path_and_no_other(portfolio: Portfolio, whole: bool) -> None:
    graph, path = graph_of_topology(portfolio.topology), path_through(portfolio.topology)
    layout = lay_out(graph, 118, 20) if whole else lay_out_strip(graph, path, 80)
    march, _ = march_at(portfolio.topology.cells_per_second)
    shading = walk(layout, shade(layout, Look()), path)
    alone = lone(march, layout, shading)
    assert len(shading.marching) == len(path) - 1
    passed = set()
    for phase in range(alone.phases):
        changed = moving_cells(layout, shading, alone, phase)
        assert len(changed) <= 2 * march.step, "what the dash enters, and what it leaves"
        passed |= changed
    assert passed == {cell for index in shading.marching for cell in layout.paths[index][1:-2]}


def test_boxes_that_no_flow_joins_have_nothing_that_moves(portfolio: Portfolio) -> None:
    layout = lay_out(graph_of_topology(portfolio.topology), 118, 20)
    march, _ = march_at(8)
    shading = walk(layout, shade(layout, Look()), ("nowhere", "elsewhere"))
    assert not shading.marching
    assert not moving_cells(layout, shading, lone(march, layout, shading), 1)
