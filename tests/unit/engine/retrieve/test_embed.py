"""The embedder without its model: what a bad file is told as, and what an import costs."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, models

from engine.retrieve.embed import Embedder, EmbedderError, digest_of


def tokenizer_in(folder: Path) -> Path:
    path = folder / "tokenizer.json"
    Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]")).save(str(path))
    return path


@pytest.mark.slow
def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"model .*missing\.gguf is missing; `portfolio models pull` fetches it"):
        Embedder(tmp_path / "missing.gguf", tokenizer_in(tmp_path))


@pytest.mark.slow
def test_a_file_that_is_no_model_says_so_and_nothing_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(EmbedderError, match=r"bad\.gguf is no model that llama\.cpp can load"):
        Embedder(bad, tokenizer_in(tmp_path))
    assert capfd.readouterr() == ("", "")


def test_a_bad_tokenizer_says_so(tmp_path: Path) -> None:
    bad = tmp_path / "tokenizer.json"
    bad.write_text("{}", encoding="utf-8")
    with pytest.raises(EmbedderError, match=r"tokenizer\.json cannot be read; `portfolio models verify` checks it"):
        Embedder(tmp_path / "missing.gguf", bad)


def test_importing_retrieval_loads_no_heavy_library() -> None:
    code = (
        "import sys, engine.evaluation.beir, engine.retrieve.index, engine.retrieve.retriever;"
        "import engine.language.sentences;"
        "heavy = {'numpy', 'faiss', 'bm25s', 'llama_cpp', 'tokenizers', 'torch', 'pysbd', 'snowballstemmer'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_digest_is_kept_until_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gguf, tokenizer = tmp_path / "weights.gguf", tmp_path / "tokenizer.json"
    gguf.write_bytes(b"weights")
    tokenizer.write_bytes(b"pieces")
    first = digest_of(gguf, tokenizer)
    assert first == sha256(b"weightspieces").hexdigest()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read again"))
        assert digest_of(gguf, tokenizer) == first
    (tmp_path / "weights.digest.json").write_text("{", encoding="utf-8")
    assert digest_of(gguf, tokenizer) == first
    tokenizer.write_bytes(b"other pieces")
    assert digest_of(gguf, tokenizer) == sha256(b"weightsother pieces").hexdigest()


def test_the_same_question_is_computed_once_and_another_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []

    def both(_: Embedder, texts: Sequence[str]) -> tuple[Any, list[Any]]:
        computed.extend(texts)
        return texts, [texts]

    monkeypatch.setattr(Embedder, "_both", both)
    embedder = Embedder.__new__(Embedder)
    embedder._last = threading.local()
    for text in ("why?", "why?", "when?", "why?"):
        assert embedder.embed_both([text]) == ([text], [[text]])
    assert computed == ["why?", "when?", "why?"]
