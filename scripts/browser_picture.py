"""Takes docs/images/browser.png: the topology in Chromium, served by the browser door.

`python scripts/browser_picture.py` needs playwright (an extra of `dev`) and Debian's chromium.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "docs" / "images" / "browser.png"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip
SIZE = {"width": 1090, "height": 700}
SERVE = "from cli.main import main; main()"


async def take(url: str) -> None:
    """Write the picture."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page(viewport=SIZE)
        await page.goto(f"{url}terminal#topology/events")
        await page.wait_for_selector(".xterm-rows")
        await page.wait_for_timeout(18_000)  # what was said at the start has faded, and the dashes march
        await page.screenshot(path=OUT)
        await browser.close()


def main() -> None:
    """Serve, and take the picture."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "web", "--host", "127.0.0.1", "--port", "0", "--model", "none"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        url = server.stderr.readline().strip()
        for line in server.stderr:
            if '"open"' in line:
                break
        asyncio.run(take(url))
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
