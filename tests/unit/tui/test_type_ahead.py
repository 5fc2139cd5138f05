"""Keys that arrive faster than the app can follow: each lands where it belongs, as if they had come one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of, here, press, settle
from tui.app import PortfolioApp
from tui.overlays.command import CommandOverlay
from tui.overlays.help import HelpOverlay
from tui.overlays.search import SearchOverlay
from tui.terminal.input_parser import InputParser
from tui.type_ahead import BLINK
from tui.widgets.ask_input import AskInput

SIZE = (100, 30)
NEVER = 3_600.0
NAMES = {"/": "slash", "?": "question_mark", " ": "space"}


async def send(pilot: Pilot[Any], text: str) -> None:
    """Hand a packet to the app, all of it at once, as a driver does."""
    for message in InputParser().feed(text):
        pilot.app.post_message(message)
    await settle(pilot)


def fields_of(app: PortfolioApp) -> list[str]:
    return [*(field.value for field in app.room.query(Input)), *(area.text for area in app.room.query(TextArea))]


@pytest.fixture
def make(tiny_portfolio: Portfolio, tmp_path: Path) -> Callable[..., PortfolioApp]:
    def make_app(**options: Any) -> PortfolioApp:
        return app_of(tiny_portfolio, tmp_path, ScriptedAssistant(), **options)

    return make_app


async def test_a_form_that_comes_in_one_packet_is_filled_and_sent(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8")
        await send(pilot, "Ann\ta@b.example\tHello")
        assert fields_of(app) == ["Ann", "a@b.example", "Hello"]
        await send(pilot, "\r")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert fields_of(app) == ["", "", ""]


async def test_rooms_and_what_they_open_come_in_one_packet(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        await send(pilot, "6jj\r")
        assert here(app) == f"essays/{app.portfolio.essays[min(2, len(app.portfolio.essays) - 1)].slug}"


async def test_what_is_searched_goes_to_the_search_that_opens(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5")
        await send(pilot, "/outbox")
        assert isinstance(app.screen, SearchOverlay)
        assert app.screen.query_one(Input).value == "outbox"


@pytest.mark.parametrize("room", ["home", "ask", "work"])
@pytest.mark.parametrize("blink", [0, BLINK])
@pytest.mark.parametrize("keys", [":trace", "3:trace"])
async def test_what_follows_a_colon_goes_to_the_command_line(
    make: Callable[..., PortfolioApp], room: str, keys: str, blink: float
) -> None:
    app = make(start=room)
    app.typed.blink = blink
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await send(pilot, keys)
        assert isinstance(app.screen, CommandOverlay)
        assert app.screen.query_one(Input).value == "trace"
        assert not any(fields_of(app))


@pytest.mark.parametrize("question", ["50k events per second, how?", "3t", "/etc is what?", "?? why", "1 or 2?"])
@pytest.mark.parametrize("room", ["home", "ask"])
async def test_a_question_may_begin_with_what_leads_elsewhere(
    make: Callable[..., PortfolioApp], question: str, room: str
) -> None:
    app = make(start=room)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await send(pilot, question)
        assert here(app) == room
        assert fields_of(app) == [question]


async def test_a_question_may_be_typed_letter_by_letter(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    app.typed.blink = NEVER
    async with app.run_test(size=SIZE) as pilot:
        for letter in "50k":
            await pilot.press(letter)
        await settle(pilot)
        assert fields_of(app) == ["50k"]


@pytest.mark.parametrize("room", ["home", "ask", "contact"])
async def test_a_first_digit_opens_its_room_at_once_and_is_taken_back_where_a_text_follows(
    make: Callable[..., PortfolioApp], room: str
) -> None:
    app = make(start=room)
    app.typed.blink = NEVER
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        places = [*app.visits.places]
        await pilot.press("5")
        while here(app) != "work" or not app.room.is_ready:  # while it still waits for what may follow
            await pilot.pause()
        assert not app.typed.is_settled
        await pilot.press("0")
        await settle(pilot)
        assert here(app) == room
        assert [text for text in fields_of(app) if text] == ["50"]
        assert app.visits.places == places


async def test_a_first_digit_leads_elsewhere_if_no_text_follows(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    app.typed.blink = NEVER
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await pilot.press("down")
        await settle(pilot)
        assert here(app) == "work"
        await press(pilot, "1")
        assert fields_of(app) == [""]


@pytest.mark.parametrize(
    ("keys", "at", "typed"), [("235", "work", ""), ("24/7?", "home", "24/7?"), ("22 of", "home", "22 of")]
)
async def test_who_looks_through_the_rooms_types_no_number(
    make: Callable[..., PortfolioApp], keys: str, at: str, typed: str
) -> None:
    app = make()
    app.typed.blink = NEVER
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        home = app.room
        await pilot.press("2")
        while here(app) != "services":  # a visitor who sees the room presses the next key
            await pilot.pause()
        for key in keys[1:]:
            await pilot.press(NAMES.get(key, key))
        await pilot.press("down")
        await settle(pilot)
        assert here(app) == at
        assert home.query_one(AskInput).value == typed


async def test_what_is_typed_after_a_while_goes_to_the_room(
    make: Callable[..., PortfolioApp],
) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.typed.blink = NEVER
        await pilot.press("6")
        while here(app) != "essays" or not app.room.is_ready:
            await pilot.pause()
        late = events.Key("j", "j")
        late.time += NEVER + 1
        app.post_message(late)
        await settle(pilot)
        assert here(app) == "essays"


async def test_the_key_of_the_room_itself_begins_a_question(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "1")
        assert fields_of(app) == ["1"]


async def test_help_opens_where_nothing_follows(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpOverlay)


@pytest.mark.parametrize(
    ("keys", "place", "typed"), [("why not", "home", ["why not"]), ("3t", "home", ["3t"]), ("7\t", "ask", [""])]
)
async def test_what_is_typed_before_the_first_frame_lands(
    make: Callable[..., PortfolioApp], keys: str, place: str, typed: list[str]
) -> None:
    app = make()
    for message in InputParser().feed(keys):
        app.post_message(message)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert here(app) == place
        assert fields_of(app) == typed


async def test_what_is_typed_before_a_link_has_opened_goes_there(make: Callable[..., PortfolioApp]) -> None:
    app = make(start="contact")
    for message in InputParser().feed("Ada"):
        app.post_message(message)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert here(app) == "contact"
        assert fields_of(app) == ["Ada", "", ""]


async def test_a_paste_waits_for_the_field_that_opens(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8")
        await send(pilot, "\x1b[200~Ada\x1b[201~\tx")
        assert fields_of(app) == ["Ada", "x", ""]


async def test_lines_typed_in_one_packet_are_questions_one_after_the_other(make: Callable[..., PortfolioApp]) -> None:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "what is one?\rwhat is two?\r")
        assert [turn.question for turn in app.conversation.turns] == ["what is one?", "what is two?"]


async def test_a_key_is_not_kept_for_ever(make: Callable[..., PortfolioApp], monkeypatch: pytest.MonkeyPatch) -> None:
    app = make()
    app.typed.patience = 0.05
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        monkeypatch.setattr(app.typed, "_is_ready", lambda: False)
        app.post_message(events.Key("6", "6"))
        while not app.typed.is_settled:
            await pilot.pause()
        await settle(pilot)
        assert app.room.NAME == "essays"
