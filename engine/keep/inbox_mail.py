"""A message of the inbox as e-mail: to answer it, to keep it in a mailbox, to hand it to a program that sends mail."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote

from engine.keep.inbox import Message

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+", re.ASCII)
_POLICY = SMTP.clone(linesep="\n")
FROM_LINE = re.compile(rb"^(>*From )", re.MULTILINE)
QUOTED_LINES = 30
"""How much of a message an answer quotes: mail programs refuse long mailto addresses."""
_NOWHERE = "portfolio.invalid"
"""A domain that never exists (RFC 2606): a message left on a form has no sender that mail could have come from."""


def address_in(reach: str) -> str:
    """Return the e-mail address that a visitor left, or an empty text where it is another way to be reached."""
    match = ADDRESS.fullmatch(reach.strip().removeprefix("mailto:"))
    return match[0] if match else ""


def reply_link(message: Message) -> str:
    """Return a mailto: link that answers a message; an empty text where the visitor left no e-mail address."""
    address = address_in(message.reach)
    if not address:
        return ""
    lines = message.text.splitlines()
    quoted = "\r\n".join(f"> {line}" for line in lines[:QUOTED_LINES]) + ("\r\n> …" if lines[QUOTED_LINES:] else "")
    body = f"\r\n\r\nOn {message.at:%d %B %Y}, {message.name} wrote:\r\n{quoted}\r\n"
    subject = f"Your message of {message.at:%d %B %Y}"
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def email_of(message: Message, to: str = "") -> EmailMessage:
    """Return a message as an e-mail to the owner's address `to`. What a visitor typed cannot add a header."""
    name = " ".join(message.name.split())
    email = EmailMessage(policy=_POLICY)
    email["From"] = Address(f"{name} (portfolio)", "inbox", _NOWHERE)
    if address_in(to):
        email["To"] = address_in(to)
    if address := address_in(message.reach):
        email["Reply-To"] = address
    email["Subject"] = f"Message {message.id} from {name}"
    email["Date"] = format_datetime(message.at)
    email["Message-ID"] = f"<{message.id}.{message.at:%Y%m%d%H%M%S}@{_NOWHERE}>"
    email.set_content(f"{message.text}\n\nReach: {' '.join(message.reach.split())}\n")
    return email


def mbox_of(messages: list[Message]) -> bytes:
    """Return messages as a mailbox in mbox format (its `mboxrd` kind, in which a quoted `From ` can be undone)."""
    parts = []
    for message in messages:
        body = FROM_LINE.sub(rb">\1", email_of(message).as_bytes())
        parts.append(
            f"From inbox@{_NOWHERE} {message.at:%a %b %d %H:%M:%S %Y}\n".encode() + body.rstrip(b"\n") + b"\n\n"
        )
    return b"".join(parts)
