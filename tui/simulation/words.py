"""Figures in few characters, and lengths of time in words."""

from __future__ import annotations

ALSO_CALLED = {"heal": "mend", "repair": "mend"}
"""Words that links and commands take for ours: links of before have them, and visitors say what comes to mind."""
_SUFFIXES = ((10**9, "G"), (10**6, "M"), (10**3, "k"))


def compact_figure(figure: int) -> str:
    """Return a figure in at most four characters up to a thousand billions, such as 950, 1.2k and 30M."""
    for size, suffix in _SUFFIXES:
        if figure >= size:
            short = f"{figure // (size // 10) / 10:.1f}" if figure < 10 * size else str(figure // size)
            return short.removesuffix(".0") + suffix
    return str(figure)


def exact_figure(figure: int) -> str:
    """Return a figure as short as it can be without rounding: 50k, 1500k, 30m, 47."""
    for size, suffix in _SUFFIXES[1:]:
        if figure and figure % size == 0:
            return f"{figure // size}{suffix.lower()}"
    return str(figure)


def written_figure(text: str) -> int | None:
    """Return the figure that somebody wrote, such as 50k, 1.5m, 50,000 or 30M; None where it is none."""
    text = text.strip().lower().replace(",", "").replace("_", "")
    size = {"k": 10**3, "m": 10**6, "g": 10**9}.get(text[-1:], 1)
    number = text if size == 1 else text[:-1]
    whole, _, part = number.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(number) <= 15) or (part and not part.isdigit()):
        return None
    return int(whole) * size + (int(part) * size // 10 ** len(part) if part.isascii() and part else 0)


def length_of_time(seconds: int) -> str:
    """Return a length of time in its two largest units, such as `16 min 40 s`."""
    units = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
    for index, (size, unit) in enumerate(units):
        if seconds >= size and size > 1:
            whole, rest = divmod(seconds, size)
            lesser, name = units[index + 1]
            return f"{whole} {unit}" + (f" {rest // lesser} {name}" if rest // lesser else "")
    return f"{seconds} s"
