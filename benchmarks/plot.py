"""A plot as SVG, both axes logarithmic: milliseconds a search over the size of the index."""

from __future__ import annotations

import math
import re
from typing import Any

WIDTH, HEIGHT, MARGIN = 640, 360, 56
LINES = (("ours", "portfolio", "#b8562f"), ("baseline", "raw faiss and bm25s", "#4a6fa5"))
UNITS = {"ms": 1.0, "s": 1000.0}


def growth(points: list[tuple[int, dict[str, Any]]]) -> str:
    """Return the picture of `points`: (thousands of passages, what was measured)."""
    values = {key: [_milliseconds(item[key]) for _, item in points] for key, _, _ in LINES}
    low, high = min(map(min, values.values())) / 1.5, max(map(max, values.values())) * 1.5
    xs = [MARGIN + (WIDTH - 2 * MARGIN) * math.log10(size) / 2 for size, _ in points]

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * math.log(value / low) / math.log(high / low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="monospace" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#faf7f2"/>',
    ]
    for x, (size, _) in zip(xs, points, strict=True):
        parts.append(f'<text x="{x:.0f}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle">{size},000</text>')
    for number, (key, title, colour) in enumerate(LINES):
        path = " ".join(f"{x:.1f},{y(value):.1f}" for x, value in zip(xs, values[key], strict=True))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, value in zip(xs, values[key], strict=True):
            parts.append(f'<circle cx="{x:.1f}" cy="{y(value):.1f}" r="3" fill="{colour}"/>')
            label = y(value) + (-8 if key == "ours" else 18)
            parts.append(
                f'<text x="{x:.1f}" y="{label:.1f}" text-anchor="middle" fill="{colour}">{value:.3g} ms</text>'
            )
        parts.append(f'<text x="{MARGIN}" y="{22 + 16 * number}" fill="{colour}">{title}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">passages in the index</text>')
    return "\n".join((*parts, "</svg>", ""))


def _milliseconds(text: str) -> float:
    found = re.match(r"([\d.,]+) (ms|s)$", text)
    if found is None:
        raise ValueError(f"no time: {text!r}")
    return float(found[1].replace(",", "")) * UNITS[found[2]]
