"""A model's own word on whether passages state what a question asks: its prompt, and how the next token is read.

Nothing is generated: the word is the log-odds of yes against no. Passages and the question are plain tokens, so that
whatever they say, no message ends in them and none begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from engine.compose.chat_template import Piece, Vocabulary, frame_examples, with_beginning
from engine.events import Passage
from engine.llama.context import Cancel
from engine.retrieve.decision import Opinion

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SYSTEM = (
    "You check whether notes answer a question. Answer yes only if the notes state the very fact that is asked for; "
    "answer no if they only speak of the same topic."
)
_OPENING = (
    "Bakery: Opening\nThe bakery opens at six because the first train leaves at half past. On Sundays it stays closed."
)
OVEN = "Bakery: Oven\nThe oven is heated with beech wood and holds forty loaves."
BREAD = "Bakery: Bread\nThe rye bread rests for two days before it is baked, so that it stays fresh for a week."
_EXAMPLES: tuple[tuple[str, str, str], ...] = (
    (_OPENING, "When does the bakery open?", "Yes"),
    (OVEN, "Which company made the oven?", "No"),
    (BREAD, "How many rye breads were sold last year?", "No"),
    (BREAD, "Why does the bread keep so long?", "Yes"),
)
YES, _NO = ("Yes", "yes"), ("No", "no")

READ = 3
"""How many of the best passages the model reads."""


class Judge(Protocol):
    """A model that may be asked. Its methods run on the worker's thread."""

    def says_yes(self, question: str, passages: Sequence[Passage], cancel: Cancel) -> Iterator[Opinion]:
        """Yield one word: whether `passages` state what `question` asks. Raises Cancelled."""

    def in_english(self, question: str, cancel: Cancel) -> Iterator[str]:
        """Yield `question` in English, in one line. Raises Cancelled."""


class YesNo:
    """The prompts of one model. Immutable after construction; any thread may call it."""

    def __init__(self, model: Vocabulary) -> None:
        examples = ((_asked(notes, question), answer) for notes, question, answer in _EXAMPLES)
        before, behind = frame_examples(model, _SYSTEM, examples)
        self._model = model
        self._tail = self._tokens(behind)
        self._yes, self._no = ([model.tokenize(word)[0] for word in words] for words in (YES, _NO))
        self.fixed = with_beginning(model, self._tokens(before))

    def prompt(self, question: str, passages: Sequence[Passage]) -> list[int]:
        """Return the tokens: the fixed part, which is the same every time, the best passages, the question."""
        notes = "\n\n".join(f"{passage.heading}\n{passage.text}" for passage in passages[:READ])
        return [*self.fixed, *self._model.tokenize(_asked(notes, question)), *self._tail]

    def log_odds(self, scores: npt.NDArray[np.float32]) -> float:
        """Return the log-odds of yes against no from the next token's `scores`, shape (vocabulary,)."""
        import numpy as np

        return float(np.logaddexp.reduce(scores[self._yes]) - np.logaddexp.reduce(scores[self._no]))

    def _tokens(self, pieces: Sequence[Piece]) -> list[int]:
        return [token for text, control in pieces for token in self._model.tokenize(text, control=control)]


def _asked(notes: str, question: str) -> str:
    return f"Notes:\n{notes}\n\nQuestion: {question}\nDo the notes state the answer?"
