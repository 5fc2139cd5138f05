"""docs/events.md and docs/events.schema.json say what the events are, and what a real answer holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.events import to_json
from events_page import events_page, events_schema
from tests.fakes.recordings import recorded
from tests.places import RECORDED, ROOT

SCHEMA = json.loads((ROOT / "docs" / "events.schema.json").read_text("utf-8"))
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}


@pytest.mark.parametrize(("name", "made"), [("events.md", events_page), ("events.schema.json", events_schema)])
def test_the_page_has_not_drifted(name: str, made: Any) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == made(), "run scripts/docs"


@pytest.mark.parametrize("name", sorted(path.stem for path in RECORDED.glob("*.json")))
def test_a_real_answer_holds_to_the_schema(name: str) -> None:
    for event in recorded(name):
        holds(json.loads(json.dumps(to_json(event))), SCHEMA["$defs"][event.type])


def test_the_check_finds_what_does_not_hold() -> None:
    data = json.loads(json.dumps(to_json(recorded("outbox")[0])))
    for wrong in (data | {"seconds": "soon"}, data | {"stage": "retrieve"}, {"type": "tokenized"}):
        with pytest.raises(AssertionError):
            holds(wrong, SCHEMA["$defs"]["tokenized"])


def holds(data: Any, schema: dict[str, Any]) -> None:
    """Assert that `data` is what `schema` says; as much of JSON Schema as the page uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        assert any(_is(data, each) for each in schema["anyOf"]), (data, schema)
        return
    if "const" in schema:
        assert data == schema["const"]
    if "enum" in schema:
        assert data in schema["enum"]
    match schema.get("type"):
        case "object":
            assert set(schema["required"]) == set(data)
            for name, value in data.items():
                holds(value, schema["properties"][name])
        case "array":
            assert isinstance(data, list)
            for value in data:
                holds(value, schema.get("items", {}))
        case str(kind):
            assert isinstance(data, TYPES[kind]), (data, kind)


def _is(data: Any, schema: dict[str, Any]) -> bool:
    try:
        holds(data, schema)
    except AssertionError:
        return False
    return True
