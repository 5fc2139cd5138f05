"""Services: what I do, and how to work with me."""

from __future__ import annotations

from collections.abc import Sequence

from tui.screens.library import Library
from tui.widgets.shelf import Entry


class ServicesScreen(Library):
    """The services, each with what it is, how it runs and what proves it."""

    NAME = "services"
    TITLE = "Services"

    def entries(self) -> Sequence[Entry]:
        """One entry a service."""
        return [
            Entry(f"services/{service.slug}", service.title, "", service.tagline)
            for service in self.portfolio.services.services
        ]
