"""An incident to practise on: what arrives in each of its minutes, and which box breaks when. A number decides it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from content.topology import Load, Topology

MINUTES = 90
"""How long an incident takes; a second of the visitor's is a minute of it."""
SEEDS = 10_000
"""How many incidents there are."""
NEW_DRILL = "new"
"""Stands for any of them where a code is expected."""
_RISES, _FALLS, _SINKS = 5, 50, 10
"""From which minute load rises and, at the earliest, falls; how many minutes that takes."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What happens, whatever anybody does about it: the load of each minute, and the box that breaks."""

    seed: int
    loads: tuple[int, ...]
    box: str
    minute: int


def incident_of(topology: Topology, seed: int) -> Incident | None:
    """Return the incident of a number, the same in every process; None where the pack has no figures for one."""
    if topology.load is None or topology.drill is None:
        return None
    chance = _chance(seed)
    loads = tuple(_loads(topology.load, chance))
    breaks = topology.drill.breaks
    return Incident(seed, loads, breaks[next(chance) % len(breaks)], 25 + next(chance) % 16)


def _chance(seed: int) -> Iterator[int]:
    """Yield numbers that follow from a seed alone: `random` need not give the same ones in another release."""
    yield from hashlib.blake2b(str(seed).encode(), digest_size=32).digest()


def _loads(figures: Load, chance: Iterator[int]) -> Iterator[int]:
    """Yield the load of each minute: calm, rising to a peak, and falling again."""
    calm = figures.usual * (40 + next(chance) % 21) // 100
    peak = figures.usual + (figures.most - figures.usual) * (50 + next(chance) % 51) // 100
    top, falls = 20 + next(chance) % 11, _FALLS + next(chance) % 11
    for minute in range(MINUTES):
        risen = min(1.0, max(0.0, (minute - _RISES) / (top - _RISES)))
        sunk = min(1.0, max(0.0, (minute - falls) / _SINKS))
        yield min(figures.most, max(figures.least, _rounded(round(calm + (peak - calm) * (risen - sunk)))))


def _rounded(load: int) -> int:
    """Return a load in two digits that count."""
    size: int = 10 ** max(0, len(str(load)) - 2)
    return load // size * size
