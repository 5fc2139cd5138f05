"""The pack's models as JSON Schemas (draft 7, which editors know best), with words that teach each field."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from content import schema
from content.links import PATTERN
from content.questions import QuestionSet
from content.site_map import FOLDERS
from content.tour import Tour
from content.validation import adapter

FOLDER = Path(__file__).parent
MODELS: dict[str, type[schema.Model]] = {
    "profile": schema.Profile,
    "services": schema.Services,
    "topology": schema.Topology,
    "pipeline": schema.Pipeline,
    **{model.KIND: model for model in (schema.CaseStudy, schema.Project, schema.Essay, schema.HiringAnswer)},
    "asks": schema.SectionAsks,
    "glossary": schema.Glossary,
    "questions": QuestionSet,
    "tour": Tour,
}
"""Which schema a file follows: the front matter in a folder that of its kind, a YAML file that of its own name."""

BESIDE = ".schemas"
"""The folder within a pack that holds the schemas."""

LINK_PATTERN = re.sub(r"\?P<\w+>", "?:", PATTERN)


def schema_files() -> dict[str, str]:
    """Return every JSON Schema as text, by its file name."""
    return {f"{name}.schema.json": _text(model) for name, model in MODELS.items()}


def shipped_schemas() -> dict[str, str]:
    """Return the schemas that ship with the package, by file name: what `schema_files` makes, without the work."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.schema.json"))}


def modeline(file: str) -> str:
    """Return the comment that names the schema of pack file `file` to an editor, or an empty text where it has none."""
    folder, _, name = file.rpartition("/")
    if folder in FOLDERS and name.endswith(".md"):
        return f"# yaml-language-server: $schema=../{BESIDE}/{FOLDERS[folder]}.schema.json\n"
    stem = name.removesuffix(".yaml")
    return f"# yaml-language-server: $schema={BESIDE}/{stem}.schema.json\n" if not folder and stem in MODELS else ""


def with_modeline(file: str, text: str) -> str:
    """Return the text of pack file `file` with its schema named on top, within the front matter of Markdown."""
    line = modeline(file)
    if not line or "yaml-language-server:" in text:
        return text
    fence = "---\n"
    return fence + line + text.removeprefix(fence) if text.startswith(fence) else line + text


@cache
def descriptions() -> dict[str, dict[str, str]]:
    """Return what each field is for, by class and field name."""
    import yaml

    words: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "descriptions.yaml").read_text(encoding="utf-8"))
    return words


def description_of(model: type[schema.Model], field: str) -> str:
    """Return the description of a field, which the class that defines it holds. KeyError where there is none."""
    for owner in model.__mro__:
        if field in inspect.get_annotations(owner):
            return descriptions()[owner.__name__][field]
    raise KeyError(field)


def _text(model: type[schema.Model]) -> str:
    data = adapter(model).json_schema()
    definitions = data.pop("$defs", {})
    result = {"$schema": "http://json-schema.org/draft-07/schema#"} | _described(data, model)
    if definitions:
        known = {item.__name__: item for item in _all(schema.Model)}
        result["$defs"] = {name: _described(part, known[name]) for name, part in sorted(definitions.items())}
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _described(data: dict[str, Any], model: type[schema.Model]) -> dict[str, Any]:
    """Return a model's schema with its fields described, as a file spells them (no body, a slug that may be absent)."""
    properties = {}
    for name in (field.name for field in fields(model)):
        if name == "body":
            continue
        spelled = schema.spelled(name)
        shape = _draft_7(data["properties"][spelled])
        if name in ("links", "sources"):
            shape["items"]["pattern"] = LINK_PATTERN
        words = {"description": description_of(model, name)}
        properties[spelled] = {"allOf": [shape]} | words if "$ref" in shape else words | shape
    implied = {"slug", "body"} if issubclass(model, schema.Prose) else set()
    required = [name for name in data.get("required", []) if name not in implied]
    summary = (model.__doc__ or "").partition("\n\n")[0]
    return {
        "description": " ".join(summary.split()),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _draft_7(data: Any) -> Any:
    """Return a schema without pydantic's titles and null defaults, and with tuples as draft 7 spells them."""
    if isinstance(data, list):
        return [_draft_7(item) for item in data]
    if not isinstance(data, dict):
        return data
    result = {name: _draft_7(value) for name, value in data.items() if not (name == "title" and isinstance(value, str))}
    if "prefixItems" in result:
        result["items"] = result.pop("prefixItems")
    if result.get("default", ...) is None:
        del result["default"]
    return result


def _all(model: type[schema.Model]) -> list[type[schema.Model]]:
    return [model, *(inner for child in model.__subclasses__() for inner in _all(child))]
