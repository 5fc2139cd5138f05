"""`portfolio ask`, as it is, and when its first token came, on the system's monotonic clock.

python benchmarks/first_token.py QUESTION [OPTIONS OF ask]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any


def main() -> int:
    """Run the command; note the first token that goes by."""
    from cli.main import run
    from engine.assistant import Assistant

    ask = Assistant.ask

    def noting(self: Assistant, *arguments: Any, **options: Any) -> Iterator[Any]:
        first = True
        for event in ask(self, *arguments, **options):
            if first and event.type == "drafted":
                print(f"first token: {time.monotonic()}")
                first = False
            yield event

    Assistant.ask = noting  # type: ignore[method-assign,assignment]
    return run(["ask", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
