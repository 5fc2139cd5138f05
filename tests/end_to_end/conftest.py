"""What several end-to-end tests start: a real PostgreSQL, in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def as_user(*words: str) -> None:
    """Run a program of PostgreSQL, which refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(words, user=user, group=user, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of an empty database, without a name of one."""
    pytest.importorskip("sqlalchemy", reason="the extra is missing: pip install -e .[postgres]")
    pytest.importorskip("psycopg", reason="the extra is missing: pip install -e .[postgres]")
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed; on Debian or Ubuntu: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="portfolio-postgres-"))
    if os.geteuid() == 0:
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres to run it as")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tools, data) = (BINARIES[-1], str(folder / "data"))
    as_user(str(tools / "initdb"), "-D", data, "-U", "portfolio", "-A", "trust", "-N", "--locale=C", "-E", "UTF8")
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=on -c shared_buffers=16MB"
    as_user(str(tools / "pg_ctl"), "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        yield f"postgresql://portfolio:secret-word@127.0.0.1:{port}"
    finally:
        as_user(str(tools / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def url(server: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database for one test."""
    import sqlalchemy

    name = f"t{abs(hash(request.node.name))}"
    engine = sqlalchemy.create_engine(
        f"{server}/postgres".replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(f"create database {name}"))
    engine.dispose()
    return f"{server}/{name}"
