"""What cannot be kept at present: one line in the log when it begins and ends, a gauge, and a word for /readyz."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.keep.faults import StoreFault
    from tui.hosting.operations.log import Log
    from tui.hosting.operations.metrics import Metrics


class Troubles:
    """The stores that fail, and why. Any thread may tell of one."""

    def __init__(self, metrics: Metrics, log: Log) -> None:
        self._metrics, self._log = metrics, log
        self._lock = threading.Lock()
        self._failing: dict[str, str] = {}

    def hear(self, store: str, fault: StoreFault | None) -> None:
        """Take note of how a store was found."""
        with self._lock:
            before, cause = self._failing.get(store), fault.cause if fault else None
            if before == cause:
                return
            if fault is None:
                del self._failing[store]
                self._log.info("kept again", store=store)
            else:
                self._failing[store] = fault.cause
                self._log.error("not kept", cause=fault.cause, detail=fault.detail)
            counts = Counter(self._failing.values())
            for each in {before, cause} - {None}:
                self._metrics.not_kept.labels(each).set(counts[str(each)])

    def words(self) -> str:
        """Return the causes, or an empty string where all is well."""
        with self._lock:
            return ", ".join(sorted(set(self._failing.values())))
