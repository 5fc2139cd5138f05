"""The Containerfile's steps without a container engine: the wheel in an environment of its own, its entry point as its
user on a file system that cannot be written to, its own health check, and its stop signal."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from pathlib import Path

import pytest

from engine.settings import load_settings
from tests.places import ROOT
from tests.unit.house.test_container_files import of

pytestmark = pytest.mark.beside

READ_ONLY = (
    'set -e; mount --make-rprivate /; for folder in "$DATA" "$CACHE" "$TMPDIR"; do mount --bind "$folder" "$folder";'
    ' done; mount -o remount,bind,ro /; exec "$@"'
)
"""Makes everything read-only but the three folders, for one program and what it starts."""
MAY_READ = "-all,+dac_read_search"
"""What the image's user may do here beyond other users: read this machine's Python, wherever it lies."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment into which the wheel was installed, with the packages of this one."""
    folder = tmp_path_factory.mktemp("image")
    source = folder / "source"
    source.mkdir()
    for name in [word for rest in of("COPY") if "--from" not in rest for word in rest.split()[:-1]]:
        path = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(path, source / name, ignore=ignored) if path.is_dir() else shutil.copy(path, source)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(source)], check=True)
    [wheel] = folder.glob("terminal_portfolio-*.whl")
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)], check=True)
    [packages] = (folder / "venv" / "lib").glob("python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    return python.parent


def image_user() -> tuple[int, int]:
    """The user and the group that the image runs as."""
    [who] = of("USER")
    user, group = map(int, who.split(":"))
    return user, group


@pytest.fixture
def environment(programs: Path, tmp_path: Path) -> dict[str, str]:
    """The image's environment, with folders of this test for its volumes."""
    folders = {name: tmp_path / name.lower() for name in ("DATA", "CACHE", "TMPDIR")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
        if not os.geteuid():
            os.chown(folder, *image_user())
    models = load_settings().cache_dir / "models"
    if models.is_dir():
        (folders["CACHE"] / "models").symlink_to(models)
    named = dict(word.split("=", 1) for rest in of("ENV") for word in rest.replace('"', "").split())
    image = {name: value.replace("/data", str(folders["DATA"])).replace("/cache", str(folders["CACHE"]))
             for name, value in named.items()}  # fmt: skip
    return image | {name: str(folder) for name, folder in folders.items()} | {
        "PATH": f"{programs}:/usr/bin:/bin:/usr/sbin:/sbin",
        "PORTFOLIO_HOSTING_METRICS_PORT": str(free_port()),
        "PORTFOLIO_HOSTING_PORT": "0",
        "PORTFOLIO_HOSTING_HOST": "127.0.0.1",
        "PORTFOLIO_LLM_URL": f"http://127.0.0.1:{free_port()}/v1",
    }  # fmt: skip


@pytest.fixture
def sealed(environment: dict[str, str]) -> list[str]:
    """The words before a command that make it the image's user, and take the right to write from it."""
    if os.geteuid() or not shutil.which("unshare") or not shutil.which("setpriv"):
        pytest.skip("making a file system read-only for one program needs root, unshare and setpriv")
    user, group = image_user()
    rights = [f"--{kind}={MAY_READ}" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
    drop = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs", *rights]
    words = ["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", *drop]
    probe = subprocess.run([*words, "touch", str(ROOT / "probe")], env=environment, capture_output=True, text=True)
    if "Read-only file system" not in probe.stderr:
        pytest.skip(f"this machine does not let a program have its own file systems: {probe.stderr.strip()}")
    return words


def test_the_image_starts_is_well_and_stops(
    environment: dict[str, str], sealed: list[str], programs: Path, tmp_path: Path
) -> None:
    [entry], [command], [check] = of("ENTRYPOINT"), of("CMD"), of("HEALTHCHECK")
    web_port = str(free_port())
    words = [word.replace("8080", web_port) for word in [*json.loads(entry), *json.loads(command)]]
    port = environment["PORTFOLIO_HOSTING_METRICS_PORT"]
    probe = [word.replace("9222", port) for word in json.loads(check.partition("CMD ")[2])]
    log = tmp_path / "log"
    with log.open("wb") as output:
        host = subprocess.Popen(
            [*sealed, *words], env=environment, cwd=environment["DATA"], stdout=output, stderr=output
        )
    try:
        deadline = time.monotonic() + 120
        while subprocess.run(probe, env=environment, capture_output=True, cwd="/").returncode:
            assert host.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.2)
        status = Path(f"/proc/{host.pid}/status").read_text()
        assert re.search(r"^Uid:\t(\d+)", status, re.M).group(1) == str(image_user()[0])  # type: ignore[union-attr]
        with urllib.request.urlopen(f"http://127.0.0.1:{web_port}/", timeout=10) as page:
            assert b"Open the terminal" in page.read()
    finally:
        host.send_signal(getattr(signal, of("STOPSIGNAL")[0]))
        code = host.wait(timeout=60)
    said = log.read_text(errors="replace")
    assert code == 0, said
    assert "Read-only" not in said
    assert "Traceback" not in said
    assert {path.name for path in Path(environment["DATA"]).iterdir() if not path.name.startswith(".")} == {
        "inbox.sqlite3",  # whether messages can be kept is tried at the start
        "ssh_host_ed25519_key",
    }


def test_a_question_in_the_image_is_answered_without_the_models_server(
    environment: dict[str, str], sealed: list[str]
) -> None:
    words = [*sealed, "portfolio", "ask", "What does the outbox pattern buy?", "--plain"]
    done = subprocess.run(words, env=environment, cwd="/", capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "outbox" in done.stdout.lower()
    assert "the model's server cannot be reached" in done.stdout + done.stderr
