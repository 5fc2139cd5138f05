"""What stands beside an answer: its sources in their own words, or its x-ray; before the first, what is searched."""

from __future__ import annotations

from collections.abc import Iterator

from content.loader import Portfolio
from content.site_map import SITE
from engine.events import STAGES
from tui.drawing.prose.page import Block, Gap, Links, Text, Title
from tui.drawing.trace.record import AnswerRecord, clean


def anchor_of_source(number: int) -> str:
    """Return the anchor at which a source stands."""
    return f"source-{number}"


def said_from(record: AnswerRecord, number: int, sentence: str = "-") -> tuple[str, ...]:
    """Return what was said from a source: in one sentence, by its place, or in all of them."""
    said = record.sentences[int(sentence) : int(sentence) + 1] if sentence.isdigit() else record.sentences
    return tuple(each.text for each in said if each.shown and number in each.citations)


def has_sources(record: AnswerRecord) -> bool:
    """Return whether `source_blocks` has anything to show: a question may be answered, or stopped, without a source."""
    return bool(record.passages if record.answer is None else record.sources)


def source_blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield what an answer was made of: the passages that it cites, or as long as it comes, all that were found."""
    numbers, is_whole = record.numbers, record.answer is not None
    cited = list(record.sources.values())
    yield Title("Sources" if is_whole else "Found")
    shown = cited if is_whole else [*cited, *(each for each in record.passages if each.id not in numbers)]
    for place, passage in enumerate(shown):
        number = numbers.get(passage.id, 0)
        yield Gap() if place else Gap(2)
        yield Title(
            f"[{number}] {clean(passage.section)}" if number else clean(passage.section),
            2,
            anchor_of_source(number) if number else "",
        )
        yield Links(((clean(passage.document), passage.link),))
        yield Gap()
        yield Text(clean(passage.text))


def xray_blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield how an answer came: what is nearest to it first, since a reader looks from the answer back.

    Where no model was asked, that is told once, of the model and of the prompt that it alone would have read.
    """
    from tui.drawing.trace.stages import data_of

    yield Title("X-ray")
    no_model = record.answer is not None and record.composed is None and not record.drafts
    for place, stage in enumerate(stage for stage in reversed(STAGES) if not (no_model and stage == "compose")):
        yield Gap() if place else Gap(2)
        yield Title("Generate, compose" if no_model and stage == "generate" else stage.capitalize(), 2, stage)
        yield from data_of(record, stage, None)


def searched_blocks(portfolio: Portfolio) -> Iterator[Block]:
    """Yield the documents that answers are made of, room by room."""
    yield Title("What is searched")
    for place, screen in enumerate(SITE):
        documents = [each for each in portfolio.documents if each.path.partition("/")[0] == screen.name]
        if documents:
            yield Gap() if place else Gap(2)
            yield Title(screen.title, 2, screen.name)
        for document in documents:
            yield Links(((document.title or document.slug, document.path),))
            if document.lead:
                yield Text(document.lead, "muted")
