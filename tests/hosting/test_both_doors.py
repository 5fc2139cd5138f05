"""One command, both doors: they open, serve the same portfolio, and end with a goodbye."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import asyncssh
import pytest

from tests.hosting.page_client import HELLO, Terminal
from tests.hosting.served import serving
from tests.places import TINY

pytestmark = pytest.mark.beside


async def test_both_doors_of_one_command_open_and_end_with_a_goodbye(tmp_path: Path) -> None:
    words = ("ssh", "--port", "0", "--web-port", "0", "--model", "none", "--content", str(TINY))
    async with serving(*words, folder=tmp_path) as served:
        async with asyncssh.connect(
            "127.0.0.1", served.port, known_hosts=None, config=None, client_keys=None, agent_path=None
        ) as connection:
            done = await connection.run("services --json")
            assert done.exit_status == 0
        async with aiohttp.ClientSession() as session:
            async with session.get(served.url) as page:
                assert "Open the terminal" in await page.text()
            socket = await session.ws_connect(f"{served.url}/terminal/socket", origin=served.url)
            await socket.send_str(json.dumps(HELLO))
            terminal = Terminal(socket)
            await terminal.shows("1 Home")
            stopping = asyncio.create_task(served.stop())
            assert (await terminal.ended())["again"] is True
            assert await stopping == 0
        assert "Traceback" not in served.log
