"""Sentences that come in pieces are the sentences of the whole; each settles as soon as the next begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import Drafted, Sentence
from engine.stream.sentences import MARKS, checked
from tests.fakes.engine import ENGLISH, of
from tests.places import DATA

PARAGRAPHS = (DATA / "sentences.txt").read_text(encoding="utf-8").strip().split("\n\n")


class Accept:
    language = ENGLISH

    def check(self, text: str) -> Sentence:
        return Sentence(text, True, (), 1.0, "", 0.0)


@pytest.mark.parametrize("step", [1, 3, 7])
@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda paragraph: paragraph[:30])
def test_pieces_make_the_same_sentences(paragraph: str, step: int) -> None:
    text = paragraph.replace("\n", " ")
    drafts = [Drafted(0, text[start : start + step], 0, 0.0) for start in range(0, len(text), step)]
    said = [item.text for item in checked(drafts, Accept()) if isinstance(item, Sentence)]
    assert said == [line.strip(MARKS).replace("`", "") for line in paragraph.split("\n")]


def sentences(*pieces: str) -> list[str]:
    drafts = [Drafted(index, piece, index, 0.0) for index, piece in enumerate(pieces)]
    return [event.text for event in of(Sentence, list(checked(drafts, Accept()))) if event.shown]


def test_a_sentence_settles_when_the_next_ones_first_word_stands() -> None:
    drafts = iter([Drafted(0, "One is here. Two", 0, 0.0), Drafted(1, " is", 1, 0.0), Drafted(2, " here.", 2, 0.0)])
    stream = checked(drafts, Accept())
    assert isinstance(next(stream), Drafted)
    assert isinstance(next(stream), Drafted), "the word behind a full stop may take it back: at 4 a.m. CET"
    settled = next(stream)
    assert isinstance(settled, Sentence)
    assert settled.text == "One is here."


def test_an_unfinished_sentence_is_withheld() -> None:
    assert sentences("One is here. The relay publishes to") == ["One is here."]


def test_a_model_that_goes_in_circles_is_stopped() -> None:
    assert sentences("One is here. ", "Two is here. ", "One is here. ", "Three is here.") == [
        "One is here.",
        "Two is here.",
    ]


def test_decimals_and_abbreviations_do_not_end_a_sentence() -> None:
    text = "A threshold of 0.46 refuses 92 % of them, e.g. the weather."
    assert sentences(*text) == [text]


@given(st.lists(st.text(), max_size=12))
def test_whatever_the_model_emits_text_comes_out(pieces: list[str]) -> None:
    drafts = [Drafted(index, piece, index, 0.0) for index, piece in enumerate(pieces)]
    for event in of(Sentence, list(checked(drafts, Accept()))):
        assert not any(ord(char) < 32 and char not in "\n\t" for char in event.text)
        assert "\x1b" not in event.text
        assert "\x9b" not in event.text
