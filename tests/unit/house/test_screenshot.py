"""Pictures of screens: what a link leads to is in them, what is concealed is not. Rich's own say it the other way."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

from content.loader import load_portfolio
from engine.settings import Settings
from screenshot import screenshot, svg_of
from tests.places import TINY
from tui.app import PortfolioApp

SVG = "{http://www.w3.org/2000/svg}"


def drawn(markup: str, width: int = 60) -> ET.Element:
    console = Console(width=width, force_terminal=True, highlight=False)
    return ET.fromstring(svg_of(console.render(markup), width, 5))


def links_in(picture: ET.Element) -> dict[str, str]:
    """Return each link's text and where it leads."""
    return {"".join(link.itertext()).replace("\u00a0", " "): link.attrib["href"] for link in picture.iter(f"{SVG}a")}


def words_of(picture: ET.Element) -> str:
    return "".join(text for node in picture.iter(f"{SVG}text") for text in node.itertext()).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c&d='\"<e>", "http://example.org/", "mailto:me@example.org"]
)
def test_a_link_of_the_screen_is_a_link_of_the_picture(address: str) -> None:
    segments = [Segment("before "), Segment("my site", Style(link=address, bold=True)), Segment(" behind")]
    picture = ET.fromstring(svg_of(segments, 60, 5))
    assert links_in(picture) == {"my site": address}
    assert words_of(picture).endswith("before my site behind")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "work/orders", " "]
)
def test_what_no_reader_should_open_is_text(address: str) -> None:
    picture = ET.fromstring(svg_of([Segment("my site", Style(link=address))], 60, 5))
    assert not links_in(picture)
    assert "my site" in words_of(picture)


def test_what_is_concealed_is_in_no_picture_and_what_is_behind_keeps_its_place() -> None:
    shown, whole = (drawn(f"a {style}日本 secret[/] z") for style in ("[conceal link=https://example.org/]", "[bold]"))
    assert "secret" not in ET.tostring(shown, "unicode")
    assert "example.org" not in ET.tostring(shown, "unicode")
    last = [list(picture.iter(f"{SVG}text"))[-1] for picture in (shown, whole)]
    assert last[0].attrib["x"] == last[1].attrib["x"]


def test_each_link_stays_with_its_own_text_among_lines_that_are_drawn_as_paths() -> None:
    rows = [f"│ [link=https://example.org/{row}]site {row}[/link] ╭─╮ rest" for row in range(30)]
    picture = drawn("\n".join(["┌──────┐", *rows, "└──────┘", "   "]))
    assert links_in(picture) == {f"site {row}": f"https://example.org/{row}" for row in range(30)}


async def test_the_addresses_of_the_contact_screen_are_links_in_its_picture(tmp_path: Path) -> None:
    portfolio = load_portfolio(TINY)
    app = PortfolioApp(portfolio, Settings(data_dir=tmp_path), start="contact", local=False)
    async with app.run_test(size=(100, 40)) as pilot:
        while app.room.NAME != "contact" or not app.room.is_ready:
            await pilot.pause()
        await pilot.pause()
        picture = ET.fromstring(screenshot(app))
    assert f"mailto:{portfolio.profile.contact.email}" in links_in(picture).values()
