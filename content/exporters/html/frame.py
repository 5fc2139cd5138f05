"""What every page has around its content: the head, the way to the other pages, the foot."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from content.site_map import EXPORTED, SCREENS

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
NAVIGATION = (("index", SCREENS["home"].title), *((name, SCREENS[name].title) for name in EXPORTED))


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one site: whose it is, and in which language it is written."""

    owner: str
    language: str
    terminal: str = ""
    """Where the terminal is, from the first page on; empty for a site that has none."""

    def page(self, page: str, title: str, description: str, body: str) -> str:
        """Return a whole HTML document around `body`."""
        up = "../" * page.count("/")
        heading = f"{title} — {self.owner}" if title else self.owner
        items = "\n".join(f"<li>{self._entry(name, label, page, up)}</li>" for name, label in NAVIGATION)
        return f"""<!doctype html>
<html lang="{escape(self.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="description" content="{escape(" ".join(description.split()))}">
<title>{escape(heading)}</title>
<link rel="stylesheet" href="{up}style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="site">{escape(self.owner)}</p>
<nav aria-label="Pages">
<ul>
{items}
</ul>
</nav>
{self._way_in(page, up)}</header>
<main id="main">
{body}</main>
<footer><p>This portfolio also runs in a terminal, where it answers questions.</p></footer>
</body>
</html>
"""

    def _way_in(self, page: str, up: str) -> str:
        place = page.removesuffix(".html")
        anchor = "" if place == "index" else f"#{place}"
        link = f'<a href="{up}{self.terminal}{anchor}">Open the terminal</a>'
        return f'<p class="terminal">{link}</p>\n' if self.terminal else ""

    def _entry(self, name: str, label: str, page: str, up: str) -> str:
        here = page.partition("/")[0].removesuffix(".html") == name
        current = ' aria-current="page"' if page == f"{name}.html" else ' aria-current="true"' if here else ""
        return f'<a href="{up}{name}.html"{current}>{label}</a>'
