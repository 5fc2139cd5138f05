"""A new pack: a copy of one, or made of a résumé and a blog, and of what a terminal is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.import_ import put_plan, read_found
from cli.output import talk

if TYPE_CHECKING:
    from content.importers.result import Import, Left, Placed
    from content.loader import Portfolio


def make_pack(folder: Path, sources: Sequence[Path], *, blank: bool) -> tuple[str, ...]:
    """Write a pack, made of `sources` if any, into a new or empty folder, whole or not at all; return its files' paths.

    On a terminal asks for what is not known, and says what will be placed where before anything is written. Raises
    FileExistsError where the folder holds anything.
    """
    from content.files import refuse_taken
    from content.importers.apply import apply_import
    from content.importers.trial import keep_trial, trial_of
    from content.loader import PROFILE_FILE, load_portfolio
    from content.scaffold.packs import translate_blank

    refuse_taken(folder)
    placed: list[Placed] = []
    left: list[Left] = []
    with trial_of(folder, blank=blank) as trial:
        for source in sources:
            came, rest = apply_import(_read(source), trial, source.name)
            if not came:
                raise CommandError(f"nothing of {source} could be placed", ExitCode.BAD_CONTENT)
            placed += came
            left += rest
        portfolio = load_portfolio(trial)
        _fill_in(trial / PROFILE_FILE, _language_of(portfolio) if sources else "", language=blank)
        portfolio = load_portfolio(trial)
        if blank:
            translate_blank(trial, portfolio.profile.language)
            portfolio = load_portfolio(trial)
        put_plan(placed, left)
        keep_trial(trial, folder)
        files = tuple(sorted(path.relative_to(trial).as_posix() for path in trial.rglob("*") if path.is_file()))
    if sources:
        words = sum(document.words for document in portfolio.documents)
        talk(f"{len(placed)} placed, {len(left)} left: {len(portfolio.documents)} documents with {words} words")
    return files


def show_pack(folder: Path) -> None:
    """Check a new pack, build its index, and open it. Without an index it opens all the same."""
    from cli.check import check
    from cli.index import index
    from cli.screens import open_at
    from models.errors import ModelError

    check(folder, no_ask=True)
    try:
        index(folder)
    except ModelError as error:
        talk(f"no index yet: {error}")
    open_at("home", folder)


def _read(source: Path) -> Import:
    """Read a source in the language that it seems to be in, in which its projects are told."""
    from content.loader import RESUME_FILE
    from engine.language.foreign import likely_language

    found = read_found(source)
    guessed = likely_language(found.files.get(RESUME_FILE, ""))
    return read_found(source, language=guessed) if guessed not in ("", "en") else found


def _fill_in(profile: Path, guessed: str, *, language: bool) -> None:
    """Fill in the settings that are still empty: on a terminal by asking, at most for four. Each may stay empty."""
    text = profile.read_text(encoding="utf-8")
    if sys.stdin.isatty():
        for at, question, read in _QUESTIONS:
            if _with(text, at, "?") is None:
                continue  # a source said it
            if answer := typer.prompt(question, default="", show_default=False, err=True, value_proc=read).strip():
                text = _with(text, at, answer) or text
        if language:
            asked = "The language of your texts, as a code such as en or de"
            guessed = typer.prompt(asked, default=guessed or "en", err=True, value_proc=_code)
    if guessed not in ("", "en"):
        talk(f"language: {guessed}; `language:` in {profile.name} says another")
        text = text.replace("\nname:", f"\nlanguage: {guessed}\nname:", 1)
    profile.write_text(text, encoding="utf-8")


def _with(text: str, at: tuple[str, ...], value: str) -> str | None:
    from content.importers.apply import with_setting

    return with_setting(text, at, value)


def _line(answer: str) -> str:
    from content.safe_text import one_line

    return one_line(answer).strip()


def _mail(answer: str) -> str:
    from content.exporters.documents import address_of

    line = _line(answer)
    if line and not address_of("email", line):
        raise typer.BadParameter(f"{line} is no address; expected one such as somebody@example.org, or nothing")
    return line


def _code(answer: str) -> str:
    from engine.language.language import known_codes

    code = _line(answer)
    if code.lower().partition("-")[0] not in known_codes():
        raise typer.BadParameter(f"{code} is no code of a language; expected one such as en, de, pt-BR or ja")
    return code


def _language_of(portfolio: Portfolio) -> str:
    """Return the language that the pack's texts seem to be in; nothing where that is not clear."""
    from engine.language.foreign import likely_language

    written = (*portfolio.case_studies, *portfolio.projects, *portfolio.essays)
    return likely_language(" ".join([*(each.body for each in written), portfolio.resume]))


_QUESTIONS: tuple[tuple[tuple[str, ...], str, Callable[[str], str]], ...] = (
    (("name",), "Your name", _line),
    (("headline",), "What you do, in a few words", _line),
    (("contact", "email"), "Where visitors can write to you (an address that everybody may see)", _mail),
)
"""What a portfolio wants to know that a blog does not say, each with what reads its answer."""
