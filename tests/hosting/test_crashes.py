"""Errors in one visitor's app: what that visitor reads, what the log holds, and that nobody else notices."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fakes.toy import Toy
from tests.hosting.house import Visit, open_house
from tests.hosting.waiting import plain
from tui.hosting.driver import LEAVE
from tui.hosting.host import Visitor

KEYS = {
    "an error in a handler": ("\x1bOQ", "LookupError"),
    "SystemExit in a handler": ("\x1bOR", "ExitInAppError"),
    "SystemExit in a worker": ("\x1b[17~", "ExitInAppError"),
}


def after_leaving(visit: Visit) -> str:
    data = bytes(visit.sink.data)
    return plain(data[data.rindex(LEAVE.encode()) :])


@pytest.mark.parametrize("case", KEYS)
async def test_a_crash_is_told_logged_and_contained(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    keys, error = KEYS[case]
    async with open_house() as house:
        visit, bystander = await house.visit(), await house.visit()
        name = visit.session.visitor.id
        visit.type(keys)
        await visit.ended()
        bystander.type("unharmed")
        await bystander.shows("typed unharmed")
    told = after_leaving(visit)
    assert told.count("Sorry") == 1
    assert name in told
    assert "Traceback" not in told
    assert visit.sink.status == 1
    [line] = house.lines("crash")
    assert (line["session"], line["error"]) == (name, error)
    assert "action_" in line["traceback"] or "work" in line["traceback"]
    assert "what the visitor typed" not in line["traceback"].replace('secret = "what the visitor typed"', "")
    assert capfd.readouterr() == ("", "")
    assert [line["reason"] for line in house.lines("session ended")] == ["crash", "shutdown"]


async def test_a_crash_takes_no_time() -> None:
    """Rich's traceback with its locals would stop everybody for more than a second."""
    async with open_house() as house:
        visit = await house.visit()
        loop = asyncio.get_running_loop()
        began = loop.time()
        visit.type("\x1bOQ")
        await visit.ended()
    assert loop.time() - began < 0.7


async def test_an_app_that_cannot_be_made_is_a_crash_like_any_other() -> None:
    def broken(visitor: Visitor, start: str | None) -> Any:
        if visitor.user == "user0":
            raise ValueError("no app today")
        return Toy(visitor, start)

    async with open_house(make_app=broken) as house:
        visit = await house.visit(wait=False)
        await visit.ended()
        assert "Sorry" in visit.sink.text
        await house.visit()
    assert house.lines("crash")[0]["error"] == "ValueError"


async def test_an_app_that_breaks_in_compose_is_a_crash_like_any_other() -> None:
    class Broken(Toy):
        def compose(self) -> Any:
            raise ValueError("no widgets today")
            yield

    async with open_house(make_app=Broken) as house:
        visit = await house.visit(wait=False)
        await visit.ended()
        assert "Sorry" in visit.sink.text
    assert house.lines("crash")[0]["error"] == "ValueError"


async def test_prints_of_one_visitor_reach_neither_the_server_nor_another_visitor(capfd: Any) -> None:
    class Listening(Toy):
        heard: str = ""

        def on_mount(self) -> None:
            super().on_mount()
            self.begin_capture_print(self)

        def on_print(self, event: Any) -> None:
            self.heard += event.text

    async with open_house(make_app=Listening) as house:
        first, second = await house.visit(), await house.visit()
        first.type("\x1b[15~")  # f5
        first.type("done")
        await first.shows("typed done")
        apps: list[Any] = [first.app, second.app]
        assert [app.heard.strip() for app in apps] == ["printed by user0", ""]
        second.type("\x11")
        await second.ended()
        first.type("\x1b[15~")
        first.type("!")
        await first.shows("typed done!")
        assert apps[0].heard.split("\n")[:2] == ["printed by user0"] * 2
    assert capfd.readouterr() == ("", "")
