"""Essays: deep dives for the curious."""

from __future__ import annotations

from collections.abc import Sequence

from tui.screens.library import Library
from tui.widgets.shelf import Entry


class EssaysScreen(Library):
    """Essays with their reading time and tags, newest first."""

    NAME = "essays"
    TITLE = "Essays"

    def entries(self) -> Sequence[Entry]:
        """One entry an essay."""
        return [
            Entry(
                path := f"essays/{essay.slug}",
                essay.title,
                f"{essay.date:%b %Y} · {self.portfolio.by_path[path].minutes} min",
                essay.summary,
            )
            for essay in self.portfolio.essays
        ]
