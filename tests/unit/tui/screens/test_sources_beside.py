"""The sources beside an answer, from 140 columns: what was found, what is cited, the one pointed at; and the x-ray."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio
from engine.events import Candidate, Event, Retrieved, Tokenized
from tests.fakes.app import FACT, PASSAGE, answer, app_of, press
from tests.fakes.ask_screen import QUESTION, Says, ask, dialogue
from tui.app import PortfolioApp
from tui.widgets.key_bar import KeyBar
from tui.widgets.preview import Preview

WIDE, NARROW = (140, 36), (139, 36)
OTHER = "The outbox is read in batches."


def events() -> list[Event]:
    """One answer that cites the second of two passages, too."""
    passages = (
        PASSAGE,
        *(PASSAGE.__class__(n, "essay", "essays/none", f"Essay {n}", "Batches", OTHER) for n in (2, 3)),
    )
    found = tuple(Candidate(each, 0.8, 9.0, 0.03, 0.7, kept=True) for each in passages)
    said = answer(QUESTION)
    return [Tokenized(QUESTION, (), "scripted", 0.0), Retrieved(found, True, 0.9, 0.5, "", 0.0), *said.sentences, said]


def beside(app: PortfolioApp) -> Preview:
    return app.room.query_one(Preview)


async def test_before_the_first_question_it_shows_what_is_searched(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(140, 90)) as pilot:
        await press(pilot, "7")
        assert beside(app).display
        for document in portfolio.documents:
            assert (document.title or document.slug) in beside(app).text


async def test_it_shows_what_the_answer_cites_in_its_own_words(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        text = beside(app).text
        assert "Sources" in text
        assert f"[1] {PASSAGE.section}" in text
        assert FACT in text
        assert OTHER not in text, "it was found and is not cited"


async def test_as_long_as_the_answer_comes_it_shows_what_was_found(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()[:2]))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        assert "Found" in beside(app).text
        assert OTHER in beside(app).text


async def test_without_any_source_it_shows_what_is_searched_and_no_heading_over_nothing(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()[:1]))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        assert "Found" not in beside(app).text
        assert portfolio.documents[0].title in beside(app).text


async def test_the_citation_that_is_pointed_at_is_shown_with_its_sentence_lit(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        assert not [run for line in beside(app).lines for run in line.runs if "found" in run.role]
        dialogue(app).focus()
        await press(pilot, "tab")
        beside(app).catch_up()
        await pilot.pause()
        lit = " ".join(run.text for line in beside(app).lines for run in line.runs if "found" in run.role)
        assert " ".join(lit.split()) == FACT.rstrip(".") or " ".join(lit.split()) == FACT


async def test_the_same_key_turns_to_the_xray_closes_it_and_leads_back_to_the_sources(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        dialogue(app).focus()
        seen = []
        for _ in range(3):
            await press(pilot, "vertical_line")
            seen.append(beside(app).page.headings[0].title if beside(app).region.width else "")
        assert seen == ["Stream", "", f"[1] {PASSAGE.section}"]
        await press(pilot, "vertical_line")
        for said in ("X-ray", "Retrieve", FACT):
            assert said in beside(app).text


async def test_in_the_xray_the_sentence_that_is_pointed_at_is_lit(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        dialogue(app).focus()
        await press(pilot, "vertical_line", "tab")
        beside(app).catch_up()
        await pilot.pause()
        assert any("found" in run.role for line in beside(app).lines for run in line.runs)
        assert "X-ray" in beside(app).text


@pytest.mark.parametrize("size", [NARROW, (80, 24)])
async def test_in_a_narrow_window_the_answer_has_all_of_it(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=size) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        assert not beside(app).display or not beside(app).region.width
        assert dialogue(app).region.width == size[0]
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert FACT in beside(app).text
        dialogue(app).focus()
        await press(pilot, "vertical_line", "vertical_line")
        assert not beside(app).region.width


async def test_a_quoted_answer_says_once_that_no_model_was_asked(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        dialogue(app).focus()
        await press(pilot, "vertical_line")
        assert [heading.title for heading in beside(app).page.headings] == [
            "Stream", "Generate, compose", "Retrieve", "Tokenize",
        ]  # fmt: skip
        assert beside(app).text.count("not asked") == 1
        assert "No prompt was made" not in beside(app).text


async def test_the_keys_of_a_reader_scroll_what_stands_beside_and_the_footer_says_which_lead_there(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=(140, 20)) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        assert "→ beside" in app.room.query_one(KeyBar).render().plain, "the question line is empty"
        dialogue(app).focus()
        await press(pilot, "vertical_line")
        assert "→ beside" in app.room.query_one(KeyBar).render().plain
        await press(pilot, "right", "down", "down")
        assert beside(app).has_focus
        assert beside(app).scroll_offset.y == 2
        assert "← answer" in app.room.query_one(KeyBar).render().plain
        await press(pilot, "left")
        assert dialogue(app).has_focus
        await press(pilot, "right", "end", "escape")
        assert dialogue(app).has_focus
        assert beside(app).scroll_offset.y > 2


async def test_while_something_is_typed_the_arrow_walks_through_it(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7", *"why", "left", "right")
        assert not beside(app).has_focus


async def test_what_closes_gives_its_focus_back(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Says(*events()))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "7")
        await ask(pilot)
        await press(pilot, "right", "vertical_line")
        assert beside(app).has_focus, "the x-ray stands where the sources did"
        await press(pilot, "vertical_line")
        assert not beside(app).region.width
        assert dialogue(app).has_focus
