"""Whether a terminal takes what is copied (OSC 52). None says so; those that are known not to are listed."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = ("linux", "ansi", "cons25", "vt100", "vt220", "vt320", "wsvt25")
"""Consoles without a desktop around them, by TERM."""
_PROGRAMS = ("Apple_Terminal",)


def takes_copies(environment: Mapping[str, str]) -> bool:
    """Say whether the terminal of that environment may be taken to put a copy on its clipboard."""
    return environment.get("TERM") not in _NAMES and environment.get("TERM_PROGRAM") not in _PROGRAMS
