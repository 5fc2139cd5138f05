"""Lists: whole or not at all, with the sentence that announces them, across the border of two passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.compose.excerpts import excerpts_of, rank
from engine.compose.selection import best
from engine.events import Candidate, LineRole, Passage, Retrieved, Shape
from engine.language.sentences import sentences_of
from engine.retrieve.lists import SpokenLine, completed, items_of
from engine.stream.sentences import quoted
from tests.fakes.engine import ENGLISH, FakeMeanings, passage, shapes
from tests.fakes.questions import asked

STEPS = ("Message: you say what hurts.", "Questions: I ask for figures.", "Proposal: I write it down.")


def lines(*texts: str, role: LineRole = "paragraph") -> list[SpokenLine]:
    return [SpokenLine(sentences_of(text, ENGLISH), Shape(role)) for text in texts]


def items(announcement: str, own: Sequence[SpokenLine], further: Sequence[SpokenLine] = ()) -> tuple[str, ...]:
    return items_of(announcement, Shape(), own, further, ENGLISH).texts


def test_an_announcement_without_a_colon_is_followed_by_the_list_that_it_counts() -> None:
    assert items("The work runs in three steps.", [*lines(*STEPS, role="item"), *lines("Other text.")]) == STEPS


def test_a_sentence_that_its_items_end_is_followed_by_them() -> None:
    ends = lines("lists of parts, which are short,", "texts that are thrown away.", role="item")
    assert items("It pays for", ends) == ("lists of parts, which are short,", "texts that are thrown away.")
    assert items("It pays.", ends) == ()
    assert items("It pays for", lines("Prose below it.")) == ()


def test_an_announcement_without_a_colon_takes_no_prose_and_no_table_rows_for_its_items() -> None:
    assert not items("There are three ways out.", lines("One waits.", "One leaves.", "One stays."))
    assert not items("There are three of them.", lines(*STEPS, role="row"))
    assert not items_of("Chosen: two or three passages.", Shape("side"), lines(*STEPS, role="item"), (), ENGLISH)


def test_a_list_that_is_announced_ends_where_the_list_does() -> None:
    many = [f"Item {number} is short." for number in range(8)]
    for announcement in ("What matters:", "One of these holds:"):
        assert items(announcement, [*lines(*many, role="item"), *lines("Other text.")]) == tuple(many)


def test_a_list_that_is_not_counted_goes_on_in_the_next_passage() -> None:
    own, further = lines(*STEPS[:2], role="item"), [*lines(*STEPS[2:], role="item"), *lines("Other text.")]
    found = items_of("The steps:", Shape(), own, further, ENGLISH)
    assert (found.texts, found.behind) == (STEPS, 1)


def test_a_table_that_is_announced_comes_with_all_rows_of_its_own() -> None:
    mine, other = (Shape("row", (name, "Load"), ("a", "b")) for name in ("Runtime", "Model"))
    own = [SpokenLine(("Runtime: a; Load: b.",), mine), SpokenLine(("Model: a; Load: b.",), other)]
    assert items_of("The figures:", Shape(), own, (), ENGLISH).shapes == (mine,)


def test_of_items_that_are_too_long_together_the_first_sentences_are_said() -> None:
    texts = [f"Item {number} is short. {'word ' * 50}end." for number in ("a", "b", "c")]
    assert items("Three things matter:", lines(*texts)) == tuple(text.split(".")[0] + "." for text in texts)


def cut_list() -> tuple[Passage, Passage]:
    texts = ["\n".join(["The work runs in three steps.", *STEPS[:2]]), f"{STEPS[2]}\nNothing else is promised."]
    first = passage(0, texts[0], "contact/process", shapes=shapes("paragraph", "item", "item"))
    return first, passage(1, texts[1], "contact/process", shapes=shapes("item", "paragraph"))


def test_a_list_that_a_passage_cuts_off_ends_in_the_next_one_and_cites_it() -> None:
    first, second = cut_list()
    announced = excerpts_of(first, 1, ENGLISH, second, 3)[0]
    assert announced.sentences == ("The work runs in three steps.", *STEPS)
    assert [sentence.passages for sentence in quoted(announced)] == [(1,), (1,), (1,), (3,)]
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
