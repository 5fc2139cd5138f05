"""Which program runs here: where it was installed from, and the versions of what it was installed with."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution, distributions
from urllib.parse import unquote, urlsplit

_NAME = "terminal-portfolio"


def program_source() -> str:
    """Return what pip installs the same program from: the folder or wheel that it came from, or its version."""
    try:
        found = distribution(_NAME)
    except PackageNotFoundError:
        return _NAME
    said = found.read_text("direct_url.json")
    url = json.loads(said)["url"] if said else ""
    parts = urlsplit(url)
    return (unquote(parts.path) if parts.scheme == "file" else url) or f"{_NAME}=={found.version}"


def llama_requirement() -> str:
    """Return the requirement of what is compiled."""
    return next(line for line in distribution(_NAME).requires or () if line.startswith("llama-cpp-python"))


def constraints() -> str:
    """Return the versions of everything that is installed here, as pip takes them: what was tried is what runs."""
    found = {each.name.lower().replace("_", "-"): each.version for each in distributions() if each.name}
    lines = (f"{name}=={version}\n" for name, version in sorted(found.items()) if name != _NAME and "+" not in version)
    return "".join(["# The versions that were installed where `portfolio deploy` ran.\n", *lines])
