"""The numbers of an answer's sources: 1, 2, 3, as they are cited, whatever places the passages were found at."""

from __future__ import annotations

from typing import Any

from content.loader import Portfolio
from engine.events import Sentence
from engine.stream.citing import Numbering, cited_places
from tests.fakes.engine import ScriptedModel, of, passage, walk_of
from tests.fakes.evaluation import said as sentence_of
from tests.unit.engine.test_answering import FALSE, OUTBOX


def test_sources_are_numbered_without_gaps_in_the_order_in_which_they_are_cited(tiny_portfolio: Portfolio) -> None:
    queue = passage(1, "A queue loses what nobody reads.", "essays/queue", "The queue")
    cache = passage(2, "A cache forgets what nobody asks.", "essays/cache", "The cache")
    model = ScriptedModel([FALSE, "A queue loses what nobody reads."])
    walk, desk = walk_of(tiny_portfolio, "Who publishes the outbox?", [queue, cache, OUTBOX], model)
    seen = list(walk.events())
    desk.worker.close()
    shown = [sentence for sentence in of(Sentence, seen) if sentence.shown]
    assert [(sentence.passages, sentence.citations) for sentence in shown] == [((3,), (1,)), ((1,), (2,))]
    answer: Any = seen[-1]
    assert list(answer.sentences) == of(Sentence, seen)
    assert [(it.number, it.link) for it in answer.citations] == [(1, "essays/outbox"), (2, "essays/queue")]


def test_what_is_withheld_takes_no_number_and_a_passage_keeps_its_own() -> None:
    numbering = Numbering()
    told = [numbering.numbered(sentence_of(text, *places, shown=shown)) for text, places, shown in (
        ("Not so.", (), False), ("So.", (4,), True), ("And so.", (2, 4), True), ("As said.", (2,), True),
    )]  # fmt: skip
    numbered = [(each.citations, each.passages) for each in told]
    assert numbered == [((), ()), ((1,), (4,)), ((1, 2), (4, 2)), ((2,), (2,))]
    assert cited_places(told) == {1: 4, 2: 2}
    assert [it.number for it in numbering.citations([OUTBOX] * 4)] == [1, 2]
