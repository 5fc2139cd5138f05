"""The assistant of a local app: opened when the first question comes, and anew when the content has changed.

Opening it imports the engine, 150 ms that the first frame need not wait for. Once the visitor has had that for a
moment, models that are here are loaded in the background, so that the first question need not wait for them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.assistant import Assistant
    from engine.events import Event, Turn
    from tui.visitor_app import VisitorApp


_PATIENCE = 0.5
"""Seconds to wait at the end for what was told to end. Nothing is lost with what takes longer: importing a library."""


class LateAssistant:
    """Answers questions about whatever content the app shows. Any thread may call it."""

    def __init__(self, app: VisitorApp) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._opened: Assistant | None = None
        self._content: Portfolio | None = None
        self._closed = False
        self._warming: threading.Thread | None = None

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Iterator[Event]:
        """Answer a question as a stream of events. Raises ModelError where the model setting names no model."""
        return self._assistant().ask(question, history, **options)

    def warm(self) -> None:
        """Load in the background what the first question needs, where all of it is here and there is memory for it."""
        with self._lock:
            if self._closed or self._warming is not None:
                return
            self._warming = threading.Thread(target=self._warm, name="warming up", daemon=True)
            self._warming.start()

    def leave(self) -> None:
        """Have what is loaded, read and computed end soon. Returns at once; `close` comes next."""
        self._closed = True
        if (opened := self._opened) is not None:
            opened.leave()

    def close(self) -> None:
        """Stop what runs and give the memory back."""
        self.leave()
        with self._lock:
            if self._opened is not None:
                self._opened.close()
        if self._warming is not None:
            self._warming.join(_PATIENCE)

    def _warm(self) -> None:
        from engine.llama.installation import wait_for_llama

        try:
            wait_for_llama(lambda _: None, lambda: self._closed)
            assistant = self._assistant()
            if assistant.can_warm() and not self._closed:
                assistant.warm()
        except Exception as error:  # whatever it is, the first question meets it again and tells it
            self._app.log.error(error)

    def _assistant(self) -> Assistant:
        from engine.assistant import Assistant

        with self._lock:
            content = self._app.portfolio
            if self._opened is None or self._content is not content:
                if self._opened is not None:
                    self._opened.close()
                self._opened = Assistant.open(content, self._app.settings, report=self._app.conversation.hear_of_pull)
                self._content = content
                if self._closed:
                    self._opened.leave()
            return self._opened
