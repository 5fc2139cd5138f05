"""A question in another language than the text, written by a model in the text's: English, since its examples are."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING

from engine.compose.chat_template import Piece, Vocabulary, frame_examples, with_beginning
from engine.events import Event, Waiting
from engine.llama.context import Cancel, ModelLoadError

if TYPE_CHECKING:
    from engine.generate.judge import Judge
    from engine.generate.worker import Worker

INTO = "en"
"""The language that is translated into."""
_SYSTEM = (
    "You translate questions to English. Write the translation in one line and nothing else. Keep names and technical "
    "words."
)
_EXAMPLES = (
    ("Warum öffnet die Bäckerei um sechs?", "Why does the bakery open at six?"),
    ("¿Cuánto cuesta un pan de centeno?", "How much does a rye bread cost?"),
)
_MOST = 200
"""Tokens of a question that are translated: what is longer is no question, and would keep others waiting."""


class Translation:
    """The prompts of one model. Immutable after construction; any thread may call it."""

    def __init__(self, model: Vocabulary) -> None:
        before, behind = frame_examples(model, _SYSTEM, _EXAMPLES)
        self._model = model
        self._tail = self._tokens(behind)
        self.fixed = with_beginning(model, self._tokens(before))

    def prompt(self, question: str) -> list[int]:
        """Return the tokens: the fixed part, which is the same every time, and the question as plain tokens."""
        return [*self.fixed, *self._model.tokenize(question)[:_MOST], *self._tail]

    def _tokens(self, pieces: list[Piece]) -> list[int]:
        return [token for text, control in pieces for token in self._model.tokenize(text, control=control)]


def translated(
    question: str, judge: Judge, worker: Worker, cancel: Cancel, visitor: str
) -> Generator[Event, None, str]:
    """Yield each place in the queue of `worker`, and return `question` in English; nothing where the model fails."""
    english = ""
    written = worker.stream(lambda own: judge.in_english(question, own), cancel, visitor)
    with contextlib.suppress(ModelLoadError), contextlib.closing(written):
        for item in written:
            if isinstance(item, Waiting):
                yield item
            else:
                english = item
    return english
