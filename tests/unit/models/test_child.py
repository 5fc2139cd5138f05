"""The child process that downloads: progress, failure, stalls, and that it never outlives its watcher."""

import errno
import os
from pathlib import Path

import pytest

from models.child import run_python
from models.errors import SourceError
from models.hub import fetch_from_hub
from tests.fakes.models import HUB, TINY

pytestmark = pytest.mark.slow  # the hub's client runs in a process of its own

WAIT_FOR_EVER = """
import os, pathlib, signal, sys
partial = pathlib.Path(sys.argv[1], "pid.part")
partial.write_text(str(os.getpid()))
partial.rename(pathlib.Path(sys.argv[1], "pid"))
signal.pause()
"""


def ignore(size: int) -> None: ...


def test_the_child_gets_its_own_environment_and_ours_is_untouched(tmp_path: Path) -> None:
    code = f"import os, pathlib; pathlib.Path({str(tmp_path)!r}, 'out').write_text(os.environ['ONLY_THERE'])"
    run_python(["-c", code], tmp_path, {"ONLY_THERE": "yes"}, ignore)
    assert (tmp_path / "out").read_text() == "yes"
    assert "ONLY_THERE" not in os.environ


def test_a_child_that_fails_is_a_failed_source_in_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^failed \(RepositoryNotFoundError: 404\)$"):
        run_python(["-c", "raise SystemExit('a warning\\nRepositoryNotFoundError: 404.')"], tmp_path, {}, ignore)


def test_control_characters_of_a_server_do_not_reach_the_message(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^failed \(404 \[31mred\)$"):
        run_python(["-c", "raise SystemExit('404 \\x1b[31mred')"], tmp_path, {}, ignore)


def test_a_child_that_dies_without_a_word_is_a_failed_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no reason given"):
        run_python(["-c", "import os; os._exit(3)"], tmp_path, {}, ignore)


def test_a_full_disk_in_the_child_is_a_full_disk_here(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        run_python(["-c", "import os; os.write(os.open('/dev/full', os.O_WRONLY), b'x')"], tmp_path, {}, ignore)
    assert caught.value.errno == errno.ENOSPC


def test_an_interrupt_while_the_child_works_ends_the_child(tmp_path: Path) -> None:
    def interrupt(size: int) -> None:
        if (tmp_path / "pid").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_python(["-c", WAIT_FOR_EVER, str(tmp_path)], tmp_path, {}, interrupt)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_child_that_sends_nothing_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="sent nothing for 0 seconds"):
        run_python(["-c", WAIT_FOR_EVER, str(tmp_path)], tmp_path, {}, ignore, stall_seconds=0)


def test_a_hub_that_is_down_fails_within_seconds_as_unreachable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: nothing listens
    with pytest.raises(SourceError, match=r"^cannot be reached; .* http://127\.0\.0\.1:9, which HF_ENDPOINT names$"):
        fetch_from_hub(TINY, HUB, tmp_path, ignore)
