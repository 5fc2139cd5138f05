"""The keys of each room in docs/visitor.md, from the bindings of the screens as `?` shows them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from still_app import settle, still_app
from written_part import with_part

if TYPE_CHECKING:
    from tui.overlays.help import KeyRow

BEGIN, END = "<!-- keys, written by scripts/docs -->\n", "<!-- until here -->\n"
SIZE = (120, 36)
LOOKS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "topology": ((), ("right",)),
    "contact": ((), ("escape",)),
}
"""Keys after which a room shows others: on Topology after a walk, on Contact outside of the form."""


def with_keys(page: str) -> str:
    """Return the page with its tables of keys written anew."""
    return with_part(page, BEGIN, END, asyncio.run(_tables()))


async def _tables() -> str:
    """Return a table for each room, and one of what holds in more than half of them."""
    from content.site_map import SCREENS

    rooms: dict[str, dict[str, tuple[str, ...]]] = {}
    everywhere: dict[str, tuple[str, ...]] = {}
    for name in SCREENS:
        own = rooms.setdefault(name, {})
        for keys in LOOKS.get(name, ((),)):
            for title, rows in (await _keys_of(name, keys)).items():
                (everywhere if title == "Everywhere" else own).update(rows)
    often = Counter(row for own in rooms.values() for row in own.items())
    common = {words: keys for (words, keys), count in often.items() if count > len(rooms) / 2}
    parts = [
        f"### {SCREENS[name].title}\n\n{SCREENS[name].purpose}\n"
        + _as_markdown({words: keys for words, keys in own.items() if common.get(words) != keys})
        for name, own in rooms.items()
    ]
    return "\n".join([*parts, f"### Everywhere\n{_as_markdown(common | everywhere)}"])


async def _keys_of(room: str, keys: tuple[str, ...]) -> dict[str, tuple[KeyRow, ...]]:
    """Return what the keys of a room do once some were pressed."""
    from tui.overlays.help import key_tables

    with still_app(room) as app:
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await pilot.press(*keys)
            await settle(pilot)
            return key_tables(app.screen)


def _as_markdown(rows: Mapping[str, tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [f"| {' '.join(f'`{_escaped(key)}`' for key in keys)} | {words} |" for words, keys in rows.items()]
    return "\n".join(["", "| key | what it does |", "|---|---|", *lines, ""])


def _escaped(key: str) -> str:
    return key.replace("|", "\\|")
