"""One exchange as a page: the question, the answer sentence by sentence, its sources, the next steps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from engine.events import Answer, Citation, NextStep, Sentence
from engine.stream.layout import answer_text, blocks_of, cited_in
from tui.answers.sources import by_section, numbers_of
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Text
from tui.drawing.prose.runs import Run, width_of, wrap
from tui.drawing.prose.setting import BULLETS, code_rows, fits, hung, table_rows
from tui.drawing.trace.record import AnswerRecord, clean, duration
from tui.exchange import Exchange

CITE = "cite:"
"""Links to passages: ``cite:<exchange>:<sentence>:<number>``; the sentence is lit there, unless it is ``-``."""
TRACE = "trace:"
"""Links to the trace of an exchange, by its number."""
NOTHING = "Nothing that was drafted could be backed by a passage, so nothing is said."


def blocks(record: AnswerRecord, number: int, fading: Collection[int] = ()) -> Iterator[Block]:
    """Yield the page of the `number`-th exchange. `fading` are places of withheld sentences that are still seen."""
    exchange = record.exchange
    assert exchange is not None
    yield Drawing(partial(_question, exchange.question))
    yield Gap()
    if record.sentences or record.drafts:
        yield Drawing(partial(_said, record, number, tuple(fading)))
    if exchange.fault is not None:
        yield Drawing(partial(_card, exchange))
    elif exchange.stopped:
        shown = any(sentence.shown for sentence in record.sentences)
        yield Text("Stopped. What stands here was checked." if shown else "Stopped before anything was said.", "muted")
    elif record.answer is None:
        if not record.drafts:  # what answers stands already where the model only adds what supports it
            yield Text(doing(record), "muted")
    else:
        if not any(sentence.shown for sentence in record.sentences):
            yield Text(NOTHING, "muted")
        yield from _ending(record.answer, number)
    yield Gap()


def shown_blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield what of an answer can be handed on: the question, what was said, and where each of it stands."""
    assert record.answer is not None
    yield Drawing(partial(_question, record.answer.question))
    yield Gap()
    if any(sentence.shown for sentence in record.sentences):
        yield Drawing(partial(_said, record, 0, ()))
    else:
        yield Text(clean(record.answer.text) or NOTHING, "muted")
    if record.answer.citations:
        yield Gap()
        yield Drawing(partial(_sources, record.answer.citations, 0))


def doing(record: AnswerRecord) -> str:
    """Return in words what is going on before the first word of the model."""
    if record.waiting is not None:
        return f"The model is busy with other questions; yours is number {record.waiting.place} in line."
    if record.exchange is not None and record.exchange.fetching:
        return record.exchange.fetching
    if record.tokenized is None:
        return "Getting ready …"  # a warm engine passes this by, a cold one loads its models: neither is told from here
    if record.retrieved is None:
        return "Searching the portfolio …"
    count = len(record.passages)
    return f"Reading {count} passage{'' if count == 1 else 's'} …" if count else "Writing …"


def _question(question: str, width: int) -> Rows:
    lines = wrap([Run(clean(question), "strong")], width - 2)
    return Rows(tuple((Run("▌ ", "mark"), *line) for line in lines))


def _said(record: AnswerRecord, number: int, fading: Collection[int], width: int) -> Rows:
    """Checked sentences with their citations, withheld ones while they fade, and the draft that is not checked yet."""
    places = [place for place, sentence in enumerate(record.sentences) if sentence.shown or place in fading]
    blocks = list(blocks_of(record.sentences[place] for place in places))
    at = iter(places)
    draft = [] if record.is_over else _draft(record)
    rows: list[tuple[Run, ...]] = []
    prose = False
    for said in blocks:
        cited = [_cites(record, number, next(at), cites) for cites in cited_in(said)]
        match said[0].shape.role:
            case "item":
                rows += _listed(said, cited, width)
            case "row" if fits(len(said[0].shape.header), width):
                rows += _tabled(said, cited, width)
            case "heading":
                rows += [row for one in said for row in ([()] * bool(rows) + wrap([Run(_words(one), "strong")], width))]
            case "code":
                rows += [row for sentence in said for row in code_rows(clean(sentence.text), width)]
            case _:
                last = draft if said is blocks[-1] else []
                rows += [()] * prose + wrap([*_flowing(said, cited), *last], width)
                draft = [] if last else draft
        prose = said[0].shape.block[0] == "paragraph"
    return Rows((*rows, *(wrap(draft, width) if draft else ())))


def _flowing(said: Sequence[Sentence], cited: Sequence[list[Run]]) -> Iterator[Run]:
    for sentence, cites in zip(said, cited, strict=True):
        yield Run(_words(sentence), "" if sentence.shown else "withheld")
        yield from cites
        yield Run(" ")


def _listed(said: Sequence[Sentence], cited: Sequence[list[Run]], width: int) -> Iterator[tuple[Run, ...]]:
    for sentence, cites in zip(said, cited, strict=True):
        yield from hung(f"{BULLETS[0]} ", wrap([Run(_words(sentence)), *cites], width - 2))


def _tabled(said: Sequence[Sentence], cited: Sequence[list[Run]], width: int) -> Iterator[tuple[Run, ...]]:
    header, *rows = (
        [[Run(clean(cell))] for cell in cells] for cells in (said[0].shape.header, *(one.shape.cells for one in said))
    )
    for row, cites in zip(rows, cited, strict=True):
        row[-1] += cites
    yield from table_rows(header, rows, ("",) * len(header), width)


def _cites(record: AnswerRecord, number: int, place: int, cited: Sequence[int]) -> list[Run]:
    known = (source for source in cited if source in record.sources)
    return [Run(f"\u00a0[{source}]", "cite", f"{CITE}{number}:{place}:{source}") for source in known]


def _draft(record: AnswerRecord) -> list[Run]:
    text = clean(draft_of(record)).replace("\n", " ")
    return [*([Run(text, "draft")] if text else []), Run("▍", "mark")]


def _words(sentence: Sentence) -> str:
    return clean(sentence.text).replace("\n", " ")


def draft_of(record: AnswerRecord) -> str:
    """Return what was drafted and is not checked yet.

    A checked sentence takes its words off the front of the draft. Where it was cleaned on the way, and so is not found,
    the draft so far goes with it; a quoted one that is not found was said before the model began.
    """
    text = "".join(draft.text for draft in record.drafts)
    for sentence in record.sentences:
        end = re.escape(" ".join(sentence.text.split())[-16:]).replace(r"\ ", r"\s+")
        found = re.search(end, text) if end else None
        text = text[found.end() :] if found else text if sentence.quoted else ""
    return text.lstrip()


def _card(exchange: Exchange, width: int) -> Rows:
    fault = exchange.fault
    assert fault is not None
    runs = [Run(clean(fault.title), "failed strong"), Run("\n"), Run(clean(fault.text))]
    if fault.advice:
        runs += [Run("\n"), Run(clean(fault.advice), "muted")]
    return Rows(tuple((Run("┃ ", "failed"), *line) for line in wrap(runs, width - 2)))


def _ending(answer: Answer, number: int) -> Iterator[Block]:
    if answer.citations:
        yield Gap()
        yield Drawing(partial(_sources, answer.citations, number))
    if answer.next_steps:
        yield Gap()
        yield Drawing(partial(_steps, answer.next_steps))
    if answer.notice:
        yield Gap()
        yield Text(clean(answer.notice), "degraded")
    yield Drawing(partial(_foot, answer, number))


def _sources(citations: Sequence[Citation], number: int, width: int) -> Rows:
    """One line a section, with the number of each passage of it."""
    rows: list[tuple[Run, ...]] = []
    for passages in by_section(citations):
        first = passages[0]
        hrefs = [f"{CITE}{number}:-:{citation.number}" for citation in passages]
        marks = [Run(f"[{passage.number}] ", "cite", href) for passage, href in zip(passages, hrefs, strict=True)]
        where = clean(first.title)
        if first.section != first.title:
            where += f" › {clean(first.section)}"
        indent = width_of(marks) + 1
        for index, line in enumerate(wrap([Run(where, "source", hrefs[0])], max(8, width - indent))):
            rows.append((*([Run(" " * indent)] if index else [*marks, Run(" ")]), *line))
    return Rows(tuple(rows))


def _steps(steps: Sequence[NextStep], width: int) -> Rows:
    """The next steps as buttons, on one line where they fit."""
    rows: list[tuple[Run, ...]] = []
    line: list[Run] = []
    for step in steps:
        label = f" → {clean(step.label)} "
        if width_of([Run(label)]) > width:
            label = f"{label[: width - 2]}… "
        if line and width_of(line) + 2 + width_of([Run(label)]) > width:
            rows.append(tuple(line))
            line = []
        line += [Run("  "), Run(label, "button", step.link)] if line else [Run(label, "button", step.link)]
    return Rows((*rows, tuple(line)))


def _foot(answer: Answer, number: int, width: int) -> Rows:
    """The way to the trace, and what it took."""
    trace = answer.trace
    facts = [duration(trace.seconds)]
    if trace.written_tokens:
        facts.append(f"{trace.written_tokens} tokens")
    if trace.written_tokens or answer.kind in ("answer", "fallback"):
        facts.append(clean(trace.model) if trace.written_tokens else "quoted")
    if trace.withheld:
        facts.append(f"{trace.withheld} sentence{'' if trace.withheld == 1 else 's'} withheld")
    runs = [Run("x-ray this answer", "link", f"{TRACE}{number}"), Run("  "), Run(" · ".join(facts), "muted")]
    return Rows(tuple(wrap(runs, width)))


def transcript_of(exchanges: Sequence[Exchange]) -> str:
    """Return exchanges as Markdown: questions as headings, answers with numbered sources."""
    parts: list[str] = []
    for exchange in exchanges:
        parts.append(f"## {' '.join(clean(exchange.question).split())}")
        answer = exchange.answer
        if answer is None:
            parts.append(f"*{clean(str(exchange.fault))}*" if exchange.fault else "*Not answered.*")
            continue
        parts.append(answer_text((sentence for sentence in answer.sentences if sentence.shown), clean, cite=True))
        sources = "\n".join(
            f"- {numbers_of(cited)} {clean(cited[0].title)}: {clean(cited[0].section)} (`{cited[0].link}`)"
            for cited in by_section(answer.citations)
        )
        parts += [sources] if sources else []
        steps = "\n".join(f"- {clean(step.label)} (`{step.link}`)" for step in answer.next_steps)
        parts += [f"Next:\n\n{steps}"] if steps else []
    return "\n\n".join(parts) + "\n"
