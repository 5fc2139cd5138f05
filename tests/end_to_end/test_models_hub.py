"""The model hub through the real huggingface_hub, against a small hub on this machine."""

import hashlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models.catalogue import Artefact
from models.errors import PullError
from models.progress import Progress, Step
from models.pull import pull
from models.store import State, folder_of, verify

pytestmark = pytest.mark.beside

WEIGHTS, WORDS = os.urandom(300_000), b'{"model": {}}'
FILES = {"model.safetensors": WEIGHTS, "tokenizer.json": WORDS}
REVISION = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """Answers as the hub does for files of one public repository."""

    seen: list[dict[str, str]] = []  # noqa: RUF012 - emptied by the fixture

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, with_body: bool) -> None:
        self.seen.append({"path": self.path, **dict(self.headers)})
        prefix = f"/someone/small/resolve/{REVISION}/"
        data = FILES.get(self.path.removeprefix(prefix).split("?")[0])
        if data is None:
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Repo-Commit", REVISION)
        self.end_headers()
        if with_body:
            self.wfile.write(data)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    Hub.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("HF_TOKEN", "hf_a_secret_of_the_user")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield Hub.seen
    server.shutdown()
    thread.join()
    server.server_close()


def artefact(**names: bytes) -> Artefact:
    files = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in names.items()
    ]
    return Artefact.of(
        {
            "key": "small",
            "title": "Small",
            "role": "embedder",
            "licence": "MIT",
            "recommended": False,
            "advice": "For tests.",
            "files": files,
            "sources": [{"kind": "hub", "repo": "someone/small", "revision": REVISION}],
        }
    )


def test_files_come_from_the_hub_verified_and_nothing_else_stays(hub: list[dict[str, str]], tmp_path: Path) -> None:
    small = artefact(**FILES)
    reports: list[Progress] = []
    pull(small, tmp_path, reports.append)
    assert verify(small, tmp_path).state is State.PRESENT
    assert sorted(path.name for path in folder_of(small, tmp_path).iterdir()) == sorted(FILES)
    assert not any(path.is_symlink() for path in folder_of(small, tmp_path).iterdir())
    assert Step.SOURCE_FAILED not in {report.step for report in reports}


def test_the_users_token_is_not_sent(hub: list[dict[str, str]], tmp_path: Path) -> None:
    pull(artefact(**FILES), tmp_path)
    assert hub
    assert not any("authorization" in {name.lower() for name in request} for request in hub)


def test_a_file_that_the_hub_does_not_have_is_a_failed_source(hub: list[dict[str, str]], tmp_path: Path) -> None:
    small = artefact(**{"gone.gguf": b"x"})
    with pytest.raises(PullError, match=r"the model hub \(someone/small\) failed \(.*404"):
        pull(small, tmp_path)
    assert not folder_of(small, tmp_path).exists()
