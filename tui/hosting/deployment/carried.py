"""The settings at hand as variables for another machine, without secrets and this machine's paths; and the pack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine.configuration import Configuration, Secret
from engine.settings import Settings
from tui.hosting.settings import HostingSettings

_OWN = ("content", "cache_dir", "data_dir", "authorized_keys")
"""What every deployment has in a place of its own."""
_PORTS = ("host", "port", "web_port", "metrics_host", "metrics_port")
"""What a container maps from outside."""


@dataclass(frozen=True)
class Carried:
    """What goes along: variables by name, the names of secrets, and what was left, in sentences."""

    variables: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def carried(settings: Settings, hosting: HostingSettings, *, contained: bool = False) -> Carried:
    """Return what differs from the defaults. In a container ports are mapped, and programs of this machine are none."""
    without = (*_OWN, *_PORTS, "inbox_command") if contained else _OWN
    variables: dict[str, str] = {}
    secrets: list[str] = []
    left: list[str] = []
    for name, value in (*_changed(settings), *_changed(hosting)):
        if name == "PORTFOLIO_HOSTING_HOST_KEY_FILE":
            left.append("host_key_file: the key stays here; one is made there at the first start, or bring it")
        elif isinstance(value, Secret):
            secrets.append(name)
        elif name.lower().removeprefix("portfolio_").removeprefix("hosting_") not in without:
            variables[name] = _written(value)
    if contained and settings.inbox_command:
        left.append(f"inbox_command: {settings.inbox_command[0]} is a program of this machine, and not in the image")
    if contained and urlsplit(settings.llm_url).hostname in ("localhost", "127.0.0.1", "::1"):
        left.append(f"llm_url goes along, but {settings.llm_url} is there the container itself; name the server's host")
    return Carried(variables, tuple(secrets), tuple(left))


def _changed(settings: Configuration) -> Iterator[tuple[str, Any]]:
    for each in fields(settings):
        value = getattr(settings, each.name)
        if value != each.default:
            yield f"{settings.PREFIX}{each.name.upper()}", value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return json.dumps([str(item) for item in value], ensure_ascii=False)
    return str(value)


def pack_files(root: Path, under: str) -> dict[str, str | bytes]:
    """Return the files of a pack, by their path below `under`. Raises OSError."""
    from content.loader import RESUME_FILE, SUFFIXES
    from content.portrait import PICTURES

    pictures = {path for path in root.iterdir() if path.suffix.lower() in PICTURES}
    return {
        f"{under}/{path.relative_to(root).as_posix()}": path.read_bytes()
        if path in pictures
        else path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and (path.suffix in SUFFIXES or path == root / RESUME_FILE or path in pictures)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }
