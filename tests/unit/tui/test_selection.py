"""What is selected with the mouse looks so, from the cell where it begins to the one where it ends."""

from __future__ import annotations

from rich.style import Style

from tui.widgets.lines_view import selected

PLAIN, BOLD, MARK = Style(color="red"), Style(color="blue", bold=True), Style(reverse=True)
LINE = [("One ", PLAIN), ("two", BOLD), (" three", PLAIN)]


def marked(span: tuple[int, int]) -> str:
    return "".join(text for text, style in selected(LINE, span, MARK) if style.reverse)


def test_what_is_selected_may_begin_and_end_within_a_run() -> None:
    assert list(selected(LINE, (2, 5), MARK)) == [
        ("On", PLAIN), ("e ", PLAIN + MARK), ("t", BOLD + MARK), ("wo", BOLD), (" three", PLAIN),
    ]  # fmt: skip
    assert marked((0, -1)) == "One two three"
    assert marked((8, -1)) == "three"
    assert marked((4, 4)) == marked((20, -1)) == ""
