"""What an advertisement asks for and a portfolio says to it, as Markdown and as plain lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from rich.cells import cell_len, set_cell_size

from engine.fit.fit import VERDICTS, Finding, Fit, FitVerdict
from engine.fit.spoken import advert_language
from engine.language.language import SaidName
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Text, Title
from tui.drawing.prose.runs import Run, printable, wrap

_SAID: dict[FitVerdict, SaidName] = {"shown": "fit_shown", "near": "fit_near", "unsaid": "fit_unsaid"}
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|#~]")
_EXCERPT = 90
"""Characters of what is left out that are shown of each."""
_ROLES: dict[FitVerdict, str] = {"shown": "accent", "near": "", "unsaid": "faint"}

Opening = Callable[[str], str]
"""From a link to what a reader types or follows to open it."""


def kept_of_it(counted: bool) -> str:
    """Return in a sentence what is kept of an advertisement; `counted` says that the owner hears what is not said."""
    if counted:
        return "Of it is kept what is asked for and not said here, each thing in its first words: the owner reads that."
    return "Nothing of it is kept."


def verdict_words(fit: Fit, verdict: FitVerdict) -> str:
    """Return what a verdict is called in the language of the advertisement."""
    return advert_language(fit.language).says(_SAID[verdict])


def fit_summary(fit: Fit) -> str:
    """Return in a sentence how many requirements have each verdict."""
    counts = ", ".join(f"{fit.counts[verdict]} {verdict_words(fit, verdict)}" for verdict in VERDICTS)
    number = len(fit.findings)
    return advert_language(fit.language).says(
        "fit_one" if number == 1 else "fit_all", number=str(number), counts=counts
    )


def fit_markdown(fit: Fit, opening: Opening | None = None) -> str:
    """Return it as Markdown: the counts, a table, and what was left out. Links are the portfolio's own without
    `opening`."""

    def place(where: str, link: str) -> str:
        return f"[{where}]({link})" if opening is None else f"{where} (`{opening(link)}`)"

    return "\n\n".join((*_table(fit, place), *_left_out(fit)))


def fit_to_take_along(fit: Fit, page: str, way_in: str) -> str:
    """Return it as Markdown that is read elsewhere: links lead to the `page` of the terminal in a browser, if there is
    one; else each place stands in brackets, and below the table, the `way_in`."""

    def place(where: str, link: str) -> str:
        return f"[{where}]({page}#{link})" if page else f"{where} (`{link}`)"

    quoted = any(finding.evidence for finding in fit.findings)
    below = (f"In brackets stands a place of the portfolio. {way_in}",) if quoted and not page else ()
    return "\n\n".join((*_table(fit, place), *below, *_left_out(fit)))


def _table(fit: Fit, place: Callable[[str, str], str]) -> Iterator[str]:
    spoken = advert_language(fit.language)
    yield f"# {spoken.says('fit_title')}"
    yield from _foreign(fit)
    yield fit_summary(fit)
    rows = "\n".join(_row(fit, finding, place) for finding in fit.findings)
    head = " | ".join((spoken.says("fit_asked"), spoken.says("fit_verdict"), spoken.says("fit_here")))
    yield f"| {head} |\n|---|---|---|\n{rows}"


def _row(fit: Fit, finding: Finding, place: Callable[[str, str], str]) -> str:
    evidence, said = finding.evidence, ""
    if evidence:
        said = f"{_plain(evidence.sentence)} {place(_plain(named_place(finding)), evidence.link)}"
    return f"| {_plain(_asked(fit, finding))} | {verdict_words(fit, finding.verdict)} | {said} |"


def fit_page(fit: Fit) -> Iterator[Block]:
    """Yield it as a page: each requirement beside its verdict, what is quoted below, with the link that opens it."""
    yield Title(advert_language(fit.language).says("fit_title"))
    for told in _foreign(fit):
        yield Text(told)
        yield Gap()
    yield Text(fit_summary(fit))
    yield Gap()
    for finding in fit.findings:
        yield Drawing(partial(_rows, fit, finding))
    if fit.left_out:
        yield Gap()
        yield Text(advert_language(fit.language).says("fit_left_out"), "strong")
        yield from (Text(text, "muted") for text in left_out_texts(fit))


def _pad(fit: Fit) -> int:
    return max(cell_len(verdict_words(fit, verdict)) for verdict in VERDICTS)


def _rows(fit: Fit, finding: Finding, width: int) -> Rows:
    pad = _pad(fit)
    beside = width - pad - 2
    verdict = Run(set_cell_size(verdict_words(fit, finding.verdict), pad + 2), _ROLES[finding.verdict])
    lines = [(finding.requirement.text, "strong", "")]
    if not finding.requirement.must:
        lines.append((advert_language(fit.language).says("fit_nice"), "faint", ""))
    if finding.evidence:
        lines.append((finding.evidence.sentence, "", ""))
        lines.append((named_place(finding), "link", finding.evidence.link))
    rows: list[tuple[Run, ...]] = []
    for text, role, href in lines:
        for row in filter(None, wrap([Run(printable(text), role, href)], beside)):
            rows.append((Run(" " * (pad + 2)) if rows else verdict, *row))
    return Rows(tuple(rows))


def fit_lines(fit: Fit, opening: Opening) -> Iterator[str]:
    """Yield it as lines of text, a requirement in one, its evidence below."""
    for told in _foreign(fit):
        yield told
        yield ""
    yield fit_summary(fit)
    yield ""
    pad = _pad(fit)
    for finding in fit.findings:
        yield set_cell_size(verdict_words(fit, finding.verdict), pad + 2) + _asked(fit, finding)
        if finding.evidence:
            yield f"{'':<{pad}}    {finding.evidence.sentence}"
            yield f"{'':<{pad}}    {named_place(finding)} ({opening(finding.evidence.link)})"
    if fit.left_out:
        yield ""
        yield f"{advert_language(fit.language).says('fit_left_out')}:"
        yield from (f"  {text}" for text in left_out_texts(fit))


def named_place(finding: Finding) -> str:
    """Return where the evidence of a finding stands, in words."""
    evidence = finding.evidence
    if evidence is None:
        return ""
    same = evidence.section in ("", evidence.document)
    return evidence.document if same else f"{evidence.document}: {evidence.section}"


def left_out_texts(fit: Fit) -> list[str]:
    """Return the beginning of each part that was left out, below its heading's name."""
    return [f"{part.heading}: {_begun(part.text)}" if part.heading else _begun(part.text) for part in fit.left_out]


def _foreign(fit: Fit) -> tuple[str, ...]:
    """Return what is said above all else of an advertisement in another language than the portfolio."""
    return (fit.foreign,) if fit.foreign else ()


def _left_out(fit: Fit) -> list[str]:
    items = [f"- {_plain(text)}" for text in left_out_texts(fit)]
    return [f"{advert_language(fit.language).says('fit_left_out')}:", "\n".join(items)] if items else []


def _asked(fit: Fit, finding: Finding) -> str:
    nice = "" if finding.requirement.must else f" ({advert_language(fit.language).says('fit_nice')})"
    return finding.requirement.text + nice


def _begun(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]}…"


def _plain(text: str) -> str:
    """Return a text so that Markdown reads it as it is: it is a stranger's."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
