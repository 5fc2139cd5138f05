"""What stands beside an answer: its sources in their own words, or, before anything is asked, what is searched."""

from __future__ import annotations

from collections.abc import Iterator

from content.links import parse_link
from content.loader import Portfolio
from content.site_map import SITE
from tui.drawing.prose.page import Block, Gap, Links, Text, Title
from tui.drawing.trace.record import AnswerRecord, clean


def anchor_of_source(number: int) -> str:
    """Return the anchor at which a source stands."""
    return f"source-{number}"


def said_from(record: AnswerRecord, number: int, sentence: str = "-") -> tuple[str, ...]:
    """Return what was said from a source: in one sentence, by its place, or in all of them."""
    said = record.sentences[int(sentence) : int(sentence) + 1] if sentence.isdigit() else record.sentences
    return tuple(each.text for each in said if each.shown and number in each.citations)


def source_blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield what an answer was made of: the passages that it cites, or as long as it comes, all that were found."""
    answer = record.answer
    cited = sorted({source.number for source in answer.citations}) if answer else range(1, len(record.passages) + 1)
    yield Title("Sources" if answer else "Found")
    for number in cited:
        if not 0 < number <= len(record.passages):
            continue
        passage = record.passages[number - 1]
        yield Gap()
        yield Title(f"[{number}] {clean(passage.section)}", 2, anchor_of_source(number))
        yield Links(((clean(passage.document), passage.link),))
        yield Gap()
        yield Text(clean(passage.text))


def searched_blocks(portfolio: Portfolio) -> Iterator[Block]:
    """Yield the documents that answers are made of, room by room."""
    yield Title("What is searched")
    for screen in SITE:
        links = [
            (document.title or document.slug, document.path)
            for document in portfolio.documents
            if (link := parse_link(document.path)) is not None and link.screen == screen.name
        ]
        if links:
            yield Gap()
            yield Title(screen.title, 2, screen.name)
            yield Links(tuple(links))
