"""Patterns that are kept are those that would be compiled; whatever is wrong with the file, they are compiled."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from content.fingerprint import Code
from engine.language import kept_forms
from engine.language.kept_forms import KeptForms
from engine.language.language import Form, Language, language, languages


def _fresh(code: str) -> Language:
    return replace(language(code), _patterns={})


@pytest.mark.parametrize("code", languages())
def test_what_is_kept_equals_what_is_compiled_for_every_form(code: str, tmp_path: Path) -> None:
    compiled, kept = _fresh(code), KeptForms(tmp_path)
    assert not kept.give(_fresh(code))
    kept.keep(compiled)
    given = _fresh(code)
    assert kept.give(given)
    assert given._patterns.keys() == compiled.forms.keys()
    for name, pattern in given._patterns.items():
        assert pattern == compiled._patterns[name]  # its text, its flags, and all that `re` has made of it
        assert pattern.groupindex == compiled._patterns[name].groupindex


def test_a_kept_form_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeptForms(tmp_path).keep(_fresh("en"))

    def fail(*_: object) -> None:
        raise AssertionError("it is compiled")

    given = _fresh("en")
    assert KeptForms(tmp_path).give(given)
    monkeypatch.setattr(Form, "pattern", fail)
    assert given.form("presents").search("tell me about the outbox")


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 400_000])
def test_a_damaged_file_gives_nothing(damage: bytes, tmp_path: Path) -> None:
    kept = KeptForms(tmp_path)
    kept.keep(_fresh("en"))
    (path,) = (tmp_path / "forms").iterdir()
    path.write_bytes(path.read_bytes()[:-4] + damage)
    given = _fresh("en")
    assert not kept.give(given)
    assert not given._patterns


def test_numbers_that_re_would_not_make_are_refused_by_it(tmp_path: Path) -> None:
    given, kept = _fresh("en"), KeptForms(tmp_path)
    kept.keep(given)
    (path,) = (tmp_path / "forms").iterdir()
    wrong = kept_forms._written({"lists": ("x", 32, [999, 1], 0, {}, (None,))})
    path.write_bytes(hashlib.sha256(wrong).digest() + wrong)
    assert not kept.give(_fresh("en"))


def test_another_look_of_the_code_or_another_python_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "forms.toml").write_text("one", encoding="utf-8")
    kept = KeptForms(tmp_path, Code(("source",), root=tmp_path))
    kept.keep(_fresh("en"))
    assert kept.give(_fresh("en"))
    with monkeypatch.context() as patched:
        patched.setattr(sys, "version", "another")
        assert not kept.give(_fresh("en"))
    (source / "forms.toml").write_text("another", encoding="utf-8")
    assert not kept.give(_fresh("en"))


def test_a_python_without_these_functions_compiles_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_forms, "import_module", lambda _: ModuleType("empty"))
    given = _fresh("en")
    KeptForms(tmp_path).keep(given)
    assert not KeptForms(tmp_path).give(given)
    assert given.form("presents").search("tell me about the outbox")


def test_a_cache_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "forms").write_text(json.dumps("in the way"), encoding="utf-8")
    KeptForms(tmp_path).keep(_fresh("en"))
    assert not KeptForms(tmp_path).give(_fresh("en"))
