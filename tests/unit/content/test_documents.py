"""A document is all that a front end needs of an item: its lead, date, text, diagram and links."""

from __future__ import annotations

from datetime import date

from content.blocks import HeadingBlock
from content.documents import Document
from content.headings import BOX_FIELDS, TRADE_OFF_FIELDS, TRADE_OFFS
from content.loader import Portfolio


def document(portfolio: Portfolio, path: str) -> Document:
    found = portfolio.document(path)
    assert found is not None
    return found


def test_a_document_says_when_it_is_from_and_what_leads_it(tiny_portfolio: Portfolio) -> None:
    study, essay, project, box = (
        document(tiny_portfolio, path)
        for path in ("work/order-pipeline", "essays/observability", "work/commerce", "topology/api")
    )
    assert (study.year, study.day, study.lead) == (2025, None, study.summary)
    assert (essay.year, essay.day, essay.lead) == (None, date(2026, 3, 1), essay.summary)
    assert (project.year, project.day, project.lead) == (None, None, project.summary)
    assert (box.year, box.day, box.lead) == (None, None, "")


def test_the_blocks_of_a_document_have_the_headings_of_its_sections(tiny_portfolio: Portfolio) -> None:
    for item in tiny_portfolio.documents:
        headings = [block.anchor for block in item.blocks if isinstance(block, HeadingBlock)]
        assert headings == [section.anchor for section in item.sections if section.anchor]


def test_the_body_of_a_prose_document_is_its_own_words(tiny_portfolio: Portfolio) -> None:
    (study,) = tiny_portfolio.case_studies
    assert document(tiny_portfolio, study.path).body.split() == study.body.split()


def test_links_to_others_come_with_what_they_open(tiny_portfolio: Portfolio) -> None:
    for item in tiny_portfolio.documents:
        assert [str(link) for link, _ in tiny_portfolio.linked(item)] == [str(link) for link in item.links]
        assert all(tiny_portfolio.document(link) is target for link, target in tiny_portfolio.linked(item))


def test_the_sides_of_a_trade_off_say_that_they_are_such(tiny_portfolio: Portfolio) -> None:
    box, stage = (document(tiny_portfolio, path) for path in ("topology/api", "pipeline/retrieve"))
    assert {part.title for part in box.sections if part.sides} == {BOX_FIELDS[field] for field in TRADE_OFF_FIELDS}
    assert [part.title for part in stage.sections if part.sides] == [TRADE_OFFS]
    (study,) = tiny_portfolio.case_studies
    assert not any(part.sides for part in document(tiny_portfolio, study.path).sections)
