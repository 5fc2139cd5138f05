"""Sources are listed by section."""

from __future__ import annotations

from engine.events import Citation
from tui.answers.sources import by_section, numbers_of


def cited(number: int, link: str) -> Citation:
    return Citation(number, link, "Title", "Section", "Text.")


def test_passages_of_one_section_are_one_source_where_the_first_of_them_stood() -> None:
    found = by_section([cited(1, "work/a#b"), cited(2, "essays/c"), cited(4, "work/a#b")])
    assert [(numbers_of(each), each[0].link) for each in found] == [("[1] [4]", "work/a#b"), ("[2]", "essays/c")]
