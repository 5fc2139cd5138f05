"""Lists: whole or not at all, with the sentence that announces them, across the border of two passages."""

from __future__ import annotations

from dataclasses import replace

from engine.compose.excerpts import excerpts_of, rank
from engine.compose.selection import best
from engine.events import Candidate, Passage, Retrieved
from engine.language.sentences import sentences_of
from engine.retrieve.lists import completed, items_of
from engine.stream.sentences import quoted
from tests.fakes.engine import ENGLISH, FakeMeanings, passage
from tests.fakes.questions import asked

STEPS = ("Message: you say what hurts.", "Questions: I ask for figures.", "Proposal: I write it down.")


def lines(*texts: str) -> list[tuple[str, ...]]:
    return [sentences_of(text) for text in texts]


def test_an_announcement_without_a_colon_is_followed_by_the_labelled_items_that_it_counts() -> None:
    assert items_of("The work runs in three steps.", lines(*STEPS, "Other text."), (), ENGLISH).texts == STEPS


def test_an_announcement_without_a_colon_takes_no_prose_and_no_table_rows_for_its_items() -> None:
    assert not items_of("There are three ways out.", lines("One waits.", "One leaves.", "One stays."), (), ENGLISH)
    assert not items_of(
        "There are three of them.", lines(*["Runtime: llama.cpp; Load: 2 s; Memory: 24 MB."] * 3), (), ENGLISH
    )
    assert not items_of("Chosen: two or three passages.", lines(*STEPS), (), ENGLISH)


def test_of_items_that_are_too_long_together_the_first_sentences_are_said() -> None:
    items = [f"Item {number} is short. {'word ' * 50}end." for number in ("a", "b", "c")]
    assert items_of("Three things matter:", lines(*items), (), ENGLISH).texts == tuple(
        item.split(".")[0] + "." for item in items
    )


def cut_list() -> tuple[Passage, Passage]:
    first = replace(passage(0, "\n".join(["The work runs in three steps.", *STEPS[:2]])), link="contact/process")
    return first, replace(passage(1, f"{STEPS[2]}\nNothing else is promised."), link="contact/process")


def test_a_list_that_a_passage_cuts_off_ends_in_the_next_one_and_cites_it() -> None:
    first, second = cut_list()
    announced = excerpts_of(first, 1, ENGLISH, second, 3)[0]
    assert announced.sentences == ("The work runs in three steps.", *STEPS)
    assert [sentence.citations for sentence in quoted(announced)] == [(1,), (1,), (1,), (3,)]
    assert not excerpts_of(first, 1, ENGLISH)[0].text.startswith("The work runs in three steps. Message")


def test_the_passage_in_which_a_list_ends_is_kept_with_the_one_that_announces_it() -> None:
    first, second = cut_list()
    retrieved = Retrieved((Candidate(first, 0.9, None, 0.1, 0.9, True),), True, 0.9, 0.4, "", 0.0)
    assert completed(retrieved, (first, second), ENGLISH).kept == (first, second)
    other = replace(second, link="contact/cost")
    assert completed(retrieved, (first, other), ENGLISH).kept == (first,)


def test_a_list_is_quoted_whole_where_its_announcement_answers() -> None:
    answer = best(rank(asked("How does the work run, in which steps?"), cut_list(), FakeMeanings()))
    assert answer[0].sentences == ("The work runs in three steps.", *STEPS)
