"""Services, Work and Essays: what they show and what their keys do."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio, load_portfolio
from tests.fakes.app import app_of, press, settle
from tui.app import PortfolioApp
from tui.screens.essays import EssaysScreen
from tui.screens.work import ANCHORS, PART_KEYS, WorkScreen
from tui.widgets.contents import Contents
from tui.widgets.headline import HOLD, ROUNDS, STEP, TYPED_IN, Headline
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

SMALL, WIDE = (80, 24), (120, 36)


def reader(app: PortfolioApp) -> Reader:
    return app.room.query_one(Reader)


def shelf(app: PortfolioApp) -> Shelf:
    return app.room.query_one(Shelf)


# -- home


def test_the_headline_types_and_takes_back_its_endings() -> None:
    headline = Headline("I design", ("one", "seven"))
    waits = {headline.ending: HOLD}
    for _ in range(6):
        wait = headline.step()
        waits[headline.ending] = wait
    told = {"": STEP, "s": STEP, "se": STEP, "sev": STEP, "seve": STEP, "seven": HOLD}
    assert waits == {"one": HOLD} | told, "a whole ending stands for a while"


def test_the_headline_is_whole_again_within_a_second_however_long_its_ending_is(portfolio: Portfolio) -> None:
    headline = Headline("I design", (*portfolio.profile.endings, "wide " * 40))
    half = 0.0
    halves = []
    for _ in range((TYPED_IN + 1) * len(portfolio.profile.endings)):
        wait = headline.step()
        half = half + wait if wait == STEP else 0.0
        halves.append(half)
    assert 0 < max(halves) < 1.0
    assert max(halves) < HOLD / 4, "one looks up at a whole sentence four times of five"


def test_the_headline_comes_to_rest() -> None:
    headline = Headline("I design", ("one", "two"))
    waits = []
    while not waits or waits[-1]:
        waits.append(headline.step())
    assert waits.count(HOLD) == 2 * ROUNDS - 1
    assert headline.ending == "one"


async def test_the_headline_is_still_where_motion_is_reduced_and_out_of_view(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    async with (still := app_of(portfolio, tmp_path)).run_test(size=SMALL):
        assert not still.screen.query_one(Headline).is_moving
    moving = PortfolioApp(portfolio, still.settings)
    async with moving.run_test(size=SMALL) as pilot:
        headline = moving.screen.query_one(Headline)
        assert headline.is_moving
        await press(pilot, "2")
        assert not headline.is_moving
        await press(pilot, "1")
        assert headline.is_moving


async def test_cards_open_their_rooms_by_key_and_by_mouse(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        app.screen.query_one("#card-essays").focus()
        await press(pilot, "enter")
        assert app.room.NAME == "essays"
        await press(pilot, "1")
        await pilot.click("#card-work")
        await settle(pilot)
        assert app.room.NAME == "work"


# -- services


async def test_every_service_names_the_work_that_proves_it(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "2")
        titles = {document.title for document in app.portfolio.documents if document.path.startswith("work/")}
        entries = shelf(app).entries
        assert len(entries) == len(app.portfolio.services.services)
        assert all(entry.foot.removeprefix("→ ") in titles for entry in entries)


# -- work


@pytest.mark.parametrize(("key", "anchor"), list(zip(PART_KEYS, ANCHORS, strict=True)))
async def test_a_key_leads_to_each_part_of_a_study(app: PortfolioApp, key: str, anchor: str) -> None:
    async with app.run_test(size=SMALL) as pilot:
        app.open_link("work/order-pipeline")
        await settle(pilot)
        await press(pilot, key)
        assert reader(app).page.heading_at(reader(app).line).anchor == anchor  # type: ignore[union-attr]


async def test_brackets_walk_through_the_sections(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        app.open_link("work/order-pipeline")
        await settle(pilot)
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert reader(app).page.heading_at(reader(app).line).anchor == "constraints"  # type: ignore[union-attr]
        await press(pilot, "left_square_bracket")
        assert reader(app).page.heading_at(reader(app).line).anchor == "problem"  # type: ignore[union-attr]


async def test_the_architecture_has_its_drawing(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        app.open_link("work/order-pipeline")
        await settle(pilot)
        text = reader(app).text
        assert text.index("▌ Architecture") < text.index("Kafka log") < text.index("Data paths")


async def test_a_project_has_no_part_keys(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        app.open_link("work/event-driven-commerce")
        await settle(pilot)
        assert app.room.check_action("part", ("problem",)) is False


async def test_studies_are_compared_side_by_side_where_there_is_room(app: PortfolioApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "5", "c")
        room = app.room
        assert isinstance(room, WorkScreen)
        assert room.comparing == "table"
        await press(pilot, "c")
        assert room.comparing == "problem"
        titles = reader(app).text.split("▌ Constraints")[0]
        assert all(study.title.split()[0] in titles for study in app.portfolio.case_studies)
        await press(pilot, "T")
        assert "Trade-offs" in reader(app).lines[reader(app).line].text
        await press(pilot, "escape")
        assert room.comparing == "table"
        await press(pilot, "escape")
        assert room.comparing == ""


async def test_in_eighty_columns_the_comparison_shows_two(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "5", "c", "c")
        assert reader(app).lines[3].text.count("│") == 1


async def test_in_sixty_columns_the_comparison_shows_one_part_study_by_study(app: PortfolioApp) -> None:
    async with app.run_test(size=(60, 24)) as pilot:
        await press(pilot, "5", "c", "O")
        text = reader(app).text
        assert "▌ Outcome" in text
        assert "▌ Problem" not in text
        at = [text.index(study.title[:20]) for study in app.portfolio.case_studies]
        assert at == sorted(at)
        await press(pilot, "left_square_bracket")
        assert "▌ Trade-offs" in reader(app).text


async def test_the_comparison_begins_at_the_part_in_view_and_escape_comes_back(app: PortfolioApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        app.open_link("work/production-rag#outcome")
        await settle(pilot)
        await press(pilot, "c")
        assert "Outcome" in reader(app).lines[reader(app).line].text
        await press(pilot, "escape")
        assert app.room.where.slug == "production-rag"


# -- essays


async def test_a_tag_keeps_its_essays(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "6", "right")
        room = app.room
        assert isinstance(room, EssaysScreen)
        kept = [entry.path for entry in shelf(app).entries]
        assert kept == [f"essays/{essay.slug}" for essay in app.portfolio.essays if room.tag in essay.tags]
        assert 0 < len(kept) < len(app.portfolio.essays)
        await press(pilot, "left")
        assert room.tag == ""
        assert len(shelf(app).entries) == len(app.portfolio.essays)


async def test_the_line_of_tags_is_filled_and_says_where_more_of_them_are(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "6")
        room = app.room
        assert isinstance(room, EssaysScreen)

        def line() -> list[str]:
            return next(each.text for each in shelf(app).lines if "← →" in each.text).split()

        assert line() == ["←", "→", "all", *room.tags[:5], "…"]
        await press(pilot, "left")  # the last of them
        assert room.tag == room.tags[-1]
        assert line() == ["←", "→", "all", "…", *room.tags[-5:]]


async def test_the_mark_that_there_are_more_tags_stands_behind_one(tmp_path: Path) -> None:
    app = app_of(load_portfolio(), tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "6")
        lines = [line.text.strip() for line in app.room.query_one(Shelf).lines]
        assert not [line for line in lines if line == "…"]
        assert [line for line in lines if line.endswith("\u00a0…")]


async def test_escape_takes_the_tag_away_before_it_leads_back(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "6", "right", "right", "escape")
        assert len(shelf(app).entries) == len(app.portfolio.essays)
        assert app.room.NAME == "essays"
        await press(pilot, "escape")
        assert app.room.NAME == "home"


async def test_braces_open_the_neighbours(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        slugs = [essay.slug for essay in app.portfolio.essays]
        app.open_link(f"essays/{slugs[0]}")
        await settle(pilot)
        await press(pilot, "right_curly_bracket")
        assert app.room.where.slug == slugs[1]
        await press(pilot, "left_curly_bracket")
        assert app.room.where.slug == slugs[0]
        await press(pilot, "left_curly_bracket")
        assert app.room.where.slug == slugs[0]


async def test_the_contents_follow_the_reader_and_lead_to_sections(app: PortfolioApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        app.open_link("essays/event-driven-backbones")
        await settle(pilot)
        contents = app.room.query_one(Contents)
        assert contents.current is None
        at = next(n for n, line in enumerate(contents.lines) if "When not to" in line.text or "When to" in line.text)
        await pilot.click(Contents, offset=(4, at + 1))
        await settle(pilot)
        heading = reader(app).page.heading_at(reader(app).line)
        assert heading == contents.current
        assert heading is not None


async def test_o_leads_to_a_section_through_the_outline(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        app.open_link("essays/event-driven-backbones")
        await settle(pilot)
        await press(pilot, "o", "down", "down", "enter")
        heading = reader(app).page.heading_at(reader(app).line)
        assert heading == reader(app).page.headings[2]
        await press(pilot, "o")
        entry = app.screen.query_one(Shelf).entry
        assert entry is not None
        assert entry.path == heading.anchor
        await press(pilot, "escape")
        assert app.room.where.slug == "event-driven-backbones"
