"""The reader of settings: every kind of value from file, environment and code, and one sentence for what is wrong."""

from __future__ import annotations

import pickle
from dataclasses import fields
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest

from engine.configuration import READERS, Configuration, Secret, SettingsError, value_of
from engine.settings import NO_MODEL, Settings, load_settings
from tui.hosting.settings import HostingSettings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config file of this test."""
    path = tmp_path / "config.toml"
    monkeypatch.setattr(Settings, "FILE", path)
    return path


def test_options_win_over_the_environment_which_wins_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('passages = 2\nthreads = 3\nmodel = "none"\nvisits = true\nllm_first_token = 5\n', encoding="utf-8")
    monkeypatch.setenv("PORTFOLIO_THREADS", "4")
    monkeypatch.setenv("portfolio_passages", "5")
    settings = load_settings(passages=6, model=None)
    assert (settings.passages, settings.threads, settings.model, settings.visits) == (6, 4, "none", True)
    assert settings.llm_first_token == 5.0


@pytest.mark.parametrize(("word", "value"), [("1", True), ("YES", True), ("off", False), ("false", False)])
def test_a_flag_is_told_by_a_word(word: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_VISITS", word)
    assert load_settings().visits is value


def test_a_list_in_the_environment_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_INBOX_COMMAND", '["mail", "-s", "a message"]')
    assert load_settings().inbox_command == ("mail", "-s", "a message")
    monkeypatch.setenv("PORTFOLIO_HOSTING_TRUSTED_PROXIES", '["127.0.0.1", "10.0.0.0/8"]')
    assert [str(network) for network in HostingSettings.load().trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("passages", "many", "passages: expected a whole number"),
        ("passages", 11, "passages: expected 1 to 10"),
        ("passages", True, "passages: expected a whole number"),
        ("passages", 2.5, "passages: expected a whole number"),
        ("llm_first_token", "nan", "llm_first_token: expected more than 0 and at most 600 seconds"),
        ("llm_first_token", "soon", "llm_first_token: expected a number"),
        ("mode", "fast", "mode: expected quote, copy, free or auto"),
        ("visits", "perhaps", "visits: expected true or false"),
        ("model", 5, "model: expected text"),
        ("data_dir", 5, "data_dir: expected a path"),
        ("llm_model", "x" * 201, "llm_model: expected at most 200 characters"),
        ("inbox_command", "mail", "inbox_command: expected a list"),
        ("inbox_command", [1], "inbox_command: expected text"),
        ("passagess", 4, "passagess: there is no such setting; expected passages?"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(name: str, value: Any, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**{name: value})
    assert str(caught.value).startswith(f"a setting cannot be used: {said}")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(SettingsError, match=r"passages: .*; threads: "):
        load_settings(passages=0, threads=-1)


@pytest.mark.parametrize("content", [b"no toml", b"\xff"])
def test_a_file_that_is_no_toml_is_named(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"config\.toml(?::1: bad TOML: | cannot be read: it is no UTF-8)"):
        load_settings()


def test_a_secret_is_never_printed_and_reaches_another_process() -> None:
    settings = Settings(llm_key=Secret("very-secret"))
    assert "very-secret" not in f"{settings} {settings!r}"
    assert pickle.loads(pickle.dumps(settings)).llm_key.get_secret_value() == "very-secret"


@pytest.mark.parametrize("settings", [Settings, HostingSettings])
def test_every_setting_has_a_reader_and_a_default_that_it_takes(settings: type[Configuration]) -> None:
    made: Any = settings()
    for field in fields(settings):
        kinds = list(leaves(field.type))
        assert all(kind in READERS for kind in kinds), field.name
        default = getattr(made, field.name)
        assert default is None or value_of(field.type, default) == default, field.name


def leaves(kind: Any) -> list[Any]:
    """Return the types of which a declared type is made."""
    if kind in READERS:
        return [kind]
    if get_origin(kind) is Literal:
        return [str]
    inner = get_args(kind)[:1] if get_origin(kind) in (Annotated, tuple) else get_args(kind)
    return [leaf for part in inner if part is not NoneType for leaf in leaves(part)] or [kind]


@pytest.mark.parametrize(
    ("options", "quotes"),
    [
        ({}, True),
        ({"llm_url": "http://127.0.0.1:8000/v1"}, False),
        ({"llm_url": "http://127.0.0.1:8000/v1", "model": NO_MODEL}, True),
        ({"model": "smollm2-135m"}, False),
        ({"model": "smollm2-135m", "mode": "quote"}, True),
    ],
)
def test_a_model_answers_only_where_one_is_named(options: dict[str, str], quotes: bool) -> None:
    assert load_settings(**options).quotes is quotes
