"""Services: what I do, and how to work with me."""

from __future__ import annotations

from collections.abc import Iterable

from content.links import parse_link
from content.schema import Service
from content.site_map import SCREENS
from tui.screens.library import LibraryScreen
from tui.widgets.shelf import Entry, Label


class ServicesScreen(LibraryScreen):
    """The services, each with what it is, how it runs and what proves it."""

    NAME = "services"
    TITLE = SCREENS[NAME].title

    def items(self) -> Iterable[Entry | Label]:
        """What I do, then one entry a service, with the work that proves it."""
        what_i_do, services = self.portfolio.profile.what_i_do, self.portfolio.services
        if what_i_do.text:
            yield Label(what_i_do.title or self.portfolio.profile.name, 1)
            yield Label(what_i_do.text)
        if services.services:
            yield Label(self.portfolio.heading(self.NAME).title, 1)
        for service in services.services:
            proof = self._proof(service)
            yield Entry(service.path, service.title, "", service.tagline, proof and f"→ {proof}")

    def _proof(self, service: Service) -> str:
        """The title of the first piece of work that the service links to."""
        links = (parse_link(text) for text in service.links)
        titles = (self.portfolio.by_path[link.document].title for link in links if link and link.screen == "work")
        return next(titles, "")
