"""The owner's picture by the terminal itself: only where it has said who it is, and half-blocks everywhere else."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key
from textual.pilot import Pilot

from content.loader import Portfolio, load_portfolio
from tests.fakes.app import app_of, loaded, press
from tests.fakes.pictures import halves, png, with_portrait
from tui.app import PortfolioApp
from tui.hosting.driver import SinkDriver
from tui.terminal.input_parser import InputParser
from tui.terminal.local_driver import LocalDriver
from tui.terminal.pictures import TerminalNamed, TerminalPicture, draws_pictures, name_in
from tui.textual_internals import apps
from tui.widgets.portrait import PortraitView

KITTY = "kitty(0.40.1)"
GRAPHICS = re.compile(r"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\")


@pytest.mark.parametrize(
    ("name", "draws"),
    [
        (KITTY, True), ("kitty(0.28.0)", True), ("kitty(1.0.0)", True), ("ghostty 1.1.2", True),
        ("kitty(0.27.1)", False), ("XTerm(388)", False), ("WezTerm 20240203", False), ("tmux 3.4", False), ("", False),
        ("Konsole 24.02", False), ("not kitty(0.40.1)", False),
    ],
)  # fmt: skip
def test_a_terminal_is_known_by_its_name(name: str, draws: bool) -> None:
    assert draws_pictures(name) is draws


@pytest.mark.parametrize("at", range(1, len(KITTY) + 6))
def test_a_name_is_heard_whole_or_in_pieces_and_never_typed(at: int) -> None:
    reply, parser = f"\x1bP>|{KITTY}\x1b\\", InputParser()
    messages = [*parser.feed(reply[:at]), *parser.feed(reply[at:])]
    assert [each.name for each in messages if isinstance(each, TerminalNamed)] == [KITTY]
    assert "k" not in [each.character for each in messages if isinstance(each, Key)]


@pytest.mark.parametrize("reply", ["", ">", "1;kitty(0.40.1)", "11;rgb:0/0/0"])
def test_what_is_no_name_is_none(reply: str) -> None:
    assert name_in(reply) == ""


def test_a_picture_is_sent_whole_in_pieces_that_the_protocol_allows() -> None:
    data = bytes(range(256)) * 40
    picture = TerminalPicture(data, 24, 12)
    pieces = GRAPHICS.findall(picture.sent)
    assert "".join(f"\x1b_G{keys};{text}\x1b\\" for keys, text in pieces) == picture.sent
    assert base64.b64decode("".join(text for _, text in pieces)) == data
    assert max(len(text) for _, text in pieces) <= 4096
    assert [keys.rpartition(",")[2] for keys, _ in pieces] == ["m=1"] * (len(pieces) - 1) + ["m=0"]
    assert pieces[0][0].split(",")[:6] == ["a=T", "U=1", "f=100", f"i={picture.id}", "c=24", "r=12"]
    assert all("q=2" in keys for keys, _ in pieces), "the terminal answers nothing"


class Terminal:
    """What an app writes to its terminal beside frames, and what the terminal says."""

    def __init__(self, app: PortfolioApp, monkeypatch: pytest.MonkeyPatch, colours: str = "truecolor") -> None:
        self.app, self.written = app, ""
        driver = apps.driver_of(app)
        monkeypatch.setattr(driver, "show_picture", lambda picture: self._write(picture.sent), raising=False)
        monkeypatch.setattr(driver, "drop_picture", lambda picture: self._write(picture.forgotten), raising=False)
        monkeypatch.setattr(type(app.console), "color_system", colours)

    def _write(self, data: str) -> None:
        self.written += data

    @property
    def graphics(self) -> list[str]:
        return [keys for keys, _ in GRAPHICS.findall(self.written)]

    async def says(self, pilot: Pilot[None], name: str) -> None:
        for message in InputParser().feed(f"\x1bP>|{name}\x1b\\"):
            self.app.post_message(message)
        await loaded(pilot)


def line(app: PortfolioApp, y: int = 0) -> str:
    return app.room.query_one(PortraitView).render_line(y).text


async def test_a_terminal_that_can_is_sent_the_picture_and_has_cells_that_stand_for_it(
    pictured: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(pictured, tmp_path)
    assert app.has_picture
    async with app.run_test(size=(120, 36)) as pilot:
        await loaded(pilot)
        terminal = Terminal(app, monkeypatch)
        assert "▀" in line(app), "half-blocks until it has said so"
        await terminal.says(pilot, KITTY)
        (keys,) = terminal.graphics
        number = int(re.findall(r"i=(\d+)", keys)[0])
        view = app.room.query_one(PortraitView)
        assert {"c=16", "r=8"} <= set(keys.split(","))
        strips = [view.render_line(y) for y in range(view.size.height)]
        assert [strip.cell_length for strip in strips] == [cell_len(strip.text) for strip in strips] == [16] * 8
        assert {(strip.text[0], strip.text.count("\U0010eeee")) for strip in strips} == {("\U0010eeee", 16)}
        assert len({strip.text for strip in strips}) == 8, "each row is marked as such"
        for strip in strips:
            colour = next(iter(strip)).style.color.triplet  # type: ignore[union-attr]
            assert colour is not None
            assert int(colour.hex[1:], 16) == number, "the colour is the picture's number"
        await press(pilot, "5", "1")
        assert len(terminal.graphics) == 1, "it is sent once"
        await pilot.resize_terminal(200, 50)
        await loaded(pilot)
        assert terminal.graphics[1] == f"a=d,d=I,i={number},q=2"
        assert {"c=24", "r=12"} <= set(terminal.graphics[2].split(","))
    assert terminal.graphics[-1].startswith("a=d,d=I"), "the terminal keeps none of it"


@pytest.mark.parametrize(
    ("name", "local", "colours"),
    [
        ("XTerm(388)", True, "truecolor"), (KITTY, False, "truecolor"), (KITTY, True, "256"), (KITTY, True, "standard"),
    ],
)  # fmt: skip
async def test_all_others_have_half_blocks(
    pictured: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, local: bool, colours: str
) -> None:
    app = app_of(pictured, tmp_path, local=local)
    async with app.run_test(size=(120, 36)) as pilot:
        await loaded(pilot)
        terminal = Terminal(app, monkeypatch, colours)
        await terminal.says(pilot, name)
        assert "▀" in line(app)
        assert terminal.graphics == []


async def test_a_damaged_picture_is_not_sent(tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_portrait(tiny_pack, png(64, 64, halves)[:60])
    app = app_of(load_portfolio(tiny_pack), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await loaded(pilot)
        terminal = Terminal(app, monkeypatch)
        await terminal.says(pilot, KITTY)
        assert terminal.graphics == []
        assert not line(app).strip()


@pytest.mark.parametrize("driver", [SinkDriver, HeadlessDriver])
def test_no_driver_of_a_door_is_sent_pictures(driver: type) -> None:
    assert not hasattr(driver, "show_picture")
    assert hasattr(LocalDriver, "show_picture")


def test_nobody_is_asked_where_the_owner_has_no_picture(portfolio: Portfolio, tmp_path: Path) -> None:
    assert not app_of(portfolio, tmp_path).has_picture
