"""What an advertisement asks for and a portfolio says to it, as Markdown and as plain lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from engine.fit.fit import VERDICTS, Finding, Fit, FitVerdict
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Text, Title
from tui.drawing.prose.runs import Run, printable, wrap

VERDICT_WORDS: dict[FitVerdict, str] = {"shown": "shown", "near": "near", "unsaid": "not said here"}
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|#~]")
_EXCERPT = 90
"""Characters of what is left out that are shown of each."""
_ROLES: dict[FitVerdict, str] = {"shown": "accent", "near": "", "unsaid": "faint"}
_PAD = max(len(words) for words in VERDICT_WORDS.values())

Opening = Callable[[str], str]
"""From a link to what a reader types or follows to open it."""


def kept_of_it(counted: bool) -> str:
    """Return in a sentence what is kept of an advertisement; `counted` says that the owner hears what is not said."""
    if counted:
        return "Of it is kept what is asked for and not said here, each thing in its first words: the owner reads that."
    return "Nothing of it is kept."


def fit_summary(fit: Fit) -> str:
    """Return in a sentence how many requirements have each verdict."""
    counts = ", ".join(f"{fit.counts[verdict]} {VERDICT_WORDS[verdict]}" for verdict in VERDICTS)
    return f"{len(fit.findings)} {'requirement' if len(fit.findings) == 1 else 'requirements'}: {counts}."


def fit_markdown(fit: Fit, opening: Opening | None = None) -> str:
    """Return it as Markdown: the counts, a table, and what was left out. Links are the portfolio's own without
    `opening`."""
    rows = "\n".join(_row(finding, opening) for finding in fit.findings)
    parts = [
        "# What this portfolio shows of it",
        *_foreign(fit),
        fit_summary(fit),
        f"| Asked for | Verdict | In this portfolio |\n|---|---|---|\n{rows}",
        *_left_out(fit),
    ]
    return "\n\n".join(parts)


def _row(finding: Finding, opening: Opening | None) -> str:
    evidence, said = finding.evidence, ""
    if evidence:
        where = _plain(named_place(finding))
        link = f"[{where}]({evidence.link})" if opening is None else f"{where} (`{opening(evidence.link)}`)"
        said = f"{_plain(evidence.sentence)} {link}"
    return f"| {_plain(_asked(finding))} | {VERDICT_WORDS[finding.verdict]} | {said} |"


def fit_page(fit: Fit) -> Iterator[Block]:
    """Yield it as a page: each requirement beside its verdict, what is quoted below, with the link that opens it."""
    yield Title("What this portfolio shows of it")
    for told in _foreign(fit):
        yield Text(told)
        yield Gap()
    yield Text(fit_summary(fit))
    yield Gap()
    for finding in fit.findings:
        yield Drawing(partial(_rows, finding))
    if fit.left_out:
        yield Gap()
        yield Text("Left out, since it asks for nothing", "strong")
        yield from (Text(text, "muted") for text in left_out_texts(fit))


def _rows(finding: Finding, width: int) -> Rows:
    beside = width - _PAD - 2
    verdict = Run(f"{VERDICT_WORDS[finding.verdict]:<{_PAD}}  ", _ROLES[finding.verdict])
    lines = [(finding.requirement.text, "strong", "")]
    if not finding.requirement.must:
        lines.append(("nice to have", "faint", ""))
    if finding.evidence:
        lines.append((finding.evidence.sentence, "", ""))
        lines.append((named_place(finding), "link", finding.evidence.link))
    rows: list[tuple[Run, ...]] = []
    for text, role, href in lines:
        for row in filter(None, wrap([Run(printable(text), role, href)], beside)):
            rows.append((Run(" " * (_PAD + 2)) if rows else verdict, *row))
    return Rows(tuple(rows))


def fit_lines(fit: Fit, opening: Opening) -> Iterator[str]:
    """Yield it as lines of text, a requirement in one, its evidence below."""
    for told in _foreign(fit):
        yield told
        yield ""
    yield fit_summary(fit)
    yield ""
    for finding in fit.findings:
        yield f"{VERDICT_WORDS[finding.verdict]:<{_PAD}}  {_asked(finding)}"
        if finding.evidence:
            yield f"{'':<{_PAD}}    {finding.evidence.sentence}"
            yield f"{'':<{_PAD}}    {named_place(finding)} ({opening(finding.evidence.link)})"
    if fit.left_out:
        yield ""
        yield "Left out, since it asks for nothing:"
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
    return ["Left out, since it asks for nothing:", "\n".join(items)] if items else []


def _asked(finding: Finding) -> str:
    return finding.requirement.text + ("" if finding.requirement.must else " (nice to have)")


def _begun(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]}…"


def _plain(text: str) -> str:
    """Return a text so that Markdown reads it as it is: it is a stranger's."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
