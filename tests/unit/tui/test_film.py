"""The recording as an SVG: well-formed, each row drawn once, each screen at its time, still where that is wanted."""

from __future__ import annotations

from xml.etree import ElementTree

from rich.segment import Segment
from rich.style import Style

from tui.film import Screen, animated_svg, row_of

NAME = "{http://www.w3.org/2000/svg}"
PLAIN = Style.parse("#d7dbd2 on #0d1110")
LIT = Style.parse("bold #a8f04a on #1c2320")
SAME = row_of([Segment("the same <&> ", PLAIN)])
FIRST, SECOND = row_of([Segment("one", PLAIN)]), row_of([Segment("▌", PLAIN), Segment("two", LIT), Segment("", LIT)])
SCREENS = (Screen(0.0, (SAME, FIRST)), Screen(3.0, (SAME, SECOND)))


def drawn() -> ElementTree.Element:
    return ElementTree.fromstring(animated_svg(SCREENS, 20, 12.0, "A <title>"))


def test_a_row_that_is_the_same_is_drawn_once() -> None:
    svg = drawn()
    defined = svg.findall(f"{NAME}defs/{NAME}g")
    assert ["".join(row.itertext()) for row in defined] == ["the same <&> ", "one", "▌two"]
    film = svg.find(f"{NAME}g")
    assert film is not None
    shown = [(use.get("href"), use.get("y")) for use in film.iter(f"{NAME}use")]
    assert shown == [("#r0", "0"), ("#r1", "18"), ("#r0", "36"), ("#r2", "54")]


def test_each_screen_comes_at_its_part_of_the_time() -> None:
    style = drawn().findtext(f"{NAME}style") or ""
    assert "0.000% { transform: translateY(0px) } 25.000% { transform: translateY(-36px) }" in style
    assert "play 12.0s steps(1, end) infinite" in style
    assert "prefers-reduced-motion: reduce) { #film { animation: none } }" in style


def test_colours_and_weight_are_those_of_the_screen() -> None:
    svg = drawn()
    lit = next(text for text in svg.iter(f"{NAME}text") if text.text == "two")
    assert (lit.get("fill"), lit.get("font-weight")) == ("#a8f04a", "bold")
    grounds = [rect.get("fill") for rect in svg.iter(f"{NAME}rect")]
    assert grounds == ["#1c2320", "#0d1110"]
    assert svg.findtext(f"{NAME}title") == "A <title>"


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = animated_svg(SCREENS, 20, 12.0, "A title").replace("http://www.w3.org/2000/svg", "")
    assert "http" not in text
    assert "url(" not in text
