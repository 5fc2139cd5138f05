"""What is asked or advertised in another language than the text is told so in its own, since the text may well answer.

Told by the most frequent words of each language, or by its script. The words and sentences are in `foreign.toml`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from engine.language.language import Language
from engine.language.words import words_of

_NOTHING = r"(?!)"
_FILE = Path(__file__).with_name("foreign.toml")
_SHARE = 0.2
"""Share of a question's words that must be a language's most frequent ones: names and technical words are the rest."""

_LIKELY = 0.08
"""The same share in a whole text, a résumé or an advertisement, which is made of names and technical words for the most
part; there also that of its characters which must be of a script."""


def told_in(question: str, own: Language, said: Literal["says", "near", "missed", "advert"] = "says") -> str:
    """Return what a visitor is told who asks in another language than `own`; nothing where they do not, or it is not
    known which. Words of both languages ("in", "die") tell nothing. `said` is that their language is not understood, or
    that it is, in front of what comes `near` to the question, or where that was `missed`, or how an `advert` is read.
    """
    words = words_of(question)
    share, letters = (_LIKELY, _LIKELY * len(question)) if said == "advert" else (_SHARE, 0)
    likely: list[tuple[float, str]] = []
    for code, language in _languages().items():
        known, stop = language["known"], own.words("stop")
        theirs = sum(word in known and word not in stop for word in words)
        ours = sum(word in stop and word not in known for word in words)
        written = len(re.findall(language.get("letters", _NOTHING), question)) > letters
        if code != own.code and (written or theirs > max(share * len(words), ours)):
            likely.append((len(words) if written else theirs, code))
    if not likely:
        return ""
    language = _languages()[max(likely)[1]]
    called: str | None = language["called"].get(own.code)
    return language[said].format(text=called) if called else ""


def likely_language(text: str) -> str:
    """Return the code of the language whose most frequent words a text has, where it is clear which; nothing else."""
    words = words_of(text)
    counts = sorted((sum(word in language["known"] for word in words), code) for code, language in _languages().items())
    (second, _), (most, code) = counts[-2:]
    return code if most >= _LIKELY * len(words) and most > 2 * second else ""


@lru_cache(maxsize=1)
def _languages() -> dict[str, dict[str, Any]]:
    import tomllib  # 2 ms, which only what is declined needs

    languages = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: {**language, "known": frozenset(language["words"].split())} for code, language in languages.items()}
