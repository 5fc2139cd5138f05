"""Where model files lie and in what state they are."""

from pathlib import Path

import pytest

from models.catalogue import Artefact, load_catalogue
from models.errors import ModelError
from models.store import TEMPORARY_PREFIX, State, folder_of, lock_of, path_of, remove, status_of, verify
from tests.fakes.models import TINY, WHOLE


def put(artefact: Artefact, cache: Path, data: bytes, name: str | None = None) -> Path:
    path = path_of(artefact, cache, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_files_lie_below_the_key_of_their_model(tmp_path: Path) -> None:
    assert path_of(TINY, tmp_path) == tmp_path / "models" / "tiny" / "tiny.gguf"


def test_nothing_on_disk_is_absent_and_looking_creates_nothing(tmp_path: Path) -> None:
    assert status_of(TINY, tmp_path).state is State.ABSENT
    assert list(tmp_path.iterdir()) == []


def test_the_right_size_is_present_at_a_glance(tmp_path: Path) -> None:
    put(TINY, tmp_path, WHOLE)
    assert status_of(TINY, tmp_path).state is State.PRESENT
    assert verify(TINY, tmp_path).state is State.PRESENT


def test_a_cut_file_is_damaged_and_says_by_how_much(tmp_path: Path) -> None:
    put(TINY, tmp_path, WHOLE[:-1])
    status = status_of(TINY, tmp_path)
    assert status.state is State.DAMAGED
    assert status.detail == "tiny.gguf has 5,003 bytes instead of 5,004"


def test_only_verify_sees_a_flipped_byte(tmp_path: Path) -> None:
    put(TINY, tmp_path, WHOLE[:-1] + b"c")
    assert status_of(TINY, tmp_path).state is State.PRESENT
    read: list[int] = []
    status = verify(TINY, tmp_path, read.append)
    assert status.state is State.DAMAGED
    assert "SHA-256" in status.detail
    assert sum(read) == len(WHOLE)


def test_one_file_of_two_is_partial_and_names_the_other(tmp_path: Path) -> None:
    embedder = load_catalogue().embedder
    put(embedder, tmp_path, b"", "tokenizer.json").write_bytes(b"x" * embedder.files[1].bytes)
    status = status_of(embedder, tmp_path)
    assert (status.state, status.detail) == (State.PARTIAL, "model.safetensors is missing")


def test_the_leftovers_of_a_killed_pull_are_partial(tmp_path: Path) -> None:
    (folder_of(TINY, tmp_path) / f"{TEMPORARY_PREFIX}x").mkdir(parents=True)
    assert status_of(TINY, tmp_path).state is State.PARTIAL


def test_remove_deletes_everything_of_a_model_and_says_how_much(tmp_path: Path) -> None:
    put(TINY, tmp_path, WHOLE)
    put(TINY, tmp_path, b"12345", "converted.gguf")
    assert remove(TINY, tmp_path) == len(WHOLE) + 5
    assert status_of(TINY, tmp_path).state is State.ABSENT
    assert not folder_of(TINY, tmp_path).exists()


def test_remove_of_an_absent_model_frees_nothing(tmp_path: Path) -> None:
    assert remove(TINY, tmp_path) == 0


def test_remove_leaves_a_model_that_is_being_pulled_alone(tmp_path: Path) -> None:
    path = put(TINY, tmp_path, WHOLE)
    with lock_of(TINY, tmp_path), pytest.raises(ModelError, match="being pulled by another process"):
        remove(TINY, tmp_path)
    assert path.exists()
