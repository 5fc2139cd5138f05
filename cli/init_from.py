"""A pack that begins with what somebody has: a résumé, a blog, and what a terminal is asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.import_ import put_plan, read_found
from cli.output import talk

if TYPE_CHECKING:
    from content.importers.result import Left, Placed

_QUESTIONS = {
    ("name",): "Your name",
    ("headline",): "What you do, in a few words",
    ("contact", "email"): "Where visitors can write to you (an address that everybody may see)",
}
"""What a portfolio wants to know that a blog does not say. Each may stay empty."""


def init_from(folder: Path, sources: Sequence[Path]) -> tuple[str, ...]:
    """Write a pack made of `sources` into a new or empty folder, whole or not at all, and return its files' paths.

    Raises FileExistsError where the folder holds anything.
    """
    from content.files import refuse_taken
    from content.importers.apply import apply_import
    from content.importers.trial import keep_trial, trial_of
    from content.loader import load_portfolio

    refuse_taken(folder)
    placed: list[Placed] = []
    left: list[Left] = []
    with trial_of(folder) as trial:
        for source in sources:
            came, rest = apply_import(read_found(source), trial, source.name)
            if not came:
                raise CommandError(f"nothing of {source} could be placed", ExitCode.BAD_CONTENT)
            placed += came
            left += rest
        if sys.stdin.isatty():
            _ask(trial / "profile.yaml")
        portfolio = load_portfolio(trial)
        keep_trial(trial, folder)
        files = tuple(sorted(path.relative_to(trial).as_posix() for path in trial.rglob("*") if path.is_file()))
    put_plan(placed, left)
    words = sum(document.words for document in portfolio.documents)
    talk(f"{len(placed)} placed, {len(left)} left: {len(portfolio.documents)} documents with {words} words")
    return files


def _ask(profile: Path) -> None:
    """Ask for the settings that are still empty, and fill them in."""
    from content.importers.apply import with_setting

    text = profile.read_text(encoding="utf-8")
    for at, question in _QUESTIONS.items():
        if with_setting(text, at, "?") is None:
            continue  # a source said it
        if answer := typer.prompt(question, default="", show_default=False, err=True).strip():
            text = with_setting(text, at, answer) or text
    profile.write_text(text, encoding="utf-8")
