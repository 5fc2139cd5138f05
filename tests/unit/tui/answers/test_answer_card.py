"""The card of an answer: all that was said and where it stands, safe to open, and written whole into a new file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.files import write_beside
from content.loader import Portfolio
from engine.events import Answer, Citation, Sentence, Trace
from tests.fakes.app import ScriptedAssistant, answer, app_of, press, settle
from tests.fakes.recordings import Playback
from tui.answers.answer_card import answer_card
from tui.drawing.trace.record import AnswerRecord

SVG = "{http://www.w3.org/2000/svg}"


def texts(card: str) -> str:
    root = ET.fromstring(card)
    return " ".join(" ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text")).split())


def record_of(*events: object) -> AnswerRecord:
    return AnswerRecord.of_events(events)  # type: ignore[arg-type]


def told(sentences: Iterable[str], title: str = "A Study", question: str = "Why?") -> AnswerRecord:
    said = tuple(Sentence(text, True, (1,), 1.0, "", 0.0) for text in sentences)
    cited = Citation(1, "work/a-study#problem", title, "Problem", "-")
    whole = Answer(question, " ".join(sentences), "answer", said, (cited,), (), Trace("-", "copy", (), 0.1))
    return record_of(*said, whole)


def test_it_holds_the_question_every_sentence_and_every_source() -> None:
    record = AnswerRecord.of_events(Playback("outbox").ask("What does the outbox buy?"))
    assert record.answer is not None
    card = texts(answer_card(record, "Somebody"))
    assert record.answer.question in card
    for sentence in record.answer.sentences:
        if sentence.shown:
            assert " ".join(sentence.text.split()[:4]) in card
    for citation in record.answer.citations:
        assert f"[{citation.number}]" in card
        assert citation.title in card
    assert card.endswith("Somebody")


def test_what_was_withheld_is_not_on_it() -> None:
    said = (Sentence("This is so.", True, (1,), 1.0, "", 0.0), Sentence("This is not.", False, (), 0.1, "", 0.0))
    whole = Answer("Why?", "This is so. [1]", "answer", said, (), (), Trace("-", "copy", (), 0.1))
    card = texts(answer_card(record_of(*said, whole), "Somebody"))
    assert "This is so." in card
    assert "This is not." not in card


def test_an_answer_that_declines_is_told_in_its_own_words() -> None:
    whole = Answer("Why?", "This portfolio does not say.", "not-in-portfolio", (), (), (), Trace("-", "-", (), 0.1))
    assert "This portfolio does not say." in texts(answer_card(record_of(whole), "Somebody"))


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_hostile_text_stays_text(question: str, sentence: str, owner: str) -> None:
    hostile = "</text><script>alert(1)</script>\x1b[2J\u202e"
    card = answer_card(told([sentence + hostile], question=question + hostile), owner + hostile)
    root = ET.fromstring(card)
    assert {each.tag for each in root.iter()} <= {f"{SVG}{name}" for name in ("svg", "title", "style", "rect", "text")}
    assert "\x1b" not in card
    assert "\u202e" not in card


def test_a_card_is_written_into_a_new_file_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [write_beside("answer", "svg", text).name for text in "ab"] == ["answer.svg", "answer-2.svg"]
    assert (tmp_path / "answer.svg").read_text("utf-8") == "a"
    assert len(list(tmp_path.iterdir())) == 2


async def test_s_saves_the_newest_answer_on_the_visitors_own_machine_alone(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for local in (True, False):
        app = app_of(portfolio, tmp_path, ScriptedAssistant(), start="ask", local=local)
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, *"why", "enter")
            while app.conversation.is_running:
                await pilot.pause(0.01)
            await settle(pilot)
            app.room.query_one("#dialogue").focus()
            await press(pilot, "S")
    [card] = tmp_path.glob("*.svg")
    assert answer("why").sentences[0].text in texts(card.read_text("utf-8"))
    assert answer("why").citations[0].title in card.read_text("utf-8")
