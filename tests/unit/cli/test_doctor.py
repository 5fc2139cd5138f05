"""The doctor tells what is here, what was chosen and why, and one thing to do."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from engine.llama.machine import Machine, _quota, is_crowded, physical_cores, read_machine
from engine.llama.threads import settle
from engine.llama.tuning import choices, library
from engine.llama.verdict import EXTRA, PLAIN, Trial, Verdict
from engine.settings import Settings
from tui.hosting.operations.open_files import seats_in_words
from tui.hosting.settings import HostingSettings

MACHINE = Machine("Linux", "a processor", 8, 4, None, 16_000_000_000, 8_000_000_000, 0.5, "cc 12", "3.11")


@pytest.mark.slow
def test_an_empty_cache_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(tmp_path))
    assert run(["doctor", "--json"]) == ExitCode.DONE
    told = json.loads(capsys.readouterr().out)
    assert {model["state"] for model in told["models"]} == {"absent"}
    assert told["index"]["state"] == "absent"
    assert any("portfolio models pull all-minilm-l6-v2" in sentence for sentence in told["missing"])
    assert told["advice"] == told["missing"][0]
    assert told["machine"]["physical"] == physical_cores()
    assert not list(tmp_path.iterdir())  # it looks, and leaves nothing behind


@pytest.mark.slow
def test_a_file_of_the_wrong_size_is_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(tmp_path))
    from models.catalogue import load_catalogue
    from models.store import path_of

    monkeypatch.setenv("PORTFOLIO_MODEL", load_catalogue().recommended_llm.key)
    path = path_of(load_catalogue().recommended_llm, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"GGUF")
    assert run(["doctor"]) == ExitCode.DONE
    told = " ".join(capsys.readouterr().out.split())
    assert f"{load_catalogue().recommended_llm.key} (in use) damaged" in told
    assert "Advice: " in told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variable", "value", "maker"),
    [
        ("PORTFOLIO_LLM_URL", "http://example.org:8000/v1", "the model behind http://example.org:8000/v1"),
        ("PORTFOLIO_MODEL", "none", "no language model"),
        ("PORTFOLIO_MODE", "quote", "no language model"),
    ],
)
def test_a_model_that_is_not_asked_is_neither_in_use_nor_missed(
    variable: str, value: str, maker: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv(variable, value)
    assert run(["doctor", "--json"]) == ExitCode.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["answers"].startswith(maker)
    assert [item["key"] for item in told["models"] if item["used"]] == ["all-minilm-l6-v2"]
    assert not any("qwen" in sentence for sentence in told["missing"])


@pytest.mark.slow
def test_a_file_that_is_not_there_is_not_said_to_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("PORTFOLIO_MODEL", str(tmp_path / "no.gguf"))
    assert run(["doctor", "--json"]) == ExitCode.DONE
    missing = json.loads(capsys.readouterr().out)["missing"]
    assert any("no.gguf is absent: give the path of a GGUF file" in sentence for sentence in missing)
    assert "the search index is absent, since it takes the embedding model to build it" in missing


@pytest.mark.parametrize(
    ("machine", "settings", "threads", "why"),
    [
        (MACHINE, Settings(), "4", "physical cores"),
        (replace(MACHINE, physical=8), Settings(), "8", "one for each of 8 cores"),
        (replace(MACHINE, quota=2.0, physical=2), Settings(), "2", "container"),
        (MACHINE, Settings(threads=3), "3", "set by you"),
        (MACHINE, Settings(threads=6), "6", "slower"),
        (replace(MACHINE, crowded=True), Settings(), "4 for a prompt, 2 for a single token", "physical cores"),
        (replace(MACHINE, crowded=True), Settings(threads=3), "3", "set by you"),
    ],
)
def test_threads_are_chosen_from_the_machine_and_explained(
    machine: Machine, settings: Settings, threads: str, why: str
) -> None:
    chosen = {choice.name: choice for choice in choices(settings, machine)}["threads"]
    assert chosen.value == threads
    assert why in chosen.why


@pytest.mark.parametrize(
    ("crowded", "told", "value", "why"),
    [
        (False, None, "spinning", "nobody else"),
        (True, None, "passive", "other processes"),
        (True, "ACTIVE", "active", "set by you"),
    ],
)
def test_how_threads_wait_is_chosen_from_the_machine_and_explained(
    crowded: bool, told: str | None, value: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if told:
        monkeypatch.setenv("OMP_WAIT_POLICY", told)
    chosen = {choice.name: choice for choice in choices(Settings(), replace(MACHINE, crowded=crowded))}["waiting"]
    assert chosen.value == value
    assert why in chosen.why


def test_what_is_hosted_waits_passively_unless_somebody_has_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.llama.threads.is_crowded", lambda: False)
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    assert settle(0, hosted=True).passive
    assert os.environ["OMP_WAIT_POLICY"] == "active"
    monkeypatch.delenv("OMP_WAIT_POLICY")
    assert not settle(0, hosted=False).passive
    assert "OMP_WAIT_POLICY" not in os.environ
    settle(0, hosted=True)
    assert os.environ["OMP_WAIT_POLICY"] == "passive"
    assert settle(1, hosted=False).one == settle(1, hosted=False).many == 1


@pytest.mark.parametrize(("text", "crowded"), [("0.5 0.4 0.3 1/99 7", False), ("9 9 9 99/99 7", True), ("odd", False)])
def test_others_that_run_are_counted(tmp_path: Path, text: str, crowded: bool) -> None:
    (tmp_path / "loadavg").write_text(text)
    assert is_crowded(tmp_path / "loadavg") is crowded


@pytest.mark.parametrize(("text", "cores"), [("200000 100000", 2.0), ("50000 100000", 0.5), ("max 100000", None)])
def test_a_containers_share_of_the_cores_is_read(tmp_path: Path, text: str, cores: float | None) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert _quota(tmp_path / "cpu.max") == cores


HAS = frozenset({"avx2", "avx512_vnni"})
BUILT = ("AVX2", "AVX512_VNNI", "OPENMP", "REPACK")
WHEN = "2026-11-28T17:14:02+00:00"
AT = "2026-11-28 17:14 UTC"
RAN, DIED = Trial(speed=2560.0), Trial(died="SIGILL")


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (
            Verdict(WHEN, BUILT, {EXTRA: RAN, PLAIN: Trial(speed=1280.0)}),
            {
                "compiled for": "AVX2, AVX512_VNNI, all of which this processor has",
                "tried": f"{AT}: passed, with extra buffers for the widest kernels",
                "kernels": "AVX512_VNNI, AVX2, REPACK",
                "one thread": "20.0 with extra buffers, 10.0 without extra buffers: passages of 128 tokens a second",
            },
        ),
        (
            Verdict(WHEN, (*BUILT, "AMX_INT8"), {EXTRA: DIED, PLAIN: RAN}),
            {
                "compiled for": "AVX2, AVX512_VNNI, AMX_INT8; this processor has no AMX_INT8",
                "tried": f"{AT}: it died of SIGILL with extra buffers, so that models are loaded without",
                "kernels": "AVX512_VNNI, AVX2",
                "one thread": "SIGILL with extra buffers, 20.0 without extra buffers: passages of 128 tokens a second",
            },
        ),
        (
            Verdict(WHEN, (), {EXTRA: DIED, PLAIN: Trial(died="SIGSEGV")}),
            {"tried": f"{AT}: it died of SIGILL, and of SIGSEGV without extra buffers"},
        ),
    ],
    ids=["works", "without extra buffers", "nothing works"],
)
def test_what_was_found_of_llama_cpp_is_told(verdict: Verdict, told: dict[str, str]) -> None:
    assert dict(library(verdict, HAS)) == told


@pytest.mark.slow
def test_this_machine_can_be_read() -> None:
    machine = read_machine()
    assert 1 <= machine.physical <= machine.allowed
    assert machine.memory is None or machine.memory > 100_000_000


@pytest.mark.parametrize(
    ("hard", "fits", "words"), [(None, True, "without limit"), (828, True, "enough"), (827, False, "may need 828")]
)
def test_a_limit_of_open_files_that_does_not_fit_the_seats_is_told(hard: int | None, fits: bool, words: str) -> None:
    told, holds = seats_in_words(HostingSettings(connections=300, sessions=100), hard)
    assert holds == fits
    assert words in told
    assert fits or "LimitNOFILE" in told
