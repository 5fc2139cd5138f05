"""Words of any script: what is indexed, what is asked, and what a typo is mended in."""

from __future__ import annotations

import pytest

from engine.language.language import language
from engine.language.words import words_of
from engine.tokenize.rewording import mended


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The relay's p99, at-least-once", ["the", "relay", "p99", "at", "least", "once"]),
        ("Größe der Straße", ["grosse", "der", "strasse"]),
        ("Москва и Київ", ["москва", "и", "киів"]),
        ("naïve x² snake_case", ["naive", "x2", "snake", "case"]),
        ("保存 × 5", ["保存", "5"]),
    ],
)
def test_words_are_found_in_every_script(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_no_part_of_a_word_is_mended() -> None:
    assert mended("Übersetzungen?", {"ersetzungen"}, lambda word: False, language("en")) == "Übersetzungen?"
