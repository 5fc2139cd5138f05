"""Search by words alone: where llama.cpp does not run, what shares words is still found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import Portfolio
from engine import assistant as assistant_module
from engine.assistant import Assistant
from engine.llama.installation import Installation
from engine.retrieve.by_words import Words
from engine.settings import Settings
from models.errors import LibraryError, PullError
from tests.places import TINY


def test_passages_that_share_words_are_found_best_first(tiny_portfolio: Portfolio) -> None:
    found = Words.of(tiny_portfolio).search("the pipeline of orders")
    assert any(candidate.passage.link.startswith("work/order-pipeline") for candidate in found[:3])
    assert [candidate.score for candidate in found] == sorted((item.score for item in found), reverse=True)
    assert all(0 < candidate.score <= 1 and candidate.dense is None and not candidate.kept for candidate in found)


@pytest.mark.parametrize("words", ["", "the of", "xylophone"])
def test_words_that_nothing_holds_find_nothing(words: str, tiny_portfolio: Portfolio) -> None:
    assert Words.of(tiny_portfolio).search(words) == ()


def test_no_more_than_wanted_is_found(tiny_portfolio: Portfolio) -> None:
    assert len(Words.of(tiny_portfolio).search("orders", 1)) == 1


@pytest.fixture
def opened(tiny_portfolio: Portfolio, tmp_path: Path) -> Assistant:
    return Assistant.open(tiny_portfolio, Settings(model="none", cache_dir=tmp_path))


def fails(error: Exception) -> Any:
    def open_library(*_: object) -> None:
        raise error

    return open_library


def test_the_assistant_searches_by_words_where_llama_cpp_does_not_run(
    opened: Assistant, tiny_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant_module, "open_library", fails(LibraryError("it dies")))
    monkeypatch.setattr(assistant_module, "installation", lambda: None)
    assert opened.search("orders") == Words.of(tiny_portfolio).search("orders")
    opened.renew(tiny_portfolio)  # nothing to build
    assert opened.search("orders")


def test_the_assistant_searches_by_words_while_llama_cpp_is_installed(
    opened: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant_module, "open_library", fails(AssertionError("it would wait")))
    monkeypatch.setattr(assistant_module, "installation", Installation)
    assert opened.search("orders")


def test_a_model_that_cannot_be_fetched_is_still_told(opened: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant_module, "open_library", fails(PullError("no network")))
    monkeypatch.setattr(assistant_module, "installation", lambda: None)
    with pytest.raises(PullError):
        opened.search("orders")


def test_the_command_says_that_it_went_by_words_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assistant_module, "open_library", fails(LibraryError("it dies")))
    monkeypatch.setattr(assistant_module, "installation", lambda: None)
    assert run(["search", "orders", "--content", str(TINY)]) == ExitCode.DONE
    said = capsys.readouterr()
    assert "By words alone" in said.err
    assert "order" in said.out.lower()
