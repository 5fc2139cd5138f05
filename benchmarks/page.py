"""What was measured, kept in results.json, and the page that is made of it: docs/speed.md."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import Options, Result, Row
from benchmarks.plot import growth
from benchmarks.table import ROWS
from engine.llama.machine import read_machine

HERE = Path(__file__).parent
KEPT = HERE / "results.json"
PROSE = HERE / "speed.md"
"""The words around the table."""
PAGE = HERE.parent / "docs" / "speed.md"
PLOT = HERE.parent / "docs" / "images" / "search-growth.svg"


def kept() -> dict[str, Any]:
    """Return what was measured before, by the row's name."""
    return dict(json.loads(KEPT.read_text(encoding="utf-8"))) if KEPT.exists() else {}


def keep(row: Row, result: Result, options: Options) -> None:
    """Keep a row's result, and what the machine was doing."""
    model = result.details.get("model", options.model)
    _store(row, asdict(result) | {"met": row.met(result), "turns": options.turns, "model": model})


def keep_failure(row: Row, reason: str) -> None:
    """Keep that a row could not be measured, and why."""
    _store(row, {"failed": reason.splitlines()[0][:200]})


def _store(row: Row, found: dict[str, Any]) -> None:
    machine = read_machine()
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    found |= {"when": when, "load": round(os.getloadavg()[0], 1), "cores": machine.physical,
              "machine": f"{machine.processor}, {machine.physical} cores, {(machine.memory or 0) / 1e9:.0f} GB, "
                         f"{machine.system}, Python {machine.python}"}  # fmt: skip
    KEPT.write_text(json.dumps(kept() | {row.name: found}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write() -> None:
    """Write the page and its picture."""
    found = kept()
    if points := [(size, found[name]) for size in (1, 10, 100) if "ratio" in found.get(name := f"search-{size}k", {})]:
        PLOT.write_text(growth(points), encoding="utf-8")
    lines = [_line(row, found.get(row.name)) for row in ROWS]
    table = "\n".join(("| what | baseline in the same run | goal | measured | ours | baseline | |", "|---" * 7 + "|",
                       *lines))  # fmt: skip
    notes = "\n".join(_note(row, found[row.name]) for row in ROWS if row.name in found)
    machines = "\n".join(f"- {machine}" for machine in sorted({item["machine"] for item in found.values()}))
    text = PROSE.read_text(encoding="utf-8")
    for mark, made in (("TABLE", table), ("NOTES", notes), ("MACHINES", machines)):
        text = text.replace(f"{{{mark}}}", made)
    PAGE.write_text(text, encoding="utf-8")


def _line(row: Row, item: dict[str, Any] | None) -> str:
    head = f"| {row.what} | {row.against} | {row.goal} |"
    if item is None:
        return f"{head} not measured | | | |"
    if "failed" in item:
        return f"{head} could not be measured | | | |"
    verdict = "met" if item["met"] else "**missed**"
    return f"{head} {row.shown(item['ratio'])} | {item['ours']} | {item['baseline']} | {verdict} |"


def _note(row: Row, item: dict[str, Any]) -> str:
    if "failed" in item:
        return f"- **{row.what}**: could not be measured on {item['when']} ({item['failed']})."
    busy = f", on a busy machine: {item['load']:g} processes wanted {item['cores']} cores" * (
        item["load"] > item["cores"] + 2
    )
    note = f" {item['note'][0].upper()}{item['note'][1:]}." if item["note"] else ""
    missed = f" Missed: {row.if_missed}" if row.if_missed and not item["met"] else ""
    return f"- **{row.what}**: {item['turns']} turns, {item['model']}, {item['when']} UTC{busy}.{note}{missed}"
