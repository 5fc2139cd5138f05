"""What an advertisement asks for, held against a portfolio, requirement by requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from engine.fit.advert import LeftOut, read_advert
from engine.fit.agreed import Agreed
from engine.fit.evidence import Pages, Statement
from engine.fit.requirement import Requirement, telling
from engine.fit.translation import in_words_of
from engine.language.foreign import told_in
from engine.language.language import FALLBACK, Language
from engine.language.words import words_of

FitVerdict = Literal["shown", "near", "unsaid"]
VERDICTS: tuple[FitVerdict, ...] = ("shown", "near", "unsaid")
FIT_VERSION = 1
"""Version of the JSON form; it grows when a field changes its meaning or goes away."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of the portfolio, with the link that opens where it stands, and the titles there."""

    sentence: str
    link: str
    document: str
    section: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A requirement and what the portfolio says to it: `shown` by the evidence, `near` to it, or `unsaid`."""

    requirement: Requirement
    verdict: FitVerdict
    evidence: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """What an advertisement asks for and what the portfolio says to each, in its order, and what asks for nothing.

    `language` is the code of the one in which it was read. `foreign` says, in the language of the advertisement, that
    the portfolio is in another one; nothing where it is not.
    """

    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]
    foreign: str = ""
    language: str = FALLBACK

    @property
    def counts(self) -> Mapping[FitVerdict, int]:
        """How many requirements have each verdict."""
        found = Counter(finding.verdict for finding in self.findings)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def unsaid(self) -> list[str]:
        """What is asked for and not said here."""
        return [finding.requirement.text for finding in self.findings if finding.verdict == "unsaid"]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {"version": FIT_VERSION, "counts": dict(self.counts), **asdict(self)}


def fit_of(pages: Pages, text: str) -> Fit:
    """Hold an advertisement against the pages of a portfolio. Raises AdvertError for what is none."""
    advert = read_advert(text, pages.language)
    findings = (_finding(requirement, pages, advert.language) for requirement in advert.requirements)
    return Fit(tuple(findings), advert.left_out, told_in(text, pages.language, "advert"), advert.language.code)


def _finding(requirement: Requirement, pages: Pages, language: Language) -> Finding:
    """Return the best of what is said to each option: one is enough."""
    told = [in_words_of(pages.language, option, language) for option in requirement.options]
    found = [_said(option, requirement, pages) for option in (*requirement.options, *filter(None, told))]
    return min(found, key=lambda finding: VERDICTS.index(finding.verdict))


def _said(option: str, requirement: Requirement, pages: Pages) -> Finding:
    personal = requirement.personal
    counted = personal and pages.language.form("advert_years").search(option) is not None
    lines = [] if counted else pages.lines_on(option, personal=personal)
    if pages.shown(lines, option, personal=personal):
        return Finding(requirement, "shown", _evidence(lines[0]))
    if not personal and (offered := pages.offered(option)):
        return Finding(requirement, "shown", _evidence(offered[0]))
    if personal and (told := pages.answers.on(option)):
        return Finding(requirement, "shown" if told.enough else "near", _evidence(told))
    if personal and not any(line.whole for line in lines) and (spoken := _in_tongue(option, pages)):
        return Finding(requirement, "shown", _evidence(spoken))
    if personal and not lines:
        lines = _on_its_kind(option, pages)
    about = pages.answers.near(option) if personal and not any(line.whole for line in lines) else None
    if about and about.passage not in [line.passage for line in lines]:
        return Finding(requirement, "near", _evidence(about))
    plain = [line for line in lines if line.plain]
    denied = [line for line in lines if line.denied and (personal or line.whole)]
    if not lines or (denied and (personal or not plain)):
        return Finding(requirement, "unsaid")
    said = [line for line in lines if not line.denied] or lines
    return Finding(requirement, "near", _evidence(said[0]))


def _on_its_kind(option: str, pages: Pages) -> list[Statement]:
    """Return what is said of the one word that makes an option personal, where nothing is of all of it: "remote" of
    "remote within Europe"."""
    kind = pages.language.form("advert_personal").search(option)
    if kind is None or len(words_of(kind[0])) > 1:
        return []
    return [line for line in pages.lines_on(kind[0], personal=True) if line.whole and line.plain]


def _in_tongue(option: str, pages: Pages) -> Statement | None:
    """Return what shows work in a variety of a language, which no answer on hiring speaks of: "Swiss German"."""
    tongue = pages.language.form("advert_personal").search(option)
    if tongue is None or tongue[0].lower() not in pages.language.words("advert_tongues"):
        return None
    lines = pages.lines_on(option)
    shown = len(telling(option, pages.language)) > 1 and pages.shown(lines, option)
    return lines[0] if shown else None


def _evidence(line: Statement | Agreed) -> Quotation:
    passage = line.passage
    return Quotation(line.text, passage.link, passage.document, passage.section)
