"""A visitor by OpenSSH and one in Chromium ask at once: one engine behind both doors, and the model on a server."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
import subprocess
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.keep.visits import Visits
from engine.settings import load_settings
from models.resolve import ensure_llm
from tests.end_to_end.model_server import SMALLEST, free_port, running
from tests.hosting.chromium import browsing, needs_chromium
from tests.hosting.served import serving
from tests.hosting.ssh_client import Screen, needs_ssh, on_screen
from tests.hosting.waiting import until
from tests.places import TINY

BY_SSH, BY_BROWSER = "When does a burn-rate alert fire?", "Why did the orders fail?"
NAME = "server-of-this-test"
"""What answers call the model; no other has that name."""
IN_LINE = "yours is number 1 in line"
"""What the visitor reads whose question came second, by whichever door: both wait for one engine."""
TALL = {"width": 1000, "height": 1200}
"""Pixels in which an answer is whole, with what stands below it."""
ANSWERING = 240.0
"""Seconds for two answers, one after the other, on two cores that do other things too."""


@contextmanager
def held(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let a process do nothing for the length of the block."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


async def first_of(*waits: Coroutine[Any, Any, None]) -> None:
    """Wait for one of them, and forget the others."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for task in done:
        task.result()


async def painted(screen: Screen, text: str) -> None:
    """Wait for a text that need not come in one piece: a cell that stays as it was is only sent when all are painted.

    Behind "Getting ready: …" three spaces of IN_LINE stay as they were, where no other words come between the two.
    """
    for columns in itertools.cycle((81, 80)):
        screen.resize(columns, 60)
        with contextlib.suppress(AssertionError):
            await screen.shows(text, 2.0)
            return


@needs_ssh
@needs_chromium
async def test_visitors_of_both_doors_ask_at_once_and_the_server_answers_both(tmp_path: Path) -> None:
    model, port, requests = ensure_llm(SMALLEST, load_settings().cache_dir), free_port(), tmp_path / "requests"
    doors = ("--port", "0", "--web-port", "0", "--workers", "2", "--content", str(TINY))
    words = ("ssh", *doors, "--llm-url", f"http://127.0.0.1:{port}/v1")
    settings = {"llm_model": NAME, "llm_parallel": 1, "llm_first_token": 120, "visits": True}
    visits = Visits(tmp_path / "data")
    with running(model.path, port, requests) as server:
        async with serving(*words, folder=tmp_path, **settings) as served:
            async with browsing(viewport=TALL) as tab, on_screen(served.port, rows=60) as screen:
                await screen.shows("1 Home", ANSWERING)
                await tab.page.goto(f"{served.url}/terminal")
                await tab.shows("1 Home")
                screen.type(BY_SSH)
                await tab.page.keyboard.type(BY_BROWSER)
                await tab.shows(BY_BROWSER)
                with held(server):
                    screen.type("\r")
                    await tab.type("Enter")
                    await first_of(painted(screen, IN_LINE), tab.shows(IN_LINE, ANSWERING))
                await tab.shows(f"· {NAME}", ANSWERING)
                await until(lambda: len(visits.questions()) == 2, "both answers", ANSWERING)
                screen.resize(82, 60)  # everything is painted again
                await screen.shows(f"· {NAME}", ANSWERING)
                assert not [text for text in (screen.text, "\n".join(await tab.rows())) if "without a language" in text]
            assert await served.stop() == 0
            assert {line["door"] for line in served.lines("open")} == {"ssh", "web"}
            assert "Traceback" not in served.log
    assert {asked.question: asked.model for asked in visits.questions()} == {BY_SSH: NAME, BY_BROWSER: NAME}
    assert requests.read_text().count('POST /v1/chat/completions HTTP/1.1" 200') == 2
