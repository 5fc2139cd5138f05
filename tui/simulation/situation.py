"""What a visitor has made of a topology: what is broken, what arrives, and what has come of that so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from content.topology import Topology
from tui.simulation.failure import Effect, NodeState, consequences
from tui.simulation.load import Backlog, Gauge, LoadPath, States, advance, at_rest, gauges, load_path, refused_now

_NOTHING = Backlog(())


@dataclass(frozen=True)
class Situation:
    """A topology, the boxes that are broken, and the load; without load nothing is counted, and `backlog` is empty.

    `by_itself` says whether the load came with what broke, and nobody set it.
    """

    topology: Topology
    failed: frozenset[str] = frozenset()
    load: int | None = None
    backlog: Backlog = _NOTHING
    by_itself: bool = False

    @cached_property
    def path(self) -> LoadPath | None:
        """The way of the load, where the pack has figures for it."""
        return load_path(self.topology)

    @cached_property
    def effects(self) -> dict[str, Effect]:
        """What the broken boxes do to the others."""
        return consequences(self.topology, self.failed)

    @cached_property
    def states(self) -> States:
        """The state of every box that the failure touches."""
        return {slug: effect.state for slug, effect in self.effects.items()}

    @cached_property
    def shown(self) -> States:
        """These states as they are told: a box that is idle, as nothing new comes, holds what waits there."""
        waits = {slug for slug, gauge in self.gauges.items() if gauge.waiting}
        holds = {slug: NodeState.HOLDS for slug in waits if self.states.get(slug) is NodeState.IDLE}
        return {**self.states, **holds}

    @cached_property
    def gauges(self) -> Mapping[str, Gauge]:
        """What the boxes on the path show; nothing without load."""
        if self.path is None or self.load is None:
            return {}
        return gauges(self.path, self.backlog, self.load, self.states)

    @property
    def busy(self) -> dict[int, float]:
        """How much of the highest load each flow on the path carries, by its number; nothing without load."""
        if self.path is None or self.load is None:
            return {}
        figures = self.path.figures
        steps = {frozenset(pair) for pair in pairwise(figures.path)}
        flows = enumerate(self.topology.flows)
        return {index: self.load / figures.most for index, flow in flows if frozenset((flow.from_, flow.to)) in steps}

    @property
    def refused(self) -> int:
        """How much is refused in the next second."""
        if self.path is None or self.load is None:
            return 0
        return refused_now(self.path, self.backlog, self.load, self.states)

    @property
    def budget_spent(self) -> float | None:
        """The share of the error budget that was refused for good; None where nothing is promised."""
        budget = self.path.budget() if self.path else None
        return self.backlog.lost / budget if budget else None

    @property
    def changes(self) -> bool:
        """Say whether time makes a difference: something waits, comes to wait, or is refused."""
        growing = any(gauge.growing for gauge in self.gauges.values())
        return growing or bool(self.refused) or not self.backlog.is_empty

    # -- what a visitor does

    def with_load(self, load: int | None) -> Situation:
        """Return it under that load, within the scale; a load that is taken away takes what waits along."""
        if self.path is None or load is None:
            return replace(self, load=None, backlog=_NOTHING, by_itself=False)
        load = min(max(load, self.path.figures.least), self.path.figures.most)
        backlog = self.backlog if self.load is not None else at_rest(self.path)
        return replace(self, load=load, backlog=backlog, by_itself=False)

    def louder(self, steps: int) -> Situation:
        """Return it so many steps up or down the scale; without load so far, at the usual one."""
        if self.path is None:
            return self
        if self.load is None:
            return self.with_load(self.path.figures.usual)
        scale = self.path.scale()
        beyond = [mark for mark in scale if (mark > self.load if steps > 0 else mark < self.load)]
        ahead = beyond if steps > 0 else beyond[::-1]
        return self.with_load(ahead[min(abs(steps), len(ahead)) - 1]) if ahead else self

    def with_failed(self, failed: frozenset[str]) -> Situation:
        """Return it with those boxes broken, and under the usual load where the pack has figures."""
        if self.load is not None or not failed:
            return replace(self, failed=failed)
        loaded = self.louder(1)
        return replace(loaded, failed=failed, by_itself=loaded.load is not None)

    def mended(self) -> Situation:
        """Return it with every box mended; a load that came with what broke goes with it, and what waits, too."""
        return (self.with_load(None) if self.by_itself else self).with_failed(frozenset())

    def later(self, seconds: int) -> Situation:
        """Return what so many seconds make of it."""
        if self.path is None or self.load is None:
            return self
        return replace(self, backlog=advance(self.path, self.backlog, self.load, self.states, seconds))
