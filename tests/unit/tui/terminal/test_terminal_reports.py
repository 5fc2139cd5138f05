"""Reports and rare keys: nothing that a terminal says of itself is typed, and two keys are what the hand meant.

The sequences are those that Textual 8.2.8 types or takes for other keys.
"""

from __future__ import annotations

import pytest
from textual import events, messages
from textual.message import Message

from tui.terminal.background import BackgroundTold
from tui.terminal.input_parser import InputParser

REPORTS = {
    "theme, dark": "\x1b[?997;1n",
    "theme, light": "\x1b[?997;2n",
    "device attributes": "\x1b[?62;c",
    "device attributes of xterm": "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c",
    "second device attributes": "\x1b[>41;354;0c",
    "third device attributes": "\x1bP!|00000000\x1b\\",
    "name and version": "\x1bP>|XTerm(388)\x1b\\",
    "a setting": "\x1bP1$r0m\x1b\\",
    "a capability": "\x1bP1+r544e=787465726d\x1b\\",
    "a picture": "\x1b_Gi=1;OK\x1b\\",
    "status": "\x1b[0n",
    "cursor": "\x1b[12;40R",
    "cursor and page": "\x1b[?12;40;1R",
    "size in cells": "\x1b[8;24;80t",
    "size in pixels": "\x1b[4;600;800t",
    "size of a cell": "\x1b[6;18;9t",
    "a mode of ANSI": "\x1b[12;2$y",
    "flags of the keyboard": "\x1b[?31u",
    "parameters": "\x1b[2;1;1;128;128;1;0x",
    "synchronized output": "\x1b[?2026;2$y",
    "colour": "\x1b]11;rgb:0000/0000/0000\x1b\\",
}


def keys(parser: InputParser, text: str, at_once: bool = True) -> list[str]:
    fed: list[Message] = []
    for piece in [text] if at_once else list(text):
        fed += parser.feed(piece)
    return [message.key for message in fed if isinstance(message, events.Key)]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))
def test_no_report_is_typed(report: str, at_once: bool) -> None:
    assert keys(InputParser(), f"a{report}b{report}c", at_once) == ["a", "b", "c"]


@pytest.mark.parametrize(("report", "light"), [("\x1b[?997;1n", False), ("\x1b[?997;2n", True)])
def test_a_change_of_the_theme_is_told_each_time(report: str, light: bool) -> None:
    told = [message for message in InputParser().feed(report * 2) if isinstance(message, BackgroundTold)]
    assert [message.light for message in told] == [light, light]


def test_textual_still_hears_that_frames_are_shown_at_once() -> None:
    heard = list(InputParser().feed("\x1b[?2026;2$y"))
    assert [type(message) for message in heard] == [messages.TerminalSupportsSynchronizedOutput]


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        ("\x1b\r", "alt+enter"),
        ("\x1b[13;3u", "alt+enter"),
        ("\x1b[27;2;13~", "shift+enter"),
        ("\x1b[27;5;13~", "ctrl+enter"),
        ("\x1b[27;5;105~", "ctrl+i"),
        ("\x1b[A", "up"),
        ("\x1b[1;5C", "ctrl+right"),
        ("\x1b[3~", "delete"),
        ("\x1b[Z", "shift+tab"),
        ("\x1bOP", "f1"),
    ],
)
def test_keys_stay_keys(sequence: str, key: str) -> None:
    assert keys(InputParser(), f"{sequence}\x1b[B") == [key, "down"]
