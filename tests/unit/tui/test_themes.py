"""Our themes: text that can be read on every ground, and colours that say the same with sixteen of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import Theme

from content.loader import Portfolio, load_portfolio
from content.problems import ContentError
from content.schema import OwnTheme
from tests.fakes.app import ScriptedAssistant, app_of, press, settle
from tui.app import PortfolioApp
from tui.drawing.diagram.painting import Tone
from tui.terminal.background import BackgroundTold
from tui.themes import INK, THEMES, own_theme
from tui.widgets.diagram import DiagramView

READABLE = 4.5
"""Contrast of text by WCAG 2.2, level AA."""
DIMMED = 3.0
"""Contrast of what stands back for a moment, and of the lines that boxes are drawn with (WCAG 2.2, 1.4.11)."""
OWN = OwnTheme(name="plum", background="#1a1020", foreground="#e8dff0", accent="#ffb0e0")
LIGHT = replace(OWN, name="cream", background="#fffdf5", foreground="#302820", accent="#7a1f5c", figure="#005a66")
BLUE = replace(OWN, name="sea", background="#0b1622", foreground="#dce6f0", accent="#6fc0ff")
GREY = replace(OWN, name="slate", background="#454b52", foreground="#ffffff", accent="#ffffff")
OWNERS = (OWN, LIGHT, BLUE, GREY)
BLACK, RED, YELLOW, WHITE, BRIGHT = 0, 1, 3, 7, 8
"""Numbers of the terminal's own colours; the bright ones are `BRIGHT` more."""


def colours(theme: Theme) -> dict[str, str]:
    named = {
        name: getattr(theme, name) for name in ("foreground", "accent", "secondary", "warning", "error", "success")
    }
    return named | {
        name: theme.variables[name] for name in ("strong", "faint", "figure", "degraded", "failed", "event")
    }


def luminance(colour: str) -> float:
    parts = (part / 255 for part in Color.parse(colour).rgb)
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def of_sixteen(colour: str) -> int:
    number = RichColor.parse(colour).downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return number


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_every_text_colour_can_be_read_on_every_ground(theme: Theme, ground: str) -> None:
    low = {name: contrast(colour, getattr(theme, ground)) for name, colour in colours(theme).items()}
    assert {name: round(value, 2) for name, value in low.items() if value < READABLE} == {}


@pytest.mark.parametrize("ground", ["background", "surface"])
@pytest.mark.parametrize("theme", [*THEMES, *map(own_theme, OWNERS)], ids=lambda theme: theme.name)
def test_borders_and_scrollbars_are_seen(theme: Theme, ground: str) -> None:
    for name in ("quiet", "scrollbar", "scrollbar-hover", "border-blurred"):
        assert contrast(theme.variables[name], getattr(theme, ground)) >= DIMMED, name


@pytest.mark.parametrize("theme", [*THEMES, *map(own_theme, OWNERS)], ids=lambda theme: theme.name)
async def test_whatever_is_written_in_a_room_can_be_read(portfolio: Portfolio, tmp_path: Path, theme: Theme) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.register_theme(theme)
        app.theme = theme.name
        for keys in ("1", "2", "3", "4", ("5", "enter"), "6", ("7", *"why", "enter"), "8"):
            await press(pilot, *keys)
            await app.workers.wait_for_complete()
            await settle(pilot)
            said = written(app)
            assert said
            ratios = {text: round(contrast(*both), 2) for text, both in said.items()}
            assert {text: ratio for text, ratio in ratios.items() if ratio < DIMMED} == {}, keys
            if theme in THEMES:
                lost = [text for text, (colour, ground) in said.items() if of_sixteen(colour) == of_sixteen(ground)]
                assert lost == [], f"with sixteen colours, after {keys}"


def written(app: PortfolioApp) -> dict[str, tuple[str, str]]:
    """What is written on the screen: its colour, and that of its ground."""
    return {
        segment.text: (segment.style.color.name, segment.style.bgcolor.name)
        for strip in app.screen._compositor.render_strips() for segment in strip
        if segment.style and segment.style.color and segment.style.bgcolor and any(map(str.isalnum, segment.text))
    }  # fmt: skip


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_with_sixteen_colours_they_say_the_same(theme: Theme) -> None:
    said = {name: of_sixteen(colour) % BRIGHT for name, colour in colours(theme).items()}
    assert said["accent"] not in (BLACK, RED, YELLOW, WHITE), "what acts looks like no state"
    assert len({said["accent"], said["secondary"], said["figure"], WHITE, BLACK}) == 5, "three voices"
    assert said["error"] == said["failed"] == RED
    assert said["warning"] == said["degraded"] == YELLOW
    ground, text = of_sixteen(theme.background or ""), of_sixteen(theme.foreground or "")
    assert (ground % BRIGHT, text % BRIGHT) == ((BLACK, WHITE) if theme.dark else (WHITE, BLACK))
    assert of_sixteen(theme.variables["faint"]) not in (ground, text), "what stands back is seen, and stands back"
    assert of_sixteen(theme.variables["quiet"]) != ground, "borders are seen"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_what_a_diagram_dims_can_still_be_read(portfolio: Portfolio, tmp_path: Path, theme: Theme) -> None:
    app = app_of(portfolio, tmp_path)
    app.theme = theme.name
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        diagram = app.room.query_one(DiagramView)
        roles = [f"{part}-{tone}" for part in ("title", "label", "text") for tone in get_args(Tone)]
        roles += ["name-dim", "border-plain", "border-degraded", "border-failed", "broken", "still"]
        drawn = {role: diagram._style(role).color for role in roles}
        ratios = {role: contrast(colour.name, theme.background or "") for role, colour in drawn.items() if colour}
        assert len(ratios) == len(roles)
        assert {role: round(ratio, 2) for role, ratio in ratios.items() if ratio < DIMMED} == {}


# -- the owner's own


@pytest.mark.parametrize(
    ("own", "dark"), zip(OWNERS, (True, False, True, True), strict=True), ids=lambda each: getattr(each, "name", "")
)
def test_what_an_owner_does_not_say_is_such_that_it_can_be_read(own: OwnTheme, dark: bool) -> None:
    theme = own_theme(own)
    assert theme.dark == dark
    assert (theme.background, theme.accent) == (own.background, own.accent)
    assert contrast(theme.variables["faint"], theme.panel or "") >= READABLE
    voices = (own.accent, theme.secondary or "", theme.variables["figure"])
    assert len(set(voices)) == len(voices), "three voices"
    assert min(contrast(voice, own.background) for voice in voices) >= READABLE


def test_a_second_colour_is_not_taken_for_the_owners_accent() -> None:
    assert own_theme(OWN).secondary == INK.secondary, "ours, where it is another"
    assert own_theme(BLUE).secondary not in (INK.secondary, BLUE.accent)
    assert own_theme(replace(BLUE, second="#ffe080")).secondary == "#ffe080", "the owner's, where there is one"


def with_theme(portfolio: Portfolio, theme: OwnTheme) -> Portfolio:
    return replace(portfolio, profile=replace(portfolio.profile, theme=theme))


async def test_it_is_what_visitors_see_first_and_one_to_choose_from(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(with_theme(tiny_portfolio, OWN), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.theme == "plum"
        app.post_message(BackgroundTold(True))
        await pilot.pause()
        assert app.theme == "plum", "the owner has chosen, whichever the terminal's background"
        seen = [app.theme]
        while len(seen) < 6:
            await press(pilot, "ctrl+t")
            seen.append(app.theme)
        assert seen == ["plum", "ink", "paper", "dusk", "sand", "plum"]


async def test_the_palette_shows_a_theme_before_it_is_chosen(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before, sand = app.theme, app.available_themes["sand"]
        for keys, after in ((("escape",), before), (("enter",), "sand")):
            await press(pilot, "ctrl+p", *"themesand")
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            await press(pilot, "down")
            assert app.theme == "sand", "shown"
            await pilot.pause()
            assert {screen.styles.background.rgb for screen in app.screen_stack} == {
                Color.parse(sand.background or "").rgb
            }, "by all of it"
            assert app.preferences.theme != "sand", "not chosen"
            await press(pilot, *keys)
            await pilot.pause()
            assert app.theme == after
        assert app.preferences.theme == "sand"


@pytest.mark.parametrize(
    ("theme", "says"),
    [
        (
            "background: '#111111', foreground: '#222222', accent: '#ffffff'",
            "`foreground` #222222 on #111111 has a con",
        ),
        ("background: black, foreground: '#ffffff', accent: '#ffffff'", "`theme.background` is “black”"),
        ("background: '#111111', foreground: '#ffffff'", "`theme.accent` is missing"),
    ],
)
def test_colours_that_cannot_be_read_are_told_with_their_line(tiny_pack: Path, theme: str, says: str) -> None:
    profile = tiny_pack / "profile.yaml"
    profile.write_text(f"{profile.read_text('utf-8')}\ntheme: {{{theme}}}\n", "utf-8")
    with pytest.raises(ContentError) as found:
        load_portfolio(tiny_pack)
    (problem,) = found.value.problems
    assert says in str(problem)
    assert problem.line == len(profile.read_text("utf-8").splitlines())
