"""The templates of the site. Whatever they are given is escaped, but for what the Markdown renderer made (`Markup`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content.exporters.html.direction import text_direction

FOLDER = Path(__file__).with_name("templates")
STYLE = Path(__file__).with_name("style.css")


@cache
def site_templates() -> Environment:
    """Return the templates; a name that is not given is an error."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["direction"] = text_direction
    return environment


@cache
def site_parts() -> Any:
    """Return the macros of ``parts.html``, each of which returns `Markup`."""
    return site_templates().get_template("parts.html").module
