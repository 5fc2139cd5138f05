"""Sentences of answers that hold a list and a table."""

from __future__ import annotations

from engine.events import Sentence, Shape


def sentence(text: str, *citations: int, shape: Shape | None = None) -> Sentence:
    shape = shape or Shape()
    return Sentence(text, True, citations, 1.0, "quoted", 0.0, quoted=True, shape=shape, citations=citations)


HEADER = ("Quantity", "Result")
ROWS = (
    sentence("Quantity: in; Result: 50 MB/s.", 2, shape=Shape("row", HEADER, ("in", "50 MB/s"))),
    sentence("Quantity: a|b; Result: none.", 2, shape=Shape("row", HEADER, ("a|b", ""))),
)
ITEMS = tuple(sentence(text, 1, shape=Shape("item")) for text in ("One waits.", "One leaves."))
CODE = sentence("in   50 KB/s\nout  5 KB/s", 2, shape=Shape("code"))
EVERYTHING = (sentence("Two ways:", 1), *ITEMS, sentence("Sized so.", 1), *ROWS)
