"""Sentences: dots inside abbreviations, figures and names end none; lines always do."""

from __future__ import annotations

import pytest

from engine.language.sentences import sentences_of


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ("One.", "Two.")),
        ("Use e.g. Kafka, i.e. a log. It keeps order.", ("Use e.g. Kafka, i.e. a log.", "It keeps order.")),
        ("At 99.9 % it is 43.2 minutes. Then stop.", ("At 99.9 % it is 43.2 minutes.", "Then stop.")),
        ("It costs $0.5 per GB. See below.", ("It costs $0.5 per GB.", "See below.")),
        ("Set min.insync.replicas=2. Then wait.", ("Set min.insync.replicas=2.", "Then wait.")),
        ("Node.js v20.11 runs it. Yes.", ("Node.js v20.11 runs it.", "Yes.")),
        ('"Lost in the Middle" (Liu et al., 2023) showed it.', ('"Lost in the Middle" (Liu et al., 2023) showed it.',)),
        ("Four paths:\nthe write path\nthe read path", ("Four paths:", "the write path", "the read path")),
        ("Why? Because! Done.", ("Why?", "Because!", "Done.")),
        ("", ()),
        ("  \n\n ", ()),
    ],
)
def test_sentences(text: str, sentences: tuple[str, ...]) -> None:
    assert sentences_of(text) == sentences
