"""llama.cpp is tried in a process of its own before this one loads it, once for each library and processor."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.llama import trust, verdict
from engine.llama.context import Cancel, Cancelled
from engine.llama.trust import examined, refusal, trusted
from engine.llama.verdict import EXTRA, PLAIN, Trial, fingerprint, known_verdict
from models.errors import LibraryError

CRASHES = ("SIGILL", "SIGSEGV", "SIGBUS")
WORKS = 'print(\'["AVX2", "REPACK"]\'); print(2560.0)'
MODEL = Path("model.gguf")

pytestmark = pytest.mark.slow  # each starts children

Stub = Callable[..., Callable[[], list[str]]]


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Put a program in the child's place that does one thing with extra buffers and another without; return what tells
    in which ways it was run."""
    ran = tmp_path / "ran"

    def put(extra: str, plain: str = WORKS) -> Callable[[], list[str]]:
        code = (
            "import os, resource, signal, sys\n"
            "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
            f"with open({str(ran)!r}, 'a') as file: file.write(sys.argv[2] + '\\n')\n"
            f"exec({extra!r} if sys.argv[2] == 'extra' else {plain!r})"
        )
        ran.write_text("")
        monkeypatch.setattr(trust, "PROBE", ("-c", code))
        monkeypatch.setattr(trust, "_known", {})
        return lambda: ran.read_text().split()

    return put


def dies(name: str) -> str:
    return f"os.kill(os.getpid(), signal.{name})"


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be another process: what this one knows by heart is gone."""
    monkeypatch.setattr(trust, "_known", {})


def test_what_works_is_tried_once_and_kept(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = stub(WORKS)
    first = trusted(MODEL, tmp_path)
    assert first.extra_buffers
    assert first.compiled_for == ("AVX2", "REPACK")
    assert first.trials == {EXTRA: Trial(speed=2560.0)}
    forget(monkeypatch)
    assert trusted(MODEL, tmp_path) == first
    assert ran() == ["extra"]


@pytest.mark.parametrize("name", CRASHES)
def test_what_dies_of_extra_buffers_is_loaded_without_them_from_then_on(
    name: str, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = stub(dies(name))
    found = trusted(MODEL, tmp_path)
    assert not found.extra_buffers
    assert found.trials[EXTRA].died == name
    assert found.trials[PLAIN].works
    forget(monkeypatch)
    assert not trusted(MODEL, tmp_path).extra_buffers
    assert ran() == ["extra", "plain"]


@pytest.mark.parametrize("name", CRASHES)
def test_where_nothing_works_one_sentence_says_what_died_and_what_compiles_it_anew(
    name: str, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = stub(dies(name), dies(name))
    for _ in range(2):
        with pytest.raises(LibraryError, match=rf"llama.cpp dies \({name}\): .* compiled for another") as raised:
            trusted(MODEL, tmp_path)
        assert f"{sys.executable} -m pip install" in str(raised.value) or "uv pip install" in str(raised.value)
        assert "--no-binary llama-cpp-python" in str(raised.value)
        forget(monkeypatch)
    assert ran() == ["extra", "plain"]


def test_the_verdict_that_is_taken_away_is_found_again(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = stub(dies("SIGILL"))
    trusted(MODEL, tmp_path)
    (kept,) = (tmp_path / "probes").iterdir()
    kept.unlink()
    assert not trusted(MODEL, tmp_path).extra_buffers  # this process still knows
    forget(monkeypatch)
    assert not trusted(MODEL, tmp_path).extra_buffers
    assert ran() == ["extra", "plain"] * 2
    assert kept.is_file()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"when": "", "compiled_for": [], "trials": {}}', '{"trials": 1}'])
def test_a_verdict_that_cannot_be_read_is_none(text: str, stub: Stub, tmp_path: Path) -> None:
    ran = stub(WORKS)
    (tmp_path / "probes").mkdir()
    (tmp_path / "probes" / f"{fingerprint()}.json").write_text(text)
    assert trusted(MODEL, tmp_path).works
    assert ran() == ["extra"]
    assert known_verdict(tmp_path) is not None


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_where_nothing_can_be_kept_each_process_tries_once(
    code: int, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(code, "cannot be written")

    monkeypatch.setattr(verdict, "write_file", full)
    ran = stub(dies("SIGILL"))
    for _ in range(3):
        assert not trusted(MODEL, tmp_path).extra_buffers
    assert ran() == ["extra", "plain"]
    forget(monkeypatch)
    assert not trusted(MODEL, tmp_path).extra_buffers
    assert ran() == ["extra", "plain"] * 2


def test_a_folder_that_cannot_be_made_is_no_fault(stub: Stub, tmp_path: Path) -> None:
    (tmp_path / "probes").write_text("a file in its place")
    ran = stub(WORKS)
    assert trusted(MODEL, tmp_path) == trusted(MODEL, tmp_path)
    assert ran() == ["extra"]


def test_two_models_that_load_at_once_have_one_child(stub: Stub, tmp_path: Path) -> None:
    ran = stub(WORKS)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda _: trusted(MODEL, tmp_path), range(2))
    assert one == other
    assert ran() == ["extra"]


def test_two_processes_that_try_at_once_leave_one_whole_file(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub(WORKS)
    found = trusted(MODEL, tmp_path)
    forget(monkeypatch)
    monkeypatch.setattr(trust, "known_verdict", lambda _: None)  # the other one was not done yet
    again = trusted(MODEL, tmp_path)
    (kept,) = (tmp_path / "probes").iterdir()
    assert known_verdict(tmp_path) == again
    assert again.trials == found.trials
    assert not kept.name.startswith(".")


def test_another_processor_or_library_is_tried_for_itself(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = stub(WORKS)
    trusted(MODEL, tmp_path)
    monkeypatch.setattr(verdict, "processor_features", lambda: frozenset({"another"}))
    trusted(MODEL, tmp_path)
    library = tmp_path / "lib"
    library.mkdir()
    (library / "libllama.so").write_bytes(b"one")
    monkeypatch.setenv("LLAMA_CPP_LIB_PATH", str(library))
    trusted(MODEL, tmp_path)
    (library / "libllama.so").write_bytes(b"compiled anew")
    trusted(MODEL, tmp_path)
    assert ran() == ["extra"] * 4
    assert len(list((tmp_path / "probes").iterdir())) == 4


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGABRT"])
def test_a_child_that_somebody_ended_proves_nothing_for_the_next_time(name: str, stub: Stub, tmp_path: Path) -> None:
    ran = stub(dies(name), dies(name))
    for _ in range(2):
        with pytest.raises(LibraryError, match=rf"something ended llama.cpp .* \({name}\); try again"):
            trusted(MODEL, tmp_path)
    assert ran() == ["extra", "plain"] * 2
    assert not (tmp_path / "probes").exists()


def test_a_child_that_hangs_ends(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "LIMIT", 0)
    stub("signal.pause()", "signal.pause()")
    with pytest.raises(LibraryError, match=r"took more than"):
        trusted(MODEL, tmp_path)
    assert not (tmp_path / "probes").exists()


def test_who_leaves_does_not_wait_for_the_child(stub: Stub, tmp_path: Path) -> None:
    stub("signal.pause()")
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        trusted(MODEL, tmp_path, cancel)


def test_a_child_that_fails_in_order_leaves_it_to_loading_to_say_why(stub: Stub, tmp_path: Path) -> None:
    stub("print('[]'); sys.exit('no memory')")
    assert trusted(MODEL, tmp_path).extra_buffers
    assert not (tmp_path / "probes").exists()


def test_a_library_that_cannot_be_opened_is_told_with_its_reason(stub: Stub, tmp_path: Path) -> None:
    stub("sys.stderr.write('libgomp.so.1: cannot open\\n'); sys.exit(3)")
    with pytest.raises(LibraryError, match=r"cannot be opened: libgomp.so.1: cannot open. `.*` installs it anew"):
        trusted(MODEL, tmp_path)


def test_where_no_process_can_be_started_nothing_is_known(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub(WORKS)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert "no process could be started" in trusted(MODEL, tmp_path).trials[EXTRA].why


def test_an_examination_tries_both_ways_and_what_failed_again(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = stub(dies("SIGILL"), dies("SIGSEGV"))
    assert not examined(MODEL, tmp_path).works
    assert not examined(MODEL, tmp_path).works
    assert ran() == ["extra", "plain"] * 2
    assert "SIGILL" in refusal(examined(MODEL, tmp_path))
    ran = stub(WORKS)
    assert examined(MODEL, tmp_path).trials.keys() == {EXTRA, PLAIN}
    assert ran() == ["extra", "plain"]
    forget(monkeypatch)
    assert examined(MODEL, tmp_path) == trusted(MODEL, tmp_path)
    assert ran() == ["extra", "plain"]


def test_the_file_has_room_for_more(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = stub(WORKS)
    trusted(MODEL, tmp_path)
    (kept,) = (tmp_path / "probes").iterdir()
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"more": 1}))
    forget(monkeypatch)
    assert trusted(MODEL, tmp_path).works
    assert ran() == ["extra"]
