"""Draws the Topology screen of docs/visitor.md, docs/images/topology.svg; with --check it only says if it drifted."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from screenshot import screenshot
from still_app import settle, still_app

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "topology.svg"
SIZE = (120, 34)
START = "topology"


async def picture() -> str:
    """Return the screen as SVG, the same on every run."""
    with still_app(START) as app:
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            return screenshot(app)


def main(arguments: list[str]) -> int:
    """Write the picture, or with --check only compare it. Returns 1 where it differs."""
    drawn = asyncio.run(picture())
    if "--check" in arguments:
        return int(not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != drawn)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
