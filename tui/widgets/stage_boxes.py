"""The five boxes of the pipeline, and the question that travels through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from engine.events import STAGES, Stage
from tui.drawing.trace.bars import fitted
from tui.drawing.trace.boxes import StageBox
from tui.drawing.trace.record import StageState

_FRAMES = 3
"""Positions of the question between two boxes."""
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_LOOKS = {StageState.RUNNING: "running", StageState.AHEAD: "time", StageState.SKIPPED: "time"}


class StageBoxes(Widget):
    """Draws the boxes in three lines. A click selects a stage."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"stages--{role}"
        for role in ("ahead", "running", "done", "skipped", "selected", "figure", "time", "link", "passed", "question")
    }

    @dataclass
    class Selected(Message):
        """A box was clicked."""

        boxes: StageBoxes
        stage: Stage

        @property
        def control(self) -> StageBoxes:
            """The boxes."""
            return self.boxes

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._boxes: tuple[StageBox, ...] = ()
        self._selected: Stage = STAGES[0]
        self._frame = 0
        self._looks: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._looks.clear()

    def show(self, boxes: Sequence[StageBox], selected: Stage) -> None:
        """Show these boxes, one of them selected."""
        if tuple(boxes) != self._boxes or selected != self._selected:
            self._boxes, self._selected = tuple(boxes), selected
            self.refresh()

    def step(self) -> None:
        """Let the question travel on: all that moves is in the middle line."""
        self._frame += 1
        self.refresh(Region(0, 1, self.size.width, 1))

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each box begins, and how wide it is."""
        count, width = len(STAGES), self.size.width
        gap = 2 if width < 76 else 3 if width < 110 else 4
        box = (width - gap * (count - 1)) // count
        return [(index * (box + gap), box) for index in range(count)]

    def render_line(self, y: int) -> Strip:
        """Draw one of the three lines."""
        base = self.rich_style
        if not self._boxes or y > 2:
            return Strip.blank(self.size.width, base)
        segments: list[Segment] = []
        spans = self.spans
        for index, (box, (x, width)) in enumerate(zip(self._boxes, spans, strict=True)):
            if index:
                gap = x - sum(spans[index - 1])
                segments += self._between(box, gap) if y == 1 else [Segment(" " * gap)]
            segments += self._line(box, width, y)
        return Strip(segments).apply_style(base).crop_extend(0, self.size.width, base)

    def _line(self, box: StageBox, width: int, y: int) -> list[Segment]:
        selected = box.stage == self._selected
        edge = self._look("selected" if selected else box.state.value)
        h, v, corners = ("━", "┃", "┏┓┗┛") if selected else ("─", "│", "╭╮╰╯")
        if y == 0:
            style = edge + Style(bold=True) if selected or box.state is StageState.RUNNING else self._look("time")
            roomy = len(box.title) + 5 <= width
            before, title = (h, f" {box.title} ") if roomy else ("", fitted(box.title, min(len(box.title), width - 2)))
            rest = width - 2 - len(before) - len(title)
            return [Segment(corners[0] + before, edge), Segment(title, style), Segment(h * rest + corners[1], edge)]
        if y == 1:
            running = box.state is StageState.RUNNING
            look, mark = self._look(_LOOKS.get(box.state, "figure")), SPINNER[self._frame % len(SPINNER)]
            inner = width - 2
            before = f"{mark} " if running else " " if len(box.figure) != inner else ""
            figure = fitted(_short(box.figure, inner - len(before)), inner - len(before))
            return [Segment(v, edge), Segment(before, look), Segment(figure, look), Segment(v, edge)]
        time = f" {box.time} " if box.time and len(box.time) + 5 <= width else box.time[: width - 3]
        return [
            Segment(corners[2] + h * max(0, width - 3 - len(time)), edge),
            Segment(time, self._look("time")), Segment(h + corners[3], edge),
        ]  # fmt: skip

    def _between(self, box: StageBox, gap: int) -> list[Segment]:
        """The way to a box: the question is on it while the stage runs, and has passed where it is done."""
        if box.state is StageState.RUNNING:
            at = self._frame % (gap if gap < _FRAMES else _FRAMES)
            return [
                Segment("━" * at, self._look("passed")), Segment("●", self._look("question")),
                Segment("─" * (gap - at - 1), self._look("link")),
            ]  # fmt: skip
        if box.state is StageState.DONE:
            return [Segment("━" * (gap - 1) + "▶", self._look("passed"))]
        return [Segment(("╌" if box.state is StageState.SKIPPED else "─") * gap, self._look("link"))]

    def _look(self, role: str) -> Style:
        if role not in self._looks:
            self._looks[role] = self.get_component_rich_style(f"stages--{role}", partial=True)
        return self._looks[role]

    def on_click(self, event: events.Click) -> None:
        """Select the box under the mouse."""
        offset = event.get_content_offset(self)
        for stage, (x, width) in zip(STAGES, self.spans, strict=True):
            if offset is not None and x <= offset.x < x + width:
                event.stop()
                self.post_message(self.Selected(self, stage))


def _short(figure: str, width: int) -> str:
    """Return the number alone where its unit does not fit, and of other words the last."""
    if len(figure) <= width:
        return figure
    words = figure.split()
    return words[0] if words[0].isdigit() else words[-1]
