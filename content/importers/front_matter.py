"""Front matter as Hugo and Jekyll write it: YAML between `---`, TOML between `+++`, or a JSON object."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from content.located_yaml import YamlError, parse_yaml

YAML = re.compile(r"\A---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
TOML = re.compile(r"\A\+\+\+[ \t]*\n(?P<fields>.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_UNOPENED = re.compile(
    r"\A(?P<fields>(?=(?:title|layout|date):)(?:(?:[\w-]+:|[ \t]+\S|- |#).*\n|[ \t]*\n)+?)---[ \t]*$\n?", re.MULTILINE
)
"""Fields as Hexo takes them, too: without a line of `---` above them."""
KEY = re.compile(r"^\s*[^\s#]", re.MULTILINE)
"""A line of YAML that is no comment."""


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return (fields with lower-case names, body). Raises ValueError, in words, where the fields cannot be read."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        if match := YAML.match(text) or _UNOPENED.match(text):
            fields = parse_yaml(match["fields"]).data if KEY.search(match["fields"]) else {}
            return _lower(fields), text[match.end() :]
        if match := TOML.match(text):
            return _lower(tomllib.loads(match["fields"])), text[match.end() :]
        if text.startswith("{"):
            data, end = json.JSONDecoder().raw_decode(text)
            return _lower(data), text[end:]
    except (YamlError, ValueError) as error:
        raise ValueError(f"its front matter cannot be read: {error}") from error
    return {}, text


def words_of(value: object) -> list[str]:
    """Return a field such as tags as a list: Jekyll also takes words with spaces or commas between them."""
    if isinstance(value, str):
        return [word for word in re.split(r",\s*" if "," in value else r"\s+", value.strip()) if word]
    return [str(item) for item in value] if isinstance(value, list) else []


def _lower(fields: Any) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in dict(fields).items()}
