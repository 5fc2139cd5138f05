"""The first visit to each room, here and behind a door, against the second screen of the smallest app."""

from __future__ import annotations

from statistics import median

from benchmarks.measure import Options, Result, Row, words
from benchmarks.rooms import SIZES, Opened, Size, measured

_HERE_SECONDS, _HOSTED_SECONDS = 0.1, 0.02
"""Processor time that the dearest room may take."""


def first_visits(options: Options, way: str, most: float) -> Result:
    """Compare the processor time of the median room with the smallest; look at the dearest of all."""
    smallest: list[float] = []
    rooms: dict[tuple[Size, str], list[Opened]] = {}
    for _ in range(options.turns):
        for size in SIZES:
            smallest += [each.processor for each in measured("smallest", size)]
            for each in measured(way, size):
                rooms.setdefault((size, each.room), []).append(each)
    taken = {key: median(one.processor for one in found) for key, found in rooms.items()}
    size, room = dearest = max(taken, key=lambda key: taken[key])
    waited = median(one.seconds for one in rooms[dearest])
    pictures = max(one.frames for found in rooms.values() for one in found) - 1
    ours, theirs = median(taken.values()), median(smallest)
    note = (
        f"the dearest is {room} at {size.columns}x{size.rows}: {words(taken[dearest], 's')}"
        f" (goal: {words(most, 's')}), {words(waited, 's')} from key to full frame; pictures on the way: {pictures}"
    )
    return Result(ours / theirs, words(ours, "s"), words(theirs, "s"), note, also=taken[dearest] <= most)


def here(options: Options) -> Result:
    """A visitor at their own terminal, who has read Home for four seconds."""
    return first_visits(options, "local", _HERE_SECONDS)


def hosted(options: Options) -> Result:
    """A visitor behind a door, after two others."""
    return first_visits(options, "hosted", _HOSTED_SECONDS)


ROWS = (
    Row("rooms", "first visit to a room, after reading Home (processor time)",
        "a second screen of three widgets", 1.5, here,
        if_missed="a room is three to six times as many widgets."),
    Row("rooms hosted", "first visit to a room behind a door (processor time)",
        "a second screen of three widgets, in a process of its own", 1.0, hosted,
        if_missed="what is left is Textual's own: to mount, style, lay out and draw 12 to 28 widgets for one visitor."),
)  # fmt: skip
