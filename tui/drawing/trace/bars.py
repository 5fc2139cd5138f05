"""Bars and scales out of box characters."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from tui.drawing.prose.runs import Run


def bar(share: float, width: int, role: str = "bar", ground: str = "bar-ground") -> tuple[Run, ...]:
    """Return `share` (0 to 1) of `width` cells as a line, half a cell fine; more than nothing shows at least that."""
    share = min(max(share, 0.0), 1.0) if share == share else 0.0  # NaN is drawn as nothing
    halves = max(1, round(share * width * 2)) if share > 0 else 0
    full, half = divmod(halves, 2)
    text = "━" * full + "╸" * half
    return Run(text, role), Run("─" * (width - len(text)), ground)


def span(start: float, share: float, width: int, quiet: float = 0.0) -> tuple[Run, ...]:
    """Return a bar that begins at `start` (0 to 1) and takes `share`, on `width` cells; at least half a cell long.

    The first `quiet` of it (a share of the whole width, too) stands back.
    """
    at = min(width - 1, max(0, int(start * width)))
    length = min(width - at, max(0, round(share * width)))
    back = min(length, max(0, round(quiet * width)))
    drawn = (Run("█" * back, "bar-quiet"), Run("█" * (length - back), "bar")) if length else (Run("▌", "bar"),)
    runs = (Run("·" * at, "bar-ground"), *drawn, Run("·" * (width - at - max(1, length)), "bar-ground"))
    return tuple(run for run in runs if run.text)


def stacked(parts: Sequence[tuple[int, str]], total: int, width: int) -> tuple[Run, ...]:
    """Return sizes, each with its role, as one bar of `width` cells that stands for `total`; the rest is ground."""
    runs: list[Run] = []
    so_far, drawn = 0, 0
    for size, role in parts:
        so_far += size
        end = min(width, round(so_far / max(total, 1) * width))
        runs.append(Run("█" * (end - drawn), role))
        drawn = max(drawn, end)
    return (*(run for run in runs if run.text), Run("·" * (width - drawn), "bar-ground"))


def scale(value: float, threshold: float, width: int, role: str) -> tuple[Run, ...]:
    """Return a line from 0 to 1 with a mark at the threshold and a point at the value."""
    last = width - 1
    at, cut = (round(min(max(share, 0.0), 1.0) * last) for share in (value, threshold))
    cells = [("━", role) if place <= at else ("─", "rule") for place in range(width)]
    cells[cut] = ("┃", "strong")
    cells[at] = ("●", f"{role} strong")
    return tuple(Run(text, look) for text, look in cells)


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` in exactly `width` cells, cut with an ellipsis or filled with spaces."""
    if cell_len(text) > width:
        return set_cell_size(text, max(0, width - 1)) + "…" if width else ""
    fill = " " * (width - cell_len(text))
    return fill + text if right else text + fill
