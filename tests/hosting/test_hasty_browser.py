"""A whole visit in Chromium, typed in one packet and key by key: it ends alike."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.fakes.hasty import PACE, SENT, VISIT, messages_in
from tests.hosting.chromium import browsing, needs_chromium
from tests.hosting.small_door import Served
from tests.hosting.waiting import until

pytestmark = [needs_chromium, pytest.mark.beside]
NAMES = {"\t": "Tab", "\r": "Enter"}
"""What Playwright calls keys of the visit."""
DOOR = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...given) { super(...given); window.door = this; }
};
"""
"""Keeps the page's websocket where a test can write to it what a hasty visitor's browser would: keys in one message."""


@pytest.mark.parametrize("pace", PACE.values(), ids=PACE)
async def test_a_visit_ends_alike_however_fast_it_is_typed(pace: float | None, tiny_pack: Path) -> None:
    served = Served(tiny_pack)
    async with served.open(), browsing(permissions=["clipboard-read", "clipboard-write"]) as tab:
        await tab.page.add_init_script(DOOR)
        await tab.page.goto(f"{served.url}/terminal")
        await tab.shows("1 Home")
        if pace is None:
            await tab.page.evaluate("keys => door.send(new TextEncoder().encode(keys))", VISIT)
        else:
            for key in VISIT:
                await tab.type(NAMES.get(key, key))
                await asyncio.sleep(pace)
        await tab.page.wait_for_function("() => location.hash === '#work/order-pipeline'")
        await tab.shows("Copied")
        assert await tab.page.evaluate("navigator.clipboard.readText()") == "work/order-pipeline"
        await until(lambda: messages_in(tiny_pack.parent) == [SENT], "the message")
        assert tab.faults == []
