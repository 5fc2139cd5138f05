"""What search engines ask a site for: which pages there are, and that all of them may be read."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

FIRST = "index.html"
ROBOTS = """\
User-agent: *
Disallow:

Sitemap: {origin}/sitemap.xml
"""


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
