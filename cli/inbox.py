"""`portfolio inbox`: the messages that visitors left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Json
from cli.output import console, put, put_json, talk
from cli.resources import portfolio_for, settings_for
from content.safe_text import in_quotes, safe_text

if TYPE_CHECKING:
    from engine.keep.inbox import Inbox, Message

app = typer.Typer(help="The messages that visitors left.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of a message.")]
_OPENING = 48
"""How many characters of a message a list shows."""


class MailFormat(StrEnum):
    """What an inbox can be exported as."""

    JSON = "json"
    MBOX = "mbox"


@contextmanager
def _inbox() -> Iterator[Inbox]:
    """Give the inbox; what is wrong with it is one sentence."""
    from engine.keep.inbox import Inbox, InboxError

    try:
        yield Inbox.of(settings_for())
    except InboxError as error:
        raise CommandError(error.detail) from error


def _message(inbox: Inbox, number: int) -> Message:
    message = inbox.get(number)
    if message is None:
        raise CommandError(f"the inbox has no message {number}; `portfolio inbox list` lists them", ExitCode.NOT_FOUND)
    return message


@app.command("list")
def list_(
    unread: Annotated[bool, typer.Option("--unread", help="Only those that are not marked as read.")] = False,
    json: Json = False,
) -> None:
    """List the messages, newest first."""
    from rich.table import Table
    from rich.text import Text

    with _inbox() as inbox:
        messages = inbox.messages(unread=unread)[::-1]
    if json:
        put_json([_data(message) for message in messages])
        return
    table = Table("", "no.", "day", "from", "reach", "begins", box=None, pad_edge=False, header_style="bold")
    for message in messages:
        opening = " ".join(message.text.split())[:_OPENING]
        cells = (message.name, message.reach, opening)
        shown = (Text(safe_text(cell), no_wrap=True, overflow="ellipsis") for cell in cells)
        table.add_row(" " if message.read else "*", str(message.id), f"{message.at:%Y-%m-%d}", *shown)
    if messages:
        console().print(table)
    new = sum(not message.read for message in messages)
    talk(f"{len(messages)} message(s), {new} not read (*)" if messages else "the inbox is empty")


@app.command()
def show(
    number: Number,
    keep_unread: Annotated[bool, typer.Option("--keep-unread", help="Do not mark it as read.")] = False,
    json: Json = False,
) -> None:
    """Print a message, and mark it as read."""
    with _inbox() as inbox:
        message = _message(inbox, number)
        if not keep_unread:
            inbox.mark(number)
    if json:
        put_json(_data(message))
        return
    put(f"From:  {' '.join(message.name.split())}\nReach: {' '.join(message.reach.split())}")
    put(f"Date:  {message.at:%Y-%m-%d %H:%M} UTC\n\n{message.text}")


@app.command()
def reply(number: Number) -> None:
    """Print a mailto: link that answers a message, for the mail program of your choice."""
    from engine.keep.inbox_mail import reply_link

    with _inbox() as inbox:
        message = _message(inbox, number)
    link = reply_link(message)
    if not link:
        wrong = f"message {number} has no e-mail address to answer to; its writer left {in_quotes(message.reach)}"
        raise CommandError(wrong, ExitCode.NOT_FOUND)
    put(link)


@app.command()
def mark(
    number: Number,
    unread: Annotated[bool, typer.Option("--unread", help="Mark it as not read.")] = False,
) -> None:
    """Mark a message as read, or as not read."""
    with _inbox() as inbox:
        _message(inbox, number)
        inbox.mark(number, read=not unread)
    talk(f"message {number} is marked as {'not ' if unread else ''}read")


@app.command()
def export(
    form: Annotated[MailFormat, typer.Argument(metavar="FORMAT", help="`json`, or `mbox` for a mail program.")],
    out: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; stdout by default.")] = None,
) -> None:
    """Print every message as JSON, or as a mailbox that a mail program opens."""
    from engine.keep.inbox_mail import mbox_of

    with _inbox() as inbox:
        messages = inbox.messages()
    if form is MailFormat.JSON and out is None:
        put_json([_data(message) for message in messages])
        return
    text = _json(messages) if form is MailFormat.JSON else mbox_of(messages).decode("utf-8", "surrogateescape")
    if out is None:
        put(text, end="")
        return
    from content.files import write_file

    if out.exists():
        raise CommandError(f"{out} is there already; name a new file", ExitCode.USAGE)
    write_file(out, text, private=True)
    talk(f"{len(messages)} message(s) in {out}")


@app.command()
def delete(
    number: Number,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before deleting.")] = False,
) -> None:
    """Delete a message for good."""
    with _inbox() as inbox:
        message = _message(inbox, number)
        if not yes and not (sys.stdin.isatty() and typer.confirm(f"Delete the message of {safe_text(message.name)}?")):
            raise CommandError("nothing was deleted; --yes deletes without asking", ExitCode.USAGE)
        inbox.delete(number)
    talk(f"message {number} is deleted")


@app.command()
def notify(content: Content = None) -> None:
    """Run the setting `inbox_command` for each message that it was not run for, with the message on its stdin.

    A host does so by itself when a message comes; this catches up after a failure, or from a timer.
    """
    from engine.keep.notices import NotifyError
    from engine.keep.notices import notify as tell

    settings = settings_for(content=content)
    if not settings.inbox_command:
        raise CommandError("the setting `inbox_command` is empty; docs/owner.md shows how to set it", ExitCode.USAGE)
    with _inbox() as box:
        to = portfolio_for(content).profile.contact.email
        try:
            told = tell(settings.data_dir, settings.inbox_command, to, inbox=box)
        except NotifyError as error:
            raise CommandError(str(error)) from error
    talk(f"told of {told} message(s)")


def _data(message: Message) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(message) | {"at": message.at.isoformat()}


def _json(messages: list[Message]) -> str:
    import json

    return json.dumps([_data(message) for message in messages], ensure_ascii=False, indent=2) + "\n"
