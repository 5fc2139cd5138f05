"""Footnotes, deletions, tasks and formulas: shown on screens and pages, and never as marks in what is searched."""

from __future__ import annotations

import pytest

from content.blocks import NotesBlock, page_blocks, plain_text
from content.exporters.html.markup import markdown_html
from content.markdown import sections_of
from content.markdown_signs import with_signs, with_strokes
from content.math_text import is_math, math_text
from engine.retrieve.passages import lines_of
from tui.drawing.prose.page import Written, set_page

TEXT = """A lock ~~breaks~~ fills in nine minutes.[^time] It holds $10^4$ barrels.

- [x] gates are **oiled**
- [ ] walls are dry

$$
t = \\frac{V}{q}
$$

## Gates

A gate leaks.[^leak] It costs $5, and a boat $10.

[^time]: In summer,
    when the river is low.
[^leak]: Oak swells, and stops it.

```
[^time]: code
```
"""


def screen(text: str) -> str:
    return "\n".join(line.text for line in set_page([Written(page_blocks(text))], 60).lines)


def html(text: str) -> str:
    return str(markdown_html(text, lambda link: str(link)))


def test_a_screen_shows_them_by_signs() -> None:
    shown = screen(TEXT)
    assert "A lock breaks fills in nine minutes.¹ It holds 10⁴ barrels." in shown
    assert "• ☑ gates are oiled\n• ☐ walls are dry" in shown
    assert "t = V/q" in shown
    assert "It costs $5, and a boat $10." in shown
    assert shown.endswith("¹ In summer, when the river is low.\n² Oak swells, and stops it.")


def test_what_is_struck_has_a_role_of_its_own() -> None:
    [line] = set_page([Written(page_blocks("A ~~wet~~ day"))], 60).lines
    assert [(run.text, run.role) for run in line.runs] == [("A ", ""), ("wet", "struck"), (" day", "")]


def test_a_page_leads_to_its_notes() -> None:
    page = html(TEXT)
    assert "A lock <del>breaks</del> fills" in page
    assert 'minutes.<sup><a href="#note-1" role="doc-noteref">1</a></sup>' in page
    assert '<li id="note-2">\n<p>Oak swells, and stops it.</p>\n</li>' in page
    assert "<li>☑ gates are <strong>oiled</strong></li>" in page
    assert "10⁴ barrels" in page


def test_what_is_searched_holds_no_marks_and_nothing_that_was_struck() -> None:
    sections = sections_of(TEXT, "Locks")
    said = [[line.text for line in lines_of(section.text)] for section in sections]
    assert said == [
        [
            "A lock fills in nine minutes. It holds 10⁴ barrels.",
            "☑ gates are oiled",
            "☐ walls are dry",
            "t = V/q",
            "In summer, when the river is low.",
        ],
        ["A gate leaks. It costs $5, and a boat $10.", "Oak swells, and stops it."],
    ]
    assert "breaks" not in plain_text(TEXT)
    assert "[^time]: code" in sections[1].text


def test_a_note_goes_with_every_section_that_refers_to_it() -> None:
    text = "## A\n\nOne.[^n]\n\n[^n]: Said\nonce.\n\n## B\n\nTwo.[^n]\n\n## C\n\nThree.\n"
    assert [section.text for section in sections_of(text, "")] == [
        "One.[^n]\n\n[^n]: Said\nonce.",
        "Two.[^n]\n\n[^n]: Said\nonce.",
        "Three.",
    ]


def test_a_reference_without_a_note_stays_as_it_is() -> None:
    assert plain_text("An array[^1] of `a[^2]`.") == "An array[^1] of a[^2]."
    assert not [block for block in page_blocks("An array[^1].") if isinstance(block, NotesBlock)]


def test_markdown_for_other_readers_has_signs() -> None:
    assert (
        with_signs(TEXT)
        == """A lock ~~breaks~~ fills in nine minutes.¹ It holds 10⁴ barrels.

- ☑ gates are **oiled**
- ☐ walls are dry

t = V/q

## Gates

A gate leaks.² It costs $5, and a boat $10.


¹ In summer,
    when the river is low.

² Oak swells, and stops it.

```
[^time]: code
```
"""
    )


@pytest.mark.parametrize("text", ["An array[^1] [x] of `$a$`.", "$HOME and $PATH", "A [link](a) alone."])
def test_what_is_no_mark_stays(text: str) -> None:
    assert with_signs(text) == text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("x^2 + y_1", "x² + y₁"),
        ("x^{n+1}", "xⁿ⁺¹"),
        ("x^{ab}_i", "x^(ab)_i"),
        (r"\frac{a+b}{2}", "(a+b)/2"),
        (r"\frac{1}{\sqrt{2\pi}}", "1/(√(2π))"),
        (r"O(n \log n) \leq \infty", "O(n log n) ≤ ∞"),
        (r"\text{time} = 3\,\mathrm{s}", "time = 3 s"),
        (r"\left( \alpha \right) \\ \unknown", "( α ) \\unknown"),
        (r"\{a\} \% ", "{a} %"),
        ("e^{-x^2}", "e^(-x²)"),
    ],
)
def test_a_formula_is_written_in_signs(tex: str, text: str) -> None:
    assert math_text(tex) == text


@pytest.mark.parametrize(("tex", "formula"), [("5, and A", False), ("n", True), ("a = b", True), ("HOME/bin", False)])
def test_prices_and_variables_of_a_shell_are_no_formulas(tex: str, formula: bool) -> None:
    assert is_math(tex) == formula
    assert plain_text(f"It is ${tex}$ here.") == (f"It is {tex} here." if formula else f"It is ${tex}$ here.")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A ~~wet~~ day, ~~cold\nand dark~~", "A [-wet-] day, [-cold\nand dark-]"),
        ("`a ~~b~~`\n\n~~~\n~~c~~\n~~~", "`a ~~b~~`\n\n~~~\n~~c~~\n~~~"),
        ("~~ 5 ~~ 6, \\~~a~~, ~~one\n\ntwo~~", "~~ 5 ~~ 6, \\~~a~~, ~~one\n\ntwo~~"),
    ],
)
def test_where_no_line_can_be_drawn_what_was_struck_stands_between_signs(text: str, plain: str) -> None:
    assert with_strokes(text) == plain
