"""What a text asks is found: several questions in one, and the one behind an introduction."""

from __future__ import annotations

import pytest

from engine.language.language import language
from engine.tokenize.asked import Inquiry, asked_in
from tests.fakes.engine import ENGLISH


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("What is the pipeline? How did it fail?", ("What is the pipeline?", "How did it fail?")),
        ("Do you do on-call work and what do you cost?", ("Do you do on-call work?", "what do you cost?")),
        (
            "Which searches do you combine, why do you combine them, and how do you measure it?",
            ("Which searches do you combine?", "why do you combine them?", "how do you measure it?"),
        ),
        ("What do you do and what does a day cost?", ("What do you do?", "what does a day cost?")),
        ("Who are you and what do you offer?", ("Who are you?", "what do you offer?")),
        ("Are you free in May? And where are you based?", ("Are you free in May?", "And where are you based?")),
    ],
)
def test_several_questions_are_told_apart(text: str, questions: tuple[str, ...]) -> None:
    assert asked_in(text, ENGLISH) == Inquiry(questions)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Hello, I run IT for a clinic. We have one monolith. How would you start?",
            Inquiry(("How would you start?",), "Hello, I run IT for a clinic. We have one monolith."),
        ),
        (
            "We lose orders at peak, how would you find the reason?",
            Inquiry(("how would you find the reason?",), "We lose orders at peak"),
        ),
        (
            "How do you handle this? Our queue grows without limit.",
            Inquiry(("How do you handle this?",), "Our queue grows without limit."),
        ),
        (
            "My boss wants a chatbot. What can go wrong, and what would you do first?",
            Inquiry(("What can go wrong?", "what would you do first?"), "My boss wants a chatbot."),
        ),
    ],
)
def test_what_is_told_is_told_apart_from_what_is_asked(text: str, asked: Inquiry) -> None:
    assert asked_in(text, ENGLISH) == asked


@pytest.mark.parametrize(
    "text",
    [
        "What did you choose, and why?",
        "How do you know what works and what does not?",
        "Kafka? Why?",
        "order pipeline",
        "Tell me about the outbox. Thanks.",
        "?",
        "",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert asked_in(text, ENGLISH) == Inquiry((text,))


def test_marks_of_other_scripts_end_questions_in_a_language_without_data() -> None:
    text = "Что такое очередь? Когда она полна?"
    assert asked_in(text, language("ru")).questions == ("Что такое очередь?", "Когда она полна?")
