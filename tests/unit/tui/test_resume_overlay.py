"""The résumé over the screen: by its key, by its link, copied, and saved as a PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tui.app import PortfolioApp
from tui.deep_links import read_link
from tui.navigation import Place
from tui.overlays.resume import ResumeOverlay
from tui.widgets.reader import Reader

SIZE = (100, 40)


def shown(app: PortfolioApp) -> str:
    return app.screen.query_one(Reader).text


async def test_a_key_of_contact_shows_it_and_its_entries_lead_to_their_documents(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", "escape", "R")
        assert isinstance(app.screen, ResumeOverlay)
        assert "Case studies" in shown(app)
        await press(pilot, "escape")
        assert app.room.NAME == "contact"
        assert app.screen is app.room
        contacts = len(tiny_portfolio.profile.contact.links)  # links, too, and before all entries
        await press(pilot, "R", *["tab"] * (contacts + 1), "enter")
        assert app.room.NAME == "work"
        assert app.room.where.slug == "order-pipeline"


@pytest.mark.parametrize("link", ["resume", "contact#resume"])
async def test_a_link_opens_it(link: str, tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    assert read_link(link, tiny_portfolio) == Place("contact", anchor="resume")
    app = app_of(tiny_portfolio, tmp_path, start=link)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, ResumeOverlay)


async def test_it_is_copied_as_markdown_and_saved_as_a_pdf_beside_the_one_before(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_of(tiny_portfolio, tmp_path)
    copied: list[str] = []
    async with app.run_test(size=SIZE) as pilot:
        monkeypatch.setattr(app, "copy", lambda text, what: copied.append(text))
        await press(pilot, "8", "escape", "R", "y")
        assert copied[0].startswith("# ")
        assert "s save as PDF" in str(app.screen.query_one("#panel").border_subtitle)
        for key in ("s", "ctrl+s"):
            await press(pilot, key)
            await app.workers.wait_for_complete()
        await settle(pilot)
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["resume-2.pdf", "resume.pdf"]
    assert (tmp_path / "resume.pdf").read_bytes().startswith(b"%PDF-")


async def test_what_does_not_stand_in_the_pdf_is_told(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    short = lambda resume: (b"%PDF-", replace(resume, sections=resume.sections[:1]))  # noqa: E731
    monkeypatch.setattr("content.exporters.resume.pdf.resume_pdf", short)
    app = app_of(tiny_portfolio, tmp_path)
    told: list[str] = []
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", "escape", "R")
        monkeypatch.setattr(app.screen, "notify", lambda said, **_: told.append(said))
        await press(pilot, "s")
        await app.workers.wait_for_complete()
        await settle(pilot)
    [said] = told
    assert "two pages hold all but" in said


async def test_behind_a_door_nothing_is_saved(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path, local=False)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", "escape", "R")
        assert "save" not in str(app.screen.query_one("#panel").border_subtitle)
        assert app.screen.check_action("save", ()) is False
