"""An answer as it is printed: prose as it comes, lists and tables once they are whole."""

from __future__ import annotations

import pytest

from cli.spoken import Speaker
from tests.fakes.said import CODE, EVERYTHING, ITEMS, ROWS, sentence


def test_lists_and_tables_stand_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    speaker = Speaker()
    for one in EVERYTHING:
        speaker.say(one)
    assert speaker.end()
    assert capsys.readouterr().out.splitlines() == [
        "Two ways: [1]",
        "- One waits.",
        "- One leaves. [1]",
        "Sized so. [1]",
        "Quantity   Result",
        "─" * 18,
        "in         50 MB/s",
        "a|b        [2]",
    ]


def test_prose_is_printed_as_it_comes_and_a_list_once_it_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    speaker = Speaker()
    speaker.say(sentence("It waits.", 1))
    speaker.say(sentence("It leaves.", 1))
    assert capsys.readouterr().out == "It waits. [1] It leaves. [1]"
    speaker.say(ITEMS[0])
    assert capsys.readouterr().out == "\n"
    speaker.end()
    assert capsys.readouterr().out == "- One waits. [1]\n"


def test_what_is_quoted_from_another_place_is_a_paragraph_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    speaker = Speaker()
    for text, number in (("It waits.", 1), ("It leaves.", 1), ("A relay polls.", 2)):
        speaker.say(sentence(text, number))
    speaker.end()
    assert capsys.readouterr().out == "It waits. [1] It leaves. [1]\n\nA relay polls. [2]\n"


def test_a_table_wider_than_the_terminal_is_said_in_sentences(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.spoken.columns", lambda: 16)
    speaker = Speaker()
    speaker.say(ROWS[0])
    speaker.end()
    assert capsys.readouterr().out == "- Quantity: in; Result: 50 MB/s. [2]\n"


def test_code_stands_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    speaker = Speaker()
    speaker.say(sentence("Sized so:", 2))
    speaker.say(CODE)
    speaker.end()
    assert capsys.readouterr().out == "Sized so: [2]\n    in   50 KB/s\n    out  5 KB/s\n"


def test_nothing_said_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert not Speaker().end()
    assert capsys.readouterr().out == ""
