"""Sentences that come in pieces are the sentences of the whole."""

from __future__ import annotations

import pytest

from engine.events import Drafted, Sentence
from engine.stream.sentences import MARKS, checked
from tests.fakes.engine import ENGLISH
from tests.places import DATA

PARAGRAPHS = (DATA / "sentences.txt").read_text(encoding="utf-8").strip().split("\n\n")


class Accept:
    language = ENGLISH

    def check(self, text: str) -> Sentence:
        return Sentence(text, True, (), 1.0, "", 0.0)


@pytest.mark.parametrize("step", [1, 3, 7])
@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda paragraph: paragraph[:30])
def test_pieces_make_the_same_sentences(paragraph: str, step: int) -> None:
    text = paragraph.replace("\n", " ")
    drafts = [Drafted(0, text[start : start + step], 0, 0.0) for start in range(0, len(text), step)]
    said = [item.text for item in checked(drafts, Accept()) if isinstance(item, Sentence)]
    assert said == [line.strip(MARKS).replace("`", "") for line in paragraph.split("\n")]
