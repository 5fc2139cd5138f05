"""The console script as a subprocess, on the real index, the real embedder and the smallest real model."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import TINY

PORTFOLIO = Path(sys.executable).with_name("portfolio")
SMALLEST = "smollm2-135m"
WHY = "Why did the order pipeline fail at peak?"


def portfolio(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [PORTFOLIO, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=900,
        env=os.environ | environment,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module", autouse=True)
def models_are_here() -> None:
    """Fetch once what the tests of this file need."""
    for name in ("all-minilm-l6-v2", SMALLEST):
        pulled = portfolio("models", "pull", name)
        assert pulled.returncode == 0, pulled.stderr


@pytest.mark.parametrize("model", [SMALLEST, "none"])
def test_an_answer_in_a_pipe_is_plain_text_with_its_source(model: str) -> None:
    done = portfolio("ask", WHY, "--model", model)
    assert done.returncode == 0, done.stderr
    assert "work/order-pipeline" in done.stdout.partition("Sources")[2]
    assert any(word in done.stdout for word in ("synchronous", "cascaded", "timeouts"))
    assert "\x1b" not in done.stdout


def test_json_has_answer_citations_next_steps_and_trace() -> None:
    done = portfolio("ask", WHY, "--model", SMALLEST, "--json")
    answer = json.loads(done.stdout)
    assert answer["version"] == 2
    assert answer["kind"] in {"answer", "fallback"}
    assert answer["citations"][0]["link"].startswith("work/order-pipeline")
    assert answer["next_steps"]
    assert {stage["stage"] for stage in answer["trace"]["stages"]} >= {"tokenize", "retrieve", "compose", "generate"}
    assert [event["type"] for event in answer["events"]][:4] == ["tokenized", "retrieved", "sentence", "composed"]


def test_what_the_portfolio_does_not_say_is_said_plainly_and_is_no_failure() -> None:
    done = portfolio("ask", "What is your favourite pizza?", "--model", SMALLEST, "--json")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["kind"] == "not-in-portfolio"
    assert "does not say" in answer["text"]
    assert answer["trace"]["generated_tokens"] == 0


def test_the_question_may_come_from_stdin() -> None:
    done = portfolio("ask", "-", "--model", "none", stdin=f"{WHY}\n".encode())
    assert done.returncode == 0
    assert "work/order-pipeline" in done.stdout


def test_the_trace_names_every_stage() -> None:
    done = portfolio("ask", WHY, "--model", "none", "--trace")
    for word in ("tokenize", "retrieve", "stream", "the cut", "answerable"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("question", "stdin", "said"),
    [
        ("", b"", "the question is empty"),
        ("   ", b"", "the question is empty"),
        ("what\x1b[31m?", b"", "control characters"),
        ("-", b"\xff\xfe\x00binary", "no UTF-8"),
        ("-", b"what\x00?", "control characters"),
    ],
    ids=["empty", "blank", "escape code", "binary", "zero byte"],
)
def test_a_question_that_cannot_be_taken_ends_with_2_and_a_sentence(question: str, stdin: bytes, said: str) -> None:
    done = portfolio("ask", question, stdin=stdin)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("letter", [b"y", "ü".encode()], ids=["of bytes", "of characters that are cut"])
def test_of_an_endless_pipe_the_beginning_is_asked(letter: bytes) -> None:
    done = portfolio("ask", "-", "--model", "none", stdin=letter * 2_500_000)
    assert done.returncode == 0
    assert "only its first 20,000 characters were read" in done.stderr


def test_an_unknown_model_ends_with_4_and_the_known_ones() -> None:
    done = portfolio("ask", WHY, "--model", "smollm")
    assert done.returncode == 4
    assert SMALLEST in done.stderr


@pytest.mark.parametrize("arguments", [("models", "list"), ("services",), ("work",), ("search", "outbox")])
def test_a_reader_that_has_gone_is_no_failure(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)  # as `head` does once it has enough
    try:
        done = subprocess.run([PORTFOLIO, *arguments], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=900)
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert b"unexpected" not in done.stderr


def test_any_other_model_works_by_path(tmp_path: Path) -> None:
    listed = json.loads(portfolio("models", "list", "--json").stdout)
    folder = Path(next(model["folder"] for model in listed if model["key"] == SMALLEST))
    own = tmp_path / "own.gguf"
    own.symlink_to(next(folder.glob("*.gguf")))
    answer = json.loads(portfolio("ask", WHY, "--model", str(own), "--json").stdout)
    assert answer["trace"]["model"] == "own"
    assert answer["citations"]


def test_search_finds_the_passage_by_meaning() -> None:
    found = json.loads(portfolio("search", "one", "customer", "slows", "down", "everybody", "--json").stdout)
    assert any("multi-tenant" in candidate["passage"]["link"] for candidate in found[:5])


def test_an_index_is_rebuilt_when_content_changes_and_when_it_is_damaged(tmp_path: Path) -> None:
    tiny = Path(shutil.copytree(TINY, tmp_path / "pack"))
    cache = tmp_path / "cache"
    cache.mkdir()
    listed = json.loads(portfolio("models", "list", "--json").stdout)
    (cache / "models").symlink_to(Path(listed[0]["folder"]).parent)
    arguments = ("search", "zebra", "migration", "--json", "--content", str(tiny))
    environment = {"PORTFOLIO_CACHE_DIR": str(cache)}
    before = portfolio(*arguments, **environment)
    assert before.returncode == 0, before.stderr
    assert "zebra" not in before.stdout
    hiring = next((tiny / "hiring").glob("*.md"))
    hiring.write_text(hiring.read_text(encoding="utf-8") + "\nThe zebra migration runs at night.\n", encoding="utf-8")
    after = portfolio(*arguments, **environment)
    assert "The zebra migration runs at night." in after.stdout
    for path in (cache / "indexes").rglob("*"):
        if path.is_file() and path.suffix != ".lock":
            path.write_bytes(b"damaged")
    rebuilt = portfolio(*arguments, **environment)
    assert rebuilt.returncode == 0, rebuilt.stderr
    found, expected = json.loads(rebuilt.stdout), json.loads(after.stdout)
    # scores may differ in the fourth place, and what is far off change places: not the same was embedded together
    assert [candidate["passage"] for candidate in found[:3]] == [candidate["passage"] for candidate in expected[:3]]


def test_ctrl_c_ends_a_running_answer_at_once_and_without_a_traceback() -> None:
    with subprocess.Popen(
        [PORTFOLIO, "ask", "-", "--model", SMALLEST],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert child.returncode in (130, -signal.SIGINT)
    assert b"Traceback" not in err


def test_a_reader_that_leaves_early_is_no_error() -> None:
    done = subprocess.run(
        f"{PORTFOLIO} essays event-driven-backbones | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert done.stdout == "# Event-Driven Backbones with Kafka\n"
    assert done.stderr == ""
