"""`portfolio ask`, as it is, and when its first words and its first token came, on the system's monotonic clock.

python benchmarks/first_token.py QUESTION [OPTIONS OF ask]
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from typing import Any

NOTED = {"sentence": "first words", "drafted": "first token"}


def main() -> None:
    """Run the command; note the first sentence and the first token that go by."""
    gc.disable()  # as the command does before it imports what is imported here for it
    from cli.main import main as command
    from engine.assistant import Assistant

    ask = Assistant.ask

    def noting(self: Assistant, *arguments: Any, **options: Any) -> Iterator[Any]:
        seen: set[str] = set()
        for event in ask(self, *arguments, **options):
            if event.type in NOTED and event.type not in seen:
                print(f"\n{NOTED[event.type]}: {time.monotonic()}")
                seen.add(event.type)
            yield event

    Assistant.ask = noting  # type: ignore[method-assign,assignment]
    sys.argv[1:1] = ["ask"]
    command()


if __name__ == "__main__":
    main()
