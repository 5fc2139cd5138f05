"""Text set in lines: nothing is lost, nothing is wider than the page, and anchors are those of the content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from content.blocks import page_blocks
from content.loader import Portfolio, load_portfolio
from content.markdown import sections_of
from content.schema import PARTS
from tui.drawing.pages import chapter, page_of, said_of
from tui.drawing.prose.page import MEASURE, Gap, Links, Page, Text, Title, Written, lit, measure, set_page
from tui.drawing.prose.runs import Line, Run, printable, width_of, wrap
from tui.drawing.prose.side_by_side import Column, columns_in, set_side_by_side

WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12), max_size=30
)


def text_of(page: Page) -> list[str]:
    return [line.text.rstrip() for line in page.lines]


@given(WORDS, st.integers(1, 60))
def test_wrapping_keeps_every_word_in_order(words: list[str], width: int) -> None:
    lines = wrap([Run(" ".join(words))], width)
    assert "".join("".join(run.text for run in line) for line in lines).replace(" ", "") == "".join(words)


@given(WORDS, st.integers(2, 60))
def test_no_wrapped_line_is_wider_than_the_width(words: list[str], width: int) -> None:
    assert all(width_of(line) <= width for line in wrap([Run(" ".join(words))], width))


def test_a_word_after_spaces_that_end_a_line_begins_the_next() -> None:
    lines = wrap([Run("aaaa   b c")], 5)
    assert ["".join(run.text for run in line) for line in lines] == ["aaaa", "b c"]


def test_a_word_that_spans_two_looks_is_not_broken_between_them() -> None:
    lines = wrap([Run("an "), Run("out", "strong"), Run("box"), Run(" pattern")], 8)
    assert ["".join(run.text for run in line) for line in lines] == ["an", "outbox", "pattern"]


def test_control_characters_are_not_printed() -> None:
    assert printable("a\x1b[31mb\x07\u202ec\td") == "a�[31mb��c  d"


@given(st.text(max_size=300), st.integers(10, 100))
def test_whatever_the_markdown_the_page_holds_no_control_characters_and_fits(body: str, width: int) -> None:
    for line in set_page([Written(page_blocks(body))], width).lines:
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in line.text)
        assert line.width <= measure(width)


def test_prose_is_never_set_wider_than_the_measure() -> None:
    page = set_page([Written(page_blocks("word " * 200))], 200)
    assert max(line.width for line in page.lines) <= MEASURE


def test_markdown_becomes_marks_and_roles() -> None:
    page = set_page([Written(page_blocks("A **bold** and `code` and [link](essays/observability)."))], 60)
    roles = {run.text: (run.role, run.href) for run in page.lines[0].runs}
    assert roles["bold"] == ("strong", "")
    assert roles["code"] == ("code", "")
    assert roles["link"] == ("link", "essays/observability")


def test_lists_are_indented_below_their_marks() -> None:
    page = set_page([Written(page_blocks("- one two three four\n- five\n\n1. six\n2. seven"))], 14)
    assert text_of(page) == ["• one two", "  three four", "", "• five", "", "1. six", "2. seven"]


def test_a_table_gives_way_in_its_widest_column() -> None:
    body = "| a | b |\n|---|---|\n| short | a much longer cell than fits |"
    page = set_page([Written(page_blocks(body))], 24)
    assert all(line.width <= 24 for line in page.lines)
    assert text_of(page)[0].split() == ["a", "b"]
    assert set(text_of(page)[1]) == {"─"}


def test_code_keeps_its_spaces_and_what_is_too_wide_goes_on_below() -> None:
    page = set_page([Written(page_blocks("```\nif x:\n    return 'a very long line indeed'\n```"))], 20)
    lines = text_of(page)
    assert lines[0] == "▏ if x:"
    assert lines[1].startswith("▏     return")
    assert lines[2].startswith("▏↪")


@pytest.mark.parametrize("document", load_portfolio().documents, ids=lambda document: document.path)
def test_every_section_of_the_default_pack_has_its_line(document: object) -> None:
    portfolio = load_portfolio()
    page = set_page(page_of(portfolio, document.path), 76)  # type: ignore[attr-defined]
    for section in document.sections:  # type: ignore[attr-defined]
        if section.anchor:
            assert section.title in page.lines[page.anchors[section.anchor]].text or section.title.startswith(
                page.lines[page.anchors[section.anchor]].text.removeprefix("▌ ").strip()
            )


def test_a_document_says_below_its_title_what_it_is(portfolio: Portfolio) -> None:
    said = {kind: said_of(portfolio.documents_of(kind)[0]) for kind in ("case-study", "project", "essay")}
    assert said["case-study"].startswith("case study · 2025 · 8 min · kafka, ")
    assert said["project"].startswith("project · 4 min · kafka, ")
    assert said["essay"].startswith("23 November 2026 · 10 min · rag, ")


def test_a_chapter_ends_where_the_next_one_begins(portfolio: Portfolio) -> None:
    study = portfolio.documents_of("case-study")[0]
    parts = [chapter(study, title) for title in PARTS]
    assert sum(map(len, parts)) == len(study.blocks) - len(PARTS)
    assert chapter(study, "No such part") == ()


def test_anchors_are_those_of_the_content_where_headings_repeat() -> None:
    body = "## Same\n\na\n\n## Same\n\nb"
    page = set_page([Written(page_blocks(body))], 40)
    assert list(page.anchors) == [section.anchor for section in sections_of(body, "")]


def test_a_link_broken_over_lines_counts_once() -> None:
    page = set_page([Links((("a label that is far too long for one line", "work/x"),))], 20)
    assert len(page.links) == 1


def test_words_that_were_searched_are_lit() -> None:
    line = lit([Line((Run("The outbox and the Outboxes"),))], ("outbox",))[0]
    assert [run.text for run in line.runs if "found" in run.role] == ["outbox", "Outboxes"]


def test_headings_say_where_a_line_stands() -> None:
    page = set_page([Title("T"), Gap(), Title("A", 2, "a"), Text("x"), Title("B", 2, "b")], 40)
    assert page.heading_at(0) is None
    assert [page.heading_at(line).title for line in (2, 4, 5)] == ["A", "A", "B"]  # type: ignore[union-attr]


COLUMNS = [
    Column("First study", "work/a", {"P": page_blocks("alpha " * 9), "Q": page_blocks("beta")}),
    Column("Second", "work/b", {"P": page_blocks("x"), "Q": page_blocks("y")}),
]
NAMES = (("p", "P"), ("q", "Q"))


def test_studies_stand_side_by_side_with_their_rows_aligned() -> None:
    page = set_side_by_side(COLUMNS, NAMES, "p", 0, 80)
    row = next(line.text for line in page.lines if "beta" in line.text)
    assert [cell.strip() for cell in row.split("│")] == ["beta", "y"]
    assert page.anchors["q"] > page.anchors["p"]


def test_where_studies_do_not_fit_side_by_side_one_part_is_shown() -> None:
    assert columns_in(60, 2) == 1
    text = "\n".join(text_of(set_side_by_side(COLUMNS, NAMES, "q", 0, 60)))
    assert "beta" in text
    assert "alpha" not in text
    assert text.index("First study") < text.index("Second")


def test_cells_of_wide_characters_are_counted() -> None:
    assert cell_len("日本") == 4
    assert all(width_of(line) <= 5 for line in wrap([Run("日本語のテキスト")], 5))
