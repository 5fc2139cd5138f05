"""The events of an answer as a reference page and as a JSON Schema, read off engine.events."""

from __future__ import annotations

import dataclasses
import inspect
import json
from collections.abc import Iterator
from typing import Any, get_type_hints

HEAD = """# Events and answers as JSON

Generated from `engine/events.py` by `scripts/docs`; a test fails when the two differ. The same for machines:
[events.schema.json](events.schema.json).

`portfolio ask --json` prints one object: `version` ({version}), the fields of the [Answer](#answer), and `events`, the
list of the other events in the order in which they came. Tokens are many, so [Drafted](#drafted) events are left out
unless `--trace` is given, too; they then come with their probabilities.

```sh
portfolio ask --json "What does the outbox pattern buy?" | jq -r '.text, .citations[].link'
portfolio ask --json --trace "What does the outbox pattern buy?" | jq '.events[] | select(.type == "drafted") | .text'
```

`version` grows when a field changes its meaning or goes away. New fields may come at any time: read what you know, and
let the rest pass. Times are in seconds.

Each event has its `type`, and its `stage` where one of the five stages sent it. They come in this order: `tokenized`,
`retrieved`, a `sentence` or two that are quoted at once, `composed`, then `drafted` and `sentence` as they come, and
one `answer` at the end; `waiting` comes before the first `drafted`, while other visitors are answered. A question that
needs no model skips from the stage that decided it to `sentence` and `answer`. The sentences inside an answer are
without `type` and `stage`.
"""


def events_page() -> str:
    """Return the reference as Markdown."""
    from engine.events import SCHEMA_VERSION

    parts = [HEAD.format(version=SCHEMA_VERSION), "## Events"]
    parts += [_section(kind) for kind in _events()]
    parts += ["## What they are made of", *(_section(kind) for kind in _parts())]
    return "\n".join(parts)


def events_schema() -> str:
    """Return what `ask --json` prints as a JSON Schema (2020-12)."""
    from pydantic import TypeAdapter

    from engine.events import SCHEMA_VERSION, Answer

    definitions: dict[str, Any] = {}
    for kind in _events():
        schema = TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}", mode="serialization")
        definitions |= schema.pop("$defs", {})
        definitions[kind.type] = _tagged(kind, schema)  # by its type: inside an answer, a Sentence comes without one
    answer = definitions[Answer.type]
    others = [{"$ref": f"#/$defs/{kind.type}"} for kind in _events() if kind is not Answer]
    own = {"version": {"const": SCHEMA_VERSION}, "events": {"type": "array", "items": {"anyOf": others}}}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "portfolio ask --json",
        "type": "object",
        "properties": {**own, **answer["properties"]},
        "required": [*own, *answer["required"]],
        "$defs": {name: _whole(definitions[name]) for name in sorted(definitions)},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _events() -> list[type[Any]]:
    from engine.events import Answer, Composed, Drafted, Retrieved, Sentence, Tokenized, Waiting

    return [Waiting, Tokenized, Retrieved, Composed, Drafted, Sentence, Answer]


def _parts() -> list[type[Any]]:
    from engine.events import (
        Alternative,
        Candidate,
        Citation,
        NextStep,
        Passage,
        PromptPart,
        Shape,
        StageTime,
        Token,
        Trace,
    )

    return [Token, Candidate, Passage, Shape, PromptPart, Alternative, Citation, NextStep, Trace, StageTime]


def _section(kind: type[Any]) -> str:
    lines = [f"### {kind.__name__}", "", inspect.cleandoc(kind.__doc__ or ""), "", "| field | type |", "|---|---|"]
    lines += [f"| `{name}` | {_type(form)} |" for name, form in _fields(kind)]
    return "\n".join(lines) + "\n"


def _fields(kind: type[Any]) -> Iterator[tuple[str, Any]]:
    for tag in ("type", "stage"):
        if isinstance(value := getattr(kind, tag, None), str):
            yield tag, value
    hints = get_type_hints(kind)
    for item in dataclasses.fields(kind):
        yield item.name, hints[item.name]


def _type(form: Any) -> str:
    """Return a type in the words of JSON; ours are links."""
    match form:
        case str():
            return f"always `{form}`"
        case type() if dataclasses.is_dataclass(form):
            return f"[{form.__name__}](#{form.__name__.lower()})"
    names = {str: "string", int: "number (whole)", float: "number", bool: "true or false", type(None): "null"}
    if form in names:
        return names[form]
    inner = getattr(form, "__args__", ())
    if getattr(form, "__origin__", None) is tuple:
        return f"list of {_type(inner[0])}"
    if all(isinstance(value, str) for value in inner):
        return " or ".join(f"`{value}`" for value in inner)
    return " or ".join(_type(each) for each in inner)


def _tagged(kind: type[Any], schema: dict[str, Any]) -> dict[str, Any]:
    tags = {tag: {"const": value} for tag in ("type", "stage") if isinstance(value := getattr(kind, tag, None), str)}
    return {**schema, "properties": {**tags, **schema["properties"]}, "required": [*tags, *schema.get("required", [])]}


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """Every field is printed, those with a default, too."""
    return {**schema, "required": list(schema["properties"])} if "properties" in schema else schema
