"""Stems and sentences that are kept are those that would be computed; what is not read is computed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.loader import load_portfolio
from engine.events import Passage
from engine.language import sentences
from engine.language.language import Language, language
from engine.language.sentences import sentences_of
from engine.retrieve.index import words_in_all
from engine.retrieve.kept_text import KeptText
from engine.retrieve.passages import passages_of


@pytest.fixture(scope="module")
def passages() -> tuple[Passage, ...]:
    return tuple(passages_of(load_portfolio()))


def _fresh() -> Language:
    return replace(language(), _stems={}, parted={})


def test_what_is_kept_equals_what_is_computed_of_every_word_and_line(
    passages: tuple[Passage, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, computing, given = words_in_all(passages), _fresh(), _fresh()
    computed = {passage.text: sentences_of(passage.text, computing) for passage in passages}
    stems = {word: computing.stem(word) for word in words}
    kept = KeptText(tmp_path, "a")
    assert not kept.give(given)
    kept.keep(computing, passages, words)
    assert kept.give(given)

    def fail(*_: object) -> None:
        raise AssertionError("it is computed")

    monkeypatch.setattr(sentences, "_segmenter", fail)
    monkeypatch.setattr("engine.language.language.stem", fail)
    assert {text: sentences_of(text, given) for text in computed} == computed
    assert {word: given.stem(word) for word in words} == stems


def test_another_name_or_a_damaged_file_gives_nothing(passages: tuple[Passage, ...], tmp_path: Path) -> None:
    kept, given = KeptText(tmp_path, "a"), _fresh()
    kept.keep(_fresh(), passages[:3], ["builds"])
    assert not KeptText(tmp_path, "b").give(given)
    path = tmp_path / "texts" / "a.json"
    path.write_bytes(path.read_bytes().replace(b"build", b"guild"))
    assert not kept.give(given)
    assert not given.parted


def test_a_cache_that_cannot_be_written_fails_nothing(passages: tuple[Passage, ...], tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("in the way", encoding="utf-8")
    KeptText(tmp_path, "a").keep(_fresh(), passages[:1], ["builds"])
