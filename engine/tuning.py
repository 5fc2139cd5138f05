"""How llama.cpp is run on this machine, and why: what the code does, in words for `portfolio doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from engine.llama import BATCH
from engine.machine import Machine
from engine.settings import Settings


@dataclass(frozen=True)
class Choice:
    """Something that was chosen for this machine. `why` is one sentence."""

    name: str
    value: str
    why: str


def threads_for(settings: Settings, machine: Machine) -> int:
    """Return the number of threads of the language model."""
    return settings.threads or machine.physical


def choices(settings: Settings, machine: Machine) -> tuple[Choice, ...]:
    """Return what was chosen for this machine by these settings."""
    threads = str(threads_for(settings, machine))
    return (
        Choice("threads", threads, _why_threads(settings, machine)),
        Choice("batch", f"{BATCH} tokens", "larger ones gain less than 7 % on two cores and delay a stop"),
        Choice("flash attention", "on", "reads a prompt 1.13 times as fast, and needs less memory"),
        Choice("memory map", "on", "a model's pages are shared between processes, and load as they are needed"),
    )


def _why_threads(settings: Settings, machine: Machine) -> str:
    if settings.threads:
        fit = "" if settings.threads <= machine.physical else "; more than there are cores is slower (x0.6 measured)"
        return f"set by you (threads){fit}"
    if machine.quota is not None and machine.quota < machine.allowed:
        return f"this container may use {machine.quota:g} cores"
    if machine.physical < machine.allowed:
        return f"one for each of {machine.physical} physical cores; hyper-threads would slow it down"
    return f"one for each of {machine.physical} cores; PORTFOLIO_THREADS sets another number"
