"""Recorded event streams of real answers, read back into events."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from engine.events import Answer, Composed, Drafted, Event, Retrieved, Sentence, Tokenized, Waiting

RECORDED = Path(__file__).parent / "data" / "recorded"
KINDS: dict[str, type[Any]] = {
    kind.type: kind for kind in (Waiting, Tokenized, Retrieved, Composed, Drafted, Sentence, Answer)
}


@cache
def recorded(name: str) -> tuple[Event, ...]:
    """Return the events of a recording, such as `outbox`."""
    data = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    return tuple(_event(item) for item in data["events"])


def _event(item: dict[str, Any]) -> Event:
    fields = {name: value for name, value in item.items() if name not in ("type", "stage")}
    event: Event = TypeAdapter(KINDS[item["type"]]).validate_python(fields)
    return event
