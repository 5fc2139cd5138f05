"""What every page has around its content: the head, the way to the other pages, the foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from content.exporters.html.templates import site_templates
from content.site_map import EXPORTED, SCREENS

RESUME = ("resume", "Résumé")
"""The path of the résumé without its ending, and its title."""
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


FEED = "feed.xml"
"""The Atom feed of the essays, beside the first page."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one site: whose it is, and in which language it is written."""

    owner: str
    language: str
    terminal: str = ""
    """Where the terminal is, from the first page on; empty for a site that has none."""
    screens: tuple[str, ...] = EXPORTED
    """The screens that have a page."""
    fit: str = ""
    """Where an advertisement is held against the portfolio, as `terminal`."""
    address: str = ""
    """The address of the site, without a slash at its end; empty where it is not known."""
    image: str = ""
    """The file that previews of the pages show, where there is one."""

    def heading(self, title: str) -> str:
        """Return what a page is called outside of the site."""
        return f"{title} — {self.owner}" if title else self.owner

    def page(
        self, page: str, title: str, description: str, body: Markup, policy: str = POLICY, day: date | None = None
    ) -> str:
        """Return a whole HTML document around `body`; `day` is when an article was written."""
        place = page.removesuffix(".html")
        navigation = (("index", SCREENS["home"].title), *((name, SCREENS[name].title) for name in self.screens), RESUME)
        return (
            site_templates()
            .get_template("page.html")
            .render(
                language=self.language,
                policy=Markup(policy),
                description=" ".join(description.split()),
                title=title or self.owner,
                heading=self.heading(title),
                day=day,
                feed=FEED if "essays" in self.screens else "",
                image=self.image and self.address and f"{self.address}/{self.image}",
                own=self.address and f"{self.address}/{'' if place == 'index' else page}",
                up="../" * page.count("/"),
                owner=self.owner,
                entries=[{"name": name, "label": label, "current": _current(name, page)} for name, label in navigation],
                terminal=self.terminal,
                fit=self.fit,
                place="" if place == "index" else f"#{place}",
                body=body,
            )
        )


def _current(name: str, page: str) -> str:
    """Return whether an entry leads to `page` itself (``page``), to what it is a part of (``true``), or elsewhere."""
    if page == f"{name}.html":
        return "page"
    return "true" if page.partition("/")[0].removesuffix(".html") == name else ""
