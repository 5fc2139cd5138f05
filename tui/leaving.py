"""Ctrl-C and ctrl+z.

Ctrl-C copies what is selected, stops the answer that is being made, and at last, pressed twice, leaves. ctrl+z suspends
the program where a shell can bring it back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.visitor_app import VisitorApp

AGAIN_SECONDS = 2.0
"""Within this long a second press leaves."""


class Leaving:
    """Decides what a press does. SIGINT counts as one."""

    def __init__(self, app: VisitorApp, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self._asked = -AGAIN_SECONDS

    def press(self, code: int = 0) -> None:
        """Take a press; where it leaves, the app returns `code`."""
        app, now = self._app, self._clock()
        if selected := app.screen.get_selected_text():
            app.copy(selected, "selection")
        elif app.conversation.stop():
            app.notify("The answer is stopped.", timeout=AGAIN_SECONDS)
        elif now - self._asked <= AGAIN_SECONDS:
            app.exit(return_code=code)
        else:
            self._asked = now
            app.notify(f"Ctrl-C again leaves{_loses(app)}.", timeout=AGAIN_SECONDS, markup=False)


def why_it_stays(app: VisitorApp) -> str:
    """Say why ctrl+z cannot suspend an app; an empty text where it can."""
    if app.is_in_a_page:
        return "A page has no shell to come back from: it cannot be suspended."
    if not app.local:
        return "This runs at the other end of the line. Your own ssh can be suspended: Enter, then ~ and ctrl+z."
    if os.getpgrp() == os.getsid(0):  # the terminal runs the program itself, so nobody would ever let it go on
        return "No shell runs this program, so nothing could bring it back: it is not suspended."
    return ""


def _loses(app: VisitorApp) -> str:
    """Say what becomes of what is typed and not sent."""
    fields = app.drafts_now()
    if not fields:
        return ""
    is_message = any(key.startswith("contact.") for key in fields)
    lost = "your message is not sent" if is_message else "your question is not asked"
    return f"; {lost}, and is here again next time" if app.local else f"; {lost}"
