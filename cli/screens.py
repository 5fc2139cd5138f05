"""Opens the Textual app on this terminal. Nothing here or below imports Typer, for which the first frame would wait."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli.exit_codes import CommandError, ExitCode
from cli.resources import portfolio_of, settings_for

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.settings import Settings


def open_screens(*, plain: bool = False, watch: bool = False) -> None:
    """Open the app at Home. Raises CommandError where there is no terminal to draw on."""
    _require_terminal(plain)
    settings = settings_for()
    _require_model(settings)
    _run(portfolio_of(settings), settings, watch=watch)


def open_at(link: str, content: Path | None = None) -> None:
    """Open the app at a room, document or section. Raises CommandError where nothing is called so."""
    settings = settings_for(content=content)
    portfolio = portfolio_of(settings)
    start = _place(portfolio, link)
    _require_terminal()
    _require_model(settings)
    _run(portfolio, settings, start=start)


def open_tour(content: Path | None = None) -> None:
    """Open the app and play the tour of the pack. Raises CommandError where it has none."""
    settings = settings_for(content=content)
    portfolio = portfolio_of(settings)
    require_tour(portfolio)
    _require_terminal()
    _require_model(settings)
    _run(portfolio, settings, tour=True)


def record_tour(cast: Path | None, svg: Path | None, size: tuple[int, int], content: Path | None = None) -> None:
    """Write a recording of the pack's tour, for asciinema or as a picture that moves.

    Raises CommandError where the pack has none, and where it was not played to its end.
    """
    from content.files import write_file
    from tui.app import PortfolioApp
    from tui.late_assistant import LateAssistant
    from tui.recording import fingerprint_of_tour, record

    settings = settings_for(content=content)
    portfolio = portfolio_of(settings)
    require_tour(portfolio)
    _require_model(settings)
    app = PortfolioApp(portfolio, settings, local=False)
    app.tour_pace, app.ends_with_tour = 1.0, True
    assistant = LateAssistant(app)
    app.conversation.assistant = assistant
    app.settled = assistant.warm
    try:
        recording = record(app, *size)
    finally:
        assistant.close()
    if app.tour_left:
        steps = f"{app.tour_left} step{'s' * (app.tour_left > 1)}"
        told = f"the tour ended {steps} before its end, and nothing is written"
        raise CommandError(f"{told}; `portfolio tour` plays it here, where you see what it does")
    title = portfolio.profile.opening or portfolio.profile.subheadline
    if cast is not None:
        write_file(cast, recording.cast(title))
    if svg is not None:
        write_file(svg, recording.svg(title, fingerprint_of_tour(portfolio.root)))


def require_tour(portfolio: Portfolio) -> None:
    """Raise CommandError where a pack has no tour, ContentError where that has faults."""
    from content.tour import load_tour

    if load_tour(portfolio.root) is None:
        raise CommandError(f"this portfolio has no tour; {portfolio.root}/tour.yaml would hold it", ExitCode.NOT_FOUND)


def _place(portfolio: Portfolio, link: str) -> str:
    """Return the path of the place that a link names. Raises CommandError with the nearest names."""
    from content.links import LinkError
    from tui.deep_links import read_link

    try:
        return read_link(link, portfolio).path
    except LinkError as error:
        raise CommandError(str(error), ExitCode.NOT_FOUND if error.named else ExitCode.USAGE) from None


def _require_terminal(plain: bool = False) -> None:
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") == "dumb":
        raise CommandError(
            "the screens need an interactive terminal; `portfolio services`, `portfolio essays` and"
            ' `portfolio ask "…"` work without one (see `portfolio --help`)',
            ExitCode.USAGE,
        )


def _require_model(settings: Settings) -> None:
    """Say a wrong name before the screens open; the catalogue takes 80 ms to read."""
    if not settings.quotes and not settings.llm_url:
        from models.resolve import resolve_llm

        resolve_llm(settings.model, settings.cache_dir)


def _run(
    portfolio: Portfolio, settings: Settings, *, start: str | None = None, watch: bool = False, tour: bool = False
) -> None:
    gc.disable()  # there is no garbage yet; the app switches it on again after its first frame
    from tui.app import PortfolioApp
    from tui.late_assistant import LateAssistant
    from tui.textual_internals.changes import changed_textual

    app = PortfolioApp(portfolio, settings, start=start, watch=watch)
    app.tour_pace = 1.0 if tour else None
    app.tour_after = settings.tour_after
    assistant = LateAssistant(app)
    app.conversation.assistant = assistant
    app.settled = assistant.warm
    try:
        with changed_textual():
            app.run()
    finally:
        gc.enable()
        assistant.close()
    _tell_what_goes_on()
    if app.return_code is not None and app.return_code < 0:
        signal.raise_signal(-app.return_code)  # the terminal is as it was; now end as whoever sent it expects


def _tell_what_goes_on() -> None:
    """Say that llama.cpp is still being installed behind the screens that are closed now."""
    from engine.llama.installation import installation

    now = installation()
    if now is not None and not now.failed:
        from cli.output import talk

        talk(f"{now}. It goes on without the screens.")
