"""Three hosts with doors of both kinds share one inbox and one log, and one of them is killed in the middle of it."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from engine.keep.inbox import Inbox
from engine.keep.visits import Visits
from tests.hosting.page_client import HELLO, Terminal
from tests.hosting.served import Served, serving
from tests.hosting.ssh_client import Screen, client, needs_ssh, on_screen
from tests.hosting.waiting import until

PATIENT = 60.0
"""Seconds for one step, while three engines load on two cores."""
WORDS = {
    "Ada": "What does the outbox pattern buy?",
    "Bo": "Why did the order pipeline fail at peak traffic?",
    "Cy": "When is Kafka the wrong tool?",
}


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> str:
    """The URL of what the hosts share; empty for files in the data folder."""
    return request.getfixturevalue("url") if request.param == "postgres" else ""


async def ask_by_ssh(host: Served, question: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *client(host.port, "guest"), "ask", f'"{question}"', stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(PATIENT):
        out, _ = await process.communicate()
    assert process.returncode == 0
    assert b"[1]" in out


async def leave_message(visitor: Screen | Terminal, name: str) -> None:
    """Fill in the form of the Contact room and wait until it says that the message is kept."""
    await until(lambda: "Your message" in visitor.text, "the form", PATIENT)
    await until(lambda: has_cursor(visitor, "Your name"), "the cursor at the name", PATIENT)
    for keys, hint in ((f"{name}\t", "E-mail"), ("ada@example.org\t", "Your message")):
        await typed(visitor, keys)
        await until(lambda hint=hint: has_cursor(visitor, hint), f"the cursor at {hint}", PATIENT)  # type: ignore[misc]
    await typed(visitor, f"From {name}")
    await until(lambda: f"From {name}" in visitor.text, "the text", PATIENT)
    await typed(visitor, "\x13")
    await until(lambda: "Your message is kept" in visitor.text, f"the message of {name}", PATIENT)


def has_cursor(visitor: Screen | Terminal, hint: str) -> bool:
    """Whether the first letter of a field's hint was painted in a colour of its own: the cursor is on it."""
    pattern = f"{hint[0]}(\x1b\\[[0-9;]*m)+{hint[1:]}"
    return re.search(pattern.encode(), visitor.data) is not None


async def typed(visitor: Screen | Terminal, keys: str) -> None:
    sending = visitor.type(keys)
    if sending is not None:
        await sending


@needs_ssh
async def test_three_hosts_share_one_inbox_and_one_log_and_one_of_them_is_killed(tmp_path: Path, store: str) -> None:
    settings = {"model": "none", "visits": True} | ({"database_url": store} if store else {})
    inbox, visits = Inbox(tmp_path / "data", store), Visits(tmp_path / "data", store)
    async with AsyncExitStack() as stack:
        hosts = [serving(door, "--port", "0", folder=tmp_path, **settings) for door in ("ssh", "ssh", "web")]
        first, second, web = await asyncio.gather(*map(stack.enter_async_context, hosts))
        keys = [re.findall(r"host key: (\S+)", host.log) for host in (first, second)]
        assert keys[0] == keys[1] != [], "two hosts that start at once have one key"
        page = await stack.enter_async_context(aiohttp.ClientSession())
        socket = await page.ws_connect(f"{web.url}/terminal/socket", origin=web.url)
        await socket.send_str(json.dumps(HELLO))
        browser = Terminal(socket)
        await until(lambda: "1 Home" in browser.text, "the screens", PATIENT)
        await browser.type(f"{WORDS['Cy']}\r")
        await asyncio.gather(ask_by_ssh(first, WORDS["Ada"]), ask_by_ssh(second, WORDS["Bo"]))
        await until(lambda: len(visits.questions()) == len(WORDS), "the questions of all three hosts", PATIENT)

        contact = ("open contact",)
        screens = [await stack.enter_async_context(on_screen(host.port, *contact)) for host in (first, second)]
        await browser.type("\t8")
        leaving = [asyncio.create_task(leave_message(*each)) for each in zip([*screens, browser], WORDS, strict=True)]
        await leaving[0]
        first.kill()
        await asyncio.gather(*leaving[1:])
        await ask_by_ssh(second, "What is an outbox?")
        assert [await host.stop() for host in (second, web)] == [0, 0]
        assert not [host for host in (first, second, web) if "Traceback" in host.log]
    messages = inbox.messages()
    assert {message.name: message.text for message in messages} == {name: f"From {name}" for name in WORDS}
    assert len({message.id for message in messages}) == len(WORDS)
    assert {asked.question for asked in visits.questions()} == {*WORDS.values(), "What is an outbox?"}
    assert any(read.place == "contact" and read.count == len(WORDS) for read in visits.reads())
    for path in (tmp_path / "data").glob("*.sqlite3"):
        with sqlite3.connect(path) as base:
            assert base.execute("pragma integrity_check").fetchone() == ("ok",)
    assert bool(store) != bool(list((tmp_path / "data").glob("*.sqlite3")))
