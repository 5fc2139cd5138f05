"""The state of a prompt's beginning is kept whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from engine.llama import prompt_states
from engine.llama.prompt_states import PromptStates, state_key


def test_what_was_put_is_found_again_by_its_key(tmp_path: Path) -> None:
    PromptStates(tmp_path).put("a", b"state of a")
    assert PromptStates(tmp_path).get("a") == b"state of a"
    assert PromptStates(tmp_path).get("b") is None


def test_a_torn_file_is_no_state(tmp_path: Path) -> None:
    states = PromptStates(tmp_path)
    states.put("a", bytes(100))
    file = next((tmp_path / "prompts").iterdir())
    file.write_bytes(file.read_bytes()[:-1])
    assert states.get("a") is None


def test_only_the_newest_states_stay(tmp_path: Path) -> None:
    states = PromptStates(tmp_path)
    for number in range(prompt_states.MOST_STATES + 2):
        states.put(str(number), b"state")
        os.utime(tmp_path / "prompts" / f"{number}.state", (number, number))
    assert {path.stem for path in (tmp_path / "prompts").iterdir()} == {
        str(n) for n in range(2, prompt_states.MOST_STATES + 2)
    }


def test_a_large_state_is_not_written(tmp_path: Path) -> None:
    PromptStates(tmp_path).put("a", bytes(prompt_states.LARGEST + 1))
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("a file where the folder should be")
    PromptStates(tmp_path).put("a", b"state")
    assert PromptStates(tmp_path).get("a") is None


def test_another_file_or_prompt_has_another_key(tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF")
    first = state_key(model, [1, 2])
    assert state_key(model, [1, 2]) == first
    assert state_key(model, [1, 3]) != first
    model.write_bytes(b"GGUF2")
    assert state_key(model, [1, 2]) != first
