"""The standard streams as commands need them: open, and never at a loss for a character."""

from __future__ import annotations

import codecs
import io
import os
import sys

_NEAREST = "portfolio.nearest"
"""The error handler that writes what an encoding lacks as the nearest that it has."""


def prepare_streams() -> None:
    """Open at nothing what whoever started this had closed, and let every text be printed in any encoding."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):  # in the order of their numbers
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 -- for good
    codecs.register_error(_NEAREST, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NEAREST)


def takes_any_text() -> bool:
    """Whether stdout has a form for every character."""
    return codecs.lookup(sys.stdout.encoding or "utf-8").name.startswith("utf")


def _nearest(error: UnicodeError) -> tuple[str, int]:
    from tui.hosting.charset import nearest

    assert isinstance(error, UnicodeEncodeError)  # nothing is read with this handler
    return nearest(error.object[error.start : error.end]), error.end
