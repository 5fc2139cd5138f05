"""A résumé that has to fit: what stands last goes first, and every section keeps its beginning."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate, repeat

from content.exporters.resume.document import Resume
from content.exporters.resume.parts import ResumeSection


def shortened(resume: Resume, fits: Callable[[Resume], bool]) -> Resume:
    """Return as much of a résumé as fits, or as little as there can be of it, where even that does not."""
    steps = list(accumulate(repeat(None, _most(resume)), lambda each, _: _shorter(each), initial=resume))
    at = bisect_left(steps, True, key=fits)
    return steps[min(at, len(steps) - 1)]


def left_out(whole: Resume, short: Resume) -> int:
    """Return how many entries and points of `whole` are not in `short`."""
    return _parts(whole) - _parts(short)


def _most(resume: Resume) -> int:
    """Return how often something can be taken out."""
    entries = [entry for section in resume.sections for entry in section.entries]
    return len(entries) - len(resume.sections) + sum(len(entry.points) for entry in entries)


def _parts(resume: Resume) -> int:
    return sum(1 + len(entry.points) for section in resume.sections for entry in section.entries)


def _shorter(resume: Resume) -> Resume:
    """Take the last entry of the section that has most; where each has one, the last point of the entry with most."""
    longest = max(resume.sections, key=lambda section: (len(section.entries), _points(section)))
    entries = longest.entries[:-1]
    if not entries:
        [entry] = longest.entries
        entries = (dataclasses.replace(entry, points=entry.points[:-1]),)
    less = dataclasses.replace(longest, entries=entries)
    sections = tuple(less if section is longest else section for section in resume.sections)
    return dataclasses.replace(resume, sections=sections)


def _points(section: ResumeSection) -> int:
    return sum(len(entry.points) for entry in section.entries)
