"""Pipeline: the five stages behind an answer."""

from __future__ import annotations

from collections.abc import Iterable

from tui.screens.library import Library
from tui.widgets.shelf import Entry, Label


class PipelineScreen(Library):
    """The stages, each with its explanation and its trade-offs."""

    NAME = "pipeline"
    TITLE = "Pipeline"

    def items(self) -> Iterable[Entry | Label]:
        """One entry a stage."""
        return [
            Entry(f"pipeline/{stage.slug}", stage.title, f"stage {number}", stage.summary)
            for number, stage in enumerate(self.portfolio.pipeline.stages, 1)
        ]
