"""Copy mode: only source sentences, each once, ended by the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.compose.excerpts import Excerpt
from engine.generate.copy_mode import Pick, candidates, copy, trie_of
from tests.fakes.engine import excerpt

END = 300


class Chooser:
    """A model over bytes that wants to write `wish`, and ends its answer afterwards."""

    end_tokens = (END,)

    def __init__(self, wish: str) -> None:
        self.wish = wish.encode()
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
    return [excerpt((text,), 1, 3 * place, score) for place, text in enumerate(texts)]


def said(model: Any, offered: list[Excerpt]) -> list[str]:
    return [item.text for item in copy(model, offered, enough=1) if isinstance(item, Excerpt)]


def test_the_model_chooses_and_orders() -> None:
    offered = excerpts("The relay reads.", "The outbox writes.", "Workers wait.")
    assert said(Chooser("Workers wait. The outbox writes."), offered) == ["Workers wait.", "The outbox writes."]


def test_nothing_but_the_sources_can_be_said() -> None:
    offered = excerpts("The relay reads.", "The outbox writes.")
    model: Any = Chooser("I am 35 years old and love pizza.")
    spoken = said(model, offered)
    assert spoken
    assert set(spoken) <= {"The relay reads.", "The outbox writes."}


def test_no_sentence_is_said_twice() -> None:
    offered = excerpts("The relay reads.", "The outbox writes.")
    assert said(Chooser("The relay reads. The relay reads. The relay reads."), offered).count("The relay reads.") == 1


def test_the_model_ends_the_answer() -> None:
    offered = excerpts("The relay reads.", "The outbox writes.", "Workers wait.")
    assert said(Chooser("The relay reads."), offered) == ["The relay reads."]


def test_forced_tokens_are_computed_together() -> None:
    model: Any = Chooser("The relay reads.")
    choices = [
        item
        for item in copy(model, excerpts("The relay reads.", "The outbox writes."), enough=1)
        if isinstance(item, Pick)
    ]
    assert sum(choice.scores is not None for choice in choices) == 1  # at "The |"
    assert model.batches == [len("The "), len("relay reads.")]


def test_what_follows_the_last_choice_is_not_computed() -> None:
    model: Any = Chooser("The relay reads. The outbox writes.")
    assert len([*copy(model, excerpts("The relay reads.", "The outbox writes."), most=2)]) > 2
    assert model.batches == [len("The ")]  # after the first sentence only one is left, and it may not end yet


def test_how_well_a_sentence_fits_counts_beside_the_model() -> None:
    class Undecided(Chooser):
        def logits(self) -> Any:
            return np.zeros(301, dtype=np.float32)

    offered = [*excerpts("The relay reads.", score=0.5), excerpt(("The outbox writes.",), 1, 9, 0.6)]
    assert said(Undecided(""), offered)[0] == "The outbox writes."


def test_a_leaning_sentence_only_follows_what_it_leans_on() -> None:
    offered = [
        excerpt(("The outbox writes.",), 1, 0, 0.5), excerpt(("It then waits.",), 1, 1, 0.5),
        excerpt(("Relays read.",), 2, 0, 0.5),
    ]  # fmt: skip
    assert said(Chooser("It then waits."), offered)[0] != "It then waits."
    assert said(Chooser("The outbox writes. It then waits."), offered) == ["The outbox writes.", "It then waits."]


def test_what_was_written_as_the_answer_comes_first() -> None:
    offered = [*excerpts("The relay reads."), excerpt(("This portfolio does not state rates.",), 1, 5, 0.2, True)]
    assert said(Chooser("The relay reads."), offered)[0] == "This portfolio does not state rates."


@pytest.mark.parametrize("texts", [("a b", "a c"), ("a", "a b"), ("same", "same")])
def test_a_trie_holds_every_way(texts: tuple[str, ...]) -> None:
    root = trie_of([(excerpt((text,), 1, 0, 0.5), list(text.encode())) for text in texts])
    for text in texts:
        node = root
        for token in text.encode():
            node = node.ways[token]
        assert node.excerpt is not None


def test_the_model_cannot_end_an_answer_that_has_hardly_begun() -> None:
    offered = excerpts("The relay reads.", "The outbox writes.")
    assert len([item for item in copy(Chooser("The relay reads."), offered) if isinstance(item, Excerpt)]) == 2


def test_a_leaning_sentence_can_be_chosen_with_the_one_that_it_leans_on() -> None:
    offered = [
        excerpt(("The outbox writes.",), 1, 0, 0.1), excerpt(("It then waits for the relay.",), 1, 1, 0.9),
        excerpt(("Relays read.",), 2, 0, 0.8),
    ]  # fmt: skip
    model: Any = Chooser("The outbox writes. It then waits for the relay.")
    assert said(model, offered) == ["The outbox writes. It then waits for the relay."]


def test_what_leads_does_not_keep_other_good_sentences_from_being_offered() -> None:
    leading = excerpt(("This portfolio does not state rates.",), 1, 0, 1.1, leads=True)
    further = excerpt(("A price follows from the scope.",), 2, 0, 0.6)
    assert candidates([leading, further], [leading]) == [further]


def test_a_neighbor_of_what_was_said_counts_for_more() -> None:
    first, second = excerpts("The relay reads.", "The outbox writes.")
    beside = excerpt(("Workers wait.",), 1, 1, 0.5)
    scores = {item.text: item.score for item in candidates([first, second, beside], [first])}
    assert scores["Workers wait."] > scores["The outbox writes."]
