"""Services, Work, Essays and Contact: what they show and what their keys do."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from content.loader import Portfolio
from engine.keep.inbox import TEXT_LIMIT, Inbox
from tests.fakes.app import app_of, press, settle
from tui.app import PortfolioApp
from tui.overlays.help import HelpOverlay
from tui.screens.contact import MESSAGES_A_VISIT
from tui.screens.essays import EssaysScreen
from tui.screens.work import ANCHORS, PART_KEYS, WorkScreen
from tui.widgets.contact_form import ContactForm, Draft
from tui.widgets.contents import Contents
from tui.widgets.headline import HOLD, ROUNDS, STEP, Headline
from tui.widgets.key_bar import shown_bindings
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

SMALL, WIDE = (80, 24), (120, 36)


def reader(app: PortfolioApp) -> Reader:
    return app.room.query_one(Reader)


def shelf(app: PortfolioApp) -> Shelf:
    return app.room.query_one(Shelf)


# -- home


def test_the_headline_types_and_takes_back_its_endings() -> None:
    headline = Headline("I design", ("one", "two"))
    waits = {headline.ending: HOLD}
    for _ in range(3):
        wait = headline.step()
        waits[headline.ending] = wait
    assert waits == {"one": HOLD, "": STEP, "tw": STEP, "two": HOLD}, "a whole ending stands for a while"


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


# -- contact


async def test_contact_lists_first_what_the_pack_puts_first(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8")
        paths = [entry.path for entry in shelf(app).entries if entry.path in app.portfolio.by_path]
        first = app.portfolio.profile.contact.first
        assert first
        assert tuple(paths[: len(first)]) == first
        assert sorted(paths) == sorted(answer.path for answer in app.portfolio.hiring)


@pytest.mark.parametrize(
    ("reach", "good"),
    [
        ("ada@example.org", True),
        ("+44 20 7946 0000", True),
        ("https://example.org/ada", True),
        ("@ada on Matrix", True),
        ("call me", False),
        ("ada@", False),
        ("", False),
    ],
)
def test_a_visitor_must_be_reachable(reach: str, good: bool) -> None:
    assert ("reach" not in Draft("Ada", reach, "hello").faults) is good


async def fill(pilot: Pilot[None], name: str = "Ada", reach: str = "ada@example.org", text: str = "hello") -> None:
    form = pilot.app.screen.query_one(ContactForm)
    form.query_one("#name", Input).value = name
    form.query_one("#reach", Input).value = reach
    form.query_one(TextArea).text = text
    await settle(pilot)


def status(app: PortfolioApp) -> str:
    return str(app.screen.query_one("#status", Static).visual)


async def test_a_message_reaches_the_inbox(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8", *"Ada", "tab", *"a@b.cd", "tab", *"Hi7", "ctrl+j", *"there", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        [message] = Inbox(app.settings.data_dir).messages()
        assert (message.name, message.reach, message.text) == ("Ada", "a@b.cd", "Hi7\nthere")
        assert "number 1" in status(app)
        assert app.screen.query_one(ContactForm).draft == Draft("", "", "")


@pytest.mark.parametrize("width", [72, 120, 200])
async def test_whoever_comes_to_contact_may_write_at_once_and_escape_leads_to_its_keys(
    app: PortfolioApp, width: int
) -> None:
    async with app.run_test(size=(width, 30)) as pilot:
        await press(pilot, "8")
        assert app.focused is app.screen.query_one("#name")
        await press(pilot, *"Rhw", "tab", *"5551234")
        draft = app.screen.query_one(ContactForm).draft
        assert (app.screen, draft.name, draft.reach) == (app.room, "Rhw", "5551234")
        await press(pilot, "escape")
        assert {"write", "fit a job", "résumé"} <= {item.binding.description for item in shown_bindings(app.screen)}
        await press(pilot, "w")
        assert app.focused is app.screen.query_one("#name")


async def test_where_no_name_is_typed_the_keys_of_rooms_lead_there(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8", "6")
        assert app.room.NAME == "essays"
        await press(pilot, "escape")
        assert (app.room.NAME, app.focused) == ("contact", app.screen.query_one("#name"))
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpOverlay)


async def test_in_a_narrow_window_the_answers_stand_first(app: PortfolioApp) -> None:
    async with app.run_test(size=(64, 24)) as pilot:
        await press(pilot, "8")
        assert app.focused is shelf(app)
        assert app.screen.query_one("#desk").scroll_offset.y == 0


async def test_new_content_leaves_the_cursor_where_it_writes(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8", *"Ada", "tab", "tab", *"Hel")
        app.reload(app.portfolio)
        await press(pilot, *"lo")
        assert app.screen.query_one(ContactForm).draft == Draft("Ada", "", "Hello")


async def test_the_button_sends_too(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8")
        await fill(pilot)
        await pilot.click("#send")
        await app.workers.wait_for_complete()
        assert len(Inbox(app.settings.data_dir).messages()) == 1


async def test_what_is_wrong_is_said_while_it_is_typed(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8", "tab", *"call")
        assert "E-mail" in status(app)
        assert app.screen.query_one("#reach").has_class("-faulty")
        assert not app.screen.query_one("#name").has_class("-faulty")


async def test_a_form_that_is_not_whole_is_not_sent(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8")
        await fill(pilot, reach="")
        app.screen.query_one("#name").focus()
        await press(pilot, "ctrl+s")
        assert Inbox(app.settings.data_dir).messages() == []
        assert app.focused is app.screen.query_one("#reach")


async def test_a_message_is_cut_at_the_limit(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8")
        await fill(pilot, text="x" * (TEXT_LIMIT + 500))
        assert len(app.screen.query_one(TextArea).text) == TEXT_LIMIT
        assert status(app) == "0 characters left"


async def test_messages_a_visit_are_limited(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8")
        for _ in range(MESSAGES_A_VISIT + 1):
            await fill(pilot)
            app.screen.query_one("#name").focus()
            await press(pilot, "ctrl+s")
            await app.workers.wait_for_complete()
            await settle(pilot)
        assert len(Inbox(app.settings.data_dir).messages()) == MESSAGES_A_VISIT
        assert "enough" in status(app)


async def test_an_inbox_that_cannot_be_written_keeps_the_draft(app: PortfolioApp) -> None:
    app.settings.data_dir.write_text("in the way")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8")
        await fill(pilot)
        app.screen.query_one("#name").focus()
        await press(pilot, "ctrl+s")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert "not kept" in status(app)
        assert app.screen.query_one(ContactForm).draft.text == "hello"


async def test_escape_leaves_the_form_and_keeps_what_is_typed(app: PortfolioApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8", *"Ada", "escape")
        assert app.focused is shelf(app)
        assert app.screen.query_one(ContactForm).draft.name == "Ada"
        await press(pilot, "escape")
        assert app.room.NAME == "home"


async def test_links_of_the_owner_are_copied(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8", "escape", "enter")
        assert app.clipboard == "hello@example.org"
        await press(pilot, "down", "enter")
        assert app.room.where.slug == "availability"
        assert "three days a week" in reader(app).text


async def test_addresses_are_told_to_the_terminal(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "8")
        links = {segment.style.link for y in range(4) for segment in shelf(app).render_line(y) if segment.style}
        assert "mailto:hello@example.org" in links
        await press(pilot, "5", "enter")
        inside = {segment.style.link for y in range(20) for segment in reader(app).render_line(y) if segment.style}
        assert inside == {None}
