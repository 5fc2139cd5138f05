"""How a command line that a client sends falls into words."""

from __future__ import annotations

import pytest

from tui.hosting.commands import command_words

pytestmark = pytest.mark.beside


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("essays kafka", ["essays", "kafka"]),
        ('ask "What do you do?"', ["ask", "What do you do?"]),
        ("ask 'What do you do?' --json", ["ask", "What do you do?", "--json"]),
        ("ask What's your rate?", ["ask", "What's", "your", "rate?"]),
        ("ask don't you, or can't you?", ["ask", "don't", "you,", "or", "can't", "you?"]),
        ('ask say "no', ["ask", "say", '"no']),
        ("   ", []),
    ],
)
def test_quotes_count_around_words_and_apostrophes_do_not(line: str, words: list[str]) -> None:
    assert command_words(line) == words
