"""Contact: its answers, its links, and the form, in which the cursor stands."""

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
from tui.widgets.contact_form import ContactForm, Draft
from tui.widgets.key_bar import shown_bindings
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

SMALL = (80, 24)


def reader(app: PortfolioApp) -> Reader:
    return app.room.query_one(Reader)


def shelf(app: PortfolioApp) -> Shelf:
    return app.room.query_one(Shelf)


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


async def test_nothing_else_is_as_loud_as_the_next_step(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "8")
        accent = app.screen.query_one("#send").styles.background
        loud = [widget for widget in app.screen.query("*") if widget.styles.background == accent]
        assert [widget.id for widget in loud] == ["send"]


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
