"""Packs in other scripts and in German are answered with the real embedder, which reads English best."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from engine.assistant import Assistant
from engine.events import Answer
from engine.settings import Settings
from tests.fakes.scripts import QUESTIONS, TEXTS, pack_in


@pytest.mark.parametrize("code", TEXTS)
def test_what_a_pack_says_is_quoted_in_its_script(code: str, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "models").symlink_to(platformdirs.user_cache_path("portfolio") / "models")
    assistant = Assistant.open(pack_in(code, tmp_path / code), Settings(model="none", cache_dir=cache))
    try:
        *_, answer = assistant.ask(QUESTIONS[code][0])
    finally:
        assistant.close()
    assert isinstance(answer, Answer)
    assert answer.kind == "answer"
    assert TEXTS[code]["casting"][1].split("。")[0][:12] in answer.text
