"""Draws the Topology screen for the README, docs/images/topology.svg; with --check it only says whether it drifted."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from line_art import with_line_art

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "topology.svg"
SIZE = (120, 34)
START = "topology"
FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""Rules that fetch a font: pictures in a README load nothing from elsewhere."""


async def picture() -> str:
    """Return the screen as SVG, the same on every run: no motion, no settings of this machine."""
    from content.loader import load_portfolio
    from engine.settings import Settings
    from tui.app import PortfolioApp

    with tempfile.TemporaryDirectory() as folder:
        app = PortfolioApp(load_portfolio(), Settings(data_dir=Path(folder)), start=START, local=False)
        app.animation_level = "none"
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
            drawn = app.export_screenshot(title="portfolio")
    prefix = re.search(r"terminal-\d+", drawn)
    if prefix is not None:  # Rich numbers its style classes by a hash that differs from run to run
        drawn = drawn.replace(prefix[0], "terminal")
    drawn = FONT.sub("", drawn).replace("Fira Code", "ui-monospace, Menlo, DejaVu Sans Mono, Consolas")
    drawn = with_line_art(drawn)
    return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"


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
