"""What a link says of the topology: read, written, and said in one sentence where it is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.links import LinkError
from content.loader import Portfolio
from content.topology import Topology
from tui.simulation.situation import Situation
from tui.simulation.state import MOST_SECONDS, TopologyState, read_state, state_from


@pytest.fixture
def topology(portfolio: Portfolio) -> Topology:
    return portfolio.topology


def values(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split("&") if part)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "break=data",
        "break=data,events",
        "load=1500",
        "load=50k",
        "trace=place-order",
        "trace=place-order&hop=3",
        "break=data&trace=place-order&hop=2&load=50k&seconds=600",
    ],
)
def test_what_is_read_is_written_as_it_was(topology: Topology, text: str) -> None:
    assert str(read_state(values(text), topology)) == text


@pytest.mark.parametrize(
    ("text", "sentence", "named"),
    [
        ("brake=data", "a link to the topology has no “brake”; the nearest: break", False),
        ("break=dta", "no box is called “dta”; the nearest: data", True),
        ("trace=place-ordr", "no request is called “place-ordr”; the nearest: place-order", True),
        ("hop=2", "a hop is of a request: expected `trace` beside it", False),
        ("trace=place-order&hop=0", "hop is “0”: expected a number from 1 to 9", False),
        ("trace=place-order&hop=ten", "hop is “ten”: expected a number from 1 to 9", False),
        ("load=many", "the load is “many”: expected events a second from 1k to 100k", False),
        ("load=101k", "the load is “101k”: expected events a second from 1k to 100k", False),
        ("load=50k&seconds=7201", "seconds is “7201”: expected a number from 0 to 7200", False),
        ("seconds=²", "seconds is “²”: expected a number from 0 to 7200", False),
    ],
)
def test_what_is_wrong_is_one_sentence(topology: Topology, text: str, sentence: str, named: bool) -> None:
    with pytest.raises(LinkError) as wrong:
        read_state(values(text), topology)
    assert (str(wrong.value), wrong.value.named) == (sentence, named)


@pytest.mark.parametrize("text", ["load=50k", "seconds=60"])
def test_a_topology_without_figures_takes_no_load(topology: Topology, text: str) -> None:
    with pytest.raises(LinkError, match="has no figures"):
        read_state(values(text), replace(topology, load=None))


def test_a_state_is_the_situation_that_it_was_written_of(topology: Topology) -> None:
    situation = Situation(topology).with_failed(frozenset({"workers"})).later(600)
    state = state_from(situation, topology.traces[0], 2)
    assert str(state) == "break=workers&trace=place-order&hop=3&load=50k&seconds=600"
    again = read_state(values(str(state)), topology).situation(Situation(topology))
    assert (again.failed, again.load, again.backlog) == (situation.failed, situation.load, situation.backlog)


def test_what_came_about_step_by_step_is_told_without_what_waits(topology: Topology) -> None:
    mended = Situation(topology).with_failed(frozenset({"workers"})).later(600).with_failed(frozenset()).later(60)
    assert mended.backlog.waiting != (0, 0)
    assert str(state_from(mended, None, 0)) == "load=50k"


def test_time_beyond_what_a_link_may_say_is_left_out(topology: Topology) -> None:
    later = Situation(topology).with_load(50_000).later(MOST_SECONDS + 1)
    assert state_from(later, None, 0) == TopologyState(load=50_000)
