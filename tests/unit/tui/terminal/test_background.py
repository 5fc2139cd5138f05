"""Light and dark by the terminal's own word: the reply is heard, and no part of it is ever typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.message import Message
from textual.widgets import Input

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tui.terminal.background import BackgroundTold, is_light
from tui.terminal.input_parser import COMMAND_SECONDS, DUE_SECONDS, PATIENCE_SECONDS, InputParser

LIGHT, DARK = "\x1b]11;rgb:fafa/f9f9/f4f4\x1b\\", "\x1b]11;rgb:0d/11/10\x07"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("textual._parser.get_time", clock)
    return clock


def heard(parser: InputParser, clock: Clock, *pieces: str | float) -> list[bool | str]:
    """Feed pieces, and wait where there is a number. Returns what was told and which keys were typed."""
    messages: list[Message] = []
    for piece in (*pieces, 2 * PATIENCE_SECONDS):
        if isinstance(piece, str):
            messages += parser.feed(piece)
        else:
            clock.now += piece
            messages += parser.tick()
    return list(_named(messages))


def _named(messages: list[Message]) -> Iterator[bool | str]:
    for message in messages:
        if isinstance(message, BackgroundTold):
            yield message.light
        elif isinstance(message, events.Key):
            yield message.key
        else:
            yield type(message).__name__


@pytest.mark.parametrize(
    ("reply", "light"),
    [
        ("11;rgb:ffff/ffff/ffff", True),
        ("11;rgb:0000/0000/0000", False),
        ("11;rgb:fd/f6/e3", True),
        ("11;rgb:0/2b/36", False),
        ("11;rgba:ffff/ffff/ffff/8000", True),
        ("11;rgb:FFFF/FFFF/0000", True),
        ("11;rgb:0000/0000/ffff", False),
        ("11;?", None),
        ("10;rgb:ffff/ffff/ffff", None),
        ("11;rgb:fffff/0/0", None),
        ("11;rgb:zz/0/0", None),
        ("11;rgb:" + "f" * 500, None),
        ("", None),
    ],
)
def test_a_reply_names_a_light_colour_or_a_dark_one(reply: str, light: bool | None) -> None:
    assert is_light(reply) is light


@pytest.mark.parametrize(("reply", "light"), [(LIGHT, True), (DARK, False)])
def test_a_reply_is_heard_once_and_not_typed(clock: Clock, reply: str, light: bool) -> None:
    assert heard(InputParser(clock=clock), clock, reply, reply) == [light]


@pytest.mark.parametrize("at", range(1, len(LIGHT)))
@pytest.mark.parametrize("pause", [0.0, 0.3])
def test_a_reply_in_two_pieces_is_heard(clock: Clock, at: int, pause: float) -> None:
    assert heard(InputParser(clock=clock), clock, LIGHT[:at], pause, LIGHT[at:]) == [True]


def test_what_is_typed_around_a_reply_arrives(clock: Clock) -> None:
    parser = InputParser(clock=clock)
    assert heard(parser, clock, f"ab{LIGHT}c\x1b[A") == ["a", "b", "c", "up", True]


def test_a_late_reply_changes_nothing_and_is_not_typed(clock: Clock) -> None:
    assert heard(InputParser(clock=clock), clock, DUE_SECONDS + 1, LIGHT, "x") == ["x"]


@pytest.mark.parametrize(
    "command", ["\x1b]52;c;aGk=\x07", "\x1b]4;1;rgb:ff/ff/ff\x1b\\", "\x1b]11;" + "f" * 9000 + "\x07"]
)
def test_other_commands_are_not_typed_either(clock: Clock, command: str) -> None:
    assert heard(InputParser(clock=clock), clock, command, "x") == ["x"]


def test_a_reply_that_was_cut_off_ends_with_the_next_key_or_a_second_later(clock: Clock) -> None:
    assert heard(InputParser(clock=clock), clock, LIGHT[:-6], "\x1b[A", "x") == ["up", "x"]
    assert heard(InputParser(clock=clock), clock, LIGHT[:-6], "\r", "x") == ["enter", "x"]
    assert heard(InputParser(clock=clock), clock, LIGHT[:-6], COMMAND_SECONDS + 0.1, *"hello") == list("hello")


def test_nobody_types_for_longer_than_a_second_into_a_reply_that_was_cut_off(clock: Clock) -> None:
    typed = [piece for letter in "abcdefgh" for piece in (0.3, letter)]
    assert heard(InputParser(clock=clock), clock, LIGHT[:-6], *typed) == list("defgh")


def test_escape_is_a_key_sooner_once_the_reply_is_there(clock: Clock) -> None:
    assert heard(InputParser(clock=clock), clock, "\x1b", 0.2, "x") == ["alt+x"]
    assert heard(InputParser(clock=clock), clock, LIGHT, "\x1b", 0.2, "x") == [True, "escape", "x"]


def test_alt_and_a_bracket_is_still_a_key(clock: Clock) -> None:
    assert heard(InputParser(clock=clock), clock, LIGHT, "\x1b]", 0.2, "1") == [True, "right_square_bracket", "1"]


def test_a_paste_keeps_what_looks_like_a_reply(clock: Clock) -> None:
    assert heard(InputParser(clock=clock), clock, "\x1b[200~11;rgb:ff/ff/ff\x1b[201~") == ["Paste"]


# -- the app


async def test_the_app_takes_the_theme_that_suits_the_background(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        for light, theme in ((True, "paper"), (False, "ink")):
            app.post_message(BackgroundTold(light))
            await settle(pilot)
            assert app.theme == theme
        assert app.screen.query_one(Input).value == ""
    assert not (tmp_path / "data").exists(), "what the terminal says is not the visitor's choice"


@pytest.mark.parametrize("local", [True, False])
async def test_a_visitors_choice_stands(tiny_portfolio: Portfolio, tmp_path: Path, local: bool) -> None:
    app = app_of(tiny_portfolio, tmp_path, local=local)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["ctrl+t"] * 4)  # once through all themes
        assert app.theme == "ink"
        app.post_message(BackgroundTold(True))
        await settle(pilot)
        assert app.theme == "ink"


async def test_a_remembered_choice_stands(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "preferences.json").write_text('{"theme": "ink"}')
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(BackgroundTold(True))
        await settle(pilot)
        assert app.theme == "ink"
