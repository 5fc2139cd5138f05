"""Runs the owner's command once for each new message, with the message as an e-mail on its stdin.

No shell is involved, and nothing that a visitor typed is ever an argument. A command that fails is tried again with the
next message, or by `portfolio inbox notify`.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.keep.inbox import Inbox, InboxError, Message
from engine.keep.inbox_mail import email_of
from engine.settings import Settings

MARK = "inbox.notified"
"""The file beside the inbox that holds the number of the newest message that was told of."""
SECONDS = 30.0
"""How long a command may take for one message."""

_Run = Callable[[Sequence[str], bytes], None]


class NotifyError(Exception):
    """The command could not be run, or failed, in one sentence."""


def notify(
    folder: Path, command: Sequence[str], to: str = "", run: _Run | None = None, *, inbox: Inbox | None = None
) -> int:
    """Tell of every message in the inbox of `folder` that was not told of, oldest first; return how many.

    `to` is the owner's e-mail address, for commands that send mail. Processes wait for each other, so that no message
    is told of twice: those of one machine, since `folder` keeps the mark; where several machines share an `inbox`, one
    of them has the command. Raises NotifyError at the first failure; that message is then the next to be tried.
    """
    from filelock import FileLock

    inbox, told, run = inbox or Inbox(folder), 0, run or _run
    if not command or not inbox.messages():
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{MARK}.lock"):
        for message in _waiting(inbox, folder / MARK):
            run(command, email_of(message, to).as_bytes())
            (folder / MARK).write_text(str(message.id), encoding="ascii")
            told += 1
    return told


def notify_soon(settings: Settings, to: str = "") -> threading.Thread | None:
    """Do the same on a thread of its own, since a visitor should not wait for the owner's mail; None without a command.

    The message is kept whatever happens here, and a failure is told by `portfolio inbox notify`.
    """
    if not settings.inbox_command:
        return None

    def tell() -> None:
        with contextlib.suppress(NotifyError, InboxError, OSError):
            notify(settings.data_dir, settings.inbox_command, to, inbox=Inbox.of(settings))

    thread = threading.Thread(target=tell, name="telling of a message", daemon=True)
    thread.start()
    return thread


def _waiting(inbox: Inbox, mark: Path) -> list[Message]:
    """Return the messages that came after the mark; without one, those that the owner has not read."""
    try:
        newest = int(mark.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return inbox.messages(unread=True)
    return [message for message in inbox.messages() if message.id > newest]


def _run(command: Sequence[str], message: bytes) -> None:
    try:
        done = subprocess.run(list(command), input=message, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotifyError(f"{command[0]} took longer than {SECONDS:.0f} seconds") from error
    except OSError as error:
        raise NotifyError(f"{command[0]} cannot be run: {error.strerror or error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NotifyError(f"{command[0]} ended with code {done.returncode}" + (f": {said[-1]}" if said else ""))
