"""Topology: a modern backend, as a list of boxes with their roles."""

from __future__ import annotations

from collections.abc import Sequence

from tui.screens.library import Library
from tui.widgets.shelf import Entry


class TopologyScreen(Library):
    """The boxes, each with its role and its trade-offs."""

    NAME = "topology"
    TITLE = "Topology"

    def entries(self) -> Sequence[Entry]:
        """One entry a box."""
        return [Entry(f"topology/{box.slug}", box.title, box.label, box.role) for box in self.portfolio.topology.boxes]
