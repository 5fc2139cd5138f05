"""The JSON Schemas: they say what the models say, in words for somebody who writes YAML, and never drift."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from typing import Any

import pytest

from content import fields as base
from content import questions, schema, theme, topology, tour
from content.loader import DEFAULT_PACK
from content.schemas.generate import (
    FOLDERS,
    MODELS,
    description_of,
    descriptions,
    schema_files,
    shipped_schemas,
    with_modeline,
)
from content.source import read_markdown, read_yaml


def test_the_shipped_schemas_are_what_the_models_generate() -> None:
    assert shipped_schemas() == schema_files(), "run scripts/docs"


def all_models(model: type[schema.Model] = schema.Model) -> list[type[schema.Model]]:
    return [inner for child in model.__subclasses__() for inner in (child, *all_models(child))]


MODULES = [module.__name__ for module in (base, schema, theme, topology, tour, questions)]


def names_of(model: type[schema.Model]) -> set[str]:
    return {field.name for field in dataclasses.fields(model)}


def test_every_field_is_described_and_no_description_is_left_over() -> None:
    ours = [model for model in all_models() if model.__module__ in MODULES]
    fields = {
        (model.__name__, name) for model in ours for name in inspect.get_annotations(model) if name in names_of(model)
    }
    described = {(model, name) for model, names in descriptions().items() for name in names}
    assert described == fields
    assert all(description_of(model, name) for model in ours for name in names_of(model))


@pytest.mark.parametrize("name", MODELS)
def test_every_property_of_every_schema_has_its_description(name: str) -> None:
    data = json.loads(shipped_schemas()[f"{name}.schema.json"])
    for part in (data, *data.get("$defs", {}).values()):
        assert part["additionalProperties"] is False
        assert all(shape["description"] for shape in part["properties"].values())


@pytest.mark.parametrize("path", sorted(DEFAULT_PACK.rglob("*.md")), ids=lambda path: path.stem)
def test_the_default_packs_front_matter_fits_its_schema(path: Any) -> None:
    data = json.loads(shipped_schemas()[f"{FOLDERS[path.parent.name]}.schema.json"])
    fields = {name: value for name, value in read_markdown(path).data.items() if name not in ("slug", "body")}
    assert set(data["required"]) <= set(fields) <= set(data["properties"])
    pattern = data["properties"]["links"]["items"]["pattern"]
    assert all(re.fullmatch(pattern, link) for link in fields.get("links", []))


@pytest.mark.parametrize("name", ["profile", "services", "topology", "pipeline", "questions"])
def test_the_default_packs_yaml_fits_its_schema(name: str) -> None:
    data = json.loads(shipped_schemas()[f"{name}.schema.json"])
    assert set(data["required"]) <= set(read_yaml(DEFAULT_PACK / f"{name}.yaml").data) <= set(data["properties"])


def test_flows_are_spelled_as_files_spell_them() -> None:
    flow = json.loads(shipped_schemas()["topology.schema.json"])["$defs"]["Flow"]
    assert "from" in flow["properties"]
    assert "from_" not in flow["properties"]
    assert "from" in flow["required"]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("profile.yaml", "a: 1\n", "# yaml-language-server: $schema=.schemas/profile.schema.json\na: 1\n"),
        (
            "essays/x.md",
            "---\ntitle: x\n---\n",
            "---\n# yaml-language-server: $schema=../.schemas/essay.schema.json\ntitle: x\n---\n",
        ),
        ("README.md", "text\n", "text\n"),
        ("other.yaml", "a: 1\n", "a: 1\n"),
    ],
)
def test_a_file_names_its_schema_once(file: str, text: str, expected: str) -> None:
    assert with_modeline(file, text) == expected
    assert with_modeline(file, expected) == expected
