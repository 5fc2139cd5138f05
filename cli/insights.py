"""`portfolio insights`: what visitors asked and read, and what had no answer."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Json, Plain
from cli.output import console, put_json, talk
from cli.resources import settings_for
from content.safe_text import safe_text

if TYPE_CHECKING:
    from engine.settings import Settings

_BAR = 24
"""Longest bar, in columns."""
SHOWN = 12
"""How many rows a list shows; --json has all of them."""


def insights(
    days: Annotated[int, typer.Option("--days", min=1, help="Look back this far.")] = 90,
    purge: Annotated[bool, typer.Option("--purge", help="Delete everything that was kept, and end.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before deleting.")] = False,
    content: Content = None,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Show what visitors asked, and what had no answer.

    Shown are also what advertisements asked for and the portfolio does not say, what is read, and how answers change
    from week to week. Nothing is kept unless the setting `visits` is on; visitors are then told so. No names, addresses
    or times are kept, and entries go after `visits_days` (90).
    """
    from engine.keep.visits import Visits, VisitsError

    settings = settings_for(content=content)
    visits = Visits.of(settings)
    try:
        if purge:
            _purge(visits, sure=yes)
            return
        found = _look(visits, settings, days)
    except VisitsError as error:
        raise CommandError(error.detail) from error
    if not settings.visits:
        talk("Nothing is being kept: the setting `visits` is off (docs/owner.md says how to switch it on).")
    if json:
        put_json(found)
    else:
        _print(found, plain)


def _purge(visits: Any, *, sure: bool) -> None:
    if not sure and not (sys.stdin.isatty() and typer.confirm(f"Delete everything in {visits}?")):
        raise CommandError("nothing was deleted; --yes deletes without asking", ExitCode.USAGE)
    talk(f"{visits.forget():,} entries deleted")


def _look(visits: Any, settings: Settings, days: int) -> dict[str, Any]:
    """Return everything that there is to see, JSON-ready but for dates and dataclasses."""
    from content.loader import load_portfolio
    from engine.keep import insights as see
    from engine.keep.visits import today

    portfolio = load_portfolio(settings.content)
    since = today() - timedelta(days=days)
    asked = visits.questions(since)
    open_questions = see.unanswered(asked)
    themes = see.themes_of(open_questions, _embedder(settings), portfolio) if open_questions else []
    return {
        "since": since,
        "asked": len(asked),
        "unanswered": len(open_questions),
        "themes": [asdict(theme) | {"sentence": theme.sentence} for theme in themes],
        "reads": [{"place": place, "count": count} for place, count in see.reads_of(visits.reads(since), portfolio)],
        "sought": [{"thing": thing, "count": count} for thing, count in visits.sought(since)],
        "weeks": [asdict(week) for week in see.weeks_of(asked)],
        "drift": see.drift_of(asked, today()),
    }


def _embedder(settings: Settings) -> Any:
    from cli.progress import PullReport
    from engine.retrieve.library import open_built_in

    return open_built_in(settings, PullReport()).embed


def _print(found: dict[str, Any], plain: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    shell = console(plain)
    shell.print(f"{found['asked']:,} questions since {found['since']}, {found['unanswered']:,} without an answer\n")
    for line in found["drift"]:
        shell.print(Text(line))
    if found["themes"]:
        shell.print(Text("What had no answer", style="bold"))
        for theme in found["themes"][:SHOWN]:
            shell.print(Text(f"- {safe_text(theme['sentence'])}"))
            if theme["word"]:
                shell.print(Text(f"    {safe_text(theme['questions'][0])}", style="dim"))
        shell.print(
            Text("Where you have written the answer down, say in asks.yaml how visitors ask for it.", style="dim")
        )
        shell.print()
    if found["sought"]:
        table = Table("asked for", "", "in advertisements, and not said here", box=None, pad_edge=False)
        most = max(item["count"] for item in found["sought"])
        for item in found["sought"][:SHOWN]:
            table.add_row(str(item["count"]), _bar(item["count"], most), Text(safe_text(item["thing"])))
        shell.print(table)
        shell.print()
    if found["weeks"]:
        table = Table(
            "week from", "asked", "", "answered", "withheld", "confidence", "seconds", box=None, pad_edge=False
        )
        most = max(week["asked"] for week in found["weeks"])
        for week in found["weeks"]:
            cells = (_share(week["answered"]), _share(week["withheld"]), _share(week["confidence"]))
            bar = _bar(week["asked"], most)
            table.add_row(str(week["first"]), str(week["asked"]), bar, *cells, f"{week['seconds']:.1f}")
        shell.print(table)
        shell.print()
    if found["reads"]:
        table = Table("opened", "", "what", box=None, pad_edge=False)
        most = max(item["count"] for item in found["reads"])
        for item in [item for item in found["reads"] if item["count"]][:SHOWN]:
            table.add_row(str(item["count"]), _bar(item["count"], most), Text(safe_text(item["place"])))
        shell.print(table)
        never = sum(item["count"] == 0 for item in found["reads"])
        shell.print(
            f"{never} documents were never opened (--json names them)" if never else "Every document was opened"
        )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _bar(count: int, most: int) -> str:
    return "█" * max(round(_BAR * count / most), 1) if count else ""
