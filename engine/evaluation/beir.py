"""A BEIR-format folder through the portfolio's own retriever: the same passages, index and settings, on other texts.

BEIR (Thakur et al. 2021) is ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``. Its documents are cut as the
portfolio's sections are; a document ranks where its best passage does.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine.events import Passage
from engine.language.language import language
from engine.language.sentences import sentences_of
from engine.retrieve.embed import TextEmbedder
from engine.retrieve.index import build_index
from engine.retrieve.passages import PlainLine, split
from engine.retrieve.retriever import Retriever, Scores
from engine.tokenize.question import read_question

CascadeStep = Literal["dense", "lexical", "fused", "mixed", "final"]
STEPS: dict[CascadeStep, str] = {
    "dense": "dense (FAISS)",
    "lexical": "lexical (BM25)",
    "fused": "fused by reciprocal ranks",
    "mixed": "reranked by MaxSim",
    "final": "after feedback",
}
"""The steps of retrieval that are measured, in their order, and what to call them."""

Qrels = Mapping[str, Mapping[str, int]]
"""Grades by query and document; a document without a grade is not relevant."""


class BeirError(Exception):
    """A folder that is no BEIR collection, in one sentence."""


@dataclass(frozen=True, slots=True)
class BeirFigures:
    """Means over queries: nDCG at 10 with linear gains (as BEIR's own evaluation), MRR at 10, recall at 100."""

    ndcg_at_10: float
    mrr_at_10: float
    recall_at_100: float
    queries: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one step: over all queries, and over each half of them.

    Settings of the retriever were chosen on one half of the Cranfield collection (`chosen_on`, the even-numbered
    queries); `held_out` is the other half, and the honest figure there.
    """

    step: CascadeStep
    all: BeirFigures
    chosen_on: BeirFigures
    held_out: BeirFigures


@dataclass(frozen=True, slots=True)
class BeirReport:
    """What one collection gave. Times are in seconds."""

    documents: int
    passages: int
    steps: tuple[Measured, ...]
    indexing: float
    a_query: float


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR folder, read. `corpus` gives title and text by document, `queries` the text by query."""

    corpus: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    qrels: Qrels


def read_collection(folder: Path) -> Collection:
    """Read a BEIR folder. Queries without a graded document are left out, as in BEIR. Raises BeirError."""
    corpus = {item["_id"]: (item.get("title", ""), item["text"]) for item in _lines(folder / "corpus.jsonl")}
    qrels: dict[str, dict[str, int]] = {}
    path = folder / "qrels" / "test.tsv"
    for number, line in enumerate(_read(path).splitlines()[1:], 2):
        try:
            query, document, grade = line.split("\t")
            qrels.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise BeirError(f"{path}:{number}: expected a query, a document and a grade between tabs") from error
    queries = {item["_id"]: item["text"] for item in _lines(folder / "queries.jsonl") if item["_id"] in qrels}
    if not corpus or not queries:
        raise BeirError(f"{folder} has no documents, or no queries with grades in qrels/test.tsv")
    return Collection(corpus, queries, qrels)


def measure_beir(folder: Path, embedder: TextEmbedder, report: Callable[[str], None] = lambda _: None) -> BeirReport:
    """Index the collection in `folder`, ask its queries, and return the figures of each step. Raises BeirError."""
    collection = read_collection(folder)
    start = time.perf_counter()
    passages = tuple(_passages(collection.corpus))

    def embedded(done: int, total: int) -> None:
        report(f"{done} of {total} passages embedded")

    retriever = Retriever(build_index(passages, embedder, language("en"), report=embedded), embedder)
    indexing = time.perf_counter() - start
    rankings: dict[CascadeStep, dict[str, list[str]]] = {step: {} for step in STEPS}
    start = time.perf_counter()
    scored = {
        query: retriever.scores(read_question(text, retriever.words)) for query, text in collection.queries.items()
    }
    a_query = (time.perf_counter() - start) / len(scored)
    for query, scores in scored.items():
        for step in STEPS:
            rankings[step][query] = _documents(scores, step, passages)
    ids = list(collection.queries)
    steps = tuple(
        Measured(
            step,
            figures(rankings[step], collection.qrels, ids),
            figures(rankings[step], collection.qrels, ids[1::2]),
            figures(rankings[step], collection.qrels, ids[::2]),
        )
        for step in STEPS
    )
    return BeirReport(len(collection.corpus), len(passages), steps, indexing, a_query)


def figures(rankings: Mapping[str, Sequence[str]], qrels: Qrels, queries: Sequence[str]) -> BeirFigures:
    """Return the means over `queries` of rankings (document ids, best first)."""
    count = len(queries) or 1
    return BeirFigures(
        sum(ndcg(rankings[query], qrels[query]) for query in queries) / count,
        sum(reciprocal_rank(rankings[query], qrels[query]) for query in queries) / count,
        sum(recall(rankings[query], qrels[query]) for query in queries) / count,
        len(queries),
    )


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Return the discounted gain of the first `depth` documents, over the best possible one."""
    gain = sum(grades.get(document, 0) / math.log2(place + 2) for place, document in enumerate(ranking[:depth]))
    best = sum(
        grade / math.log2(place + 2) for place, grade in enumerate(sorted(grades.values(), reverse=True)[:depth])
    )
    return gain / best if best else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Return one over the place of the first relevant document; 0 where none is among the first `depth`."""
    places = (place for place, document in enumerate(ranking[:depth], 1) if grades.get(document, 0) > 0)
    return 1 / next(places, math.inf)


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 100) -> float:
    """Return the share of the relevant documents that are among the first `depth`."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:depth])) / len(relevant) if relevant else 0.0


def _passages(corpus: Mapping[str, tuple[str, str]]) -> Iterator[Passage]:
    """Yield each document's passages, whose link is the document's id."""
    number = 0
    for document, (title, text) in corpus.items():
        for lines in split(map(PlainLine, sentences_of(text, language("en")))):
            yield Passage(number, "document", document, title, title, "\n".join(line.text for line in lines))
            number += 1


def _documents(scores: Scores, step: CascadeStep, passages: Sequence[Passage]) -> list[str]:
    """Return the documents in the order of their best passages."""
    return list(dict.fromkeys(passages[number].link for number in scores.order(step)))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BeirError(f"{path} cannot be read ({error.strerror}); expected a BEIR folder") from error
    except UnicodeDecodeError as error:
        raise BeirError(f"{path} is no UTF-8; expected a BEIR folder") from error


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            yield {"_id": str(item["_id"]), "text": str(item["text"]), "title": str(item.get("title") or "")}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BeirError(f"{path}:{number}: expected a JSON object with `_id` and `text`") from error
