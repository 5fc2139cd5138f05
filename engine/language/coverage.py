"""What the engine knows of a pack's language, in one line, and as what is weak in the pack."""

from __future__ import annotations

from collections.abc import Iterator

from content.loader import Portfolio
from content.problems import Problem
from content.source import read_yaml
from engine.language.language import FALLBACK, has_data, known_codes, language, languages

_TWO_LETTERS = 2


def coverage_of(code: str) -> str:
    """Return what the engine has and lacks for a language, such as "ru: searched, with stems; no small talk …"."""
    grammar = language(code).grammar
    if has_data(code):
        missing = ", ".join(language(code).lacks())
        return f"{code} ({grammar.name}): {f'it lacks {missing}' if missing else 'nothing is lacking'}"
    has = [*(["stems"] if grammar.stemmer else []), *(["rules for sentences"] if grammar.splitter else [])]
    lacks = [*([] if grammar.stemmer else ["stems"]), "stop words", "forms of questions", "small talk"]
    searched = f"searched, with {' and '.join(has)}" if has else "searched"
    named = f" ({grammar.name})" if grammar.name != code else ""
    return f"{code}{named}: {searched}; no {', no '.join(lacks)}; the assistant itself speaks English"


def language_warnings(portfolio: Portfolio) -> Iterator[Problem]:
    """Yield where the pack's language is none, or one for which some data is missing."""
    code = portfolio.profile.language
    root, profile = code.lower().partition("-")[0], read_yaml(portfolio.root / "profile.yaml")
    if len(root) == _TWO_LETTERS and root not in known_codes():
        wrong = f"`{code}` is no code of a language"
        yield profile.problem(("language",), wrong, f"expected one such as `{FALLBACK}`, `de`, `pt-BR` or `ja`")
    elif has_data(code) and language(code).lacks():
        known = ", ".join(f"`{name}`" for name in languages())
        yield profile.problem(("language",), coverage_of(code), f"expected the data of {known}, in engine/language")
