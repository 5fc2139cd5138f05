"""The page of a document is set once for all who read it in the same measure."""

from __future__ import annotations

from dataclasses import replace

from content.loader import Portfolio
from tui.drawing.pages import page_of, set_document
from tui.drawing.prose.page import MEASURE, set_page


def test_visitors_share_a_page_that_is_set_as_any(portfolio: Portfolio) -> None:
    path = portfolio.essays[0].path
    page = set_document(portfolio, path, MEASURE)
    assert page is set_document(portfolio, path, MEASURE + 40), "no page is wider than its measure"
    assert page == set_page(page_of(portfolio, path), MEASURE)
    assert page != set_document(portfolio, path, 40)


def test_a_pack_that_was_read_anew_has_pages_of_its_own(portfolio: Portfolio) -> None:
    path = portfolio.essays[0].path
    essay = replace(portfolio.essays[0], title="Another title")
    changed = replace(portfolio, essays=(essay, *portfolio.essays[1:]))
    assert set_document(changed, path, MEASURE).lines[0].text == "Another title"
    assert set_document(portfolio, path, MEASURE).lines[0].text != "Another title"
