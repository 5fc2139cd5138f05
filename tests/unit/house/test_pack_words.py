"""The code serves any pack: words that tell the default one from others stand in its content alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("cli", "content", "engine", "models", "tui")
TELLING = re.compile(
    r"kafka|outbox|tenan(?:t|cy)|event-driven|order.pipeline|backbone|idempoten|distributed systems|AI infrastructure"
    r"|visualized|this portfolio's tests",
    re.IGNORECASE,
)
"""What the default pack writes about, names its documents by, or says in its headings."""

EXCEPTIONS: dict[str, str] = {}
"""Files of code that may hold such a word, each with its reason."""


def test_code_holds_no_word_of_the_default_pack() -> None:
    found = {
        f"{name}:{number}": line.strip()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (name := str(path.relative_to(ROOT))) not in EXCEPTIONS and not name.startswith("content/default/")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if TELLING.search(line)
    }
    assert not found


@pytest.mark.parametrize("word", ["kafka", "outbox", "tenant", "order-pipeline", "event-driven", "visualized"])
def test_the_words_that_are_looked_for_are_the_default_packs(word: str) -> None:
    pack = ROOT / "content" / "default"
    texts = (
        path.name + path.read_text(encoding="utf-8") for path in pack.rglob("*") if path.suffix in (".md", ".yaml")
    )
    assert TELLING.search(word)
    assert any(word in text.casefold() for text in texts)
