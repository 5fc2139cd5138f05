"""Stage 3: passages to a prompt within the token budget.

The prompt begins with what never changes, so that the model's memory of it is used again; what differs stands last.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.compose.chat_template import Piece, Vocabulary, frame_examples, with_beginning
from engine.compose.excerpts import Excerpt
from engine.events import Composed, Passage, PromptPart, Turn

PartRole = Literal["system", "passage", "history", "question", "control"]

SYSTEM = (
    "You write the answers of a portfolio website. The notes are the portfolio's own words. Answer the question in two "
    "to four short sentences. Use only facts from the notes and keep their wording, names and numbers. Do not mention "
    "the notes. Write plain text without lists or links."
)
NOTES = "Notes:\n"
EXAMPLES: tuple[tuple[str, str, str], ...] = (
    (
        "Bakery: Opening\nThe bakery opens at six because the first train leaves at half past. On Sundays it stays "
        "closed, since the mill does not deliver.",
        "When does the bakery open?",
        "The bakery opens at six because the first train leaves at half past. On Sundays it stays closed, since the "
        "mill does not deliver.",
    ),
)
"""Answers without refusals: asked for one, small models refuse good questions. The topic is far from every portfolio's,
since facts of an example leak into answers."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids, and the parts that they came from. The first `fixed` tokens are the same for every question."""

    tokens: tuple[int, ...]
    fixed: int
    composed: Composed


class Composer:
    """Builds the prompts of one model. Immutable after construction; any thread may call it."""

    def __init__(self, model: Vocabulary, budget: int, mode: str) -> None:
        """Frame the fixed part once. `budget` counts the tokens of a whole prompt."""
        self._model = model
        self._budget = budget
        self._mode = mode
        examples = ((f"{NOTES}{notes}\n\n{_asked(question)}", answer) for notes, question, answer in EXAMPLES)
        before, behind = frame_examples(model, SYSTEM, examples)
        self._head = [*self._parts(before), self._part("system", NOTES)]
        self._tail = self._parts(behind)
        self.fixed = with_beginning(model, [token for _, tokens in self._head for token in tokens])

    def compose(
        self, question: str, passages: Sequence[Passage], ranked: Sequence[Excerpt], history: Sequence[Turn] = ()
    ) -> Prompt:
        """Return the prompt: the fixed part, the best excerpts that fit under their headings, the question."""
        start = time.perf_counter()
        before = self._part("history", self._cut(_before(history[-1]), self._budget // 8)) if history else None
        asked = self._part("question", self._cut(_asked(question), self._budget // 2))
        room = self._budget - len(self.fixed) - _size(self._tail) - len(asked[1]) - (len(before[1]) if before else 0)
        notes = self._fitting(passages, ranked, room)
        middle = [*notes, *([before] if before else []), asked]
        parts = [*self._head, *middle, *self._tail]
        tokens = (*self.fixed, *(token for _, ids in [*middle, *self._tail] for token in ids))
        shown = tuple(PromptPart(part.role, part.text, len(ids)) for part, ids in parts)
        composed = Composed(shown, len(tokens), self._budget, self._mode, time.perf_counter() - start)
        return Prompt(tokens, len(self.fixed), composed)

    def _fitting(
        self, passages: Sequence[Passage], ranked: Sequence[Excerpt], room: int
    ) -> list[tuple[PromptPart, list[int]]]:
        """Return one part a passage, with its best excerpts in reading order, best passage first."""
        sizes = {id(excerpt): len(self._model.tokenize(f" {excerpt.text}")) for excerpt in ranked}
        headings = {number: f"{passage.heading}\n" for number, passage in enumerate(passages, 1)}
        taken: dict[int, list[Excerpt]] = {}
        for excerpt in sorted(ranked, key=lambda item: -item.score):
            cost = sizes[id(excerpt)]
            if excerpt.passage not in taken:
                cost += len(self._model.tokenize(headings[excerpt.passage])) + 2
            if cost <= room:
                room -= cost
                taken.setdefault(excerpt.passage, []).append(excerpt)
        parts = []
        for number in sorted(taken):
            chosen = sorted(taken[number], key=lambda item: item.position)
            text = f"{headings[number]}{' '.join(excerpt.text for excerpt in chosen)}\n\n"
            parts.append(self._part("passage", text))
        return parts

    def _cut(self, text: str, most: int) -> str:
        """Return `text`, or as much of its beginning as takes at most `most` tokens."""
        while (size := len(self._model.tokenize(text))) > most:
            text = text[: min(len(text) - 1, len(text) * most // size)]
        return text

    def _parts(self, pieces: Sequence[Piece]) -> list[tuple[PromptPart, list[int]]]:
        return [self._part("control" if control else "system", text, control=control) for text, control in pieces]

    def _part(self, role: PartRole, text: str, *, control: bool = False) -> tuple[PromptPart, list[int]]:
        ids = self._model.tokenize(text, control=control)
        return PromptPart(role, text, len(ids)), ids


def _before(turn: Turn) -> str:
    return f"Asked before: {turn.question}\n"


def _asked(question: str) -> str:
    return f"Question: {question}"


def _size(parts: Sequence[tuple[PromptPart, list[int]]]) -> int:
    return sum(len(ids) for _, ids in parts)
