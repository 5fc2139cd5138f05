"""A question is parsed once: every form of it, its terms, and the turn that it leans on."""

from __future__ import annotations

import pytest

from engine.events import Token, Turn
from engine.language.language import language
from engine.tokenize.question import PackWords, Question, read_question, tokenize

HELD = frozenset({"outbox", "color", "database", "kafka"})
ENGLISH = language("en").with_glossary({"db": "database"})
STEMS = {ENGLISH.stem(held) for held in HELD}
WORDS = PackWords(ENGLISH, HELD, lambda word: ENGLISH.stem(word) in STEMS, lambda word: word in HELD | {"which"})
BEFORE = Turn("Why did the order pipeline fail?", "It waited for payment.", ("work/order-pipeline",))


def test_each_form_of_a_question_is_made_from_the_one_before() -> None:
    question = read_question("hello, whats the colour of teh otubox DB?", WORDS)
    assert question.text == "hello, whats the colour of teh otubox DB?"
    assert question.alone == "whats the colour of teh otubox DB?"
    assert question.mended == "what is the color of teh outbox DB?"
    assert question.searched == "what is the color of teh outbox DB (database)?"
    assert question.words == ("whats", "the", "colour", "of", "teh", "otubox", "db")
    assert question.own_terms == {"color", "teh", "outbox", "db"}
    assert question.terms == ("color", "teh", "outbox", "db", "databas")
    assert not question.leans


def test_a_follow_up_knows_the_turn_that_it_leans_on_and_what_it_adds() -> None:
    question = read_question("and what about Kafka?", WORDS, (BEFORE,))
    assert question.before is BEFORE
    assert question.alone == "order pipeline fail: Kafka?"
    assert question.own == read_question("Kafka?", WORDS)
    assert question.leans
    assert question.terms == ("order", "pipelin", "fail", "kafka")


@pytest.mark.parametrize("history", [(), (BEFORE,)])
def test_a_question_of_its_own_leans_on_nothing(history: tuple[Turn, ...]) -> None:
    question = read_question("How do you keep many tenants apart in one database cluster?", WORDS, history)
    assert question.before is None
    assert question.own is None
    assert question.alone == question.text


TOLD = "We sell {} letters, stamps, books, maps, globes, clocks, lamps, rugs, chairs, pots, pans, cups and forks. "


@pytest.mark.parametrize(
    ("told", "asked", "bare"),
    [
        (TOLD.format("paper"), "Why Kafka?", None),
        (
            TOLD.format("paper"),
            "Why Kafka as database of a big outbox color?",
            "Why Kafka as database of a big outbox color?",
        ),
        (TOLD.format("paper") + TOLD.format("old").replace("s,", "es,"), "Why Kafka?", "Why Kafka?"),
        (TOLD.format("paper") + TOLD.format("old").replace("s,", "es,"), "What now?", None),
    ],
)
def test_a_question_in_a_long_text_is_searched_alone_and_a_short_one_only_in_a_pasted_text(
    told: str, asked: str, bare: str | None
) -> None:
    found = [read_question(text, WORDS).bare for text in (told + asked, f"{asked} {told}")]
    assert [question and question.text for question in found] == [bare, bare]


class Letters:
    """A vocabulary of letters."""

    name = "letters"

    def pieces(self, text: str) -> tuple[Token, ...]:
        return tuple(Token(ord(letter), letter) for letter in text)


def test_the_first_stage_parses_a_question_and_shows_it_as_it_was_typed() -> None:
    question, tokenized = tokenize("teh otubox", Letters(), WORDS)
    assert question == read_question("teh otubox", WORDS)
    assert isinstance(question, Question)
    assert tokenized.question == "teh otubox"
    assert [token.piece for token in tokenized.tokens] == list("teh otubox")
    assert tokenized.tokenizer == "letters"
