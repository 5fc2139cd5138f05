"""Turns: rotation between visitors, arrival within one."""

from __future__ import annotations

import threading

import pytest

from engine.generate.fair_queue import FairQueue


def filled(*items: str) -> FairQueue[str]:
    queue: FairQueue[str] = FairQueue()
    for item in items:
        queue.put(item[0], item)
    return queue


def test_a_visitor_with_many_questions_delays_another_by_one() -> None:
    queue = filled("a1", "a2", "a3", "b1")
    assert [queue.take() for _ in range(4)] == ["a1", "b1", "a2", "a3"]


def test_waiting_tells_the_order_in_which_items_are_taken() -> None:
    queue = filled("a1", "a2", "b1", "c1", "b2")
    order = queue.waiting()
    assert [queue.take() for _ in order] == order


def test_a_removed_item_is_never_taken() -> None:
    queue = filled("a1", "b1", "a2")
    assert queue.remove("a1")
    assert not queue.remove("a1")
    assert queue.waiting() == ["b1", "a2"] or queue.waiting() == ["a2", "b1"]
    assert "a1" not in [queue.take(), queue.take()]


def test_take_waits_for_an_item() -> None:
    queue: FairQueue[str] = FairQueue()
    taken: list[str | None] = []
    thread = threading.Thread(target=lambda: taken.append(queue.take()))
    thread.start()
    queue.put("a", "a1")
    thread.join(5)
    assert taken == ["a1"]


def test_closing_returns_what_waited_and_frees_who_takes() -> None:
    queue = filled("a1", "b1")
    assert queue.close() == ["a1", "b1"]
    assert queue.take() is None
    with pytest.raises(RuntimeError):
        queue.put("a", "a2")
