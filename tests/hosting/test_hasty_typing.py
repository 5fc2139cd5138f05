"""A whole visit over OpenSSH, typed in one packet and key by key: it ends alike."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.fakes.hasty import PACE, SENT, VISIT, copied, messages_in
from tests.hosting.served import serving
from tests.hosting.ssh_client import needs_ssh, on_screen
from tests.hosting.waiting import until
from tests.places import TINY

pytestmark = [pytest.mark.beside, needs_ssh]


async def test_a_visit_ends_alike_however_fast_it_is_typed(tmp_path: Path) -> None:
    words = ("ssh", "--port", "0", "--model", "none", "--content", str(TINY))
    async with serving(*words, folder=tmp_path) as served:
        for visits, pace in enumerate(PACE.values(), 1):
            async with on_screen(served.port) as screen:
                await screen.shows("1 Home")
                for keys in [VISIT] if pace is None else VISIT:
                    screen.type(keys)
                    if pace is not None:
                        await asyncio.sleep(pace)
                await until(lambda: copied(bytes(screen.data)) == "work/order-pipeline", "the link")
                await until(lambda: messages_in(tmp_path / "data") == [SENT] * visits, "the message")  # noqa: B023
                screen.type("\x11")
                await screen.ended()
