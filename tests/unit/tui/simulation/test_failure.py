"""What the failure of boxes means: rules on small graphs, and what must come out of the default pack."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from content.loader import load_portfolio
from content.schema import Box, Flow, Topology
from tui.simulation.failure import Effect, NodeState, consequences


def box(slug: str) -> Box:
    text = {name: f"{slug} {name}" for name in ("role", "chosen", "gave_up", "otherwise", "fails", "then")}
    return Box(slug=slug, title=slug.upper(), **text)


def flow(source: str, target: str, **fields: Any) -> Flow:
    settings = {"kind": "request", "required": True, "sync": True} | fields
    return Flow(from_=source, to=target, when_lost=f"{source} lost {target}", bought_by="a trade-off", **settings)


def graph(*flows: Flow) -> Topology:
    slugs = dict.fromkeys(slug for item in flows for slug in (item.from_, item.to))
    return Topology(title="t", summary="s", boxes=tuple(map(box, slugs)), flows=flows)


def states(topology: Topology, *failed: str) -> dict[str, str]:
    return {slug: str(effect.state) for slug, effect in consequences(topology, failed).items() if slug not in failed}


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "stopped"),
        ({"required": False}, "degraded"),
        ({"cached": True}, "degraded"),
        ({"retried": True}, "waits"),
        ({"sync": False}, "waits"),
    ],
)
def test_a_caller_suffers_as_its_flow_says(fields: dict[str, Any], state: str) -> None:
    assert states(graph(flow("a", "b", **fields)), "b") == {"a": state}


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"required": False}, "spared"),
        ({"sync": False, "retried": True}, "holds"),
        ({"sync": False}, "degraded"),
        ({"sync": True, "retried": True}, "waits"),
        ({"sync": True}, "stopped"),
    ],
)
def test_a_publisher_suffers_as_its_flow_says(fields: dict[str, Any], state: str) -> None:
    assert states(graph(flow("a", "b", kind="event", **fields)), "b") == {"a": state}


def test_a_stop_spreads_to_callers_and_a_copy_ends_it() -> None:
    chain = graph(flow("a", "b", cached=True), flow("b", "c"), flow("c", "d"))
    assert states(chain, "d") == {"c": "stopped", "b": "stopped", "a": "degraded"}


def test_a_copy_is_gone_with_the_box_that_holds_it() -> None:
    topology = graph(flow("api", "cache", required=False), flow("api", "data", cached="cache"))
    assert states(topology, "data") == {"api": "degraded"}
    assert states(topology, "data", "cache") == {"api": "stopped"}


def test_what_nobody_can_call_is_cut_off_and_what_another_calls_is_not() -> None:
    topology = graph(flow("edge", "api"), flow("api", "cache"), flow("api", "data"), flow("workers", "data"))
    assert states(topology, "edge") == {"api": "cut off", "cache": "cut off"}


def test_consumers_run_dry_down_the_line_unless_another_source_is_left() -> None:
    events = {"kind": "event", "sync": False, "retried": True}
    line = graph(flow("a", "b", **events), flow("b", "c", **events))
    assert states(line, "a") == {"b": "idle", "c": "idle"}
    two = graph(flow("a", "c", **events), flow("b", "c", **events))
    assert states(two, "a") == {"c": "degraded"}


def test_cycles_come_to_an_end() -> None:
    topology = graph(flow("a", "b"), flow("b", "c", retried=True), flow("c", "a"), flow("d", "b", required=False))
    assert states(topology, "a") == {"c": "stopped", "b": "waits", "d": "degraded"}


def test_nothing_failed_touches_nothing_and_unknown_names_are_ignored() -> None:
    assert consequences(graph(flow("a", "b")), []) == {}
    assert consequences(graph(flow("a", "b")), ["nope"]) == {}


# -- the default pack


@pytest.fixture(scope="module")
def topology() -> Topology:
    return load_portfolio().topology


def test_failing_the_workers_keeps_orders_accepted_and_lets_events_wait(topology: Topology) -> None:
    effects = consequences(topology, ["workers"])
    assert effects["events"].state is NodeState.HOLDS
    assert "wait in Kafka" in effects["events"].sentences[0]
    assert not {"edge", "api", "data"} & set(effects)


def test_failing_events_stops_the_outbox_relay_but_not_the_writes(topology: Topology) -> None:
    effects = consequences(topology, ["events"])
    assert effects["relay"].state is NodeState.WAITS
    assert "the relay stops" in effects["relay"].sentences[0]
    assert effects["workers"].state is NodeState.IDLE
    assert not {"edge", "api", "data"} & set(effects)


def test_failing_the_cache_makes_reads_slow_not_wrong(topology: Topology) -> None:
    effects = consequences(topology, ["cache"])
    assert set(effects) == {"cache", "api"}
    assert effects["api"].state is NodeState.DEGRADED
    assert "slower" in effects["api"].sentences[0]
    assert "none of them is wrong" in effects["api"].sentences[0]


def test_failing_cache_and_data_together_is_worse_than_either(topology: Topology) -> None:
    assert consequences(topology, ["data"])["api"].state is NodeState.DEGRADED
    assert consequences(topology, ["data", "cache"])["api"].state is NodeState.STOPPED


def test_failing_the_edge_cuts_off_what_visitors_call_and_spares_the_rest(topology: Topology) -> None:
    effects = consequences(topology, ["edge"])
    cut_off = {slug for slug, effect in effects.items() if effect.state is NodeState.CUT_OFF}
    assert cut_off == {
        "api",
        "cache",
        "assistant",
    }
    assert not {"relay", "events", "workers", "data"} & set(effects)


def test_every_touched_box_is_explained_with_its_causes(topology: Topology) -> None:
    slugs = [box.slug for box in topology.boxes]
    for failed in [*combinations(slugs, 1), *combinations(slugs, 2)]:
        for effect in consequences(topology, failed).values():
            assert isinstance(effect, Effect)
            assert effect.sentences
            assert all(sentence.endswith(".") for sentence in effect.sentences)
            assert bool(effect.causes) == (effect.slug not in failed)
            if effect.state not in (NodeState.FAILED, NodeState.CUT_OFF):
                assert effect.bought_by
