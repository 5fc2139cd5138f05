"""Case studies side by side: rows that stay aligned, and a way to each study where not all fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from content.blocks import page_blocks
from content.headings import GLANCE_FIELDS
from content.loader import Portfolio, load_portfolio
from content.schema import Figure
from tests.fakes.app import app_of, here, press, reader
from tui.drawing.prose.figures import figure_band
from tui.drawing.prose.glances import GlanceColumn, set_glances
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
        await press(pilot, "5", "c", "T", "down")
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


# -- at a glance

LABELS = [label for label, _ in GLANCE_FIELDS.values()]
STUDIES = [
    GlanceColumn(
        f"Study {name}",
        f"work/{name}",
        {label: (f"{name} {label} " * 3, f"work/{name}#{label[0]}{label[-1]}") for label in LABELS},
    )
    for name in "abc"
]


@pytest.mark.parametrize("width", [56, 76, 83, 84, 110, 190])
def test_every_line_of_every_study_is_in_the_table_and_leads_to_its_part(width: int) -> None:
    page = set_glances(STUDIES, LABELS, "At a glance", "table", width)
    assert all(cell_len(line.text) <= width for line in page.lines)
    links = {run.href for line in page.lines for run in line.runs if run.href}
    assert links == {href for study in STUDIES for href in (study.href, *(to for _, to in study.lines.values()))}
    shown = " ".join(page.lines[number].runs[run].text for number, run in page.links)
    assert all(f"{name} {label}" in shown for name in "abc" for label in LABELS)
    assert len(page.links) == len(links), "a cell that wraps is one link, and not one a line"


def test_a_side_that_no_study_tells_has_no_row() -> None:
    studies = [GlanceColumn(name, name, {"Scale": ("large", "x")}) for name in "ab"]
    text = "\n".join(line.text for line in set_glances(studies, LABELS, "At a glance", "table", 100).lines)
    assert "Scale" in text
    assert "Constraint" not in text


async def test_c_compares_as_a_table_and_then_the_full_texts(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "5", "c")
        assert "Gave up" in reader(app).text
        shown = {item.binding.key: item.binding.description for item in shown_bindings(app.screen)}
        assert shown["c"] == "full texts"
        assert "left" not in shown
        assert "right_square_bracket" not in shown
        await press(pilot, *["tab"] * 4, "enter")
        assert here(app).startswith("work/"), "Enter opens the part that tells the line"
        await press(pilot, "escape")
        assert "Gave up" in reader(app).text
        await press(pilot, "c")
        assert portfolio.case_studies[0].body.split("\n\n")[1][:20] in reader(app).text
        await press(pilot, "escape", "O")
        assert app.room.where.anchor == "compare-outcome"


@pytest.mark.parametrize("width", [30, 56, 76, 120])
def test_a_band_of_figures_shows_all_of_them(width: int) -> None:
    figures = [Figure(value=f"{number},000", words="things a second at most") for number in (1, 22, 333)]
    rows = ["".join(run.text for run in row).rstrip() for row in figure_band(figures, width).rows]
    assert all(cell_len(row) <= width for row in rows)
    assert [number for number in ("1,000", "22,000", "333,000") if any(number in row for row in rows)] == [
        "1,000", "22,000", "333,000",
    ]  # fmt: skip
    assert (len([row for row in rows if ",000" in row]) == 1) == (width >= 72), "beside each other where there is room"
