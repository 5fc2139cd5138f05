"""What the page and the browser door say to each other. Binary messages are terminal bytes; text messages are JSON.

The page sends `{"type": "hello", "columns", "rows", "start", "still"}` first, where `still` asks for less motion, and
`{"type": "resize", "columns", "rows"}` or `{"type": "go", "place"}` later.
The door sends `{"type": "open", "url"}`, `{"type": "place", "place", "title"}` and, as the last message,
`{"type": "ended", "text", "again"}`, where `again` asks the page to come back by itself.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

OPENABLE = ("https://", "mailto:")
"""Addresses that the page may be asked to open; it checks them once more."""
MESSAGE_BYTES = 32_768
"""Longest message that the page may send; it cuts input into smaller ones."""
MAX_CELLS = 100_000

_Link = Annotated[str, Field(max_length=500)]
Cells = Annotated[int, Field(ge=0, le=MAX_CELLS)]


class Hello(BaseModel):
    """The first message: the size of the page's terminal, and the place to open."""

    model_config = ConfigDict(strict=True, frozen=True)

    type: Literal["hello"]
    columns: Cells
    rows: Cells
    start: _Link = ""
    still: bool = False


class Resize(BaseModel):
    """The page's terminal has another size."""

    model_config = ConfigDict(strict=True, frozen=True)

    type: Literal["resize"]
    columns: Cells
    rows: Cells


class Go(BaseModel):
    """The visitor wants to be elsewhere: by the browser's back button, or by an address."""

    model_config = ConfigDict(strict=True, frozen=True)

    type: Literal["go"]
    place: _Link


_LATER: TypeAdapter[Resize | Go] = TypeAdapter(Annotated[Resize | Go, Field(discriminator="type")])


def read_hello(text: str) -> Hello | None:
    """Return the first message, or None where it is something else."""
    try:
        return Hello.model_validate_json(text)
    except ValidationError:
        return None


def read_later(text: str) -> Resize | Go | None:
    """Return a later message, or None where it is something else."""
    try:
        return _LATER.validate_json(text)
    except ValidationError:
        return None


def open_message(url: str) -> str:
    """Return the message that opens an address in the visitor's browser."""
    return json.dumps({"type": "open", "url": url})


def place_message(place: str, title: str) -> str:
    """Return the message that says where in the portfolio the visitor is now, and what the tab is called there."""
    return json.dumps({"type": "place", "place": place, "title": title})


def ended_message(text: str, again: bool = False) -> str:
    """Return the last message."""
    return json.dumps({"type": "ended", "text": text, "again": again})
