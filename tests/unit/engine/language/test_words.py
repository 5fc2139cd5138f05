"""Words of any script: what is indexed, what is asked, and what a typo is mended in."""

from __future__ import annotations

import pytest

from engine.language.language import language
from engine.language.words import word_count, words_of
from engine.tokenize.rewording import mended


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The relay's p99, at-least-once", ["the", "relay", "p99", "at", "least", "once"]),
        ("Größe der Straße", ["grosse", "der", "strasse"]),
        ("Москва и Київ", ["москва", "и", "киів"]),
        ("naïve x² snake_case", ["naive", "x2", "snake", "case"]),
        ("保存 × 5", ["保存", "5"]),
        ("東京の夜", ["東京", "京の", "の夜"]),
        ("ガラス", ["ガラ", "ラス"]),
        ("Redisで速い", ["redis", "で速", "速い"]),
        ("한국어 번역", ["한국어", "번역"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("ภาษา", ["ภา", "าษ", "ษา"]),
        ("字", ["字"]),
    ],
)
def test_words_are_found_in_every_script(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_no_part_of_a_word_is_mended() -> None:
    assert mended("Übersetzungen?", {"ersetzungen"}, lambda word: False, language("en")) == "Übersetzungen?"


@pytest.mark.parametrize(("text", "words"), [("two words", 2), ("三个字的话", 3), ("два слова", 2)])
def test_a_text_of_any_script_has_a_length(text: str, words: int) -> None:
    assert word_count(text) == words
