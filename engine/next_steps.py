"""Where to go from an answer: one or two links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from content.documents import Document
from content.links import Link, parse_link
from content.loader import Portfolio
from content.site_map import SCREENS
from engine.events import Citation, NextStep, Passage

_MOST = 2
CONTACT = NextStep("contact", SCREENS["contact"].title)


def next_steps(portfolio: Portfolio, citations: Sequence[Citation]) -> tuple[NextStep, ...]:
    """Return what the cited documents themselves point to, what most of them point to first; else the contact.

    After an answer about hiring, the contact stands first.
    """
    cited = list(dict.fromkeys(citation.link.partition("#")[0] for citation in citations))
    documents = [document for path in cited if (document := portfolio.document(path)) is not None]
    pointed = Counter(str(link) for document in documents for link in document.links)
    order = sorted(pointed, key=lambda link: -pointed[link])
    steps = [step for link in order if link.partition("#")[0] not in cited and (step := _step(portfolio, link))]
    if any(document.kind in ("hiring", "service") for document in documents) or not steps:
        steps = [CONTACT, *steps]
    return tuple(steps[:_MOST])


def nearest_documents(portfolio: Portfolio, passages: Iterable[Passage]) -> tuple[NextStep, ...]:
    """Return the documents of the best passages, one link each; none that tells of the assistant, not of its owner."""
    steps: dict[str, NextStep] = {}
    for passage in passages:
        path = passage.link.partition("#")[0]
        document = portfolio.document(path)
        if document is not None and document.kind != "stage":
            steps.setdefault(path, NextStep(path, document.title))
    return tuple(steps.values())[:_MOST]


def _step(portfolio: Portfolio, text: str) -> NextStep | None:
    link = parse_link(text)
    document = portfolio.document(link) if link else None
    return NextStep(text, _label(document, link)) if link and document else None


def _label(document: Document, link: Link) -> str:
    section = document.section(link.anchor) if link.anchor else None
    return f"{document.title}: {section.title}" if section else document.title
