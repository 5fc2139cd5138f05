"""Copy mode: the model chooses and orders source sentences; it cannot write a word of its own.

The candidates' tokens form a trie. Where only one way leads on, tokens are forced and computed together; where several
do, the model's scores decide, helped by how well each sentence fits the question. No sentence is chosen twice.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.compose.excerpts import (
    NEAR_ENOUGH,
    SENTENCES,
    WORDS,
    Excerpt,
    enough_of,
    fits,
    follows,
    gain_beside,
    leans,
    repeats,
    words_in,
)
from engine.llama.context import Llama

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RELEVANCE = 120.0
"""Nats that a score of 1 is worth where the model chooses: 0.01 more of a match outweighs one nat of the model's, so
that it decides between sentences that fit about equally well."""
_CANDIDATES = 12
"""Most candidates: what ranks below them does not answer the question."""


@dataclass(slots=True)
class TrieNode:
    """A point in the trie: where its tokens lead, the best score below it, and the excerpt that ends here."""

    ways: dict[int, TrieNode] = field(default_factory=dict)
    score: float = -1.0
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A token of the answer: chosen by the model with `scores` for every token, or forced (None).

    The scores are valid until the next token is asked for.
    """

    token: int
    scores: npt.NDArray[np.float32] | None = None


def trie_of(spelled: Sequence[tuple[Excerpt, Sequence[int]]]) -> TrieNode:
    """Return the root of the trie over each excerpt's tokens."""
    root = TrieNode()
    for excerpt, tokens in spelled:
        node = root
        node.score = max(node.score, excerpt.score)
        for token in tokens:
            node = node.ways.setdefault(token, TrieNode())
            node.score = max(node.score, excerpt.score)
        node.excerpt = excerpt
    return root


def copy(
    llama: Llama, ranked: Sequence[Excerpt], most: int = SENTENCES, enough: int = WORDS
) -> Iterator[Pick | Excerpt]:
    """Yield the tokens of an answer made of excerpts, and each excerpt after its last token.

    The prompt has been computed. Once `enough` words are said, the model ends the answer when it would rather end than
    begin any excerpt left: small models end too early, so that by default what fits ends it.
    """
    said: list[Excerpt] = []
    pending: list[int] = []  # computed with the next choice: what follows the last one, nobody has to know
    while len(said) < most and (left := candidates(ranked, said)):
        lead = " " if said else ""
        root = trie_of([(excerpt, llama.tokenize(lead + excerpt.text)) for excerpt in left])
        excerpt = yield from _walk(llama, root, pending, may_end=words_in(said) >= enough)
        if excerpt is None:
            return
        yield excerpt
        said.append(excerpt)


def offer(ranked: Sequence[Excerpt]) -> list[Excerpt]:
    """Return the excerpts that are good enough to be chosen from, what leans on another behind that one."""
    by_place = {(excerpt.passage, excerpt.position): excerpt for excerpt in ranked}
    near = sorted(ranked, key=lambda excerpt: -excerpt.score)[:_CANDIDATES]
    least = NEAR_ENOUGH * max((excerpt.fitness for excerpt in ranked), default=0.0)
    offered: dict[str, Excerpt] = {}
    for excerpt in near:
        if excerpt.score >= least:
            for item in (excerpt, *_behind(excerpt, by_place)):
                offered.setdefault(item.text, item)
    return list(offered.values())


def _behind(excerpt: Excerpt, by_place: Mapping[tuple[int, int], Excerpt]) -> list[Excerpt]:
    """Return an excerpt that leans on the sentence before as one with it."""
    before = by_place.get((excerpt.passage, excerpt.position - 1))
    if not leans(excerpt) or before is None or leans(before):
        return []
    return [replace(before, sentences=before.sentences + excerpt.sentences, score=excerpt.score, leads=False)]


def candidates(ranked: Sequence[Excerpt], said: Sequence[Excerpt]) -> list[Excerpt]:
    """Return what may be said next, scored beside what was said: what quotes could say, too. First, what leads."""
    if not said and (leading := [excerpt for excerpt in ranked if excerpt.leads]):
        return leading[:1]
    least = enough_of(said) * max((excerpt.fitness for excerpt in ranked), default=0.0)
    last = said[-1] if said else None
    offered = [replace(excerpt, score=excerpt.score + gain_beside(excerpt, said)) for excerpt in offer(ranked)]
    return [
        excerpt
        for excerpt in offered
        if excerpt.score >= least
        and not repeats(excerpt, said)
        and fits(said, [excerpt])
        and (not leans(excerpt) or (last is not None and follows(excerpt, last)))
    ]


def _walk(llama: Llama, root: TrieNode, pending: list[int], *, may_end: bool) -> Generator[Pick, None, Excerpt | None]:
    """Yield the tokens of one excerpt and return it, or None where the model ends the answer.

    `pending` are tokens that were said and are not computed yet, before and after.
    """
    node = root
    while node.excerpt is None:
        choosing = len(node.ways) > 1 or (may_end and node is root)
        scores = None
        if choosing:
            llama.extend(pending)
            pending.clear()
            scores = llama.logits()
            if may_end and node is root and _would_end(llama, scores, root):
                return None
        token = max(node.ways, key=lambda way: _value(way, node, scores))
        yield Pick(token, scores)
        pending.append(token)
        node = node.ways[token]
    return node.excerpt


def _value(way: int, node: TrieNode, scores: npt.NDArray[np.float32] | None) -> float:
    """Return what speaks for a way. Scores are nats but for a constant, so that they need no softmax to be compared."""
    return RELEVANCE * node.ways[way].score + (float(scores[way]) if scores is not None else 0.0)


def _would_end(llama: Llama, scores: npt.NDArray[np.float32], root: TrieNode) -> bool:
    best_way = max(float(scores[way]) for way in root.ways)
    return max(float(scores[token]) for token in llama.end_tokens) > best_way
