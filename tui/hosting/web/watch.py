"""Keeps the pages of the browser door up to date while the owner edits the content."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.hosting.web.pages import Page, site_pages
from tui.live import INTERVAL, PackWatch, reloaded

if TYPE_CHECKING:
    from pathlib import Path

    from tui.hosting.web.door import WebDoor


async def follow(door: WebDoor, root: Path) -> None:
    """Make the pages anew whenever the pack at `root` has changed, until cancelled."""
    pack = PackWatch(root)
    while True:
        await asyncio.sleep(INTERVAL)
        if pack.changed():
            pages = await asyncio.to_thread(_pages, root)
            if isinstance(pages, str):
                door.host.log.warning("content not reloaded", problem=pages)
            else:
                door.pages = pages
                door.host.log.info("content reloaded", pages=len(pages))


def _pages(root: Path) -> dict[str, Page] | str:
    """Return the pages of the pack as it is now, or what is wrong with it: the old pages stay then."""
    content = reloaded(root)
    return "; ".join(map(str, content)) if isinstance(content, tuple) else site_pages(content)
