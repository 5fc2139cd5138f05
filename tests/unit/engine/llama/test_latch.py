"""Nothing is freed while somebody is inside."""

from __future__ import annotations

import threading

import pytest

from engine.llama.latch import Latch, Shut


def test_nobody_enters_once_it_is_shut() -> None:
    latch = Latch()
    with latch, latch:
        pass
    assert latch.shut()
    assert not latch.shut()
    with pytest.raises(Shut), latch:
        pass


def test_shutting_waits_for_whoever_is_inside() -> None:
    latch, inside, leave, order = Latch(), threading.Event(), threading.Event(), list[str]()

    def use() -> None:
        with latch:
            inside.set()
            leave.wait(10)
            order.append("left")

    def shut() -> None:
        latch.shut()
        order.append("shut")

    user, closer = threading.Thread(target=use), threading.Thread(target=shut)
    user.start()
    inside.wait(10)
    closer.start()
    leave.set()
    for thread in (user, closer):
        thread.join(10)
    assert order == ["left", "shut"]
