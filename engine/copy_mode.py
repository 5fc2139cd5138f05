"""Copy mode: the model chooses and orders source sentences; it cannot write a word of its own.

The candidates' tokens form a trie. Where only one way leads on, tokens are forced and computed together; where several do,
the model's scores decide, helped by how well each sentence fits the question. No sentence is chosen twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.llama import Llama
from engine.quote import Excerpt

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RELEVANCE = 25.0
"""Nats that a score of 1 is worth where the model chooses: 0.04 more of a match outweighs one nat of the model's."""
MOST = 4
"""Most excerpts in an answer."""


@dataclass(slots=True)
class Node:
    """A point in the trie: where its tokens lead, the best score below it, and the excerpt that ends here."""

    ways: dict[int, Node] = field(default_factory=dict)
    score: float = -1.0
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A token of the answer: chosen by the model at `logprobs`, or forced (None)."""

    token: int
    logprobs: npt.NDArray[np.float32] | None = None


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


def copy(llama: Llama, excerpts: Sequence[Excerpt], most: int = MOST) -> Iterator[Choice | Excerpt]:
    """Yield the tokens of an answer made of `excerpts`, and each excerpt after its last token.

    The prompt has been computed. The model ends the answer when it would rather end than begin any excerpt that is left.
    """
    left = list(excerpts)
    for count in range(min(most, len(left))):
        lead = " " if count else ""
        root = trie_of([(excerpt, llama.tokenize(lead + excerpt.text)) for excerpt in left])
        excerpt = yield from _walk(llama, root, may_end=count > 0)
        if excerpt is None:
            return
        yield excerpt
        left = [item for item in left if item.text != excerpt.text]


def _walk(llama: Llama, root: Node, *, may_end: bool) -> Iterator[Choice | Excerpt]:
    """Yield the tokens of one excerpt and return it, or None where the model ends the answer."""
    node, pending = root, list[int]()
    while node.ways:
        if len(node.ways) == 1 and not (may_end and node is root):
            token = next(iter(node.ways))
            choice = Choice(token)
        else:
            if pending:
                llama.extend(pending)
                pending = []
            logprobs = log_softmax(llama.logits())
            token = max(node.ways, key=lambda way: logprobs[way] + RELEVANCE * node.ways[way].score)
            if may_end and node is root and _would_end(llama, logprobs, root):
                return None
            choice = Choice(token, logprobs)
        yield choice
        pending.append(token)
        node = node.ways[token]
        if node.excerpt is not None and not node.ways:
            break
    llama.extend(pending)
    return node.excerpt


def _would_end(llama: Llama, logprobs: npt.NDArray[np.float32], root: Node) -> bool:
    best_way = max(float(logprobs[way]) for way in root.ways)
    return max(float(logprobs[token]) for token in llama.end_tokens) > best_way


def log_softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the logarithms of the probabilities that `logits` stand for."""
    import numpy as np

    shifted = logits - logits.max()
    result: npt.NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum())
    return result
