"""Readers for the stages of the pipeline: they also show bars, prompt parts and tokens."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.drawing.trace.generate import TOKEN
from tui.widgets.preview import Preview
from tui.widgets.reader import LinkPlace, Reader

STAGE_KEYS = Binding.Group("stage", compact=True)
_LOOKS = (
    "bar", "bar-quiet", "bar-ground", "cut", "piece-a", "piece-b", "cite", "withheld", "token-focus", "token-plain",
    "token-given", *(f"token-{level}" for level in range(1, 5)), "part-break",
    *(f"part-{role}" for role in ("system", "passage", "history", "question", "control")),
)  # fmt: skip


class StagePreview(Preview, can_focus=True):
    """Sources or stages beside an answer, which is often longer than the window: the keys of a reader scroll it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{look}" for look in _LOOKS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left,escape", "of_screen('read')", "answer", key_display="←", id="beside.leave", tooltip="To the answer"
        ),
    ]


class StageReader(Reader):
    """Left and right go from stage to stage; a token is a place to look at, and no link to open."""

    COMPONENT_CLASSES: ClassVar[set[str]] = StagePreview.COMPONENT_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "of_screen('stage', -1)", "stage before", group=STAGE_KEYS, id="stages.previous"),
        Binding("right", "of_screen('stage', 1)", "next stage", group=STAGE_KEYS, id="stages.next"),
    ]

    @property
    def links_in_view(self) -> list[LinkPlace]:
        """Links that can be opened; tokens are walked by the screen."""
        return [place for place in super().links_in_view if not self.href_of(place).startswith(TOKEN)]
