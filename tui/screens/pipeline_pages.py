"""Pages of the Pipeline screen: a stage explained, and what stands there before a question."""

from __future__ import annotations

from collections.abc import Iterator

from content.loader import Portfolio
from engine.events import Stage
from tui.drawing.pages import document_page
from tui.drawing.prose.page import Block, Gap, Links, Text, Title

NOT_EXPLAINED = "What this stage did for the last question stands beside it."
"""Said in place of an explanation that the pack does not hold."""


def explanation(portfolio: Portfolio, stage: Stage) -> Iterator[Block]:
    """A stage explained, with its trade-offs and links."""
    document = portfolio.document(f"pipeline/{stage}")
    if document is None:
        return iter((Title(stage.capitalize()), Gap(), Text(NOT_EXPLAINED, "muted")))
    return document_page(portfolio, document)


def introduction(portfolio: Portfolio) -> Iterator[Block]:
    """What the room says of all five stages."""
    yield Title(portfolio.heading("pipeline").title)
    yield Gap()
    yield Text(portfolio.pipeline.summary)
    if portfolio.pipeline.intro:
        yield Gap()
        yield Text(portfolio.pipeline.intro)


def invitation(portfolio: Portfolio) -> Iterator[Block]:
    """What stands in place of live data before anything was asked: an offer to run a question."""
    if said := portfolio.pipeline.intro or portfolio.pipeline.summary:
        yield Text(said)
        yield Gap()
    if questions := portfolio.profile.suggested_questions:
        yield Text("Run one, and watch it go through the five boxes:", "accent")
        yield Links(tuple((question, f"ask:{n}") for n, question in enumerate(questions)), "▸")
        yield Gap()
        yield Text("Tab chooses, Enter runs; r takes a question of your own.", "muted")
    else:
        yield Text("r takes a question, and you watch it go through the five boxes.", "muted")
