"""The script that fits the evidence, on questions that are made up."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import numpy as np
import pytest

import fit_evidence as script
from engine.retrieve.decision import THRESHOLD
from engine.retrieve.evidence import WEIGHTS_FILE, Weights, weights
from engine.settings import ENGLISH_EMBEDDER, MULTILINGUAL_EMBEDDER


def some(name: str, seed: int, firm: bool = False) -> script.Asked:
    """80 questions, of which the first half is answered: by `match` rather than not, and `words` tell nothing."""
    chance, count = np.random.default_rng(seed), 80
    answerable = np.arange(count) < count // 2
    signals = np.zeros((count, len(script.SIGNALS) + len(script.DOUBTS)))
    signals[:, 0] = 0.4 + 0.2 * answerable + chance.normal(0, 0.1, count)
    signals[:, 3] = 6 - answerable  # fewer words where there is an answer: the wrong way round, which takes no weight
    no = np.zeros(count, dtype=bool)
    costly = signals[:, [0, *range(3, signals.shape[1])]]
    return script.Asked(name, signals, costly, np.full(count, THRESHOLD - 0.1), no | firm, no, no, answerable)


@pytest.fixture(scope="module")
def fitted() -> script.Fitted:
    return script.fit_both([some("one", 1), some("other", 2)])


def test_what_tells_takes_weight_and_nothing_speaks_the_wrong_way(fitted: script.Fitted) -> None:
    assert fitted.weights[0] > 0
    assert not fitted.weights[1:].any()


def test_the_weights_are_sure_of_no_more_without_an_answer_than_is_allowed(fitted: script.Fitted) -> None:
    sure = np.concatenate([fitted.odds(one)[~one.answerable] for one in (some("one", 1), some("other", 2))])
    assert (sure >= fitted.sure).mean() <= script.ALLOWED < (sure >= fitted.sure - 0.3).mean()


def test_questions_with_a_firm_doubt_are_refused_however_sure_the_weights_are(fitted: script.Fitted) -> None:
    def refused(asked: script.Asked) -> int:
        cells = script.table([(asked, fitted)]).splitlines()[-1].split(" | ")
        return int(cells[6])  # wrongly refused by both

    assert refused(some("new", 3)) < 40
    assert refused(some("new", 3, firm=True)) == 40
    assert refused(replace(some("new", 3), confidence=np.full(80, THRESHOLD))) == 0


def test_costs_that_are_fitted_err_no_more_than_those_by_hand_where_they_were_fitted() -> None:
    sets = [
        replace(one, confidence=np.where(np.arange(80) < 44, THRESHOLD, 0.0))
        for one in (some("one", 1), some("other", 2))
    ]
    fitted = script.fit_both(sets)
    wrong = sum(int((fitted.by_costs(one) & ~one.answerable).sum()) for one in sets)
    assert wrong <= sum(int((one.by_hand & ~one.answerable).sum()) for one in sets) == 8
    assert all((fitted.by_costs(one) & one.answerable).any() for one in sets)


def test_what_is_written_is_what_is_read(fitted: script.Fitted) -> None:
    told = Weights(**tomllib.loads(script.weights_text("other", fitted))["other"])
    alone = tomllib.loads(script.weights_text(MULTILINGUAL_EMBEDDER, fitted))[MULTILINGUAL_EMBEDDER]["alone"]
    assert (told.alone, alone) == (None, pytest.approx(fitted.alone))
    assert told.constant == pytest.approx(fitted.constant, abs=0.001)
    assert told.evidence == {"match": round(fitted.weights[0], 3), "weakest": 0, "lead": 0, "words": 0}
    assert told.doubts == {}
    written = tomllib.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    assert weights() == weights("all-MiniLM-L6-v2") == weights("unheard-of") == Weights(**written[ENGLISH_EMBEDDER])
    assert weights(MULTILINGUAL_EMBEDDER) == Weights(**written[MULTILINGUAL_EMBEDDER])
    assert (weights().alone, weights(MULTILINGUAL_EMBEDDER).alone is None) == (None, False)


def test_rules_are_left_to_the_costs_where_the_regression_decides_in_their_place(fitted: script.Fitted) -> None:
    one = some("new", 3)
    assert fitted.instead(one).any()
    assert not fitted.instead(replace(one, ruled=np.ones(80, dtype=bool))).any()
