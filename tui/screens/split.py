"""A room that shows something beside its list or its text where the window has the columns for both."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from tui.screens.base import RoomScreen


class SplitScreen(RoomScreen):
    """A room in two halves. `|` closes the second for the visit, in every room that has one, and opens it again."""

    SPLIT_FROM: ClassVar[int] = 140
    """Columns from which there is room for both."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "vertical_line", "split", "split", key_display="|", id="room.split",
            tooltip="Close what stands beside, or open it",
        ),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._shown_for: tuple[bool, int] | None = None

    @property
    def split_from(self) -> int:
        """Columns from which both halves fit."""
        return self.SPLIT_FROM

    @property
    def can_split(self) -> bool:
        """Whether both halves fit."""
        return self.app.size.width >= self.split_from

    @property
    def why_whole(self) -> str:
        """Why only one half is shown."""
        return f"Two halves take {self.split_from} columns; this window has {self.app.size.width}."

    @property
    def is_split(self) -> bool:
        """Whether both halves are wanted, and fit."""
        return self.can_split and self.portfolio_app.splits

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is split where only one half fits."""
        return self.can_split if action == "split" else super().check_action(action, parameters)

    def key_vertical_line(self) -> None:
        """Say why nothing is split, where the key does nothing else."""
        if not self.can_split:
            self.notify(self.why_whole, timeout=3, markup=False)

    def action_split(self) -> None:
        """Close the second half, or open it."""
        self.portfolio_app.splits = not self.portfolio_app.splits
        self._follow_window()

    def show_halves(self) -> None:
        """Show what stands beside, or do not, as `is_split` says."""
        raise NotImplementedError

    @on(events.Resize)
    @on(events.ScreenResume)
    def _follow_window(self) -> None:
        """Follow the size of the window, and what was wanted in another room."""
        if self.is_ready and self._shown_for != (self.is_split, self.app.size.width):
            self._shown_for = (self.is_split, self.app.size.width)
            self.show_halves()
            self.refresh_bindings()
