"""BEIR folders: read, ranked by the best passage of a document, measured as BEIR does."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import cast

import pytest

from engine.evaluation.beir import STEPS, BeirError, measure_beir, ndcg, read_collection, recall, reciprocal_rank
from engine.retrieve.embed import Embedder
from tests.fakes.retrieval import FakeEmbedder

CORPUS = [
    {"_id": "a", "title": "Wings", "text": "A wing in a slipstream . The lift rises ."},
    {
        "_id": "b",
        "title": "Heat",
        "text": "Heat flows in a slab. " + "Filler words follow here. " * 60 + "The slab is composite.",
    },
    {"_id": "c", "title": "", "text": "Boundary layers on a flat plate."},
]
QUERIES = [
    {"_id": "1", "text": "lift of a wing"},
    {"_id": "2", "text": "composite slab"},
    {"_id": "3", "text": "ungraded"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, CORPUS)), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)), encoding="utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\ta\t2\n1\tc\t0\n2\tb\t1\n", encoding="utf-8"
    )
    return tmp_path


def test_every_step_is_measured_over_both_halves(folder: Path) -> None:
    report = measure_beir(folder, cast("Embedder", FakeEmbedder()))
    assert [measured.step for measured in report.steps] == list(STEPS)
    assert report.documents == 3
    assert report.passages > 3  # the long document is cut
    assert report.a_query > 0
    final = report.steps[-1]
    assert (final.all.queries, final.held_out.queries, final.chosen_on.queries) == (2, 1, 1)
    assert (final.all.ndcg_at_10, final.all.mrr_at_10, final.all.recall_at_100) == (1.0, 1.0, 1.0)


def test_queries_without_grades_are_left_out(folder: Path) -> None:
    assert list(read_collection(folder).queries) == ["1", "2"]


def test_ndcg_takes_grades_as_gains() -> None:
    grades = {"a": 3, "b": 1}
    best = 3 + 1 / math.log2(3)
    assert ndcg(["a", "b"], grades) == pytest.approx(1.0)
    assert ndcg(["b", "a"], grades) == pytest.approx((1 + 3 / math.log2(3)) / best)
    assert ndcg(["x"] * 10 + ["a"], grades) == 0
    assert ndcg(["a"], {}) == 0


def test_reciprocal_rank_stops_at_ten() -> None:
    assert reciprocal_rank(["x", "a"], {"a": 1}) == 0.5
    assert reciprocal_rank(["a"], {"a": 0}) == 0
    assert reciprocal_rank(["x"] * 10 + ["a"], {"a": 1}) == 0


def test_recall_counts_relevant_documents() -> None:
    assert recall(["a", "x"], {"a": 1, "b": 2, "x": 0}) == 0.5
    assert recall(["x"] * 100 + ["a"], {"a": 1}) == 0
    assert recall(["a"], {"a": 0}) == 0


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", None, r"corpus\.jsonl cannot be read \(No such file or directory\)"),
        ("corpus.jsonl", '{"_id": "a"}', r"corpus\.jsonl:1: expected a JSON object with `_id` and `text`"),
        ("queries.jsonl", "not json", r"queries\.jsonl:1: expected a JSON object"),
        ("queries.jsonl", "[1]", r"queries\.jsonl:1: expected a JSON object"),
        ("qrels/test.tsv", "h\th\th\n1\ta\n", r"test\.tsv:2: expected a query, a document and a grade between tabs"),
        ("qrels/test.tsv", "h\th\th\n", r"has no documents, or no queries with grades"),
    ],
)
def test_what_is_no_collection_says_so(folder: Path, name: str, text: str | None, message: str) -> None:
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(BeirError, match=message):
        read_collection(folder)
