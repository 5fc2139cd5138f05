"""Search and index start-up as the index grows. Texts are made of the portfolio's words, vectors at random."""

from __future__ import annotations

import tempfile
import time
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Options, Result, Row, compared, in_turns

SIZES = (1_000, 10_000, 100_000)
WORDS, PIECES = 24, 16
"""Words, and token vectors, of a made-up passage. Real ones have 100; 100,000 of those would take 8 GB of disk."""
QUESTIONS = (
    "Why did the order pipeline fail at peak traffic?",
    "What does the outbox pattern buy?",
    "When is Kafka the wrong tool?",
    "How are tenants kept apart?",
)
TOP = 20
MISSED = (
    "two libraries called for their best 20 neither rerank nor refine; both take less than a millisecond, which weighs "
    "while all of the search takes a few."
)


@lru_cache(maxsize=1)
def embedder() -> Any:
    """The real embedder."""
    from engine.retrieve.library import open_embedder
    from engine.settings import load_settings
    from models.progress import silent

    return open_embedder(load_settings(), silent)


@lru_cache(maxsize=1)
def index_of(size: int) -> Any:
    """Return an index of `size` made-up passages."""
    import faiss
    import numpy as np

    from content.loader import load_portfolio
    from engine.events import Passage
    from engine.language.language import language_of
    from engine.retrieve.embed import DIMENSIONS
    from engine.retrieve.index import Index, in_bytes, indexed_text, words_in_all
    from engine.retrieve.lexical import Lexical

    faiss.omp_set_num_threads(1)
    random = np.random.default_rng(7)
    portfolio = load_portfolio()
    known = " ".join(section.text for item in portfolio.documents for section in item.sections).split()
    chosen = random.integers(len(known), size=(size, WORDS))
    passages = tuple(
        Passage(number, "essay", f"essays/e{number}", "Made up", "Made up", " ".join(known[word] for word in row))
        for number, row in enumerate(chosen)
    )
    dense = faiss.IndexFlatIP(DIMENSIONS)
    vectors = random.standard_normal((size, DIMENSIONS), dtype=np.float32)
    dense.add(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    tokens = np.empty((size * PIECES, DIMENSIONS), dtype=np.int8)
    scales = np.empty(len(tokens), dtype=np.float32)
    for start in range(0, len(tokens), 100_000):
        rows = random.standard_normal(tokens[start : start + 100_000].shape, dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        tokens[start : start + 100_000], scales[start : start + 100_000] = in_bytes(rows)
    bounds = np.arange(0, size * PIECES + 1, PIECES, dtype=np.int64)
    language = language_of(portfolio)
    lexical = Lexical.build([language.terms_of(indexed_text(passage)) for passage in passages])
    wholes, words = np.empty((0, DIMENSIONS), np.float32), words_in_all(passages)
    return Index(passages, dense, tokens, scales, bounds, wholes, lexical, language, words)


def search(size: int, options: Options) -> Result:
    """Compare the retriever with the two libraries called one after the other for their best 20."""
    import bm25s

    from engine.retrieve.index import indexed_text
    from engine.retrieve.retriever import Retriever
    from engine.tokenize.question import read_question

    index = index_of(size)
    retriever, terms_of = Retriever(index, embedder()), index.language.terms_of
    bm25 = bm25s.BM25(method="lucene")
    bm25.index([terms_of(indexed_text(passage)) for passage in index.passages], show_progress=False)

    def ours() -> float:
        began = time.perf_counter()
        for question in QUESTIONS:
            retriever.search(read_question(question, retriever.words), TOP)
        return (time.perf_counter() - began) / len(QUESTIONS)

    def raw() -> float:
        began = time.perf_counter()
        for question in QUESTIONS:
            index.dense.search(embedder().embed([question]), TOP)
            bm25.retrieve([terms_of(question)], k=TOP, show_progress=False)
        return (time.perf_counter() - began) / len(QUESTIONS)

    ours()
    raw()
    note = "embedding the question included on both sides; ours reranks and refines by feedback, too"
    return compared(*in_turns(3 * options.turns, ours, raw), note=note)


def start_up(size: int, options: Options) -> Result:
    """Compare opening a saved index with reading its files."""
    from engine.retrieve.index import _load, _save

    with tempfile.TemporaryDirectory() as name:
        folder, language = Path(name) / "index", index_of(size).language
        _save(index_of(size), folder)
        files = [path for path in folder.rglob("*") if path.is_file()]

        def opening() -> float:
            began = time.perf_counter()
            if _load(folder, language) is None:
                raise SystemExit("the index could not be opened again")
            return time.perf_counter() - began

        def reading() -> float:
            began = time.perf_counter()
            for path in files:
                path.read_bytes()
            return time.perf_counter() - began

        opening()
        size_text = f"{sum(path.stat().st_size for path in files) / 1e6:,.0f} MB"
        ours, theirs = in_turns(max(3, options.turns), opening, reading)
    index_of.cache_clear()
    note = (
        f"{size_text}; vectors of tokens and BM25 are memory-mapped; hashes are compared again where a file has changed"
    )
    return compared(ours, theirs, note=note)


def row(size: int) -> Row:
    """Return the row of one size."""
    name = f"search-{size // 1000}k"
    return Row(name, f"search at {size:,} passages", "raw faiss and bm25s calls", 1.2, partial(search, size),
               quick=size < SIZES[-1], if_missed=MISSED)  # fmt: skip


ROWS = (
    *(row(size) for size in SIZES),
    Row("start-up", f"index start-up at {SIZES[-1]:,} passages", "reading its files", 1.5, partial(start_up, SIZES[-1]),
        quick=False, if_missed="the passages are parsed, not only read."),
)  # fmt: skip
