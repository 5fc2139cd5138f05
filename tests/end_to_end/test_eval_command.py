"""`portfolio eval` as a subprocess, on the real index and embedder, without a language model."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from content.loader import DEFAULT_PACK

PORTFOLIO = Path(sys.executable).with_name("portfolio")
QUOTES = ("--model", "none")


def evaluate(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PORTFOLIO, "eval", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        env=os.environ | environment,
    )


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default pack with floors that every run reaches."""
    root = Path(shutil.copytree(DEFAULT_PACK, tmp_path_factory.mktemp("eval") / "pack"))
    set_floors(root, 0.0, 1.0)
    return root


def set_floors(root: Path, floor: float, ceiling: float) -> None:
    path = root / "questions.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    ceilings = ("wrongly_abstains", "unsupported")
    data["floors"] = {name: ceiling if name in ceilings else floor for name in data["floors"]}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def test_ten_questions_are_asked_judged_and_asked_only_once(pack: Path) -> None:
    arguments = (*QUOTES, "--limit", "10", "--content", str(pack), "--json")
    done = evaluate(*arguments)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    figures = data["runs"][0]["figures"]
    assert (figures["questions"], data["runs"][0]["mode"]) == (10, "quote")
    assert figures["hit_at_5"] >= 0.8
    assert figures["unsupported"] == 0
    assert json.loads(evaluate(*arguments).stdout) == data  # times too: nothing was asked again


def test_one_model_may_get_fewer_questions_than_the_others(pack: Path) -> None:
    done = evaluate("--model", "none@5", "--model", "none:quote", "--limit", "10", "--content", str(pack), "--json")
    assert [run["figures"]["questions"] for run in json.loads(done.stdout)["runs"]] == [5, 10]


def test_a_broken_floor_ends_with_6_and_its_name(pack: Path, tmp_path: Path) -> None:
    strict = Path(shutil.copytree(pack, tmp_path / "strict"))
    set_floors(strict, 1.0, 0.0)
    done = evaluate(*QUOTES, "--limit", "40", "--content", str(strict))
    assert done.returncode == 6, done.stderr
    assert "facts is 0." in done.stderr
    assert "required facts present" in done.stdout


def test_two_models_are_compared_question_by_question(pack: Path) -> None:
    done = evaluate("--compare", "none", "none", "--limit", "10", "--content", str(pack))
    assert done.returncode == 0, done.stderr
    assert "Sign test: p = 1.000" in done.stdout


def test_the_page_is_written_with_the_command_that_wrote_it(pack: Path, tmp_path: Path) -> None:
    page = tmp_path / "quality.md"
    done = evaluate(*QUOTES, "--limit", "10", "--content", str(pack), "--write", str(page))
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    assert "`portfolio eval --model none --limit 10 --content pack --write quality.md`" in text
    assert "## What each step of retrieval buys" in text


def test_a_pack_without_questions_says_so(pack: Path, tmp_path: Path) -> None:
    silent = Path(shutil.copytree(pack, tmp_path / "silent"))
    (silent / "questions.yaml").unlink()
    done = evaluate(*QUOTES, "--content", str(silent))
    assert done.returncode == 4
    assert "questions.yaml" in done.stderr


def test_a_small_beir_folder_is_ranked_after_every_step(tmp_path: Path) -> None:
    texts = {"a": "The outbox commits with the order.", "b": "Cats sleep all day.", "c": "A cell holds fifty tenants."}
    lines = [json.dumps({"_id": name, "title": "", "text": text}) for name, text in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    queries = {"1": "what do cats do", "2": "how many tenants are in a cell"}
    lines = [json.dumps({"_id": name, "text": text}) for name, text in queries.items()]
    (tmp_path / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\tb\t1\n2\tc\t1\n", encoding="utf-8")
    data = json.loads(evaluate("--beir", str(tmp_path), "--json").stdout)
    assert data["documents"] == 3
    assert {step["step"]: step["all"]["ndcg_at_10"] for step in data["steps"]}["final"] == 1.0


def test_a_folder_that_is_no_collection_is_named(tmp_path: Path) -> None:
    done = evaluate("--beir", str(tmp_path))
    assert done.returncode == 2
    assert "corpus.jsonl" in done.stderr
    assert "Traceback" not in done.stderr
