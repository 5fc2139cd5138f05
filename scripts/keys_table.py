"""The keys of each room in docs/visitor.md, from the bindings of the screens as `?` shows them."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content.loader import Portfolio
    from tui.overlays.help import KeyRow

BEGIN, END = "<!-- keys, written by scripts/docs -->\n", "<!-- until here -->\n"
SIZE = (120, 36)
LOOKS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "topology": ((), ("right",)),
    "contact": ((), ("escape",)),
}
"""Keys after which a room shows others: on Topology with a box lit, on Contact outside of the form."""


def with_keys(page: str) -> str:
    """Return the page with its tables of keys written anew."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{asyncio.run(_tables())}{END}{rest.partition(END)[2]}"


async def _tables() -> str:
    """Return a table for each room, and one of what holds in more than half of them."""
    from content.loader import load_portfolio
    from content.site_map import SCREENS

    portfolio = load_portfolio()
    rooms: dict[str, dict[str, tuple[str, ...]]] = {}
    everywhere: dict[str, tuple[str, ...]] = {}
    for name in SCREENS:
        own = rooms.setdefault(name, {})
        for keys in LOOKS.get(name, ((),)):
            for title, rows in (await _keys_of(portfolio, name, keys)).items():
                (everywhere if title == "Everywhere" else own).update(rows)
    often = Counter(row for own in rooms.values() for row in own.items())
    common = {words: keys for (words, keys), count in often.items() if count > len(rooms) / 2}
    parts = [
        f"### {SCREENS[name].title}\n\n{SCREENS[name].purpose}\n"
        + _as_markdown({words: keys for words, keys in own.items() if common.get(words) != keys})
        for name, own in rooms.items()
    ]
    return "\n".join([*parts, f"### Everywhere\n{_as_markdown(common | everywhere)}"])


async def _keys_of(portfolio: Portfolio, room: str, keys: tuple[str, ...]) -> dict[str, tuple[KeyRow, ...]]:
    """Return what the keys of a room do once some were pressed: no motion, no settings of this machine."""
    from engine.settings import Settings
    from tui.app import PortfolioApp
    from tui.overlays.help import key_tables

    with tempfile.TemporaryDirectory() as folder:
        app = PortfolioApp(portfolio, Settings(data_dir=Path(folder)), start=room, local=False)
        app.animation_level = "none"
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.press(*keys)
            await pilot.pause()
            return key_tables(app.screen)


def _as_markdown(rows: Mapping[str, tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [f"| {' '.join(f'`{_escaped(key)}`' for key in keys)} | {words} |" for words, keys in rows.items()]
    return "\n".join(["", "| key | what it does |", "|---|---|", *lines, ""])


def _escaped(key: str) -> str:
    return key.replace("|", "\\|")
