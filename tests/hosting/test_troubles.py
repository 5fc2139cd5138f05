"""What cannot be kept is told to the owner: log, gauge, /readyz, start. No visitor sees a path of the server."""

from __future__ import annotations

import io
import json
import socket
from pathlib import Path

import pytest

from engine.keep.inbox import Inbox, InboxError
from tests.hosting.house import open_house
from tests.hosting.test_start import start
from tui.hosting.operations.health import _response
from tui.hosting.operations.log import make_log
from tui.hosting.operations.metrics import Metrics
from tui.hosting.operations.troubles import Troubles


async def test_a_message_that_is_not_kept_is_a_line_a_gauge_and_a_word_until_one_is(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.write_text("in the way")
    async with open_house() as house:
        for _ in range(3):
            with pytest.raises(InboxError) as refused:
                Inbox(folder).add("Ada", "ada@example.org", "hello")
        assert str(tmp_path) not in str(refused.value)
        [line] = house.lines("not kept")
        assert str(folder) in line["detail"]
        metrics = house.host.metrics.text().decode()
        assert f'portfolio_not_kept{{cause="{line["cause"]}"}} 1.0' in metrics
        ready = _response(b"GET /readyz HTTP/1.1\r\n\r\n", house.host.metrics, lambda: True, house.host.troubles.words)
        assert ready.startswith(b"HTTP/1.1 200 OK")
        assert b"degraded" in ready
        folder.unlink()
        Inbox(folder).add("Ada", "ada@example.org", "hello")
        assert len(house.lines("kept again")) == 1
        assert f'portfolio_not_kept{{cause="{line["cause"]}"}} 0.0' in house.host.metrics.text().decode()
        assert house.host.troubles.words() == ""


def test_each_cause_has_a_line_of_its_own() -> None:
    from engine.keep.faults import StoreFault

    log = io.StringIO()
    troubles = Troubles(Metrics(), make_log(log, json=True))
    for cause in ("disk full", "disk full", "read-only"):
        troubles.hear("inbox", StoreFault(cause, "detail"))
    troubles.hear("visits", StoreFault("read-only", "detail"))
    lines = [json.loads(line)["cause"] for line in log.getvalue().splitlines()]
    assert lines == ["disk full", "read-only", "read-only"]
    assert troubles.words() == "read-only"


def test_a_database_that_cannot_be_opened_ends_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", f"postgresql://x:secret@127.0.0.1:{port}/portfolio")
    done = start(tmp_path)
    assert done.returncode == 1
    assert "the inbox is not there: " in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_whose_extra_is_not_installed_ends_the_start_with_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "psycopg.py").write_text("raise ModuleNotFoundError('No module named psycopg', name='psycopg')")
    monkeypatch.setenv("PYTHONPATH", str(missing))
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", "postgresql://x:secret@127.0.0.1/portfolio")
    done = start(tmp_path)
    assert done.returncode == 1
    assert "pip install 'terminal-portfolio[postgres]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_inbox_that_cannot_be_written_ends_the_start(tmp_path: Path) -> None:
    (tmp_path / "inbox.sqlite3").mkdir()
    done = start(tmp_path)
    assert done.returncode == 1
    assert f"{tmp_path / 'inbox.sqlite3'} cannot be used" in done.stderr
