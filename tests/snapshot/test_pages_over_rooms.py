"""Pictures of what lies over a room: in every size, and at 80x24 on paper, in sixteen colours and without any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of, press, settle
from tests.snapshot.test_room_pictures import ADVERT, LARGE, LEAST, SMALL, WIDE
from tui.hosting.colour import FILTERS, truecolor_console
from tui.textual_internals.apps import set_colour

OVER: dict[str, tuple[str, ...]] = {
    "palette": ("5", "ctrl+p"),
    "help": ("5", "question_mark"),
    "search": ("5", "slash", *"outbox"),
    "jump": ("6", "l"),
    "resume": ("8", "escape", "R"),
    "fit": ("5",),
}
LOOKS = {"paper": "paper", "sixteen": "ink", "sixteen-on-paper": "paper", "no-colour": "ink"}


def opened(name: str) -> Any:
    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        has_field = pilot.app.size.width > LEAST[0]  # in a narrow window of Contact the answers come first
        await press(pilot, *(key for key in OVER[name] if has_field or key != "escape"))
        if name == "fit":
            pilot.app.post_message(events.Paste(ADVERT))
            await settle(pilot)
        await pilot.app.workers.wait_for_complete()
        await settle(pilot)

    return before


@pytest.mark.parametrize("size", [LEAST, SMALL, WIDE, LARGE], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("name", OVER)
def test_a_page_over_a_room_looks_as_it_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, size: tuple[int, int], name: str
) -> None:
    app = app_of(tiny_portfolio, tmp_path, ScriptedAssistant())
    assert snap_compare(app, terminal_size=size, run_before=opened(name))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", OVER)
def test_it_looks_as_it_did_with_other_colours(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, look: str
) -> None:
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(tiny_portfolio, tmp_path, ScriptedAssistant())
    app.use_theme(LOOKS[look])  # chosen: the palette goes back to what is kept
    if look.startswith("sixteen"):
        set_colour(app, truecolor_console(), FILTERS["16"], no_color=False)
    assert snap_compare(app, terminal_size=SMALL, run_before=opened(name))
