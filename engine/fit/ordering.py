"""A résumé with what fits an advertisement first. The order changes, and not a word.

Jobs and schools stay in the order of their time; what is said of each of them is ordered like all else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from content.exporters.resume.document import Resume
from content.exporters.resume.parts import ResumeEntry, ResumeSection
from content.exporters.resume.told import DATED
from engine.fit.fit import Finding, Fit
from engine.fit.requirement import telling
from engine.language.language import Language

_MUST, _NICE = 2, 1
_POINTS = "highlights"


def fitting_resume(resume: Resume, fit: Fit, language: Language) -> Resume:
    """Return a résumé in the order of what `fit` asks for; what fits alike stays as it is."""
    wanted = _wanted(fit, language)
    return replace(resume, sections=tuple(_section(section, wanted) for section in resume.sections))


def fitting_json(text: str, fit: Fit, language: Language) -> str:
    """Return the text of a JSON Resume, ordered likewise."""
    wanted, data = _wanted(fit, language), json.loads(text)
    for name, items in data.items():
        if isinstance(items, list):
            for item in items:
                if isinstance(item, dict) and isinstance(item.get(_POINTS), list):
                    item[_POINTS] = sorted(item[_POINTS], key=lambda point: -wanted.score(_strings(point)))
            if name not in DATED:
                items.sort(key=lambda item: -wanted.score(_strings(item)))
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for, of each its weight, the terms of its options, and the document that speaks of it."""

    requirements: tuple[tuple[int, tuple[frozenset[str], ...], str], ...]
    language: Language

    def score(self, texts: Iterable[str], path: str = "") -> int:
        """Return how much of it some texts hold, or the document at `path` says."""
        held = set(self.language.terms_of(" ".join(texts)))
        return sum(
            weight
            for weight, options, document in self.requirements
            if (path and path == document) or any(terms <= held for terms in options)
        )


def _wanted(fit: Fit, language: Language) -> _Wanted:
    return _Wanted(tuple(_requirement(finding, language) for finding in fit.findings), language)


def _requirement(finding: Finding, language: Language) -> tuple[int, tuple[frozenset[str], ...], str]:
    named = (telling(option, language) for option in finding.requirement.options)
    options = tuple(terms for names in named if (terms := frozenset(language.terms_of(" ".join(names)))))
    document = finding.evidence.link.partition("#")[0] if finding.evidence else ""
    return _MUST if finding.requirement.must else _NICE, options, document


def _section(section: ResumeSection, wanted: _Wanted) -> ResumeSection:
    entries = [
        replace(entry, points=tuple(sorted(entry.points, key=lambda point: -wanted.score([point]))))
        for entry in section.entries
    ]
    if not section.dated:
        entries.sort(key=lambda entry: -wanted.score(_texts(entry), entry.path))
    return replace(section, entries=tuple(entries))


def _texts(entry: ResumeEntry) -> Iterator[str]:
    yield from (entry.title, entry.at, *entry.texts, *entry.points)


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _strings(value)
