"""Two visitors' questions through the SSH door, while a third reads and scrolls and while nobody does."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path
from statistics import median

import asyncssh

from benchmarks.hosting import Server, Visit, visit
from benchmarks.measure import Options, Result, Row, words

QUESTIONS = ("Why did the order pipeline fail at peak traffic?", "What does the outbox pattern buy?")
ESSAYS, DOWN, UP = "6", "\x1b[B", "\x1b[A"
PAUSE = 0.3
MORE = 0.05
"""Seconds that a key may take longer while answers are made."""


async def ask(port: int, question: str) -> None:
    """Be a visitor who asks one question, and wait for the answer."""
    async with asyncssh.connect(
        "127.0.0.1", port, username="bench", known_hosts=None, config=None, client_keys=None, agent_path=None
    ) as connection:
        await connection.run(f"ask '{question}'", check=True)


async def answers(port: int) -> float:
    """Return the seconds of two questions, one after the other."""
    began = time.perf_counter()
    for question in QUESTIONS:
        await ask(port, question)
    return time.perf_counter() - began


async def scroll(reader: Visit, until: asyncio.Event, took: list[float]) -> None:
    """Move up and down until told to stop; note how long each key takes to be drawn."""
    keys = (DOWN, UP)
    while not until.is_set():
        took.append(await reader.key(keys[len(took) % 2]))
        await asyncio.sleep(PAUSE)


async def measure(port: int, turns: int) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return seconds of both answers alone and beside the reader, and of keys without and beside answers."""
    alone: list[float] = []
    beside: list[float] = []
    quiet: list[float] = []
    busy: list[float] = []
    await answers(port)
    reader, _ = await visit(port)
    await reader.key(ESSAYS)
    await asyncio.sleep(2)
    for _ in range(turns):
        alone.append(await answers(port))
        for took, asking in ((quiet, False), (busy, True)):
            until = asyncio.Event()
            scrolling = asyncio.create_task(scroll(reader, until, took))
            if asking:
                beside.append(await answers(port))
            else:
                await asyncio.sleep(3)
            until.set()
            await scrolling
    await reader.leave()
    return alone, beside, quiet, busy


def visitors(options: Options) -> Result:
    """Compare the time of the answers, and look at the keys."""
    before = dict(os.environ)
    os.environ.update(PORTFOLIO_ANSWER_CACHE="0", PORTFOLIO_MODEL=options.model)
    try:
        with tempfile.TemporaryDirectory() as name:
            server = Server(Path(name) / "log")
            try:
                alone, beside, quiet, busy = asyncio.run(measure(server.port, max(2, options.turns // 2)))
            finally:
                server.stop()
    finally:
        os.environ.clear()
        os.environ.update(before)
    more = median(busy) - median(quiet)
    note = f"a key is drawn in {words(median(quiet), 's')}, in {words(median(busy), 's')} while answers are made"
    return Result(median(alone) / median(beside), words(median(beside), "s"), words(median(alone), "s"),
                  f"{note} (goal: {words(MORE, 's')} more)", also=more <= MORE)  # fmt: skip


ROWS = (
    Row("visitors", "two visitors' questions while a third scrolls", "the same without the third",
        0.9, visitors, at_least=True, quick=False,
        if_missed="drawing and answering share the cores."),
)  # fmt: skip
