"""Contact: the next step, and answers about hiring."""

from __future__ import annotations

from collections.abc import Sequence

from tui.screens.library import Library
from tui.widgets.shelf import Entry


class ContactScreen(Library):
    """Answers about hiring and working together."""

    NAME = "contact"
    TITLE = "Contact"

    def entries(self) -> Sequence[Entry]:
        """One entry an answer."""
        return [Entry(f"contact/{answer.slug}", answer.title) for answer in self.portfolio.hiring]
