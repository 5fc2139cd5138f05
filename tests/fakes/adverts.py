"""Advertisements with what they ask for and the right verdicts by hand, and how far a reading agrees with them.

Beside each `NAME.txt` of a folder stands `NAME.yaml`: the `half` it belongs to (`tuned`: rules and words were set on
it; `held`: not looked at while they were), and under `must` and `nice` the words that each requirement has to hold,
with its verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from engine.fit.advert import read_advert
from engine.fit.evidence import Pages
from engine.fit.fit import Finding, fit_of
from engine.fit.requirement import telling
from engine.language.language import Language


@dataclass
class Agreement:
    """How many requirements were written down, found, judged alike, said to be shown, and wrongly so; `extra` are those
    that nobody wrote down, and `wrong` says what was judged otherwise, which no failure prints of what is held out."""

    written: int = 0
    found: int = 0
    right: int = 0
    shown: int = 0
    wrongly_shown: int = 0
    extra: int = 0
    wrong: list[str] = field(default_factory=list, repr=False)

    def __str__(self) -> str:
        return (
            f"{self.found} of {self.written} found, {self.right} judged right, {self.wrongly_shown} of {self.shown}"
            f" wrongly said to be shown, {self.extra} more found"
        )


def agreement(folder: Path, pages: Pages, half: str) -> Agreement:
    """Return how far the reading of the advertisements of one half agrees with what was written by hand."""
    total = Agreement()
    for path in sorted(folder.glob("*.yaml")):
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
        if gold["half"] == half:
            _compare(path.stem, path.with_suffix(".txt").read_text(encoding="utf-8"), gold, pages, total)
    return total


def _compare(name: str, text: str, gold: dict[str, dict[str, str]], pages: Pages, total: Agreement) -> None:
    language = read_advert(text).language
    left = sorted(fit_of(pages, text).findings, key=lambda finding: len(finding.requirement.text))
    for words, verdict in _written(gold):
        total.written += 1
        finding = _found(words, left, language)
        if finding is None:
            total.wrong.append(f"{name}: {words} was not found")
            continue
        left.remove(finding)
        total.found += 1
        total.right += finding.verdict == verdict
        total.shown += finding.verdict == "shown"
        total.wrongly_shown += finding.verdict == "shown" != verdict
        if finding.verdict != verdict:
            total.wrong.append(f"{name}: {words} is {verdict}, not {finding.verdict}")
    total.extra += len(left)


def _written(gold: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    for need in ("must", "nice"):
        yield from ((str(words), verdict) for words, verdict in (gold.get(need) or {}).items())


def _found(words: str, findings: list[Finding], language: Language) -> Finding | None:
    """Return the shortest requirement that holds all of some words; one is found once."""
    asked = {language.stem(word) for word in telling(words, language)}
    for finding in findings:
        if asked <= {language.stem(word) for word in telling(finding.requirement.text, language)}:
            return finding
    return None
