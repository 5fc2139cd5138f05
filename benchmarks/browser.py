"""What visitors of the browser door cost, measured on this machine: `python benchmarks/browser.py` (one minute).

Starts `portfolio serve web`, and opens terminals as the page does, over websockets on loopback. Figures depend on what
else runs on the machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.hosting import RUN, children, memory, rows

COUNTS = (1, 10, 25)
LIMITS = {"SESSIONS_PER_ADDRESS": 100, "CONNECTIONS_PER_MINUTE": 10_000}
HELLO = json.dumps({"type": "hello", "columns": 100, "rows": 30})
ESSAYS = b"6"
STILL_SECONDS = 3


async def visit(page: aiohttp.ClientSession, url: str) -> tuple[aiohttp.ClientWebSocketResponse, float]:
    """Open a terminal; return it with the seconds until its first bytes, in the Essays room once they were there."""
    start = time.perf_counter()
    terminal = await page.ws_connect(f"{url}/terminal/socket", origin=url, max_msg_size=0)
    await terminal.send_str(HELLO)
    while (await terminal.receive()).type is not aiohttp.WSMsgType.BINARY:
        pass
    took = time.perf_counter() - start
    await terminal.send_bytes(ESSAYS)
    return terminal, took


async def read_on(terminal: aiohttp.ClientWebSocketResponse) -> None:
    """Take what comes, as a browser does."""
    async for _ in terminal:
        pass


async def measure(url: str, worker: int) -> None:
    """Print what is measured, as it comes."""
    before, took = memory(worker), []
    print(f"the worker alone{before:30.1f} MB", flush=True)
    async with aiohttp.ClientSession() as page, asyncio.TaskGroup() as reading:
        held = []
        for count in COUNTS:
            while len(held) < count:
                terminal, seconds = await visit(page, url)
                reading.create_task(read_on(terminal))
                held.append(terminal)
                took.append(seconds)
            await asyncio.sleep(STILL_SECONDS)
            used = memory(worker)
            print(
                f"memory a visitor at {count:3}{(used - before) / count:23.2f} MB, the worker {used:.0f} MB", flush=True
            )
        print(f"websocket to first frame, p50 / p95{rows(took):>20}")
        for terminal in held:
            await terminal.close()


def main() -> None:
    """Serve, and measure."""
    environment = os.environ | {f"PORTFOLIO_HOSTING_{name}": str(value) for name, value in LIMITS.items()}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        words = ["serve", "web", "--host", "127.0.0.1", "--port", "0", "--model", "none"]
        with log.open("w") as stream:
            server = subprocess.Popen([*RUN, *words], env=environment, stderr=stream, stdout=stream)
        try:
            while '"event": "open"' not in log.read_text():
                if server.poll() is not None:
                    raise SystemExit(log.read_text())
                time.sleep(0.1)
            [url] = re.findall(r"^(http://127.0.0.1:\d+)/$", log.read_text(), re.M)
            asyncio.run(measure(url, max(children(server.pid))))
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
