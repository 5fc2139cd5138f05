"""Chromium without a window, driven by Playwright: a tab with the terminal's page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Page

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
PATIENCE = 20_000
ROWS = "[...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent)"


class Tab:
    """A page with the terminal, and what went wrong on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: self.requests.append(request.url))
        page.set_default_timeout(PATIENCE)

    async def rows(self) -> list[str]:
        rows: list[str] = await self.page.evaluate(ROWS)
        return [row.replace("\xa0", " ") for row in rows]

    async def shows(self, text: str, seconds: float = PATIENCE / 1000) -> None:
        await self.page.wait_for_function(
            f"text => {ROWS}.some(row => row.replaceAll('\\u00a0', ' ').includes(text))", arg=text,
            timeout=1000 * seconds,
        )  # fmt: skip

    async def type(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def click(self, text: str, last: bool = False) -> None:
        """Click the cell where `text` begins, for the first or the last time on the screen."""
        x, y, _ = await self._place_of(text, last)
        await self.page.mouse.click(x, y)

    async def drag(self, text: str, held: str = "") -> None:
        """Drag the mouse over `text`, where it stands last on the screen, with a key held if one is named."""
        x, y, cell = await self._place_of(text, last=True)
        if held:
            await self.page.keyboard.down(held)
        await self.page.mouse.move(x - cell, y)
        await self.page.mouse.down()
        await self.page.mouse.move(x + (len(text) - 2) * cell, y, steps=4)
        await self.page.mouse.up()
        if held:
            await self.page.keyboard.up(held)

    async def _place_of(self, text: str, last: bool) -> tuple[float, float, float]:
        """Return where the cell behind the first of `text` is, and how wide a cell is, in pixels."""
        rows = await self.rows()
        found = [(number, row.index(text)) for number, row in enumerate(rows) if text in row]
        number, column = found[-1 if last else 0]
        box = await self.page.locator(".xterm-screen").bounding_box()
        assert box is not None
        cell = box["width"] / max(map(len, rows))
        return box["x"] + (column + 1.5) * cell, box["y"] + (number + 0.5) * box["height"] / len(rows), cell


@asynccontextmanager
async def browsing(**options: Any) -> AsyncIterator[Tab]:
    """Open a tab of a new browser."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = await browser.new_context(**({"viewport": {"width": 1000, "height": 700}} | options))
        yield Tab(await context.new_page())
        await browser.close()
