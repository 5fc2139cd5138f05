"""Opens the Textual app on this terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cli.exit_codes import CommandError, ExitCode
from cli.options import settings_for


def open_screens(
    *, plain: bool = False, watch: bool = False, start: str | None = None, content: Path | None = None
) -> None:
    """Open the app, at `start` where given. Raises CommandError where there is no terminal to draw on."""
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") == "dumb":
        raise CommandError(
            "the screens need an interactive terminal; `portfolio services`, `portfolio essays` and"
            ' `portfolio ask "…"` work without one (see `portfolio --help`)',
            ExitCode.USAGE,
        )
    from content.loader import load_portfolio
    from models.resolve import resolve_llm
    from tui.app import PortfolioApp
    from tui.late_assistant import LateAssistant

    settings = settings_for(content=content)
    if settings.model != "none" and not settings.llm_url:
        resolve_llm(settings.model, settings.cache_dir)  # a wrong name is said before the screens open
    app = PortfolioApp(load_portfolio(settings.content), settings, start=start, watch=watch)
    assistant = LateAssistant(app)
    app.conversation.assistant = assistant
    app.settled = assistant.warm
    try:
        app.run()
    finally:
        assistant.close()
