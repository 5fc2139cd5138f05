"""What the engine knows of a pack's language, as what is weak in the pack."""

from __future__ import annotations

from collections.abc import Iterator

from content.loader import Portfolio
from content.problems import Problem
from content.source import read_yaml
from engine.language.language import FALLBACK, has_data, language, languages


def language_warnings(portfolio: Portfolio) -> Iterator[Problem]:
    """Yield where the pack is in a language that there is no data for, or not all of it."""
    code = portfolio.profile.language
    lacks = language(code).lacks()
    if has_data(code) and not lacks:
        return
    if has_data(code):
        wrong = f"the assistant does not know all of the language `{code}`: it lacks {', '.join(lacks)}"
    else:
        wrong = f"the assistant does not know the language `{code}`: it reads questions and texts as `{FALLBACK}`"
    expected = f"expected one of {', '.join(f'`{known}`' for known in languages())}, or its data in engine/language"
    yield read_yaml(portfolio.root / "profile.yaml").problem(("language",), wrong, expected)
