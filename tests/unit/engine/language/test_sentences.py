"""Sentences: dots inside abbreviations, figures and names end none; lines always do."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language import sentences
from engine.language.language import Grammar, language
from engine.language.sentences import _sentences, sentences_of
from tests.places import DATA

ENGLISH = language("en")
TABLE = DATA / "sentences.txt"
"""Paragraphs of engineers' prose, one sentence a line. pysbd 0.3.4 alone gets 36 of 124 wrong."""
PARAGRAPHS = [tuple(block.splitlines()) for block in TABLE.read_text(encoding="utf-8").strip().split("\n\n")]


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda paragraph: paragraph[0][:40])
def test_a_paragraph_of_engineers_prose(paragraph: tuple[str, ...]) -> None:
    assert sentences_of(" ".join(paragraph), ENGLISH) == paragraph


def test_a_word_that_is_no_name_ends_a_sentence() -> None:
    assert sentences_of("You know what it is. I mend it, e.g. I glue.", ENGLISH) == (
        "You know what it is.", "I mend it, e.g. I glue.",
    )  # fmt: skip


@given(st.text("aIC. ?!\"'(.…)5*`1\t") | st.text())
def test_no_sentence_loses_or_gains_a_word(text: str) -> None:
    assert "".join("".join(sentences_of(text, ENGLISH)).split()) == "".join(text.split())


@given(st.text("aIC. ?!\"'(.…。”)5*`1\t") | st.text())
def test_a_line_in_which_no_sentence_can_end_is_left_as_the_rules_would_leave_it(text: str) -> None:
    def always(line: str) -> bool:
        return True

    shortest = [list(_sentences(line.strip(), ENGLISH)) for line in text.splitlines()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "_INSIDE", SimpleNamespace(search=always))
        assert [list(_sentences(line.strip(), ENGLISH)) for line in text.splitlines()] == shortest


def test_each_language_has_rules_and_lists_of_its_own() -> None:
    german = replace(ENGLISH, grammar=Grammar("Deutsch", splitter="de"), _words={"short_first": frozenset({"z.b"})})
    text = "Ein Ventil, z.B. eines aus Stahl, hält. Es ist dicht."
    assert sentences_of(text, german) == ("Ein Ventil, z.B. eines aus Stahl, hält.", "Es ist dicht.")
    assert sentences_of("See p. 4. Then stop.", german) != sentences_of("See p. 4. Then stop.", ENGLISH)


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
        ("Read by SELECT ... FOR UPDATE. It waits.", ("Read by SELECT ... FOR UPDATE.", "It waits.")),
        ("It waits ... The end.", ("It waits ...", "The end.")),
        ("Why? Because! Done.", ("Why?", "Because!", "Done.")),
        ("", ()),
        ("  \n\n ", ()),
    ],
)
def test_sentences(text: str, sentences: tuple[str, ...]) -> None:
    assert sentences_of(text, ENGLISH) == sentences
