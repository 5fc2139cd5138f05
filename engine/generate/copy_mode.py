"""Copy mode: behind the opening, the model chooses what supports it; it cannot write a word of its own.

The candidates' tokens form a trie. Where only one way leads on, tokens are forced and computed together; where several
do, the model's scores decide, helped by how well each sentence fits the question. No sentence is chosen twice.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.compose.excerpts import Excerpt
from engine.compose.selection import SHORT, Length, opening, supporting, words_in
from engine.llama.context import Llama

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RELEVANCE = 120.0
"""Nats that a score of 1 is worth where the model chooses: 0.01 more of a match outweighs one nat of the model's, so
that it decides between sentences that fit about equally well."""
_CANDIDATES = 12
"""Most candidates beside the opening: what ranks below them does not answer the question."""


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


def copy(llama: Llama, ranked: Sequence[Excerpt], length: Length = SHORT) -> Iterator[Pick | Excerpt]:
    """Yield the tokens of what supports the opening, and each excerpt after its last token.

    The prompt has been computed, and whoever asks has said the opening. The model ends the answer where it would rather
    end than begin any excerpt left, once half of `length` is said: small models end too early.
    """
    said = opening(ranked)
    pending = llama.tokenize(" ".join(excerpt.text for excerpt in said))  # computed with the next choice
    while left := offered(ranked, said, length):
        root = trie_of([(excerpt, llama.tokenize(f" {excerpt.text}")) for excerpt in left])
        excerpt = yield from _walk(llama, root, pending, may_end=2 * words_in(said) >= length.words)
        if excerpt is None:
            return
        yield excerpt
        said.append(excerpt)


def offered(ranked: Sequence[Excerpt], said: Sequence[Excerpt], length: Length = SHORT) -> list[Excerpt]:
    """Return the best of what may come next, best first."""
    return sorted(supporting(ranked, said, length), key=lambda excerpt: -excerpt.score)[:_CANDIDATES]


def told(ranked: Sequence[Excerpt], length: Length = SHORT) -> list[Excerpt]:
    """Return what the prompt has to hold: the opening, and what could be chosen behind it."""
    first = opening(ranked)
    return [*first, *offered(ranked, first, length)]


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
