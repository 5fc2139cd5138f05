"""All changes to Textual that hold for a whole process, as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.textual_internals.callbacks import quickly_counted
from tui.textual_internals.circles import fewer_circles, no_coroutine_lost
from tui.textual_internals.components import late_components
from tui.textual_internals.strips import light_strips
from tui.textual_internals.stylesheets import narrow_stylesheets, shared_stylesheets


@contextmanager
def changed_textual() -> Iterator[None]:
    """Let every app of the process share parsed styles, make few of them and few caches, and leave few circles of
    references."""
    with (
        shared_stylesheets(), late_components(), narrow_stylesheets(), light_strips(), fewer_circles(),
        no_coroutine_lost(), quickly_counted(),
    ):  # fmt: skip
        yield
