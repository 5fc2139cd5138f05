"""How many threads compute, and how they wait for each other. Decided when a model is loaded.

Threads of one computation meet some hundred times a token. By default they wait for each other by spinning, which is
fastest while each has a core; where another process has one of their cores they spin for nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from engine.llama.machine import is_crowded, physical_cores

POLICY = "OMP_WAIT_POLICY"
"""The variable that tells OpenMP, which llama.cpp computes with. It is read once, when the library is loaded."""


@dataclass(frozen=True)
class Threads:
    """`one` compute a single token, `many` a batch of tokens. `passive` ones sleep while they wait."""

    one: int
    many: int
    passive: bool


def threads_for(chosen: int, cores: int, *, crowded: bool) -> Threads:
    """Return what suits a machine; `chosen` threads where that is not 0. In a `crowd` others want the cores, too.

    Half a billion weights on two cores, milliseconds a token beside other processes: 257 in two spinning threads, 31 in
    two passive ones, 21 in one. Undisturbed: 19 in two spinning threads, 22 in one.
    """
    single = max(1, cores // 2) if crowded else cores
    return Threads(chosen or single, chosen or cores, crowded)


def settle(chosen: int, *, hosted: bool) -> Threads:
    """Look at the machine and tell OpenMP how to wait, where nobody has. For before llama.cpp is loaded.

    What is `hosted` has visitors to draw for while it computes.
    """
    threads = threads_for(chosen, physical_cores(), crowded=hosted or is_crowded())
    if threads.passive:
        os.environ.setdefault(POLICY, "passive")
    return threads
