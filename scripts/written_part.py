"""The part of a page that a script writes, between two marks; the rest is written by hand."""

from __future__ import annotations


def with_part(page: str, begin: str, end: str, text: str) -> str:
    """Return a page with `text` between its marks instead of what stands there."""
    before, _, rest = page.partition(begin)
    return f"{before}{begin}{text}{end}{rest.partition(end)[2]}"
