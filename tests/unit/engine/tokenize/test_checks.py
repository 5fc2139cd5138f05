"""What may be asked: whatever a person pastes, without what nobody sees; nothing that a terminal would obey."""

from __future__ import annotations

import pytest

from engine.tokenize.checks import QuestionError, beginning, check_question


@pytest.mark.parametrize(
    "unseen",
    ["\ufeff", "\u200b", "\u200c", "\u200d", "\u00ad", "\u2060", "\u200e", "\u202e", "\u2066", "\U000e0041", "\uf0b7"],
)
def test_what_nobody_sees_is_dropped(unseen: str) -> None:
    assert check_question(f"{unseen}Why did the out{unseen}box wait?{unseen}") == "Why did the outbox wait?"


def test_white_space_is_folded() -> None:
    assert check_question("  Why\u2028did\tit\u00a0 wait?\r\n") == "Why did it wait?"


@pytest.mark.parametrize("text", ["", " \n", "\u200b\ufeff", "what\x1b[31m?", "what\x00?", "\ud800"])
def test_what_is_no_text_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(QuestionError, match="the question"):
        check_question(text)


@pytest.mark.parametrize(
    ("question", "read"),
    [("why now", "why now"), ("why nowadays", "why"), ("whynowadays", "whynowad"), ("whynowww and", "whynowww")],
)
def test_of_a_long_question_whole_words_are_read(question: str, read: str) -> None:
    assert beginning(question, 8) == read
