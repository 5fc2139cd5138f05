"""How llama.cpp is run on this machine, and why: what the code does, in words for `portfolio doctor`."""

from __future__ import annotations

import os
from dataclasses import dataclass

from engine.llama.context import BATCH
from engine.llama.machine import Machine
from engine.llama.probe import TOKENS
from engine.llama.processor import FLAGS, kernels, lacking
from engine.llama.threads import POLICY, Threads, threads_for
from engine.llama.verdict import EXTRA, PLAIN, Trial, Verdict
from engine.llama.ways import WaySpeeds
from engine.settings import Settings


@dataclass(frozen=True)
class TunedChoice:
    """Something that was chosen for this machine. `why` is one sentence."""

    name: str
    value: str
    why: str


def choices(settings: Settings, machine: Machine) -> tuple[TunedChoice, ...]:
    """Return what was chosen for this machine by these settings."""
    threads = threads_for(settings.threads, machine.physical, crowded=machine.crowded)
    return (
        TunedChoice("threads", _said(threads), _why_threads(settings, machine)),
        TunedChoice("waiting", *_waiting(threads)),
        TunedChoice("batch", f"{BATCH} tokens", "larger ones gain less than 7 % on two cores and delay a stop"),
        TunedChoice("flash attention", "on", "reads a prompt 1.13 times as fast, and needs less memory"),
        TunedChoice("memory map", "on", "a model's pages are shared between processes, and load as they are needed"),
    )


def library(verdict: Verdict, features: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return what is known of llama.cpp on a processor with `features`, as names and what stands behind them."""
    needs = [name for name in verdict.compiled_for if name in FLAGS]
    missing = lacking(needs, features)
    had = f"; this processor has no {' and no '.join(missing)}" if missing else ", all of which this processor has"
    rows = [("compiled for", f"{', '.join(needs)}{had}")] if needs else []
    rows.append(("tried", f"{verdict.when[:16].replace('T', ' ')} UTC: {_tried(verdict)}"))
    if not verdict.works:
        return tuple(rows)
    used = kernels(verdict.compiled_for, extra_buffers=verdict.extra_buffers)
    speeds = (f"{_speed(verdict.trials[way])} {how} extra buffers" for way, how in HOW.items() if way in verdict.trials)
    speed = f"{', '.join(speeds)}: passages of {TOKENS} tokens a second"
    return (*rows, ("kernels", ", ".join(used) or "unknown"), ("one thread", speed))


HOW = {EXTRA: "with", PLAIN: "without"}


def way_taken(speeds: WaySpeeds) -> str:
    """Say which way a model is loaded, and how fast one thread reads a prompt in either."""
    way, other = (EXTRA, PLAIN) if speeds.extra_buffers else (PLAIN, EXTRA)
    read = {EXTRA: speeds.extra, PLAIN: speeds.plain}
    return f"loaded {HOW[way]} extra buffers: {read[way]:.0f} tokens a second, {read[other]:.0f} {HOW[other]} them"


def _tried(verdict: Verdict) -> str:
    died = verdict.trials[EXTRA].died
    if not died:
        return verdict.trials[EXTRA].why or "passed, with extra buffers for the widest kernels"
    if verdict.works:
        return f"it died of {died} with extra buffers, so that models are loaded without"
    return f"it died of {died}, and of {verdict.trials[PLAIN].died} without extra buffers"


def _speed(trial: Trial) -> str:
    return f"{trial.speed / TOKENS:.1f}" if trial.works else trial.died or trial.why


def _said(threads: Threads) -> str:
    if threads.one == threads.many:
        return str(threads.many)
    return f"{threads.many} for a prompt, {threads.one} for a single token"


def _waiting(threads: Threads) -> tuple[str, str]:
    if POLICY in os.environ:
        return os.environ[POLICY].lower(), f"set by you ({POLICY})"
    if threads.passive:
        return "passive", "other processes want the cores, and threads that spin beside them took 8 times as long"
    return "spinning", "nobody else wants the cores; beside other processes, and behind a door, threads sleep instead"


def _why_threads(settings: Settings, machine: Machine) -> str:
    if settings.threads:
        fit = "" if settings.threads <= machine.physical else "; more than there are cores is slower (x0.6 measured)"
        return f"set by you (threads){fit}"
    if machine.quota is not None and machine.quota < machine.allowed:
        return f"this container may use {machine.quota:g} cores"
    if machine.physical < machine.allowed:
        return f"one for each of {machine.physical} physical cores; hyper-threads would slow it down"
    return f"one for each of {machine.physical} cores; PORTFOLIO_THREADS sets another number"
