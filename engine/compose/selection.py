"""Which excerpts make an answer: first the one that answers, then what supports it.

What supports comes behind: from the same passage only what stands below, so that each passage is quoted in the order of
its own text, and never as filling. Quotes take the best each time; in copy mode the model chooses among the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.compose.excerpts import Excerpt, is_conditional, is_example, leans, says_again
from engine.events import Passage
from engine.language.words import word_count
from engine.retrieve.passages import is_of_owner


@dataclass(frozen=True, slots=True)
class Length:
    """How long an answer may be, in excerpts and in words, and what a further one needs: a share of the best's fitness,
    at least the one `elsewhere` where it stands in another passage than the answer opens with; and behind the first
    `apart`, to come right after the last.

    One excerpt may have more words by itself.
    """

    excerpts: int
    words: int
    share: float
    elsewhere: float = 0.0
    apart: int = 2


SHORT = Length(3, 60, 0.70, 0.75)
"""Who asks gets one to three sentences, and more on demand. The facts that are required stand in 84 % of the answers to
the pack's 264 questions, in 69 % of held-out ones, and in 61, 69 and 73 % in the English packs of tests/packs, 65 % in
the German one. Both shares are chosen by `scripts/fit_support.py`: what supports from elsewhere is more often beside
the point. So is a third sentence that does not go on where the second ended: of 100 of them, four held a fact."""
EACH_SIDE = Length(2, 45, 0.75)
"""Each side of a comparison gets half of an answer."""
LONG = Length(8, 160, 0.50, apart=8)
"""Who asks for a long answer, or for more of one, gets what else is near. Of the pack's 264 questions the facts that
are required stand in 89 % of long answers (median 109 words)."""
_CONDITIONAL = 0.08
"""What an excerpt loses as an opening that says what holds in a case, such as "If load is light, …". From 0 to .15 it
changes the opening of few answers."""
_AS_GOOD = 0.95
"""Share of the best's score from which the sentence above it opens the answer: it may hold the fact, and behind the
best it would stand out of order. With .9 fewer of the right sources are cited."""
_NEAR = 0.30
"""How alike a sentence must be to a question that is not answered, and share a word with it, to be shown as the
nearest. Of the 44 questions to the English packs of tests/packs that are wrongly refused, 17 are shown one so; of the
43 that are rightly refused, 11; of the default pack's 110 without an answer, 10."""
_JOINED = 0.07
"""What an excerpt gains by standing right behind what was said: an answer of neighbours reads as one."""


def opening(ranked: Sequence[Excerpt]) -> list[Excerpt]:
    """Return the excerpt that answers, behind the sentence that it leans on; nothing where there is none.

    What was written as the answer to the question opens with its beginning.
    """
    written = [excerpt for excerpt in ranked if excerpt.leads]
    if written:
        return written[:1]
    by_place = {(excerpt.passage, excerpt.position): excerpt for excerpt in ranked}
    for excerpt in sorted(ranked, key=lambda item: -_as_opening(item)):
        before = by_place.get((excerpt.passage, excerpt.position - 1))
        stands_behind = before is not None and not leans(before)
        if (
            before is not None
            and stands_behind
            and (leans(excerpt) or is_example(excerpt) or _is_as_good(before, excerpt))
        ):
            return [before, excerpt]
        if not leans(excerpt):
            return [excerpt]
    return []


def supporting(ranked: Sequence[Excerpt], said: Sequence[Excerpt], length: Length = SHORT) -> list[Excerpt]:
    """Return what may come next, scored beside what was said; nothing once the answer is long enough.

    Of a passage that was written as the answer, all of it supports its opening, but no row of a table without a word of
    the question.
    """
    if not said or len(said) >= length.excerpts:
        return []
    most, first = max(excerpt.fitness for excerpt in ranked), said[0].passage
    own, other = 0.0 if said[0].leads else length.share, max(length.share, length.elsewhere)
    beside = (_beside(excerpt, said[-1]) for excerpt in ranked)
    return [
        excerpt
        for excerpt in beside
        if excerpt.score >= most * (own if excerpt.passage == first else other)
        and (len(said) < length.apart or follows(excerpt, said[-1]))
        and not excerpt.is_about
        and (excerpt.likeness or not (excerpt.is_row and said[0].leads) or said[-1].is_row)
        and _stands_below(excerpt, said)
        and (not leans(excerpt) or follows(excerpt, said[-1]))
        and not repeats(excerpt, said)
        and words_in([*said, excerpt]) <= length.words
    ]


def best(ranked: Sequence[Excerpt], length: Length = SHORT) -> list[Excerpt]:
    """Return the best answer that `ranked` holds, in the order in which it is said."""
    said = opening(ranked)
    while further := supporting(ranked, said, length):
        said.append(max(further, key=lambda item: item.score))
    return said


def longer(ranked: Sequence[Excerpt], said: Sequence[str]) -> list[Excerpt]:
    """Return what makes a long answer of one that has said these sentences, in the order in which it is said."""
    told = [excerpt for excerpt in ranked if excerpt.sentences[0] in said]
    before = sorted(told, key=lambda excerpt: said.index(excerpt.sentences[0])) or opening(ranked)
    answer = list(before)
    while further := supporting(ranked, answer, LONG):
        answer.append(max(further, key=lambda item: item.score))
    return [excerpt for excerpt in answer if excerpt not in told]


def nearest_of(ranked: Sequence[Excerpt], passages: Sequence[Passage]) -> list[Excerpt]:
    """Return the sentence that comes nearest to a question that is not answered; nothing where none is near enough.

    What leads comes nearest, whatever its words. What is said of the assistant is near to questions about it alone, and
    those are answered.
    """
    if any(excerpt.leads for excerpt in ranked):
        return opening(ranked)
    owner = {number for number, passage in enumerate(passages, 1) if is_of_owner(passage)}
    near = [excerpt for excerpt in ranked if excerpt.likeness >= _NEAR and not leans(excerpt)]
    return opening([excerpt for excerpt in near if excerpt.passage in owner])


def follows(excerpt: Excerpt, last: Excerpt) -> bool:
    """Return whether `excerpt` comes right after `last` in their passage."""
    return (excerpt.passage, excerpt.position) == (last.passage, last.position + len(last.sentences))


def repeats(excerpt: Excerpt, said: Sequence[Excerpt]) -> bool:
    """Return whether one of `said` says the same."""
    return any(one.text in excerpt.text or excerpt.text in one.text or says_again(excerpt, one) for one in said)


def words_in(excerpts: Sequence[Excerpt]) -> int:
    """Return how many words they have together."""
    return sum(word_count(excerpt.text) for excerpt in excerpts)


def _is_as_good(before: Excerpt, best: Excerpt) -> bool:
    """Return whether `before` may open in front of `best`, by the score and by the kind of sentence that is sought."""
    return before.suits >= best.suits and before.score - before.suits >= _AS_GOOD * (best.score - best.suits)


def _as_opening(excerpt: Excerpt) -> float:
    return excerpt.score - (_CONDITIONAL if is_conditional(excerpt) else 0.0)


def _beside(excerpt: Excerpt, last: Excerpt) -> Excerpt:
    return replace(excerpt, score=excerpt.score + _JOINED) if follows(excerpt, last) else excerpt


def _stands_below(excerpt: Excerpt, said: Sequence[Excerpt]) -> bool:
    """Return whether its passage can still be quoted in order: a new one, or the last one and `excerpt` below in it."""
    last = said[-1]
    if excerpt.passage == last.passage:
        return excerpt.position >= last.position + len(last.sentences)
    return all(one.passage != excerpt.passage for one in said)
