"""How far a request gets through a broken system, and what its client knows of it."""

from __future__ import annotations

import pytest

from content.loader import Portfolio
from content.topology import Trace
from tui.simulation.following import Fate, answered_at, end_of, follow


def trace_of(portfolio: Portfolio, slug: str) -> Trace:
    return next(trace for trace in portfolio.topology.traces if trace.slug == slug)


@pytest.mark.parametrize("slug", ["place-order", "ask-the-assistant", "upload-a-file"])
def test_in_a_whole_system_every_hop_passes(portfolio: Portfolio, slug: str) -> None:
    trace = trace_of(portfolio, slug)
    fates = follow(portfolio.topology, trace, ())
    assert {fate.fate for fate in fates} == {Fate.PASSES}
    assert end_of(fates) == len(trace.hops) - 1


@pytest.mark.parametrize(
    ("slug", "failed", "ends", "fate", "said"),
    [
        ("place-order", "edge", ("edge", "api"), Fate.STOPS, "visitors reach nothing"),
        ("place-order", "api", ("edge", "api"), Fate.STOPS, "503"),
        ("place-order", "data", ("api", "data"), Fate.STOPS, "refuses writes with a 503"),
        ("place-order", "relay", ("relay", "data"), Fate.WAITS, "events wait in the outbox table"),
        ("place-order", "events", ("relay", "data"), Fate.WAITS, "events wait in the outbox table"),
        ("place-order", "workers", ("events", "workers"), Fate.WAITS, "events wait in Kafka"),
        ("upload-a-file", "storage", ("edge", "storage"), Fate.WAITS, "retried by the client"),
        ("ask-the-assistant", "assistant", ("assistant", "storage"), Fate.STOPS, "cannot ask questions"),
    ],
)
def test_it_ends_where_the_system_is_broken(
    portfolio: Portfolio, slug: str, failed: str, ends: tuple[str, str], fate: Fate, said: str
) -> None:
    trace = trace_of(portfolio, slug)
    fates = follow(portfolio.topology, trace, {failed})
    at = end_of(fates)
    assert ((trace.hops[at].from_, trace.hops[at].to), fates[at].fate) == (ends, fate)
    assert said in " ".join(fates[at].sentences)
    after = Fate.NEVER if fate is Fate.STOPS else Fate.LATER
    assert {fate.fate for fate in fates[at + 1 :]} == {after}


@pytest.mark.parametrize("failed", ["cache", "observability"])
def test_what_can_be_done_without_holds_no_order_up(portfolio: Portfolio, failed: str) -> None:
    trace = trace_of(portfolio, "place-order")
    fates = follow(portfolio.topology, trace, {failed})
    assert {fate.fate for fate in fates} == {Fate.PASSES, Fate.WITHOUT}
    [at] = [index for index, fate in enumerate(fates) if fate.fate is Fate.WITHOUT]
    assert trace.hops[at].to == failed
    assert end_of(fates) == len(trace.hops) - 1


def test_an_index_in_memory_outlives_the_storage(portfolio: Portfolio) -> None:
    fates = follow(portfolio.topology, trace_of(portfolio, "ask-the-assistant"), {"storage"})
    assert fates[0].fate is Fate.WITHOUT
    assert "from the index in memory" in fates[0].sentences[0]


def test_a_box_far_from_the_way_changes_nothing(portfolio: Portfolio) -> None:
    fates = follow(portfolio.topology, trace_of(portfolio, "place-order"), {"assistant"})
    assert {fate.fate for fate in fates} == {Fate.PASSES}


def test_the_answer_is_the_hop_that_runs_back(portfolio: Portfolio, tiny_portfolio: Portfolio) -> None:
    trace = trace_of(portfolio, "place-order")
    at = answered_at(trace)
    assert at is not None
    assert (trace.hops[at].from_, trace.hops[at].to) == ("api", "edge")
    assert answered_at(tiny_portfolio.topology.traces[0]) is None
