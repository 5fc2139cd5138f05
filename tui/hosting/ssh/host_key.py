"""The host key: made once, or handed over. Visitors' clients remember it, so it must outlive every update."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from content.files import write_new_file

if TYPE_CHECKING:
    import asyncssh

FILE_NAME = "ssh_host_ed25519_key"


class HostKeyError(Exception):
    """A host key that cannot be used, in one sentence."""


def key_from_text(text: str) -> asyncssh.SSHKey:
    """Return the private key in `text`, which a secret store handed over. Raises HostKeyError."""
    import asyncssh  # 100 ms that the other commands need not pay

    try:
        return asyncssh.import_private_key(text.strip() + "\n")
    except (asyncssh.KeyImportError, ValueError) as error:
        raise HostKeyError(
            "PORTFOLIO_HOSTING_HOST_KEY holds no private key that can be read without a passphrase; "
            'give it the whole file that `ssh-keygen -t ed25519 -N "" -f FILE` writes'
        ) from error


def load_or_make_key(path: Path) -> tuple[asyncssh.SSHKey, bool]:
    """Return the key in `path` and whether it was made now (ed25519), there being none. Raises HostKeyError."""
    import asyncssh

    try:
        made = not path.exists() and _make(path)
        if not path.is_file():
            raise HostKeyError(f"{path} is no file: name the private key itself, or a file that is to be made")
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise HostKeyError(f"{path} can be read by others on this machine; `chmod 600 {path}` mends it")
        return asyncssh.read_private_key(path), made
    except OSError as error:
        raise HostKeyError(f"the host key {path} cannot be read or made: {error.strerror or error}") from error
    except (asyncssh.KeyImportError, ValueError) as error:
        raise HostKeyError(f"{path} holds no private key that can be read without a passphrase") from error


def key_fingerprint(key: asyncssh.SSHKey) -> str:
    """Return the key's SHA256 fingerprint, as `ssh-keygen -l` prints it."""
    return f"{key.get_algorithm()} {key.get_fingerprint()}"


def _make(path: Path) -> bool:
    """Write a new key whole or not at all, for its owner alone; where another process was first, keep theirs."""
    import asyncssh

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = asyncssh.generate_private_key("ssh-ed25519", comment="portfolio")
    try:
        write_new_file(path, key.export_private_key(), private=True)
    except FileExistsError:
        return False
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True
