"""All rows, in the order of the table."""

from __future__ import annotations

from benchmarks.measure import Row
from benchmarks.rows import (
    answers,
    asking,
    commands,
    compiling,
    extra_buffers,
    fitting,
    indexing,
    rooms,
    screens,
    searching,
    together,
    visitors,
)

ROWS: tuple[Row, ...] = (
    *commands.ROWS, *screens.ROWS, *rooms.ROWS, *asking.ROWS, *answers.ROWS, *visitors.ROWS, *together.ROWS,
    *indexing.ROWS, *searching.ROWS, *fitting.ROWS, *compiling.ROWS, *extra_buffers.ROWS,
)  # fmt: skip
