"""The host key: made once, for the owner alone, or handed over."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import subprocess
from pathlib import Path

import asyncssh
import pytest

from tui.hosting.ssh.host_key import HostKeyError, key_fingerprint, key_from_text, load_or_make_key

pytestmark = pytest.mark.beside


def test_it_is_made_once_with_mode_0600(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        key, made = load_or_make_key(tmp_path / "data" / "key")
    finally:
        os.umask(old)
    again, made_again = load_or_make_key(tmp_path / "data" / "key")
    assert (made, made_again) == (True, False)
    assert key_fingerprint(key) == key_fingerprint(again)
    assert key_fingerprint(key).startswith("ssh-ed25519 SHA256:")
    assert stat.S_IMODE((tmp_path / "data" / "key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["key"], "a temporary file stayed behind"


def _make(path: Path, made: multiprocessing.SimpleQueue[str]) -> None:
    made.put(key_fingerprint(load_or_make_key(path)[0]))


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    made: multiprocessing.SimpleQueue[str] = context.SimpleQueue()
    processes = [context.Process(target=_make, args=(tmp_path / "key", made)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert len({made.get() for _ in processes}) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_or_make_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(HostKeyError, match="chmod 600"):
        load_or_make_key(tmp_path / "key")


def test_a_folder_as_a_key_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(HostKeyError, match="is no file: name the private key itself"):
        load_or_make_key(tmp_path)


def test_a_file_that_is_no_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("my diary")
    path.chmod(0o600)
    with pytest.raises(HostKeyError, match="no private key"):
        load_or_make_key(path)
    assert path.read_text() == "my diary"


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HostKeyError, match="cannot be read or made"):
        load_or_make_key(tmp_path / "file" / "key")


def test_a_key_is_taken_from_text() -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    text = key.export_private_key().decode()
    assert key_fingerprint(key_from_text("\n" + text)) == key_fingerprint(key)
    with pytest.raises(HostKeyError, match="holds no private key"):
        key_from_text("nonsense")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_the_fingerprint_is_what_ssh_keygen_prints(tmp_path: Path) -> None:
    key, _ = load_or_make_key(tmp_path / "key")
    shown = subprocess.run(["ssh-keygen", "-lf", tmp_path / "key"], capture_output=True, text=True, check=True).stdout
    assert key.get_fingerprint() in shown
