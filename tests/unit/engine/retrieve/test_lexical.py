"""Words, and BM25 over them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.language.language import language
from engine.language.words import stem, words_of
from engine.retrieve.lexical import Lexical

TEXTS = ("Kafka keeps events in a log", "The relay reads the outbox", "A multi-tenant log of events, events, events")


@pytest.fixture(scope="module")
def lexical() -> Lexical:
    return Lexical.build([language("en").terms_of(text) for text in TEXTS])


def test_words_are_folded_and_split_at_punctuation() -> None:
    assert words_of("Multi-tenant cafés, Kafka's log: acks=all") == [
        "multi",
        "tenant",
        "cafes",
        "kafka",
        "log",
        "acks",
        "all",
    ]


def test_terms_are_stems_without_stop_words() -> None:
    assert language("en").terms_of("How do the relays read it?") == ["relay", "read"]
    assert language("en").terms_of("What do you do?") == []


def test_words_are_stemmed_in_pure_python_whatever_else_is_installed() -> None:
    """snowballstemmer 3.1.1 hands out PyStemmer's stemmer where there is one, whose versions stem otherwise."""
    code = (
        "import sys, types; fake = types.ModuleType('Stemmer'); fake.algorithms = lambda: ['english'];"
        "fake.Stemmer = lambda name: types.SimpleNamespace(stemWord=lambda word: 'other');"
        "sys.modules['Stemmer'] = fake;"
        "from engine.language.words import stem; print(stem('english', 'geologists'), stem('english', 'international'))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "geolog internat\n"


def test_one_stemmer_is_read_and_not_all_of_snowball() -> None:
    code = (
        "import sys; from engine.language.words import stem; assert stem('english', 'relays') == 'relay';"
        "print([name for name in sys.modules if name.endswith('_stemmer') or name == 'snowballstemmer'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['one_of_snowballstemmer.english_stemmer']\n"


def test_a_stemmer_that_snowball_lacks_is_named() -> None:
    with pytest.raises(ValueError, match="Snowball has no stemmer “elvish”"):
        stem("elvish", "words")


def test_scores_are_bm25(lexical: Lexical) -> None:
    scores = lexical.scores({"event": 1.0})
    assert scores[1] == 0
    assert scores[2] > scores[0] > 0
    assert np.allclose(lexical.scores({"event": 2.0, "log": 1.0}), 2 * scores + lexical.scores({"log": 1.0}))


def test_no_text_scores_above_the_bound(lexical: Lexical) -> None:
    terms = {"outbox": 1.0, "nothing": 1.0}
    assert 0 < lexical.scores(terms).max() < lexical.bound(terms) / 2
    assert lexical.bound({}) == 1.0


def test_some_texts_are_scored_as_all_are(lexical: Lexical) -> None:
    terms = {"event": 1.0, "outbox": 0.5, "log": 2.0, "unknown": 1.0}
    chosen = np.array([2, 0])
    assert np.array_equal(lexical.scores_of(chosen, terms), lexical.scores(terms)[chosen])


def test_holders_and_rarity(lexical: Lexical) -> None:
    assert sorted(lexical.holders("event")) == [0, 2]
    assert len(lexical.holders("unknown")) == 0
    assert lexical.holds("event")
    assert not lexical.holds("unknown")
    assert lexical.rarity("unknown") > lexical.rarity("outbox") > lexical.rarity("event")


def test_a_saved_index_scores_the_same(lexical: Lexical, tmp_path: Path) -> None:
    lexical.save(tmp_path)
    loaded = Lexical.load(tmp_path)
    assert np.array_equal(loaded.scores({"event": 1.0, "relay": 0.5}), lexical.scores({"event": 1.0, "relay": 0.5}))
    assert sorted(loaded.holders("event")) == [0, 2]


def test_terms_are_a_list_of_their_own_each_time_they_are_read() -> None:
    first = language("en").terms_of("The relay reads the outbox")
    first.append("other")
    assert language("en").terms_of("The relay reads the outbox") == ["relay", "read", "outbox"]
