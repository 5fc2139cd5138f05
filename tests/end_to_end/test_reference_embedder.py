"""Another embedding model by its folder: the same vectors where it is the same model, and cited answers."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from content.loader import Portfolio, load_portfolio
from engine.assistant import Assistant
from engine.events import Answer
from engine.retrieve.embed import Embedder, EmbedderError
from engine.retrieve.reference_embed import ReferenceEmbedder
from engine.settings import load_settings
from models.convert import ensure_embedder
from tests.end_to_end.test_embedder_parity import CONFIGURATION
from tests.places import TINY

TEXTS = ["Why did the order pipeline fail at peak?", "The outbox pattern writes the event with the order.", "?"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verified weights in a folder of the shape that sentence-transformers reads."""
    files = ensure_embedder(load_settings().cache_dir)
    made = tmp_path_factory.mktemp("model")
    for file in (files.tokenizer, files.gguf.with_name("model.safetensors")):
        shutil.copy(file, made)
    for name, settings in CONFIGURATION.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(json.dumps(settings), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return load_portfolio(TINY)


def test_the_same_model_gives_the_same_vectors_and_pieces(folder: Path) -> None:
    files = ensure_embedder(load_settings().cache_dir)
    ours, theirs = Embedder(files.gguf, files.tokenizer), ReferenceEmbedder(str(folder))
    assert theirs.dimensions == ours.dimensions == 384
    assert [theirs.encode(text).ids for text in TEXTS] == [ours.encode(text).ids for text in TEXTS]
    whole, pieces = theirs.embed_both(TEXTS)
    our_whole, our_pieces = ours.embed_both(TEXTS)
    assert np.min(np.sum(whole * our_whole, axis=1)) > 0.997
    for text, their_rows, our_rows in zip(TEXTS, pieces, our_pieces, strict=True):
        assert their_rows.shape == our_rows.shape, text
        assert np.mean(np.sum(their_rows * our_rows, axis=1)) > 0.99, text


def test_answers_are_found_with_it_and_its_index_is_its_own(folder: Path, portfolio: Portfolio, tmp_path: Path) -> None:
    settings = load_settings(embedder=str(folder), model="none", cache_dir=tmp_path)
    document = portfolio.documents[0]
    assistant = Assistant.open(portfolio, settings)
    try:
        *_, last = assistant.ask(f"What is {document.title}?")
    finally:
        assistant.close()
    assert isinstance(last, Answer)
    assert any(citation.link.startswith(document.path) for citation in last.citations)
    assert len([path for path in (tmp_path / "indexes").iterdir() if path.is_dir()]) == 1
    assert not (tmp_path / "models").exists()


def test_a_folder_without_a_model_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="cannot be loaded"):
        ReferenceEmbedder(str(tmp_path))


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbedderError, match=r"pip install 'terminal-portfolio\[sentence-transformers\]'"):
        ReferenceEmbedder("any")
