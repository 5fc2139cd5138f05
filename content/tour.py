"""tour.yaml: a tour through the screens, which plays by itself. Optional in a pack; nothing in it is searched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from content import schema
from content.limits import Limit
from content.loader import TOUR_FILE
from content.source import read_yaml
from content.validation import validated

NAMED_KEYS = (
    "enter", "escape", "tab", "shift+tab", "space", "up", "down", "left", "right", "pageup", "pagedown", "home", "end",
    "ctrl+x",
)  # fmt: skip
"""Keys that a tour presses by their names. Whatever else stands among its keys is typed as it stands there."""
_MOST_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class TourStep(schema.Model):
    """A step: what is pressed and typed, what is said of it then, and for how many seconds it stays."""

    keys: tuple[schema.Text, ...] = ()
    caption: Annotated[schema.Text, Limit(most=150)]
    wait: Annotated[int, Limit(1, _MOST_SECONDS)] = 6


@dataclass(frozen=True, kw_only=True)
class Tour(schema.Model):
    """tour.yaml: the steps of a tour through the screens, from Home. The file may be absent."""

    steps: Annotated[tuple[TourStep, ...], Limit(1, 40)]


def load_tour(root: Path) -> Tour | None:
    """Read the tour of the pack in folder `root`; None where it has none. Raises ContentError with every problem."""
    path = root / TOUR_FILE
    return validated(read_yaml(path), Tour) if path.is_file() else None


def presses(step: TourStep) -> list[str]:
    """Return the keys of a step one by one: those that are named, and each character of what is typed."""
    return [key for entry in step.keys for key in ([entry] if entry in NAMED_KEYS else entry)]
