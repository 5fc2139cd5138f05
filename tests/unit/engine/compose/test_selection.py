"""Which excerpts make an answer: what answers first, what supports it behind, each passage in its own order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.compose.excerpts import rank
from engine.compose.selection import LONG, SHORT, Length, best, opening, supporting, words_in
from engine.events import Shape
from engine.retrieve.meanings import Meaning
from tests.fakes.engine import FakeMeanings, excerpt, passage
from tests.fakes.questions import asked

SAME = Meaning(np.ones(1, dtype=np.float32), np.ones((1, 1), dtype=np.float32))


def test_the_answer_is_the_sentence_that_was_asked_for() -> None:
    passages = [passage(0, "Workers wait in line. The relay publishes the outbox. Nobody sleeps at night.")]
    assert (
        best(rank(asked("Who publishes the outbox?"), passages, FakeMeanings()))[0].text
        == "The relay publishes the outbox."
    )


def test_a_leaning_sentence_brings_what_it_leans_on() -> None:
    passages = [passage(0, "The relay reads the log. It publishes every event to Kafka.")]
    answer = [item.text for item in best(rank(asked("publishes every event to Kafka"), passages, FakeMeanings()))]
    assert answer == ["The relay reads the log.", "It publishes every event to Kafka."]


def test_nothing_is_said_twice() -> None:
    passages = [passage(0, "The relay publishes every event."), passage(1, "The relay publishes every event.")]
    assert len(best(rank(asked("relay publishes events"), passages, FakeMeanings()))) == 1


def test_no_passage_gives_no_answer() -> None:
    assert best(rank(asked("anything"), [], FakeMeanings())) == []


def test_neighbors_that_are_alike_but_say_other_things_are_both_said() -> None:
    one = excerpt(("A steady error ratio never fires that alert.",), 1, 0, 0.9, meaning=SAME)
    other = excerpt(("A blip of six minutes wakes somebody up.",), 1, 1, 0.8, meaning=SAME)
    again = excerpt(("A steady error ratio, however, never fires the alert.",), 2, 0, 0.85, meaning=SAME)
    assert best([one, other, again]) == [one, other]


def test_what_fits_much_worse_than_the_best_fills_no_answer_up() -> None:
    first = excerpt(("The relay publishes every event.",), 1, 0, 1.0)
    near = excerpt(("Workers answer much later.",), 1, 2, SHORT.share + 0.01)
    far = excerpt(("Dashboards are archived after a while.",), 1, 4, SHORT.share - 0.01)
    assert best([first, near, far]) == [first, near]


def test_no_row_without_a_word_of_the_question_supports_what_was_written_as_the_answer() -> None:
    prose = excerpt(("The relay publishes every event.",), 1, 0, 1.0)
    row = excerpt(("Queue: Kafka; Where: the backbone.",), 1, 2, 0.95, shapes=(Shape("row"),))
    written = replace(prose, leads=True)
    assert best([written, row]) == [written]
    assert best([written, replace(row, likeness=0.5)]) == [written, row]  # it has a word of the question
    assert best([prose, row]) == [prose, row]


def test_what_supports_from_another_passage_fits_better_than_what_stands_in_the_same() -> None:
    first = excerpt(("The relay publishes every event.",), 1, 0, 1.0)
    between = (SHORT.share + SHORT.elsewhere) / 2
    same = excerpt(("Workers answer much later.",), 1, 2, between)
    other = excerpt(("Dashboards are archived after a while.",), 2, 0, between)
    fitter = excerpt(("Brokers store each event twice.",), 2, 2, SHORT.elsewhere + 0.01)
    assert best([first, same, other, fitter]) == [first, fitter]  # never back to the passage that was left
    assert best([first, same, other]) == [first, same]
    assert best([first, same, other], Length(3, 60, SHORT.share, apart=3)) == [first, same, other]


def test_what_comes_third_goes_on_where_the_second_ended() -> None:
    first = excerpt(("The relay publishes every event.",), 1, 0, 1.0)
    second = excerpt(("Workers answer much later.",), 1, 2, 0.9)
    next_to_it = excerpt(("They retry for a day.",), 1, 3, 0.8)
    further = excerpt(("Dashboards are archived after a while.",), 1, 4, 0.88)
    assert best([first, second, further]) == [first, second]
    assert best([first, second, next_to_it, further]) == [first, second, next_to_it]
    assert best([first, second, further], LONG) == [first, second, further]


def test_what_only_says_what_a_document_is_about_opens_an_answer_and_supports_none() -> None:
    first = excerpt(("The relay publishes every event.",), 1, 0, 1.0)
    about = excerpt(("Relays, outboxes, and what they cost.",), 2, 0, 0.99, shapes=(Shape("about"),))
    assert best([first, about]) == [first]
    assert best([about]) == [about]


def test_an_answer_ends_before_it_is_too_long_and_is_longer_where_more_is_asked_for() -> None:
    many = [excerpt((f"{number} " * 19 + "end.",), number, 0, 1.0) for number in range(1, 9)]
    assert words_in(best(many)) <= SHORT.words < words_in(best(many, LONG)) <= LONG.words
    assert supporting(many, many[: SHORT.excerpts]) == []


def test_the_first_paragraph_of_what_was_written_as_the_answer_is_quoted() -> None:
    text = "Rates are not stated here. A message on that screen gets an answer.\nAn hour of this has no fixed price."
    answer = best(rank(asked("What do you charge?"), [passage(0, text)], FakeMeanings(), leading=1))
    assert [item.text for item in answer[:2]] == text.splitlines()[0].replace("here. ", "here.|").split("|")


def test_what_leads_does_not_keep_other_good_sentences_out() -> None:
    leading = excerpt(("This portfolio does not state rates.",), 1, 0, 1.1, leads=True)
    further = excerpt(("A price follows from the scope of the work.",), 2, 0, 0.75)
    assert best([leading, further]) == [leading, further]


def test_of_two_equal_sentences_the_neighbor_of_what_is_said_is_chosen() -> None:
    first = excerpt(("The relay reads the table.",), 1, 0, 1.0)
    elsewhere = excerpt(("Brokers store events.",), 2, 4, 0.75)
    neighbor = excerpt(("Workers answer later.",), 1, 1, 0.74)
    assert best([first, elsewhere, neighbor])[:2] == [first, neighbor]


def test_an_example_brings_the_claim_that_it_is_for() -> None:
    claim = excerpt(("Errors multiply along the pipeline.",), 1, 0, 0.1)
    example = excerpt(("Suppose three stages are right nine times in ten.",), 1, 1, 0.9)
    assert best([claim, example]) == [claim, example]


def test_an_answer_does_not_begin_with_a_condition_where_something_else_is_about_as_good() -> None:
    condition = excerpt(("If the relay fails, events wait.",), 1, 0, 0.85)
    plain = excerpt(("The outbox keeps every order.",), 2, 0, 0.8)
    assert best([condition, plain]) == [plain, condition]
    far = excerpt(("The outbox keeps every order.",), 2, 0, 0.7)
    assert best([condition, far]) == [condition, far]


def test_a_sentence_in_other_spelling_is_not_said_again_and_a_longer_one_is() -> None:
    one = excerpt(("I can help with architecture, delivery and execution.",), 1, 0, 0.9)
    other = excerpt(("I can help with architecture/delivery and execution too.",), 2, 0, 0.8)
    longer = excerpt(("Architecture, delivery and execution need a plan, a budget, a date and an owner.",), 3, 0, 0.75)
    assert best([one, other, longer]) == [one, longer]


def test_the_best_sentence_opens_wherever_it_stands_and_its_passage_is_quoted_in_order_behind_it() -> None:
    before = excerpt(("Tenants share a stack.",), 1, 0, 0.8)
    answer = excerpt(("Cells behind a router keep tenants apart.",), 1, 1, 1.0)
    last = excerpt(("Row policies guard each table.",), 1, 3, 0.9)
    middle = excerpt(("A router finds the cell of a tenant.",), 1, 2, 0.8)
    assert best([before, answer, middle, last]) == [answer, last]
    neighbor = excerpt(("A router finds the cell of a tenant.",), 1, 2, 0.85)
    assert best([before, answer, neighbor, last]) == [answer, neighbor, last]


def test_a_passage_is_not_gone_back_to() -> None:
    answer = excerpt(("Cells keep tenants apart.",), 1, 0, 1.0)
    other = excerpt(("A budget limits the blast radius.",), 2, 0, 0.9)
    late = excerpt(("Row policies guard each table.",), 1, 5, 0.8)
    assert best([answer, other, late]) == [answer, other]


def test_what_was_written_as_the_answer_opens_with_its_beginning() -> None:
    first = excerpt(("This portfolio does not state rates.",), 1, 0, 0.9, leads=True)
    second = excerpt(("A price follows from the scope.",), 1, 1, 1.1, leads=True)
    assert opening([first, second]) == [first]


def test_nothing_opens_that_leans_on_what_is_not_there() -> None:
    assert best([excerpt(("It then waits for the broker.",), 1, 3, 0.9)]) == []


def test_a_sentence_that_fits_as_well_right_above_the_best_opens_before_it() -> None:
    fact = excerpt(("Each cell holds two hundred tenants.",), 1, 0, 0.97)
    answer = excerpt(("Cells behind a router keep tenants apart.",), 1, 1, 1.0)
    assert best([fact, answer]) == [fact, answer]
    lesser = excerpt(("Tenants share a stack.",), 1, 0, 0.9)
    assert best([lesser, answer]) == [answer]


def test_the_sentence_above_opens_where_it_is_as_good_without_what_its_kind_has_added() -> None:
    best_one = excerpt(("A day costs 980 euros.",), 1, 1, 0.7, suits=0.2)
    as_good = excerpt(("A review costs 9,500 euros.",), 1, 0, 0.68, suits=0.2)
    worse, other_kind = replace(as_good, score=0.67), replace(as_good, score=0.5, suits=0.0)
    assert opening([as_good, best_one]) == [as_good, best_one]
    assert opening([worse, best_one]) == [best_one]
    assert opening([other_kind, best_one]) == [best_one]
