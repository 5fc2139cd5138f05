"""A real server of a language model on this machine, with the smallest model of the catalogue."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="the server's packages are missing: pip install -e .[dev]")
pytest.importorskip("fastapi", reason="the server's packages are missing: pip install -e .[dev]")

SMALLEST = "smollm2-135m"


def free_port() -> int:
    """Return a port that nobody has yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(model: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server until the end of the block. What it says, with a line a request, goes to `log`."""
    words = ["--model", str(model), "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "2048", "--n_threads", "2"]
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", "llama_cpp.server", *words], stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, log.read_text(errors="replace")[-2_000:]
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
