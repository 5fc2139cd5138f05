"""Copy mode: behind the opening only source sentences, each once, ended by the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.compose.excerpts import Excerpt
from engine.compose.selection import Length
from engine.generate.copy_mode import Pick, copy, told, trie_of
from tests.fakes.engine import excerpt

END = 300
OPENING = excerpt(("Orders survive.",), 9, 0, 0.9)
FAR = Length(9, 60, 0.1, apart=9)
"""Nothing is too far."""


class Chooser:
    """A model over bytes that wants to write `wish` behind the opening, and ends its answer afterwards."""

    end_tokens = (END,)

    def __init__(self, wish: str) -> None:
        self.wish = f"{OPENING.text} {wish}".encode()
        self.text = b""
        self.batches: list[int] = []

    def tokenize(self, text: str, *, control: bool = False) -> list[int]:
        return list(text.encode())

    def extend(self, tokens: Any) -> None:
        self.batches += [len(tokens)] if tokens else []
        self.text += bytes(tokens)

    def logits(self) -> Any:
        logits = np.zeros(301, dtype=np.float32)
        place = len(self.text)
        logits[self.wish[place] if place < len(self.wish) else END] = 100
        return logits


def excerpts(*texts: str, score: float = 0.5) -> list[Excerpt]:
    """Return the opening and sentences of passages of their own."""
    return [OPENING, *(excerpt((text,), number, 0, score) for number, text in enumerate(texts, 1))]


def chosen(model: Any, ranked: list[Excerpt], length: Length = FAR) -> list[str]:
    return [item.text for item in copy(model, ranked, length) if isinstance(item, Excerpt)]


def test_the_model_chooses_and_orders_what_supports() -> None:
    ranked = excerpts("The relay reads.", "The outbox writes.", "Workers wait.")
    picked = chosen(Chooser("Workers wait. The outbox writes."), ranked)
    assert picked[:2] == ["Workers wait.", "The outbox writes."]


def test_nothing_but_the_sources_can_be_said() -> None:
    spoken = chosen(Chooser("I am 35 years old and love pizza."), excerpts("The relay reads.", "The outbox writes."))
    assert sorted(spoken) == ["The outbox writes.", "The relay reads."]


def test_no_sentence_is_said_twice() -> None:
    ranked = excerpts("The relay reads.", "The outbox writes.")
    spoken = chosen(Chooser("The relay reads. The relay reads. The relay reads."), ranked)
    assert spoken.count("The relay reads.") == 1


def test_the_model_ends_the_answer_once_half_of_it_is_said_and_not_before() -> None:
    ranked = excerpts("The relay reads.", "The outbox writes.", "Workers wait.")
    half = Length(9, 10, 0.1, apart=9)
    assert chosen(Chooser("The relay reads."), ranked, half) == ["The relay reads."]
    assert chosen(Chooser(""), ranked, half) != []


def test_forced_tokens_are_computed_together_with_the_opening() -> None:
    model: Any = Chooser("The relay reads.")
    choices = [
        item for item in copy(model, excerpts("The relay reads.", "The outbox writes."), FAR) if isinstance(item, Pick)
    ]
    assert sum(choice.scores is not None for choice in choices) == 1  # at " The |"
    assert model.batches[0] == len("Orders survive. The ")


def test_where_nothing_can_be_chosen_the_model_computes_nothing() -> None:
    model: Any = Chooser("")
    assert list(copy(model, [OPENING])) == []
    assert model.batches == []


def test_how_well_a_sentence_fits_counts_beside_the_model() -> None:
    class Undecided(Chooser):
        def logits(self) -> Any:
            return np.zeros(301, dtype=np.float32)

    ranked = [*excerpts("The relay reads.", score=0.5), excerpt(("The outbox writes.",), 2, 9, 0.6)]
    assert chosen(Undecided(""), ranked)[0] == "The outbox writes."


def test_a_leaning_sentence_only_follows_what_it_leans_on() -> None:
    ranked = [
        OPENING, excerpt(("The outbox writes.",), 1, 0, 0.5), excerpt(("It then waits.",), 1, 1, 0.5),
        excerpt(("Relays read.",), 2, 0, 0.5),
    ]  # fmt: skip
    assert chosen(Chooser("It then waits."), ranked)[0] != "It then waits."
    assert chosen(Chooser("The outbox writes. It then waits."), ranked)[:2] == ["The outbox writes.", "It then waits."]


def test_what_was_written_as_the_answer_opens_it_and_the_prompt_holds_what_can_be_said() -> None:
    written = excerpt(("This portfolio does not state rates.",), 3, 5, 0.2, True)
    ranked = [*excerpts("The relay reads."), written, excerpt(("Far away.",), 4, 0, 0.01)]
    assert told(ranked)[0] == written
    assert {item.text for item in told(ranked)} == {written.text, OPENING.text}  # the others fit much worse


@pytest.mark.parametrize("texts", [("a b", "a c"), ("a", "a b"), ("same", "same")])
def test_a_trie_holds_every_way(texts: tuple[str, ...]) -> None:
    root = trie_of([(excerpt((text,), 1, 0, 0.5), list(text.encode())) for text in texts])
    for text in texts:
        node = root
        for token in text.encode():
            node = node.ways[token]
        assert node.excerpt is not None
