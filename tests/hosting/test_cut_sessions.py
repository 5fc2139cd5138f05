"""Sessions that are cut at any moment: in their first frame, in a handler, or while they end. Nothing of them stays."""

from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path
from typing import Any

import pytest

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of
from tests.fakes.toy import Toy
from tests.hosting.house import House, open_house
from tests.hosting.waiting import until
from tui.app import PortfolioApp
from tui.hosting.host import Visitor
from tui.textual_internals import apps, circles
from tui.textual_internals.switch import is_patched
from tui.widgets.ask_input import AskInput

TURNS = (1, 3, 8, 20, 50)
"""Turns of the loop after which a session is cut."""
EARLY = 40
"""Turns that an app takes to its first frame, about."""


class Lingering(Toy):
    """Begins a task that has no end."""

    def on_mount(self) -> None:
        super().on_mount()
        self.endless = asyncio.create_task(asyncio.Event().wait(), name="endless")


async def cut_after(house: House, turns: int) -> list[weakref.ref[object]]:
    """Cut a session; return its widgets."""
    visit = await house.visit(wait=False)
    for _ in range(turns):
        await asyncio.sleep(0)
    app = visit.session._app
    nodes = [*app._registry] if app is not None else []
    visit.session.abort()
    await visit.ended()
    house.visits.clear()
    return [weakref.ref(node) for node in nodes]


@pytest.mark.skipif(not is_patched(), reason="only our changes to Textual let ended apps go")
async def test_a_session_that_is_cut_while_it_opens_leaves_no_task_and_hollow_widgets() -> None:
    async with open_house() as house:
        await cut_after(house, TURNS[-1])  # the first one fills caches
        before = asyncio.all_tasks()
        gc.collect()
        gc.disable()  # whoever waits for the collector holds the memory of hundreds
        try:
            for turns in TURNS:
                nodes = await cut_after(house, turns)
                await until(lambda: asyncio.all_tasks() <= before, f"no task of a session cut after {turns} turns")
                holding = [node for ref in nodes if (node := ref()) is not None and vars(node)]
                assert holding == [], f"cut after {turns} turns"
        finally:
            gc.enable()


async def test_who_leaves_in_whichever_turn_before_the_first_frame_has_left(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    def make(_: Any, start: str | None) -> PortfolioApp:
        return app_of(tiny_portfolio, tmp_path, start=start)

    async with open_house(make_app=make) as house:
        for turns in range(EARLY):
            visit = await house.visit(wait=False)
            for _ in range(turns):
                await asyncio.sleep(0)
            visit.session.hang_up("quit")
            await visit.ended()  # what hung waited for a widget that was never mounted, and went on doing so


@pytest.mark.skipif(not is_patched(), reason="only our changes to Textual take ended apps apart")
async def test_whoever_insists_while_an_app_is_taken_apart_finds_nothing_to_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_house() as house:
        visit = await house.visit(wait=False)
        await until(lambda: visit.session._app is not None and len(visit.app._registry) > 2, "widgets")
        app, insisted = visit.app, []

        async def dismantle(nodes: list[Any]) -> None:
            await circles.dismantle(nodes)
            apps.cancel_tasks(app)
            insisted.append(len(nodes))

        monkeypatch.setattr(apps, "dismantle", dismantle)
        visit.session.abort()
        await visit.ended()
        assert insisted
        assert not house.lines("crash")


@pytest.mark.skipif(not is_patched(), reason="only our changes to Textual take ended apps apart")
async def test_an_app_that_was_taken_apart_while_it_hung_at_its_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    hung = asyncio.Event()

    async def hang() -> None:
        hung.set()
        await asyncio.Event().wait()

    async with open_house() as house:
        visit = await house.visit()
        app = visit.app
        [running] = [each for each in asyncio.all_tasks() if each.get_name() == f"app {id(app):x}"]
        monkeypatch.setattr(apps, "_PATIENCE", 0.01)
        monkeypatch.setattr(app, "_shutdown", hang)
        visit.type("\x11")
        await asyncio.wait_for(hung.wait(), 30)
        circles.take_apart(app)
        await asyncio.wait((running,), timeout=30)
        assert running.done()
        assert running.cancelled() or running.exception() is None
    assert not house.lines("crash")


async def test_nobody_waits_for_what_an_app_that_has_ended_was_to_do() -> None:
    async with open_house() as house:
        visit = await house.visit()
        app, screen = visit.app, visit.app.screen
        visit.type("\x11")
        await visit.ended()
        app._screen_stacks = {app._current_mode: [screen]}  # as a room that is opened while its app ends
        assert apps.queued(app) == 0


async def test_a_task_that_an_app_began_ends_with_the_app() -> None:
    async with open_house(Lingering) as house:
        visit = await house.visit()
        visit.type("\x11")
        await visit.ended()
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "endless"]


def typed_in(app: PortfolioApp) -> str:
    field = app.focused
    return field.value if isinstance(field, AskInput) else ""


async def leave_after_a_first_key(house: House, made: list[PortfolioApp], key: str) -> None:
    """Press a key that may begin a text, and hang up before it is known whether it does."""
    visit = await house.visit(wait=False)
    await until(lambda: len(visit.sink.data) > 2_000, "Home")
    [app] = made
    app.typed.blink = 0.5
    setattr(app.typed, "close", lambda: None)  # noqa: B010 -- as if much were to be done until then
    visit.type(key)
    await until(lambda: typed_in(app) == key or app.room.NAME == "services", "what the key does meanwhile")
    visit.session.hang_up("left")
    await visit.ended()
    await until(lambda: "type ahead" not in map(asyncio.Task.get_name, asyncio.all_tasks()), "the end of the wait")


@pytest.mark.parametrize("key", ["2", "?"])
async def test_who_leaves_after_a_first_key_that_may_lead_elsewhere_leaves_no_error(
    tiny_portfolio: Portfolio, tmp_path: Path, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    made: list[PortfolioApp] = []

    def make_app(visitor: Visitor, start: str | None) -> PortfolioApp:
        made.append(app_of(tiny_portfolio, tmp_path, ScriptedAssistant()))
        return made[-1]

    async with open_house(make_app) as house:
        await leave_after_a_first_key(house, made, key)
        made.clear()
        house.visits.clear()
        gc.collect()  # only then does a task say that nobody asked for its error
        await asyncio.sleep(0)
    assert caplog.messages == []
