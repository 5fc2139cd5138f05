"""Packs in other scripts are searched: no word of the text or of a question is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.compose.excerpts import excerpts_of
from engine.language.language import language_of
from engine.retrieve.by_words import Words
from engine.retrieve.index import build_index
from engine.retrieve.passages import passages_of
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import read_question
from tests.fakes.retrieval import FakeEmbedder
from tests.fakes.scripts import QUESTIONS, TEXTS, pack_in


@pytest.mark.parametrize("code", TEXTS)
def test_a_question_in_the_packs_script_finds_its_passage_by_words(code: str, tmp_path: Path) -> None:
    words = Words.of(pack_in(code, tmp_path / code))
    for question, slug in zip(QUESTIONS[code], ("casting", "tuning"), strict=True):
        assert f"essays/{slug}" in [candidate.passage.link for candidate in words.search(question)[:2]]


@pytest.mark.parametrize("code", TEXTS)
def test_no_question_is_without_a_word_to_search_for(code: str, tmp_path: Path) -> None:
    pack, embedder = pack_in(code, tmp_path / code), FakeEmbedder()
    retriever = Retriever(build_index(passages_of(pack), embedder, language_of(pack)), embedder)  # type: ignore[arg-type]
    for text in QUESTIONS[code]:
        question = read_question(text, retriever.words)
        assert question.terms
        assert retriever.retrieve(question).reason != "there is no word to search for"


@pytest.mark.parametrize("code", TEXTS)
def test_every_sentence_can_be_quoted(code: str, tmp_path: Path) -> None:
    pack = pack_in(code, tmp_path / code)
    passages = [passage for passage in passages_of(pack) if passage.link == "essays/casting"]
    excerpts = [excerpt for passage in passages for excerpt in excerpts_of(passage, 1, language_of(pack))]
    whole = "".join(excerpt.text for excerpt in excerpts).replace(" ", "")
    assert all(sentence in whole for sentence in TEXTS[code]["casting"][1].replace(" ", "").split("。") if sentence)
