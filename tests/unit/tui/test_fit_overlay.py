"""An advertisement that is pasted: read where a question could be asked, with ways to its sources, copied and saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from content.loader import Portfolio
from engine.keep.inbox import TEXT_LIMIT
from tests.fakes.app import app_of, here, press, settle
from tui.app import PortfolioApp
from tui.overlays.fit import FitOverlay
from tui.widgets.reader import Reader

SIZE = (100, 40)
ADVERT = """\
# Backend Engineer

Requirements
- an order pipeline that accepts orders in one local transaction
- Fortran
- five years of it
- orders [red]markup[/red] here

What we offer
- fruit, and a long description of the fruit that is offered here every day to everybody who works with us, so that
  nobody has to go without any fruit at all
"""

GERMAN_ADVERT = """\
Wir suchen für unser Team in Bremen jemanden, der mit uns die Plattform für die Bestellungen unserer Kunden baut.

Dein Profil
- Erfahrung mit Kafka und mit Fortran
- Du hast schon einmal ein Team von vier Menschen geführt
- Du kannst sehr gut zuhören, und du schreibst auf, was du entschieden hast
"""


CHINESE_ADVERT = """\
关于我们
我们是一家位于上海的公司，为小商店提供订单软件，目前团队里一共有八个人，大家每天一起工作。

任职要求
1、熟悉 Kafka 和 Fortran；
2、有五年以上的团队合作经验，并且能够清楚地写下自己的决定；
3、对系统的稳定性有很高的要求。

福利待遇
水果和茶
"""


async def paste(pilot: Pilot[Any], text: str) -> None:
    pilot.app.post_message(events.Paste(text.replace("\n", "\r")))
    await settle(pilot)
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


def shown(app: PortfolioApp) -> str:
    return app.screen.query_one(Reader).text


async def test_what_is_asked_for_and_not_said_is_heard_of_once(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    sought: list[list[str]] = []
    app = app_of(tiny_portfolio, tmp_path, local=False)
    app.sought = sought.append
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", "escape", "h")
        assert "the owner reads that" in " ".join(shown(app).split())
        await paste(pilot, ADVERT)
        await press(pilot, "escape", "h")
        await app.workers.wait_for_complete()
        await settle(pilot)
    [things] = sought
    assert {"Fortran", "five years"} <= set(things)


@pytest.mark.parametrize("keys", [(), ("7",), ("8", "escape", "h"), ("5",)])
async def test_an_advertisement_that_is_pasted_is_read(
    keys: tuple[str, ...], tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        await paste(pilot, ADVERT)
        assert isinstance(app.screen, FitOverlay)
        assert "not said here  Fortran" in shown(app)
        assert "not said here  five years" in shown(app)
        assert "orders [red]markup[/red" in shown(app)
        assert "What we offer: fruit" in shown(app)


async def test_who_advertises_in_another_language_is_told_so_above_what_was_found(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await paste(pilot, GERMAN_ADVERT)
        said = " ".join(shown(app).split())
        assert said.index("Dieses Portfolio ist auf Englisch geschrieben.") < said.index(" Anforderungen:")
        assert "belegt Kafka" in said
        await press(pilot, "y")
        assert "\n\nDieses Portfolio ist auf Englisch geschrieben." in app.clipboard


async def test_an_advertisement_in_a_script_without_spaces_is_told_from_a_question(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await paste(pilot, CHINESE_ADVERT)
        assert isinstance(app.screen, FitOverlay)
        said = shown(app)
        assert "已展示      Kafka" in said
        assert "此处未提及  Fortran" in said
        assert "福利待遇: 水果和茶" in said


async def test_a_question_and_a_message_of_several_lines_stay_what_they_are(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await paste(pilot, "Why did\nthe pipeline fail?")
        assert not isinstance(app.screen, FitOverlay)
        assert app.screen.query_one(Input).value == "Why did the pipeline fail?"
        await press(pilot, "escape", "8", "tab", "tab")
        await paste(pilot, ADVERT)
        assert not isinstance(app.screen, FitOverlay)
        assert app.screen.query_one(TextArea).text.startswith("# Backend Engineer")


async def test_enter_opens_a_source_and_h_comes_back_to_the_advertisement(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await paste(pilot, ADVERT)
        await press(pilot, "tab", "enter")
        assert here(app).startswith("work/order-pipeline")
        await press(pilot, "8", "escape", "h")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert "Fortran" in shown(app)


async def test_what_was_found_is_copied_and_saved_as_markdown(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await paste(pilot, ADVERT)
        await press(pilot, "y", "s", "ctrl+s")
        assert "| Fortran | not said here |  |" in app.clipboard
        assert "(`work/order-pipeline#" in app.clipboard
        assert '\n\nIn brackets stands a place of the portfolio. It opens with: portfolio open "PLACE"' in app.clipboard
        assert "](" not in app.clipboard
        for name in ("fit.md", "fit-2.md"):
            assert (tmp_path / name).read_text(encoding="utf-8") == f"{app.clipboard}\n"


async def test_what_is_copied_leads_to_the_page_of_the_terminal_where_there_is_one(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path, local=False)
    app.terminal_page = "https://example.org/terminal"
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await paste(pilot, ADVERT)
        await press(pilot, "y")
        assert "](https://example.org/terminal#work/order-pipeline#" in app.clipboard
        assert "In brackets" not in app.clipboard


async def test_behind_a_door_nothing_is_saved(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_of(tiny_portfolio, tmp_path, local=False)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await paste(pilot, ADVERT)
        await press(pilot, "s", "ctrl+s")
        assert not (tmp_path / "fit.md").exists()


async def test_what_is_no_advertisement_gets_a_sentence(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", "escape", "h")
        assert "Paste its advertisement here" in shown(app)
        await paste(pilot, "The quick brown fox.")
        assert "asks for nothing" in shown(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, FitOverlay)


@pytest.mark.parametrize("before", [(), ("8", "tab", "tab", *"Hello", "escape")])
async def test_a_message_carries_the_advertisement_along(
    before: tuple[str, ...], tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *before)
        await paste(pilot, ADVERT)
        await press(pilot, "w")
        assert here(app) == "contact"
        message = app.screen.query_one(TextArea).text
        assert message == ("Hello\n\n" if before else "") + ADVERT.strip()
        assert isinstance(app.focused, Input)
        assert not list(tmp_path.glob("inbox*"))


async def test_of_a_long_advertisement_a_message_has_the_beginning_and_room_for_more(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    long = ADVERT + "".join(f"- a requirement with the number {number}\n" for number in range(200))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await paste(pilot, long)
        await press(pilot, "w")
        message = app.screen.query_one(TextArea).text
    *lines, last = message.splitlines()
    assert last == "[…]"
    assert long.startswith("\n".join(lines) + "\n")
    assert TEXT_LIMIT - 500 < len(message) < TEXT_LIMIT - 300
