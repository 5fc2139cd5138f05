"""Case studies side by side: rows that stay aligned, and a way to each study where not all fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from content.blocks import page_blocks
from content.loader import Portfolio, load_portfolio
from tests.fakes.app import app_of, press
from tui.drawing.prose.side_by_side import ONE_PART, Column, columns_in, set_side_by_side
from tui.screens.work import WorkScreen
from tui.widgets.key_bar import shown_bindings
from tui.widgets.reader import Reader

NAMES = (("p", "P"), ("q", "Q"))
COLUMNS = [
    Column(
        f"Study {name}", f"work/{name}", {"P": page_blocks(f"{name} " * 40 * number), "Q": page_blocks(f"end{name}")}
    )
    for number, name in enumerate("abcde", 1)
]


@pytest.fixture
def five(tiny_pack: Path) -> Portfolio:
    """The small pack with five case studies."""
    study = (tiny_pack / "case-studies" / "order-pipeline.md").read_text("utf-8")
    for number in range(4):
        text = study.replace("Scaling an Order Pipeline", f"Study number {number}").replace("2025", f"202{number}")
        (tiny_pack / "case-studies" / f"study-{number}.md").write_text(text, "utf-8")
    return load_portfolio(tiny_pack)


@pytest.mark.parametrize("width", [67, 80, 102, 120, 140, 200])
@pytest.mark.parametrize("first", [0, 1])
def test_rules_stand_below_each_other_and_rows_begin_together(width: int, first: int) -> None:
    shown = columns_in(width, 4)
    page = set_side_by_side(COLUMNS[:4], NAMES, "p", min(first, 4 - shown), width)
    rules = {tuple(at for at, char in enumerate(line.text) if char == "│") for line in page.lines if "│" in line.text}
    assert len(rules) == 1
    assert all(cell_len(line.text) <= width for line in page.lines)
    ends = [line.text for line in page.lines if "end" in line.text]
    assert len(ends) == 1, "the second part begins on one line in every column"
    assert ends[0].count("end") == shown


@pytest.mark.parametrize(("width", "said"), [(80, "1–2 of 5"), (120, "1–3 of 5"), (140, "1–4 of 5")])
def test_where_not_all_fit_every_row_says_so(width: int, said: str) -> None:
    text = "\n".join(line.text for line in set_side_by_side(COLUMNS, NAMES, "p", 0, width).lines)
    assert text.count(said) == len(NAMES)


def test_where_all_fit_nothing_is_said() -> None:
    text = "\n".join(line.text for line in set_side_by_side(COLUMNS[:2], NAMES, "p", 0, 80).lines)
    assert "side by side" not in text


async def test_arrows_lead_to_every_study_and_keep_the_line(five: Portfolio, tmp_path: Path) -> None:
    app = app_of(five, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "5", "c", "t", "down")
        reader = app.room.query_one(Reader)
        line, seen = reader.line, set()
        titles = [study.title for study in five.case_studies]
        for _ in range(10):
            seen |= {title for title in titles if title in reader.text}
            await press(pilot, "right")
            assert reader.line == line
        assert seen == set(titles)
        keys = [item.binding.key for item in shown_bindings(app.screen)]
        assert "left" in keys
        assert "right" not in keys, "the last study is there"
        for _ in range(10):
            await press(pilot, "left")
        assert titles[0] in reader.text
        assert "left" not in [item.binding.key for item in shown_bindings(app.screen)]


async def test_a_wider_window_shows_more_studies_and_no_empty_column(five: Portfolio, tmp_path: Path) -> None:
    app = app_of(five, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "5", "c", *["right"] * 3)
        assert isinstance(app.room, WorkScreen)
        assert app.room.first == 3
        await pilot.resize_terminal(140, 36)
        await press(pilot, "down")
        assert "3–5 of 5" in app.room.query_one(Reader).text


async def test_in_sixty_columns_the_page_says_how_to_go_on(five: Portfolio, tmp_path: Path) -> None:
    app = app_of(five, tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "5", "c")
        assert ONE_PART[:40] in app.room.query_one(Reader).text
        assert not {"left", "right"} & {item.binding.key for item in shown_bindings(app.screen)}
