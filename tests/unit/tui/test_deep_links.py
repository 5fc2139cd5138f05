"""Links as visitors write them: the same grammar for the command line, the doors and the screens."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content.links import LinkError
from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tui.deep_links import LINK_LIMIT, is_link, read_link, way_into
from tui.navigation import Place
from tui.screens.topology import TopologyScreen
from tui.simulation.state import TopologyState

SIZE = (120, 36)
BROKEN = TopologyState(broken=frozenset({"data"}))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("home", Place("home")),
        (" work/order-pipeline#outcome ", Place("work", "order-pipeline", "outcome")),
        ("topology?break=data", Place("topology", state=BROKEN)),
        ("topology/?break=data&", Place("topology", state=BROKEN)),
        ("topology/api?break=data#role", Place("topology", "api", "role", state=BROKEN)),
        ("topology?break=api%2Cdata", Place("topology", state=TopologyState(frozenset({"api", "data"})))),
        ("topology?drill=17-35heal", Place("topology", state=TopologyState(drill="17-35heal"))),
        ("topology?drill=new", Place("topology", state=TopologyState(drill="new"))),
        ("topology?", Place("topology", state=TopologyState())),
        ("work#compare-outcome", Place("work", anchor="compare-outcome")),
    ],
)
def test_a_link_is_read_and_its_path_leads_there_again(portfolio: Portfolio, text: str, place: Place) -> None:
    assert read_link(text, portfolio) == place
    again = read_link(place.path, portfolio)
    assert (again.path, again.state or TopologyState()) == (place.path, place.state or TopologyState())


@pytest.mark.parametrize(
    ("text", "sentence", "named"),
    [
        ("topolgy", "nothing here is called “topolgy”; the nearest: topology", True),
        ("essays/event-driven-backbone", "the nearest: essays/event-driven-backbones", True),
        ("work/order-pipeline#outcom", "work/order-pipeline has no section “outcom”; the nearest: outcome", True),
        ("work#compare-nothing", "nothing here is called “work#compare-nothing”", True),
        ("topology?break=dat", "no box is called “dat”; the nearest: data", True),
        ("topology?break", "“break” sets nothing: expected NAME=VALUE, with & between two", False),
        ("topology?break=", "“break=” sets nothing", False),
        ("topology?drill=seven", "the drill is “seven”: expected `new`, a number below 10,000", False),
        ("topology?load=2k&load=3k", "“load” is there twice: expected each name once", False),
        ("essays?tag=x", "essays has nothing that a link can set: expected it without “?tag=x”", False),
        ("essays/" + "x" * LINK_LIMIT, f"a link has at most {LINK_LIMIT} characters; this one has 507", False),
    ],
)
def test_a_link_to_nowhere_is_one_sentence(portfolio: Portfolio, text: str, sentence: str, named: bool) -> None:
    with pytest.raises(LinkError) as wrong:
        read_link(text, portfolio)
    assert sentence in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert wrong.value.named is named


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("essays/x", True),
        ("topology?break=data", True),
        ("work#compare-outcome", True),
        ("topology", False),
        ("Why?", False),
        ("work / life?", False),
        ("ask me", False),
    ],
)
def test_links_are_told_from_commands_and_questions(text: str, links: bool) -> None:
    assert is_link(text) is links


@pytest.mark.parametrize("kept", ["documents", "sections"])
def test_every_document_and_section_of_the_pack_has_a_link(portfolio: Portfolio, kept: str) -> None:
    for document in portfolio.documents:
        anchors = [section.anchor for section in document.sections if section.anchor] if kept == "sections" else [""]
        for anchor in anchors:
            link = f"{document.path}#{anchor}" if anchor else document.path
            assert read_link(link, portfolio).path == link


# -- on the screen


async def opened(portfolio: Portfolio, folder: Path, link: str, *keys: str) -> tuple[str, TopologyScreen]:
    """Open a link, press keys, and return what `y` copies, with the room."""
    app = app_of(portfolio, folder, start=link)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *keys, "y")
        room: Any = app.room
        return app.clipboard, room


@pytest.mark.parametrize(
    ("link", "keys", "copied"),
    [
        ("topology", (), "topology"),
        ("topology/data", ("x",), "topology/data?break=data&load=50k"),
        ("topology", ("t", "right", "right"), "topology?trace=place-order&hop=3"),
        ("topology/workers", ("x", "full_stop"), "topology/workers?break=workers&load=50k&seconds=60"),
        ("topology/workers", ("x", "full_stop", "escape"), "topology/workers"),
        ("work", ("c", "O"), "work#compare-outcome"),
    ],
)
async def test_y_copies_what_leads_to_the_same_picture(
    portfolio: Portfolio, tmp_path: Path, link: str, keys: tuple[str, ...], copied: str
) -> None:
    assert (await opened(portfolio, tmp_path, link, *keys))[0] == copied
    assert (await opened(portfolio, tmp_path, copied))[0] == copied


async def test_a_link_sets_the_topology_up(portfolio: Portfolio, tmp_path: Path) -> None:
    link = "topology?break=workers&trace=place-order&hop=2&load=20k&seconds=120"
    copied, room = await opened(portfolio, tmp_path, link)
    assert copied == link.replace("topology?", "topology/workers?")
    assert (room.situation.failed, room.situation.load) == ({"workers"}, 20_000)
    assert sum(room.situation.backlog.waiting) == 20_000 * 120


async def test_a_link_to_a_hop_behind_the_end_shows_the_end(portfolio: Portfolio, tmp_path: Path) -> None:
    copied, _ = await opened(portfolio, tmp_path, "topology?break=data&trace=place-order&hop=9")
    assert read_link(copied, portfolio).state == TopologyState(frozenset({"data"}), "place-order", 3, 50_000)


async def test_a_place_without_a_state_leaves_it_as_it_is(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="topology?break=data")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "6", "3")
        room: Any = app.room
        assert room.situation.failed == {"data"}


async def test_what_lies_around_the_terminal_follows_the_state(portfolio: Portfolio, tmp_path: Path) -> None:
    shown: list[str] = []
    titles: set[str] = set()
    asked: list[Callable[[str], None]] = []

    class Page:
        def open_url(self, url: str) -> bool:
            return False

        def show_place(self, place: str, title: str) -> None:
            shown.append(place)
            titles.add(title)

        def listen(self, go: Callable[[str], None]) -> None:
            asked.append(go)

    app = app_of(portfolio, tmp_path, start="topology/data", around=Page())
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "x", "x", "plus", "6")
        for place in ("contact", "work", "home"):  # of many at once, the last
            asked[0](place)
        await settle(pilot)
    assert {title.partition(" — ")[0] for title in titles} == {"Data", "Essays", "Home"}
    assert shown == [
        "topology/data",
        "topology/data?break=data&load=50k",
        "topology/data?load=50k",
        "topology/data?load=80k",
        "essays",
        "home",
    ]


@pytest.mark.parametrize(
    ("variable", "value", "takes"),
    [
        ("TERM", "linux", False),
        ("TERM_PROGRAM", "Apple_Terminal", False),
        ("TERM_PROGRAM", "ghostty", True),
    ],
)
async def test_a_terminal_that_takes_no_copies_shows_the_whole_link(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, takes: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(variable, value)
    app = app_of(portfolio, tmp_path, start="topology/data")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "y")
        [note] = app._notifications
    said = "Copied link: topology/data" if takes else "This terminal takes no copies. The link: topology/data"
    assert note.message == f'{said}\nIt opens with: portfolio open "topology/data"'


@pytest.mark.parametrize(
    ("terminal", "said"),
    [("Apple_Terminal", "This terminal takes no copies."), ("ghostty", "Copied it as Markdown: 3 lines.")],
)
async def test_of_a_long_text_it_is_only_said_how_long_it_is(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: str, said: str
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TERM_PROGRAM", terminal)
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        app.copy("# What is here\n\n- all of it", "it as Markdown")
        await settle(pilot)
        assert [note.message for note in app._notifications] == [said]


LOADED = "topology?break=data&load=50000"


@pytest.mark.parametrize(
    ("page", "local", "in_page", "way"),
    [
        ("", True, False, f'portfolio open "{LOADED}"'),
        ("", False, False, f"ssh -t HOST open \"'{LOADED}'\""),
        ("", False, True, "behind the # of this page's address"),
        ("https://example.org/terminal", False, True, f"https://example.org/terminal#{LOADED}"),
        ("https://example.org/terminal", False, False, f"https://example.org/terminal#{LOADED}"),
    ],
)
def test_a_copied_link_says_how_somebody_else_opens_it(
    portfolio: Portfolio, page: str, local: bool, in_page: bool, way: str
) -> None:
    told = way_into(LOADED, page, local=local, in_page=in_page)
    assert way in told
    if '"' in told:  # the command, as a shell and then the door's reader of commands take it
        words = shlex.split(told.partition(": ")[2])
        link = shlex.split(words[words.index("open") + 1])[0]
        assert read_link(link, portfolio).state == read_link(LOADED, portfolio).state
