"""What a follow-up wishes of the answer before: more of the text, its first sentence, an example, a reason."""

from __future__ import annotations

from dataclasses import replace

from engine.compose.excerpts import rank
from engine.compose.selection import LONG, best, words_in
from engine.compose.wishes import further, shortest, suited
from engine.events import Shape, Told, Turn
from engine.tokenize.question import Question
from tests.fakes.engine import FakeMeanings, excerpt, passage
from tests.fakes.questions import asked

LINK = "essays/outbox"
TEXT = "Nobody is here.\nThe relay reads the outbox. It publishes each event once.\nA crash repeats the last event."


def after(wish: str, *told: str, question: str = "Who reads the outbox?") -> Question:
    return asked(
        wish, [Turn(question, " ".join(told), (LINK,), tuple(Told(text, LINK, "The outbox") for text in told))]
    )


def texts(found: list) -> list[str]:  # type: ignore[type-arg]
    return [item.text for item in found]


def test_more_goes_on_below_what_was_told_in_the_order_of_the_text() -> None:
    question = after("tell me more", "The relay reads the outbox.")
    found = further(question, [passage(0, TEXT), passage(1, "Another section follows the first one.")])
    assert texts(found) == [
        "It publishes each event once.", "A crash repeats the last event.", "Another section follows the first one.",
    ]  # fmt: skip


def test_more_of_all_that_stands_below_is_what_stands_above() -> None:
    text = "Somebody has to write events down. The relay reads the outbox."
    question = after("tell me more", "The relay reads the outbox.")
    assert texts(further(question, [passage(0, text)])) == ["Somebody has to write events down."]


def test_more_than_everything_is_nothing() -> None:
    question = after("tell me more", "The relay reads the outbox.")
    assert further(question, [passage(0, "The relay reads the outbox.")]) == []


def test_more_is_not_everything_at_once_and_holds_no_rows_of_tables() -> None:
    lines = [f"Sentence {number} says what nobody said before it did." for number in range(40)]
    row = Shape("row", ("Need", "Choice"), ("replay", "a topic"))
    text = "\n".join(("Need: replay; Choice: a topic, with a long retention.", *lines))
    found = further(after("tell me more"), [replace(passage(0, text), shapes=(row, *(Shape() for _ in lines)))])
    assert found[0].text.startswith("Sentence 0")
    assert len(found) == LONG.excerpts
    assert words_in(found) <= LONG.words


def test_a_list_is_told_once() -> None:
    text = "The relay reads the outbox.\nIt makes two promises:\nEach event is sent once.\nNo event is ever lost."
    found = further(after("tell me more", "The relay reads the outbox."), [passage(0, text)])
    assert texts(found) == ["It makes two promises: Each event is sent once. No event is ever lost."]


def test_the_short_version_is_the_first_sentence_of_the_answer_before() -> None:
    question = after("shorter please", "It publishes each event once.", "A crash repeats the last event.")
    assert texts(shortest(question, [passage(0, TEXT)])) == ["It publishes each event once."]
    titled = after("shorter please", "The outbox (2025): A crash repeats the last event.", "Nobody is here.")
    assert texts(shortest(titled, [passage(0, TEXT)])) == ["A crash repeats the last event."]


def test_an_example_comes_before_what_fits_better() -> None:
    claim = excerpt(("The relay reads every row of the outbox.",), 1, 0, 0.9)
    example = excerpt(("For example, ten orders make ten rows.",), 1, 4, 0.7)
    question = after("give me an example", "Rows wait.")
    assert best(suited(question, [claim, example], [passage(0, "")]))[0].text == example.text


def test_a_reason_comes_before_what_fits_better() -> None:
    claim = excerpt(("The relay reads every row of the outbox.",), 1, 0, 0.9)
    reason = excerpt(("Rows wait because a broker may be down.",), 1, 4, 0.7)
    assert best(suited(after("why?", "Rows wait."), [claim, reason], [passage(0, "")]))[0].text == reason.text


def test_what_was_heard_is_left_out_unless_it_was_pointed_at() -> None:
    told = ("It makes two promises:", "Each event is sent once.", "No event is ever lost.")
    ranked = rank(asked("No event is ever lost"), [passage(0, "\n".join(told))], FakeMeanings())
    pointed, another = after("what is the second one?", *told), after("and what is lost?", *told)
    assert told[2] in texts(suited(pointed, ranked, [passage(0, "")]))
    fresh = [*ranked, excerpt(("Nothing is lost on the way.",), 1, 9, 0.5)]
    assert told[2] not in texts(suited(another, fresh, [passage(0, "")]))


def test_what_stands_alone_is_left_as_it_is() -> None:
    ranked = [excerpt(("Rows wait for the relay.",), 1, 0, 0.9)]
    assert suited(asked("Who reads the outbox?"), ranked, [passage(0, "")]) == ranked
