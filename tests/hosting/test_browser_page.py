"""The page around the terminal in a real browser: its back button, its title, its keys, and who listens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.exporters.documents import owner_of
from tests.hosting.chromium import ROWS, browsing, needs_chromium
from tests.hosting.small_door import Served, columns, where
from tests.hosting.waiting import until

pytestmark = [needs_chromium, pytest.mark.beside]


@pytest.fixture
async def served(tiny_pack: Path) -> Served:
    return Served(tiny_pack)


async def test_the_back_button_follows_the_rooms_and_the_tab_is_named_for_them(served: Served) -> None:
    owner = owner_of(served.portfolio)
    essay = served.portfolio.documents_on("essays")[0]
    async with served.open() as door, browsing() as tab:
        await tab.page.goto(f"{served.url}/terminal")
        await tab.page.wait_for_function("title => document.title === title", arg=f"Home — {owner}")
        await tab.shows("1 Home")
        await tab.type("6")
        await tab.page.wait_for_function("title => document.title === title", arg=f"Essays — {owner}")
        await tab.type("Enter")
        await tab.page.wait_for_function("title => document.title === title", arg=f"{essay.title} — {owner}")
        await tab.type("3")
        await tab.page.wait_for_function("() => location.hash === '#topology'")
        for place in (essay.path, "essays", "home"):
            await tab.page.go_back()
            await tab.page.wait_for_function("place => location.hash === '#' + place", arg=place)
            await until(lambda place=place: where(door) == place, f"the screens at {place}")
        await tab.page.go_forward()
        await until(lambda: where(door) == "essays", "the screens at the essays")
        assert len(door.host.sessions) == 1
        assert tab.faults == []


async def test_keys_that_browsers_keep_are_not_offered_there(served: Served) -> None:
    kept = re.compile(r"\^[nqtw]\b|ctrl\+[nqtw]\b")
    async with served.open(), browsing() as tab:
        await tab.page.goto(f"{served.url}/terminal#topology")
        await tab.shows("? help")
        shown = await tab.rows()
        await tab.type("?")
        await tab.shows("Everywhere")
        shown += await tab.rows()
        await tab.type("Escape", "Control+p")
        await tab.shows("A room, a document or an action")
        await tab.page.keyboard.type("theme")
        await tab.shows("Change the colours")
        shown += await tab.rows()
        assert [row for row in shown if kept.search(row)] == []


@pytest.mark.parametrize("held", ["", "Shift"], ids=["by the screens", "by the browser"])
async def test_ctrl_c_copies_what_is_selected_and_ends_nothing(served: Served, held: str) -> None:
    essay = served.portfolio.documents_on("essays")[0]
    async with served.open() as door, browsing(permissions=["clipboard-read", "clipboard-write"]) as tab:
        await tab.page.goto(f"{served.url}/terminal#{essay.path}")
        await tab.shows(essay.title)
        await tab.drag(essay.title, held)
        for _ in range(2):
            await tab.type("Control+c")
        await tab.page.wait_for_function(
            "words => navigator.clipboard.readText().then((text) => text.trim() && words.startsWith(text.trim()))",
            arg=essay.title,
        )
        assert len(door.host.sessions) == 1
        assert not [row for row in await tab.rows() if "Ctrl-C" in row]
        assert tab.faults == []


async def test_who_listens_is_led_to_the_pages_and_can_have_the_rows_as_text(served: Served) -> None:
    async with served.open(), browsing() as tab:
        await tab.page.goto(f"{served.url}/terminal")
        await tab.shows("1 Home")
        assert await tab.page.locator(".xterm-accessibility").count() == 0
        assert "are the accessible way" in await tab.page.locator("nav.skip").text_content()
        await tab.page.focus("#reader")
        assert await tab.page.locator("#reader").is_visible()
        await tab.type("Enter")
        await tab.page.wait_for_function(
            "() => document.querySelector('.xterm-accessibility-tree')?.textContent.includes('1 Home')"
        )
        await tab.page.reload()  # the browser remembers it
        await tab.page.wait_for_selector("#reader[aria-pressed=true]")
        await tab.page.goto(served.url)
        assert "the way to read it with a screen reader" in " ".join((await tab.page.inner_text("footer")).split())


async def test_no_column_of_the_size_before_remains(served: Served) -> None:
    async with served.open() as door, browsing() as tab:
        await tab.page.goto(f"{served.url}/terminal#topology")
        await tab.shows("? help")
        for width, height in ((700, 500), (1000, 700), (820, 640)):
            before = columns(door)
            await tab.page.set_viewport_size({"width": width, "height": height})
            await until(lambda before=before: columns(door) != before, "another size")
            await tab.page.wait_for_function(f"wide => {ROWS}.every(row => row.length <= wide)", arg=columns(door))
            await tab.shows("? help")
