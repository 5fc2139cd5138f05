"""The command line: read, completed, and done in the rooms, whatever has the focus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input, Static

from content.links import LinkError
from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of, here, press, settle
from tui.app import PortfolioApp
from tui.command_line import VERBS, Ordered, completions, read_line
from tui.navigation import Place
from tui.overlays.command import CommandOverlay
from tui.simulation.state import TopologyState

SIZE = (80, 24)
CALM = TopologyState()
BROKEN = TopologyState(frozenset({"data"}), load=50_000)


def set_to(**state: Any) -> Place:
    return Place("topology", state=TopologyState(**state, seconds=None))


@pytest.mark.parametrize(
    ("line", "state", "place"),
    [
        ("open essays", CALM, Place("essays")),
        (":open work/order-pipeline#outcome", CALM, Place("work", "order-pipeline", "outcome")),
        ("essays", CALM, Place("essays")),
        ("topology/data", CALM, Place("topology", "data")),
        ("break data", CALM, set_to(broken=frozenset({"data"}))),
        ("break events, relay", BROKEN, set_to(broken=frozenset({"data", "events", "relay"}), load=50_000)),
        ("mend data", BROKEN, set_to(load=50_000)),
        ("mend", BROKEN, set_to(load=50_000)),
        ("heal data", BROKEN, set_to(load=50_000)),  # words of before, and of visitors
        ("repair", BROKEN, set_to(load=50_000)),
        ("load 80k", BROKEN, set_to(broken=frozenset({"data"}), load=80_000)),
        ("trace place-order", BROKEN, set_to(broken=frozenset({"data"}), load=50_000, trace="place-order")),
    ],
)
def test_a_line_leads_where_its_link_leads(portfolio: Portfolio, line: str, state: TopologyState, place: Place) -> None:
    assert read_line(line, portfolio, state).place == place


@pytest.mark.parametrize(
    ("line", "ordered"),
    [
        ("theme paper", Ordered("theme", "paper")),
        ("ask  Why did it fail?", Ordered("ask", "Why did it fail?")),
        (" : quit ", Ordered("quit")),
    ],
)
def test_a_line_may_lead_nowhere(portfolio: Portfolio, line: str, ordered: Ordered) -> None:
    assert read_line(line, portfolio, CALM) == ordered


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("brake data", "there is no command “brake”; the nearest: break"),
        ("break dta", "no box is called “dta”; the nearest: data"),
        ("trace order", "no request is called “order”; the nearest: place-order"),
        ("load lots", "the load is “lots”: expected events a second from 1k to 100k"),
        ("theme papr", "no theme is called “papr”; the nearest: paper"),
        ("open essay", "nothing here is called “essay”; the nearest: essays"),
        ("break", "`break` wants boxes behind it"),
        ("essays/nothing-there", "nothing here is called “essays/nothing-there”"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_nearest_name(portfolio: Portfolio, line: str, sentence: str) -> None:
    with pytest.raises(LinkError) as wrong:
        read_line(line, portfolio, CALM)
    assert str(wrong.value).startswith(sentence)


@pytest.mark.parametrize(
    ("line", "state", "lines"),
    [
        ("", CALM, ["open ", "break ", "mend", "load ", "trace ", "drill", "theme ", "tour", "ask "]),
        ("br", CALM, ["break "]),
        ("break da", CALM, ["break data"]),
        ("break data,ev", CALM, ["break data,events"]),
        ("mend ", BROKEN, ["mend data"]),
        ("heal ", BROKEN, ["mend data"]),
        ("theme p", CALM, ["theme paper"]),
        ("load 8", CALM, ["load 80k"]),
        ("trace ord", CALM, ["trace place-order"]),
        ("open topology?l", CALM, ["open topology?load="]),
        ("open topology?break=data&trace=pl", CALM, ["open topology?break=data&trace=place-order"]),
        ("open work/order-pipeline#outc", CALM, ["open work/order-pipeline#outcome"]),
        ("nothing of that kind", CALM, []),
    ],
)
def test_a_line_is_completed(portfolio: Portfolio, line: str, state: TopologyState, lines: list[str]) -> None:
    found = [choice.line for choice in completions(line, portfolio, state)]
    assert found[: len(lines)] == lines
    assert lines or not found


@pytest.mark.parametrize("verb", VERBS)
def test_every_completion_of_a_verb_reads(portfolio: Portfolio, verb: str) -> None:
    for choice in completions(f"{verb} ", portfolio, BROKEN):
        assert read_line(choice.line, portfolio, BROKEN).verb == verb


# -- in the rooms


def hint(app: PortfolioApp) -> str:
    return str(app.screen.query_one("#hint", Static).render())


async def test_a_colon_opens_it_from_the_empty_question_and_a_typed_one_keeps_its_colon(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon")
        assert isinstance(app.screen, CommandOverlay)
        await press(pilot, "escape", *"Is", "colon", *"x")
        assert not isinstance(app.screen, CommandOverlay)
        assert app.screen.query_one(Input).value == "Is:x"


async def test_a_form_keeps_its_colons(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", "tab", "colon")
        assert app.room.NAME == "contact"
        assert ":" in [field.value for field in app.screen.query(Input)]


async def test_what_is_begun_is_completed_and_done(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"br", "tab")
        assert app.screen.query_one(Input).value == "break "
        await press(pilot, *"wor", "enter")
        assert here(app) == "topology/workers"
        assert app.room.state == TopologyState(frozenset({"workers"}), load=50_000)
        await press(pilot, "full_stop", "colon", *"mend", "enter")
        room: Any = app.room
        assert (room.situation.failed, room.situation.backlog.waiting) == (frozenset(), (0, 3_000_000))
        assert here(app) == "topology/workers"
        await press(pilot, "escape", "escape", "escape")
        assert app.room.NAME == "home"


async def test_what_is_wrong_stands_above_the_line_until_it_is_mended(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"load 5x", "enter")
        assert hint(app) == "The load is “5x”: expected events a second from 1k to 100k."
        await press(pilot, "backspace")
        assert "esc close" in hint(app)
        await press(pilot, "k", "enter")
        assert here(app) == "topology"
        assert app.room.state == TopologyState(load=5_000)


async def test_a_completion_is_chosen_by_arrows_and_by_mouse(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"theme ", "down", "enter")
        assert app.theme == "paper"
        await press(pilot, "colon", *"theme ")
        await pilot.click("#found", offset=(4, 0))
        await settle(pilot)
        assert app.theme == "ink"


async def test_an_empty_line_closes_it(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "colon", "enter")
        assert (here(app), len(app.screen_stack)) == ("essays", 1)


async def test_a_question_and_the_end_can_be_ordered(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"ask why", "enter")
        await app.workers.wait_for_complete()
        assert [question for question, _ in assistant.asked] == ["why"]
        await press(pilot, "shift+tab", "colon", *"quit")
        await pilot.press("enter")
        await pilot.pause()
        assert app._exit


async def test_a_line_that_is_sent_whole_is_a_command_where_it_begins_with_a_colon(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(events.Paste(":break data\n"))
        await settle(pilot)
        await settle(pilot)
        assert here(app) == "topology/data"
        app.post_message(events.Paste(":brake data\n"))
        await settle(pilot)
        assert [note.message for note in app._notifications] == ["There is no command “brake”; the nearest: break."]
