"""What a follow-up wishes of the answer before: more of the text below it, its first sentence, an example, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.compose.excerpts import Excerpt, excerpts_of
from engine.compose.selection import LONG, Length, words_in
from engine.compose.years import of_the_years
from engine.events import Passage
from engine.language.language import FormName
from engine.retrieve.lists import after
from engine.tokenize.follow_up import Wished
from engine.tokenize.question import Question

_SUITS: dict[Wished, tuple[tuple[FormName, float], ...]] = {
    "example": (("example", 0.3), ("instance", 0.3), ("figure", 0.1)),
    "cause": (("causes", 0.3),),
}
"""What an excerpt gains by its form where such a one is wished for."""

_CITED = 0.1
"""What an excerpt gains for a follow-up in a document that was cited before."""


def suited(question: Question, ranked: Sequence[Excerpt], passages: Sequence[Passage]) -> list[Excerpt]:
    """Return `ranked` as a follow-up needs it; what stands alone is left as it is, but for what is of another year.

    What was heard is left out, unless it is what was pointed at. What is wished for gains, and where nothing is, what
    stands in the documents that were cited before.
    """
    ranked = of_the_years(question, ranked)
    if question.before is None or question.wish == "item":
        return list(ranked)
    new = [item for item in ranked if not _was_heard(item, question)]
    forms = _SUITS.get(question.wish, ()) if question.wish else ()
    if forms:
        new = [item for item in new if not item.is_row] or new
    near = _CITED if question.leans and question.wish is None else 0.0
    cited = {link.partition("#")[0] for link in question.before.links}
    beside = {number for number, item in enumerate(passages, 1) if item.link.partition("#")[0] in cited}
    gained = [
        sum(gain for form, gain in forms if item.language.form(form).search(item.text))
        + (near if item.passage in beside else 0.0)
        for item in new
    ]
    return [replace(item, score=item.score + gain) for item, gain in zip(new, gained, strict=True)] or list(ranked)


def further(question: Question, passages: Sequence[Passage], length: Length = LONG) -> list[Excerpt]:
    """Return what stands below what was heard, passage by passage as the text goes on; then what stands above it."""
    below: list[Excerpt] = []
    above: list[Excerpt] = []
    for number, passage in enumerate(passages, 1):
        excerpts = _prose_of(passage, number, passages, question)
        heard = [place for place, item in enumerate(excerpts) if _was_heard(item, question)]
        start = heard[0] if heard else 0
        above += excerpts[:start]
        below += [item for item in excerpts[start:] if not _was_heard(item, question)]
    said: list[Excerpt] = []
    for item in below or above:
        if said and (len(said) == length.excerpts or words_in([*said, item]) > length.words):
            break
        if not any(item.text in one.sentences for one in said):  # a list has told its items
            said.append(item)
    return said


def shortest(question: Question, passages: Sequence[Passage]) -> list[Excerpt]:
    """Return the first sentence of the answer before that can be quoted, with its list where it announces one.

    What was told from the structure may have a title in front of it.
    """
    told = [line.text for line in question.before.told] if question.before else []
    read = (excerpts_of(passage, number, question.language) for number, passage in enumerate(passages, 1))
    excerpts = [excerpt for found in read for excerpt in found]
    return [item for text in told for item in excerpts if text.endswith(item.sentences[0])][:1]


def _was_heard(excerpt: Excerpt, question: Question) -> bool:
    before = question.before
    return excerpt.sentences[0] in question.heard or (before is not None and excerpt.stands_in(before.answer))


def _prose_of(passage: Passage, number: int, passages: Sequence[Passage], question: Question) -> list[Excerpt]:
    """Return what can be quoted of a passage, without the rows of its tables, which are no text to go on with."""
    rest = after(passage, passages)
    behind = passages.index(rest) + 1 if rest else 0
    found = excerpts_of(passage, number, question.language, rest, behind)
    return [item for item in found if not item.is_row]
