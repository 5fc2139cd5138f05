"""Figures about the doors, for Prometheus. Each host has its own registry."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from tui.hosting.operations.performance import Performance

FIRST_FRAME_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10)
LAG_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2)
SESSION_BUCKETS = (10, 30, 60, 180, 600, 1800, 3600, 7200)


class Metrics:
    """Counters, gauges and histograms. `door` is ssh or web, `kind` is screens or command; `performance` is for all."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.performance = Performance()
        new: dict[str, Any] = {"registry": self.registry, "namespace": "portfolio"}
        self.connections = Gauge("connections", "Open connections", ["door"], **new)
        self.refused = Counter("refused", "Connections and sessions refused", ["door", "reason"], **new)
        self.sessions = Gauge("sessions", "Open sessions", ["door", "kind"], **new)
        self.session_seconds = Histogram(
            "session_seconds", "Length of sessions", ["door", "kind"], buckets=SESSION_BUCKETS, **new
        )
        self.first_frame_seconds = Histogram(
            "first_frame_seconds",
            "From the request of a session to its first frame",
            buckets=FIRST_FRAME_BUCKETS,
            **new,
        )
        self.lag_seconds = Histogram(
            "loop_lag_seconds", "How late the event loop is, looked at ten times a second", buckets=LAG_BUCKETS, **new
        )
        self.ended = Counter("sessions_ended", "Sessions by how they ended", ["reason"], **new)
        self.swept = Counter("swept", "Stays that did not end by themselves", ["door", "reason"], **new)
        self.not_kept = Gauge("not_kept", "Stores that cannot be used at present, by cause", ["cause"], **new)
        self.crashes = Counter("crashes", "Apps that ended by an error", **new)
        self.questions = Counter("questions", "Questions asked", ["outcome"], **new)
        self.input_bytes = Counter("input_bytes", "Bytes that visitors sent", **new)
        self.output_bytes = Counter("output_bytes", "Bytes sent to visitors", **new)
        self.output_pauses = Counter("output_pauses", "Times that a slow reader stopped the drawing", **new)
        self.message_pauses = Counter("message_pauses", "Times that a client sent too many messages", **new)
        self.broken_input = Counter("broken_input", "Input that no parser takes", **new)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)
