"""Copy mode: the model chooses and orders source sentences; it cannot write a word of its own.

The candidates' tokens form a trie. Where only one way leads on, tokens are forced and computed together; where several
do, the model's scores decide, helped by how well each sentence fits the question. No sentence is chosen twice.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.llama import Llama
from engine.quote import ENOUGH, LEANING, SENTENCES, Excerpt, fits, follows, repeats, words_in

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RELEVANCE = 40.0
"""Nats that a score of 1 is worth where the model chooses: 0.025 more of a match outweighs one nat of the model's."""
NEAR_BEST = 0.7
"""An excerpt must have this share of the best one's score to be a candidate."""
CANDIDATES = 12
"""Most candidates: what ranks below them does not answer the question."""


@dataclass(slots=True)
class Node:
    """A point in the trie: where its tokens lead, the best score below it, and the excerpt that ends here."""

    ways: dict[int, Node] = field(default_factory=dict)
    score: float = -1.0
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A token of the answer: chosen by the model with `scores` for every token, or forced (None).

    The scores are valid until the next token is asked for.
    """

    token: int
    scores: npt.NDArray[np.float32] | None = None


def trie_of(spelled: Sequence[tuple[Excerpt, Sequence[int]]]) -> Node:
    """Return the root of the trie over each excerpt's tokens."""
    root = Node()
    for excerpt, tokens in spelled:
        node = root
        node.score = max(node.score, excerpt.score)
        for token in tokens:
            node = node.ways.setdefault(token, Node())
            node.score = max(node.score, excerpt.score)
        node.excerpt = excerpt
    return root


def copy(
    llama: Llama, ranked: Sequence[Excerpt], most: int = SENTENCES, enough: int = ENOUGH
) -> Iterator[Choice | Excerpt]:
    """Yield the tokens of an answer made of excerpts, and each excerpt after its last token.

    The prompt has been computed. Once `enough` words are said, the model ends the answer when it would rather end than
    begin any excerpt left: small models end too early.
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
    """Return the excerpts that are good enough to be chosen from."""
    near = sorted(ranked, key=lambda excerpt: -excerpt.score)[:CANDIDATES]
    return [excerpt for excerpt in near if excerpt.score >= NEAR_BEST * near[0].score]


def candidates(ranked: Sequence[Excerpt], said: Sequence[Excerpt]) -> list[Excerpt]:
    """Return what may be said next: short enough, not said yet, not leaning on what was not said; first, what leads."""
    if not said and (leading := [excerpt for excerpt in ranked if excerpt.leads]):
        return leading[:1]
    last = said[-1] if said else None
    return [
        excerpt
        for excerpt in offer(ranked)
        if not repeats(excerpt, said)
        and fits(said, [excerpt])
        and (not LEANING.match(excerpt.text) or (last is not None and follows(excerpt, last)))
    ]


def _walk(llama: Llama, root: Node, pending: list[int], *, may_end: bool) -> Generator[Choice, None, Excerpt | None]:
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
        yield Choice(token, scores)
        pending.append(token)
        node = node.ways[token]
    return node.excerpt


def _value(way: int, node: Node, scores: npt.NDArray[np.float32] | None) -> float:
    """Return what speaks for a way. Scores are nats but for a constant, so that they need no softmax to be compared."""
    return RELEVANCE * node.ways[way].score + (float(scores[way]) if scores is not None else 0.0)


def _would_end(llama: Llama, scores: npt.NDArray[np.float32], root: Node) -> bool:
    best_way = max(float(scores[way]) for way in root.ways)
    return max(float(scores[token]) for token in llama.end_tokens) > best_way
