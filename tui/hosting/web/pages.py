"""What the browser door serves besides the terminal itself: every file in memory, by its exact path.

Nothing is looked up in a file system while visitors ask, so no path leads out of the site.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from jinja2 import Template

    from content.loader import Portfolio

ASSETS = Path(__file__).with_name("assets")
SENT = ("terminal.mjs", "cells.mjs", "widths.mjs", "terminal.css", "xterm.mjs", "xterm.css", "addon-fit.mjs")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/atom+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
NOWHERE = "default-src 'none'; frame-ancestors 'none'"
TERMINAL_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src-elem 'self' 'nonce-{nonce}'; "  # xterm.js makes style elements, which the page gives this nonce
    "style-src-attr 'unsafe-inline'; "  # xterm.js colours each run of cells by an attribute
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TERMINAL = "terminal"
"""The path of the terminal's page, beside the pages of the site."""
FIRST = "index.html"
ROBOTS = """\
User-agent: *
Disallow:

Sitemap: {origin}/sitemap.xml
"""


@dataclass(frozen=True, slots=True)
class ServedFile:
    """One file as it is sent."""

    body: bytes
    packed: bytes
    """The body under gzip."""
    kind: str
    policy: str
    tag: str


@dataclass(frozen=True, slots=True)
class FileToMake:
    """A file that takes time and memory to make, so nobody does before somebody asks for it."""

    make: Callable[[], ServedFile | None]
    """Makes it, on any thread, and keeps it; None where it cannot be made."""


def served_file(path: str, text: str | bytes) -> ServedFile:
    """Return a file of the site or of the assets."""
    from content.exporters.html.frame import POLICY

    body = text.encode() if isinstance(text, str) else text
    suffix = PurePosixPath(path).suffix
    policies = {".html": f"{POLICY}; frame-ancestors 'none'", ".svg": SVG_POLICY}
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    return ServedFile(body, gzip.compress(body, 6, mtime=0), TYPES[suffix], policies.get(suffix, NOWHERE), tag)


def asset_pages() -> dict[str, ServedFile | FileToMake]:
    """Return the files of the terminal's page."""
    return {f"{TERMINAL}/{name}": served_file(name, (ASSETS / name).read_text(encoding="utf-8")) for name in SENT}


def site_pages(portfolio: Portfolio, fit: str = "", address: str = "") -> dict[str, ServedFile | FileToMake]:
    """Return all of the portfolio as pages, each with a way into the terminal, and to the page `fit` where it is.

    Where the `address` is known, each page says its own.
    """
    from content.exporters.html.resume_page import RESUME_PDF, resume_download
    from content.exporters.html.site import portrait_file, site_of
    from tui.drawing.diagram.formats.svg import write

    @cache
    def pdf() -> ServedFile | None:
        made = resume_download(portfolio, address).get(RESUME_PDF)
        return served_file(RESUME_PDF, made) if made else None

    files: dict[str, str | bytes] = {**site_of(portfolio, write, terminal=TERMINAL, fit=fit, address=address, pdf=True)}
    files |= portrait_file(portfolio)
    return {**{path: served_file(path, text) for path, text in files.items()}, RESUME_PDF: FileToMake(pdf)}


def pages_at(
    root: Path, fit: str = "", address: str = ""
) -> tuple[Portfolio, dict[str, ServedFile | FileToMake]] | str:
    """Return the pack at `root` as it is now with its pages, or what is wrong with it."""
    from tui.live import reloaded

    content = reloaded(root)
    return "; ".join(map(str, content)) if isinstance(content, tuple) else (content, site_pages(content, fit, address))


def find_page(pages: Mapping[str, ServedFile | FileToMake], path: str) -> ServedFile | FileToMake | None:
    """Return the page at a path: `/` is the first one, and `.html` may be left out."""
    name = path.removeprefix("/") or FIRST
    return pages.get(name) or pages.get(f"{name}.html")


def terminal_page(nonce: str) -> str:
    """Return the terminal's own page."""
    return _terminal_template().render(nonce=nonce)


@cache
def _terminal_template() -> Template:
    from jinja2 import Environment

    text = (ASSETS / "terminal.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, keep_trailing_newline=True).from_string(text)


def robots_text(origin: str) -> str:
    """Return robots.txt. The terminal is not forbidden in it: its page says by itself that it is not to be listed."""
    return ROBOTS.format(origin=origin)


def sitemap(origin: str, paths: Iterable[str]) -> str:
    """Return sitemap.xml (sitemaps.org, version 0.9) with the addresses of all pages, as pages link to each other."""
    addresses = (f"{origin}/{'' if path == FIRST else path}" for path in sorted(paths) if path.endswith(".html"))
    entries = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
