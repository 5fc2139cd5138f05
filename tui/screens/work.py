"""Work: case studies and projects."""

from __future__ import annotations

from collections.abc import Sequence

from tui.screens.library import Library
from tui.widgets.shelf import Entry


class WorkScreen(Library):
    """Case studies in five parts, and projects."""

    NAME = "work"
    TITLE = "Work"

    def entries(self) -> Sequence[Entry]:
        """Case studies first, newest first, then projects."""
        studies = [
            Entry(f"work/{study.slug}", study.title, str(study.year), study.summary)
            for study in self.portfolio.case_studies
        ]
        projects = [
            Entry(f"work/{project.slug}", project.title, "project", project.tagline)
            for project in self.portfolio.projects
        ]
        return [*studies, *projects]
