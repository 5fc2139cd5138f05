"""What every room offers: search, help, jump mode, the palette, copying, links, and the colours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from content.loader import Portfolio, load_portfolio
from content.site_map import SITE, SiteScreen
from tests.fakes.app import app_of, here, press, reader, settle
from tui.app import PortfolioApp
from tui.commands import PortfolioCommands
from tui.drawing.prose.page import Text
from tui.overlays.help import HelpOverlay, help_blocks
from tui.overlays.jump import JumpOverlay
from tui.overlays.search import SearchOverlay
from tui.themes import theme_command, theme_for
from tui.widgets.key_bar import shown_bindings
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

SIZE = (80, 24)


def shown_rows(app: PortfolioApp) -> list[str]:
    """The screen as text, row by row."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


# -- everywhere


async def test_search_opens_the_passage_with_its_words_lit(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "slash", *"replication")
        assert isinstance(app.screen, SearchOverlay)
        path = app.screen.query_one(Shelf).entry
        await press(pilot, "enter")
        assert path is not None
        assert path.path.startswith(here(app))
        lit = [run.text for line in reader(app).lines for run in line.runs if "found" in run.role]
        assert "replication" in lit
        await press(pilot, "escape")
        assert here(app) == "work"


async def test_search_can_be_left_and_clicked(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "slash", *"outbox", "escape")
        assert not isinstance(app.screen, SearchOverlay)
        await press(pilot, "slash", *"outbox")
        await pilot.click(Shelf, offset=(5, 1))
        await settle(pilot)
        assert app.room.where.slug


async def test_help_lists_the_keys_of_the_room_below(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "question_mark")
        assert isinstance(app.screen, HelpOverlay)
        text = app.screen.query_one(Reader).text
        assert "Put the case studies side by side" in text
        assert "Search" in text
        await press(pilot, "escape")
        assert app.room.NAME == "work"


async def test_help_begins_with_what_the_room_is_for(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        for room in SITE:
            await press(pilot, "tab", room.key)
            assert next(iter(help_blocks(app.room))) == Text(room.purpose, "lead")


async def test_every_binding_that_help_lists_has_words(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        for room in SITE:
            await press(pilot, room.key)
            for item in app.screen.active_bindings.values():
                if item.node is app.screen and item.binding.id:
                    assert item.binding.description


async def test_jump_mode_uses_what_its_letter_stands_on(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "l")
        assert isinstance(app.screen, JumpOverlay)
        await press(pilot, "s")
        assert app.room.where.slug == app.portfolio.essays[1].slug
        await press(pilot, "l", "escape")
        assert not isinstance(app.screen, JumpOverlay)


async def test_labels_stand_beside_the_words_and_tabs_keep_their_digits(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6")
        before = [line.rstrip() for line in shown_rows(app)]
        shelf = app.screen.query_one(Shelf)
        row = shelf.content_region.y + (shelf.row_of(0) or 0)
        await press(pilot, "l")
        after = [line.rstrip() for line in shown_rows(app)]
        assert after[0] == before[0], "the digits of the rooms are their labels"
        assert after[row].lstrip() == f"a {before[row].lstrip(' ▌')}"
        assert all(b.lstrip(" ▌") in a for a, b in zip(after, before, strict=True)), "no word is covered"
        await press(pilot, "3")
        assert app.room.NAME == "topology"


async def test_the_palette_opens_rooms_and_documents(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(
            pilot,
            "ctrl+p",
            *"observability people",
        )
        await app.workers.wait_for_complete()
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert here(app) == "essays/observability-people-use"


@pytest.mark.parametrize("room", SITE, ids=lambda room: room.name)
async def test_the_palette_holds_what_the_keys_of_a_room_do(app: PortfolioApp, room: SiteScreen) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", room.key)
        commands = PortfolioCommands(app.screen)
        offered = " ".join([f"{hit.text} {hit.help}" async for hit in commands.discover()]).lower()  # type: ignore[union-attr]
        for item in app.screen.active_bindings.values():
            if item.node in (app.room, app) and item.binding.id and item.enabled and "focus" not in item.binding.action:
                assert item.binding.description.lower() in offered, item.binding


async def test_the_palette_looks_into_an_answer_from_the_question_line(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "7", *"why", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        await press(pilot, "ctrl+p", *"x-ray")
        await app.workers.wait_for_complete()
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert app.room.NAME == "pipeline"


async def test_an_action_runs_from_the_palette(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "ctrl+p", *"side by side")
        await app.workers.wait_for_complete()
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert here(app).startswith("work#compare")


@pytest.mark.parametrize(("typed", "name"), [("pdf", "Résumé"), ("message", "Contact")])
async def test_the_palette_finds_a_line_by_what_it_is_for(app: PortfolioApp, typed: str, name: str) -> None:
    async with app.run_test(size=SIZE):
        commands = PortfolioCommands(app.screen)
        assert name in [hit.text async for hit in commands.search(typed)]  # type: ignore[union-attr]


async def test_what_the_palette_does_not_find_can_be_asked(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "ctrl+p", *"zzq why")
        await app.workers.wait_for_complete()
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert [turn.question for turn in app.conversation.turns] == ["zzq why"]
        assert app.room.NAME == "ask"


async def test_y_copies_a_link_to_the_section_in_view(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline#trade-offs")
        await press(pilot, "y")
        assert app.clipboard == "work/order-pipeline#trade-offs"
        assert app.portfolio.document(app.clipboard) is not None


async def test_selected_text_is_what_y_copies(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline")
        await settle(pilot)
        await pilot.mouse_down(Reader, offset=(2, 1))
        await pilot.hover(Reader, offset=(9, 1))
        await pilot.mouse_up(Reader, offset=(9, 1))
        await press(pilot, "y")
        assert app.clipboard
        assert "Scaling".startswith(app.clipboard.split()[0][:3])


async def test_links_in_prose_open_rooms_by_key_and_by_mouse(app: PortfolioApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        app.open_link("work/order-pipeline#related")
        await settle(pilot)
        place = reader(app).links_in_view[0]
        target = reader(app).href_of(place)
        await press(pilot, "tab", "enter")
        assert here(app).partition("#")[0] == target
        await press(pilot, "escape")
        offset = reader(app).offset_of(place)
        await pilot.click(offset=(offset.x + 1, offset.y))
        await settle(pilot)
        assert here(app).partition("#")[0] == target


async def test_addresses_are_copied_and_never_opened_on_the_host(
    app: PortfolioApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda *_: pytest.fail("the host's browser was opened"))
    async with app.run_test(size=SIZE) as pilot:
        app.open_href("https://example.org/x")
        await settle(pilot)
        assert app.clipboard == "https://example.org/x"
        app.open_url("mailto:ada@example.org")
        assert app.clipboard == "ada@example.org"


async def test_footers_show_only_what_a_key_would_do(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"why")
        keys = {item.binding.key for item in shown_bindings(app.screen)}
        assert "slash" not in keys
        assert "l" not in keys
        assert {"enter", "escape", "ctrl+q"} <= keys
        app.screen.query_one(Input).clear()
        await settle(pilot)
        assert "slash" in {item.binding.key for item in shown_bindings(app.screen)}


# -- themes


@pytest.mark.parametrize(
    ("colours", "theme"), [("", "ink"), ("15;0", "ink"), ("0;15", "paper"), ("0;default;15", "paper"), ("x", "ink")]
)
def test_the_theme_follows_the_terminals_background(colours: str, theme: str) -> None:
    assert theme_for({"COLORFGBG": colours}) == theme


async def test_a_theme_is_remembered_on_the_visitors_own_machine(portfolio: Portfolio, tmp_path: Path) -> None:
    first = app_of(portfolio, tmp_path)
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+t")
        assert first.theme == "paper"
        assert [note.message for note in first._notifications] == [theme_command("paper")]
    assert json.loads((tmp_path / "data" / "preferences.json").read_text()) == {"theme": "paper"}
    assert app_of(portfolio, tmp_path).theme == "paper"


async def test_behind_a_door_nothing_is_remembered(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, local=False)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+t")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": 7}', '{"theme": "gone"}'])
def test_a_damaged_settings_file_counts_as_none(portfolio: Portfolio, tmp_path: Path, text: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "preferences.json").write_text(text)
    assert app_of(portfolio, tmp_path).theme == "ink"


async def test_addresses_are_told_to_the_terminal_and_copied_whole(tiny_pack: Path, tmp_path: Path) -> None:
    profile = tiny_pack / "profile.yaml"
    email = "  email: hello@example.org"
    profile.write_text(profile.read_text("utf-8").replace(email, f"{email}\n  github: https://github.com/ada"), "utf-8")
    app = app_of(load_portfolio(tiny_pack), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", "escape")
        shelf = app.room.query_one(Shelf)
        drawn = [shelf.render_line(row) for row in range(shelf.size.height)]
        told = {segment.style.link: segment.text for row in drawn for segment in row if segment.style}
        assert told["mailto:hello@example.org"] == "hello@example.org"
        assert told["https://github.com/ada"] == "github.com/ada"
        await press(pilot, "down", "enter")
        assert app.clipboard == "https://github.com/ada"


@pytest.mark.parametrize("keys", [("5", "question_mark"), ("8", "escape", "R"), ("8", "escape", "h")])
async def test_a_number_key_leads_to_its_room_from_a_page_that_lies_over_one(
    app: PortfolioApp, keys: tuple[str, ...]
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert app.screen is not app.room
        await press(pilot, "6")
        assert app.screen is app.room
        assert here(app) == "essays"
