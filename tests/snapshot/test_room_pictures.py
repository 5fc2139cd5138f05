"""Pictures of the rooms: small and wide, least and large, on paper, and without colour.

They show the small pack, so that an owner's edits of the content do not change them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from content.loader import Portfolio, load_portfolio
from content.problems import Problem
from tests.fakes.app import ScriptedAssistant, app_of, press, settle
from tests.fakes.pictures import halves, png, with_portrait
from tests.places import SMALL as PACK_OF_ESSAYS
from tui.hosting.colour import FILTERS, truecolor_console
from tui.textual_internals.apps import set_colour

LEAST, SMALL, WIDE, LARGE = (60, 20), (80, 24), (120, 36), (200, 50)
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids="{0[0]}x{0[1]}".format)

ROOMS: dict[str, tuple[str, ...]] = {
    "home": (),
    "services": ("2",),
    "service": ("2", "enter"),
    "work": ("5",),
    "case-study": ("5", "enter", "A"),
    "comparison": ("5", "c"),
    "essays": ("6",),
    "essay": ("6", "enter"),
    "ask": ("7", *"why", "enter"),
    "contact": ("8",),
    "form": ("8", "shift+tab", "w", *"Ada", "tab", *"call"),  # in a narrow window the answers come first
    "answer": ("8", "escape", "down", "enter"),
    "search": ("5", "slash", *"outbox"),
    "help": ("5", "question_mark"),
    "jump": ("6", "l"),
}
EVERY = {"topology": ("3",), "pipeline": ("4",)} | {
    name: ROOMS[name]
    for name in (
        "home", "services", "service", "work", "case-study", "comparison", "essays", "essay", "ask", "contact", "form",
    )
}  # fmt: skip
"""Every room as one comes to it, and what is read there."""


@pytest.fixture
def portfolio(tiny_pack: Path) -> Portfolio:
    """The small pack with a second case study, so that there is something to compare."""
    study = (tiny_pack / "case-studies" / "order-pipeline.md").read_text("utf-8")
    study = study.replace("Scaling an Order Pipeline", "Moving a Ledger").replace("2025", "2024")
    study = study.replace("An order is accepted", "A booking is written")
    (tiny_pack / "case-studies" / "ledger.md").write_text(study, "utf-8")
    return load_portfolio(tiny_pack)


def walk(*keys: str) -> Any:
    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *keys)
        await pilot.app.workers.wait_for_complete()
        await settle(pilot)

    return before


@SIZES
@pytest.mark.parametrize("keys", ROOMS.values(), ids=ROOMS)
def test_a_room_looks_as_it_did(
    snap_compare: Any, portfolio: Portfolio, tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    assert snap_compare(app, terminal_size=size, run_before=walk(*keys))


GLANCE = "at_a_glance: {scale: '50,000 events', chosen: An outbox and a log, gave_up: An immediate answer}\n"
FIGURES = "figures: [{value: 50 MB/s, words: of log ingress}, {value: '200', words: events in a batch}]\n"


@pytest.fixture
def with_figures(portfolio: Portfolio, tiny_pack: Path) -> Portfolio:
    """The small pack, its studies with figures and at a glance."""
    for path in (tiny_pack / "case-studies").glob("*.md"):
        path.write_text(path.read_text("utf-8").replace("tags:", f"{GLANCE}{FIGURES}tags:", 1), "utf-8")
    profile = tiny_pack / "profile.yaml"
    figures = "\nfigures: [{value: '50,000', words: events per second, link: work/order-pipeline#constraints}]\n"
    profile.write_text(profile.read_text("utf-8") + figures, "utf-8")
    return load_portfolio(tiny_pack)


@pytest.mark.parametrize("size", [LEAST, SMALL, WIDE, LARGE], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("keys", [(), ("5", "c"), ("5", "enter")], ids=["home", "table", "case-study"])
def test_figures_look_as_they_did(
    snap_compare: Any, with_figures: Portfolio, tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = app_of(with_figures, tmp_path, ScriptedAssistant())
    assert snap_compare(app, terminal_size=size, run_before=walk(*keys))


@pytest.mark.parametrize("size", [LEAST, LARGE], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("keys", EVERY.values(), ids=EVERY)
def test_in_the_least_and_in_a_large_window_it_looks_as_it_did(
    snap_compare: Any, portfolio: Portfolio, tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    assert snap_compare(app, terminal_size=size, run_before=walk(*keys))


@pytest.mark.parametrize("keys", EVERY.values(), ids=EVERY)
def test_on_paper_it_looks_as_it_did(
    snap_compare: Any, portfolio: Portfolio, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    app.theme = "paper"
    assert snap_compare(app, terminal_size=SMALL, run_before=walk(*keys))


@pytest.mark.parametrize("keys", EVERY.values(), ids=EVERY)
def test_without_colour_it_looks_as_it_did(
    snap_compare: Any, portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    assert snap_compare(app, terminal_size=SMALL, run_before=walk(*keys))


@pytest.mark.parametrize("theme", ["ink", "paper"])
@pytest.mark.parametrize("keys", EVERY.values(), ids=EVERY)
def test_in_sixteen_colours_it_looks_as_it_did(
    snap_compare: Any, portfolio: Portfolio, tmp_path: Path, keys: tuple[str, ...], theme: str
) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    app.theme = theme
    set_colour(app, truecolor_console(), FILTERS["16"], no_color=False)
    assert snap_compare(app, terminal_size=SMALL, run_before=walk(*keys))


@pytest.mark.parametrize("size", [LEAST, WIDE, LARGE], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("look", ["paper", "sixteen", "sixteen-on-paper", "colourless"])
@pytest.mark.parametrize("room", EVERY)
def test_in_every_look_and_size_it_looks_as_it_did(
    snap_compare: Any, portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int], look: str, room: str,
) -> None:  # fmt: skip
    if look == "colourless":
        monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    if look.endswith("paper"):
        app.theme = "paper"
    if look.startswith("sixteen"):
        set_colour(app, truecolor_console(), FILTERS["16"], no_color=False)
    assert snap_compare(app, terminal_size=size, run_before=walk(*EVERY[room]))


@pytest.mark.parametrize("keys", [(), ("6",), ("7",), ("8",)], ids=["home", "essays", "ask", "contact"])
def test_a_pack_of_three_essays_looks_as_it_did(snap_compare: Any, tmp_path: Path, keys: tuple[str, ...]) -> None:
    app = app_of(load_portfolio(PACK_OF_ESSAYS), tmp_path, ScriptedAssistant())
    assert snap_compare(app, terminal_size=SMALL, run_before=walk(*keys))


def test_a_small_window_looks_as_it_did(snap_compare: Any, portfolio: Portfolio, tmp_path: Path) -> None:
    assert snap_compare(app_of(portfolio, tmp_path), terminal_size=(50, 14), run_before=walk())


def test_problems_of_the_content_look_as_they_did(snap_compare: Any, portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)

    async def before(pilot: Pilot[None]) -> None:
        await press(pilot, "6")
        app.reload([Problem(Path("essays/a.md"), 3, "unknown key `tittle`", "expected `title`?")])
        await settle(pilot)

    assert snap_compare(app, terminal_size=SMALL, run_before=before)


@pytest.mark.parametrize("theme", ["ink", "paper"])
@pytest.mark.parametrize("size", [WIDE, LARGE], ids="{0[0]}x{0[1]}".format)
def test_a_portrait_looks_as_it_did(
    snap_compare: Any, with_figures: Portfolio, tiny_pack: Path, tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    with_portrait(tiny_pack, png(64, 64, halves))
    app = app_of(load_portfolio(tiny_pack), tmp_path, ScriptedAssistant())
    app.theme = theme
    assert snap_compare(app, terminal_size=size, run_before=walk())


ADVERT = """\
Requirements
- Kafka and an order pipeline
- observability, ideally with traces
- Fortran
- 5+ years of it
- Reproducible measurements and their documentation, in whatever form they are kept by whoever keeps them over the years

What we offer
- fruit, and a long description of the fruit that is offered here every day to everybody who works with us
"""


@pytest.mark.parametrize("size", [SMALL, WIDE, LARGE], ids="{0[0]}x{0[1]}".format)
def test_an_advertisement_looks_as_it_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        pilot.app.post_message(events.Paste(ADVERT))
        await settle(pilot)
        await pilot.app.workers.wait_for_complete()
        await settle(pilot)

    assert snap_compare(app_of(tiny_portfolio, tmp_path), run_before=before, terminal_size=size)
