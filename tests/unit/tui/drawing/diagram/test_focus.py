"""Arrow keys in the diagram."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from content.loader import load_portfolio
from tui.drawing.diagram.focus import neighbors, reading_order
from tui.drawing.diagram.geometry import DOWN, LEFT, RIGHT, UP, opposite
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.placement import NodePlace, place_nodes

SPOTS = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20)


def named(spots: set[NodePlace]) -> dict[str, NodePlace]:
    return {f"n{row}{column}": (row, column) for row, column in spots}


@given(SPOTS)
def test_the_opposite_key_always_leads_back(spots: set[NodePlace]) -> None:
    found = neighbors(named(spots))
    for way, pairs in found.items():
        for slug, other in pairs.items():
            assert found[opposite(way)][other] == slug


@given(SPOTS)
def test_a_key_never_leads_the_other_way(spots: set[NodePlace]) -> None:
    places = named(spots)
    found = neighbors(places)
    for slug, other in found[RIGHT].items():
        assert places[other][1] > places[slug][1]
    for slug, other in found[DOWN].items():
        assert places[other][0] > places[slug][0]


@given(SPOTS)
def test_the_next_box_of_the_same_row_or_column_comes_first(spots: set[NodePlace]) -> None:
    places = named(spots)
    found = neighbors(places)
    for slug, (row, column) in places.items():
        beside = [at for at in spots if at[0] == row and at[1] > column]
        if beside:
            assert places[found[RIGHT][slug]] == min(beside)
        below = [at for at in spots if at[1] == column and at[0] > row]
        if below:
            assert places[found[DOWN][slug]] == min(below)


def test_every_box_of_the_default_topology_is_reached_with_arrow_keys() -> None:
    places = place_nodes(graph_of_topology(load_portfolio().topology))
    found = neighbors(places)
    reached = {"edge"}
    while new := {pairs[slug] for pairs in found.values() for slug in reached if slug in pairs} - reached:
        reached |= new
    assert reached == set(places)
    assert found[UP]["api"] == "cache"
    assert found[LEFT]["data"] == "api"


def test_tab_goes_row_by_row() -> None:
    assert reading_order({"a": (1, 0), "b": (0, 1), "c": (0, 0)}) == ["c", "b", "a"]
