"""Finds a process of an earlier host that still holds a port, from what Linux tells in /proc; elsewhere, none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"
"""The state of a listening socket in /proc/net/tcp."""


def leftover_of(port: int) -> int | None:
    """Return the id of a process that a host started, whose supervisor is gone, and that listens on `port`."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for folder in PROC.glob("[0-9]*") if sockets else ():
        try:
            if _is_orphan(folder) and any(str(link.readlink()) in sockets for link in (folder / "fd").iterdir()):
                return int(folder.name)
        except OSError:  # it has ended meanwhile, or belongs to somebody else
            continue
    return None


def _is_orphan(folder: Path) -> bool:
    if b"multiprocessing.spawn" not in (folder / "cmdline").read_bytes():
        return False
    parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
    return b"serve" not in (PROC / parent / "cmdline").read_bytes().split(b"\0")


def _listening(port: int) -> Iterator[str]:
    """Yield the inodes of the sockets that listen on a port (proc_pid_net(5))."""
    for name in ("tcp", "tcp6"):
        table = PROC / "net" / name
        for line in table.read_text().splitlines()[1:] if table.is_file() else ():
            columns = line.split()
            if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                yield columns[9]
