"""Probabilities of a few tokens: the same as sorting the whole vocabulary would give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llama.probability import SCORES_A_CHUNK, likeliest, probabilities_of


@pytest.mark.parametrize("size", [1, 3, SCORES_A_CHUNK, 5 * SCORES_A_CHUNK, 7 * SCORES_A_CHUNK + 13, 151_936])
@pytest.mark.parametrize("seed", range(3))
def test_the_likeliest_tokens_are_those_that_sorting_finds(size: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=size).astype(np.float32)
    assert likeliest(scores, 5) == np.argsort(-scores, kind="stable")[:5].tolist()


@pytest.mark.parametrize("at", [0, SCORES_A_CHUNK - 1, SCORES_A_CHUNK, 9 * SCORES_A_CHUNK, 9 * SCORES_A_CHUNK + 4])
def test_neighbours_in_one_chunk_and_behind_the_last_whole_one_are_found(at: int) -> None:
    scores = np.zeros(9 * SCORES_A_CHUNK + 5, dtype=np.float32)
    scores[at] = 9
    scores[max(0, at - 1)] += 8
    assert set(likeliest(scores, 2)) >= {at}
    assert likeliest(scores, 1) == [int(scores.argmax())]


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=60))
def test_the_probabilities_of_all_tokens_are_one(scores: list[float]) -> None:
    found = probabilities_of(np.array(scores, dtype=np.float32), range(len(scores)))
    assert sum(found) == pytest.approx(1.0, abs=1e-4)
    assert all(0 <= probability <= 1 for probability in found)


def test_a_token_twice_as_likely_is_one_log_of_two_ahead() -> None:
    first, second = probabilities_of(np.log(np.array([2, 1], dtype=np.float32)), [0, 1])
    assert first == pytest.approx(2 / 3, rel=1e-5)
    assert second == pytest.approx(1 / 3, rel=1e-5)
