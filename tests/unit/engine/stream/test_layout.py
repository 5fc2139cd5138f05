"""Sentences as one text: prose, lists and tables, and where their sources are cited."""

from __future__ import annotations

from dataclasses import replace

from engine.events import Shape
from engine.stream.layout import answer_text, cited_in
from tests.fakes.said import CODE, ITEMS, ROWS, sentence


def test_prose_is_one_paragraph() -> None:
    assert answer_text([sentence("It waits.", 1), sentence("It leaves.", 1)]) == "It waits. It leaves."
    written = [replace(sentence(text, number), quoted=False) for text, number in (("It waits.", 1), ("It leaves.", 2))]
    assert answer_text(written) == "It waits. It leaves."


def test_what_is_quoted_from_another_place_is_a_paragraph_of_its_own() -> None:
    one, two, other = (sentence(text, number) for text, number in (("A.", 1), ("B.", 1), ("C.", 2)))
    announced = replace(sentence("The nearest it says:"), quoted=False)
    assert answer_text([announced, one, two, other], cite=True) == "The nearest it says: A. [1] B. [1]\n\nC. [2]"
    assert answer_text([one, announced, other]) == "A.\n\nThe nearest it says: C."


def test_a_list_stands_below_its_announcement() -> None:
    said = [sentence("Two ways:", 1), *ITEMS, sentence("That is all.", 1)]
    assert answer_text(said) == "Two ways:\n\n- One waits.\n- One leaves.\n\nThat is all."


def test_rows_are_a_table_under_their_header() -> None:
    assert answer_text(ROWS) == "| Quantity | Result |\n| --- | --- |\n| in | 50 MB/s |\n| a\\|b |  |"


def test_code_stands_as_it_was_written() -> None:
    said = [sentence("Sized so:", 2), CODE, sentence("It fits.", 2)]
    assert answer_text(said) == f"Sized so:\n\n```\n{CODE.text}\n```\n\nIt fits."


def test_tables_with_other_headers_stand_apart() -> None:
    other = sentence("Load: 2 s.", 1, shape=Shape("row", ("Load",), ("2 s",)))
    assert answer_text([ROWS[0], other]).count("---") == 3


def test_a_source_is_cited_at_the_end_of_what_comes_from_it() -> None:
    assert cited_in([*ITEMS, sentence("One stays.", 3, shape=ITEMS[0].shape)]) == [(), (1,), (3,)]
    assert cited_in([sentence("It waits.", 1), sentence("It leaves.", 1)]) == [(1,), (1,)]
    assert answer_text([*ITEMS, *ROWS], str.upper, cite=True).splitlines() == [
        "- ONE WAITS.",
        "- ONE LEAVES. [1]",
        "",
        "| QUANTITY | RESULT |",
        "| --- | --- |",
        "| IN | 50 MB/S |",
        "| A\\|B |  [2] |",
    ]
