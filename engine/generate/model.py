"""Stage 4: prompt to tokens, by llama.cpp in this process."""

from __future__ import annotations

import codecs
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from content.safe_text import safe_text
from engine.compose.excerpts import Excerpt
from engine.compose.prompt import Composer, Prompt
from engine.events import Alternative, Drafted, Passage, Token, Turn
from engine.generate.copy_mode import Pick, copy, told
from engine.generate.judge import YesNo
from engine.generate.translation import Translation
from engine.llama.context import Cancel, Evaluated, Llama
from engine.llama.probability import likeliest, probabilities_of
from engine.llama.prompt_states import PromptStates, state_key
from engine.llama.threads import Threads
from engine.retrieve.decision import Opinion

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ANSWER_TOKENS = 220
"""Longest free answer. Four sentences take about 120."""
STOPS = ("\n\n", "\nQuestion:", "\nNotes:")
"""Where a model goes on by itself after its answer, it goes on like this."""
SHOWN_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Copied:
    """An excerpt that the model has chosen, after its last token."""

    excerpt: Excerpt


class LanguageModel:
    """A language model, and how it answers. `pieces` may be called from any thread, the rest only from the worker's."""

    def __init__(
        self, path: Path, name: str, mode: str, context: int, threads: Threads, states: PromptStates | None = None,
        *, judges: bool = False, extra_buffers: bool = True, cancel: Cancel | None = None,
    ) -> None:  # fmt: skip
        """Load the GGUF file at `path`. Raises ModelLoadError; Cancelled by `cancel`.

        `states` keep what the prompts' fixed parts were computed to. `judges` says that `says_yes` will be asked.
        """
        self.name = name
        self.mode = mode
        self.llama = Llama(path, context, threads.one, threads.many, extra_buffers=extra_buffers, cancel=cancel)
        self.composer = Composer(self.llama, min(BUDGETS.get(mode, 760), self.llama.context - ANSWER_TOKENS), mode)
        self.judges = judges
        self._path = path
        self._states = states

    def pieces(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of `text`, each with what it stands for."""
        return tuple(Token(token, self._spelled(token)) for token in self.llama.tokenize(text))

    def compose(
        self, question: str, passages: Sequence[Passage], ranked: Sequence[Excerpt], history: Sequence[Turn]
    ) -> Prompt:
        """Return the prompt. In copy mode it holds no more than what can be chosen from it."""
        excerpts = told(ranked) if self.mode == "copy" else ranked
        return self.composer.compose(question, passages, excerpts, history)

    def warm(self, cancel: Cancel) -> Iterator[Evaluated]:
        """Compute the part that every prompt begins with."""
        self.llama.watch(cancel)
        if self.judges:
            yield self._read(self._yes_no.fixed, self._yes_no.fixed)
        yield self._read(self.composer.fixed, self.composer.fixed)

    def says_yes(self, question: str, passages: Sequence[Passage], cancel: Cancel) -> Iterator[Opinion]:
        """Yield one word: whether `passages` state what `question` asks. Raises Cancelled."""
        self.llama.watch(cancel)
        read = self._read(self._yes_no.prompt(question, passages), self._yes_no.fixed)
        yield Opinion(self._yes_no.log_odds(self.llama.logits()), read.seconds)

    def in_english(self, question: str, cancel: Cancel) -> Iterator[str]:
        """Yield `question` in English, in one line. Raises Cancelled."""
        self.llama.watch(cancel)
        self._read(self._translation.prompt(question), self._translation.fixed)
        text = ""
        for item in self._write(False):
            text = (text + item.text).lstrip()
            if "\n" in text:
                break
        yield text.partition("\n")[0].strip()

    def generate(
        self, prompt: Prompt, excerpts: Sequence[Excerpt], cancel: Cancel, *, probabilities: bool = False
    ) -> Iterator[Evaluated | Drafted | Copied]:
        """Yield what the prompt took, then tokens. Raises Cancelled.

        In copy mode it is what supports the opening, which has been said: a Copied after the tokens of each excerpt.
        """
        self.llama.watch(cancel)
        yield self._read(prompt.tokens, self.composer.fixed)
        if self.mode == "copy":
            yield from self._copy(excerpts, probabilities)
        else:
            yield from self._write(probabilities)

    @cached_property
    def _yes_no(self) -> YesNo:
        return YesNo(self.llama)

    @cached_property
    def _translation(self) -> Translation:
        return Translation(self.llama)

    def _read(self, tokens: Sequence[int], fixed: Sequence[int]) -> Evaluated:
        """Compute a prompt, after its fixed part from a file where the context holds another. Raises Cancelled."""
        start = time.perf_counter()
        computed = 0 if self.llama.begins_with(fixed) else self._read_fixed(fixed)
        read = self.llama.prompt(tokens)
        return Evaluated(read.computed + computed, read.reused - computed, time.perf_counter() - start)

    def _read_fixed(self, fixed: Sequence[int]) -> int:
        """Fetch the state of a fixed part, or compute it and keep it for the next process; return what it took."""
        if self._states is None:
            return 0
        key = state_key(self._path, fixed)
        state = self._states.get(key)
        if state is not None and self.llama.restore(state, fixed):
            return 0
        computed = self.llama.prompt(fixed).computed
        self._states.put(key, self.llama.state())
        return computed

    def _write(self, probabilities: bool) -> Iterator[Drafted]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        tail = ""
        for index in range(min(ANSWER_TOKENS, self.llama.room - 1)):
            start = time.perf_counter()
            logits = self.llama.logits()
            token = int(logits.argmax())
            if self.llama.ends(token):
                return
            text = decoder.decode(self.llama.bytes_of(token))
            tail = (tail + text)[-16:]
            if any(stop in tail for stop in STOPS):
                return
            probability, others = self._odds(token, logits) if probabilities else (None, ())
            self.llama.extend([token])
            yield Drafted(index, safe_text(text), token, time.perf_counter() - start, probability, others)

    def _copy(self, excerpts: Sequence[Excerpt], probabilities: bool) -> Iterator[Drafted | Copied]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        index, start = 0, time.perf_counter()
        for item in copy(self.llama, excerpts):
            if isinstance(item, Pick):
                text = decoder.decode(self.llama.bytes_of(item.token))
                scores = item.scores
                probability, others = (
                    self._odds(item.token, scores) if probabilities and scores is not None else (None, ())
                )
                now = time.perf_counter()
                forced = scores is None
                yield Drafted(index, safe_text(text), item.token, now - start, probability, others, forced)
                index, start = index + 1, now
            else:
                yield Copied(item)

    def _odds(self, token: int, scores: npt.NDArray[np.float32]) -> tuple[float, tuple[Alternative, ...]]:
        """Return how likely a token was, and the likeliest tokens in its place."""
        likely = likeliest(scores, SHOWN_ALTERNATIVES)
        own, *others = probabilities_of(scores, [token, *likely])
        return own, tuple(Alternative(self._spelled(other), share) for other, share in zip(likely, others, strict=True))

    def _spelled(self, token: int) -> str:
        return safe_text(self.llama.bytes_of(token).decode("utf-8", "replace"))

    def close(self) -> None:
        """Give the memory back."""
        self.llama.close()


BUDGETS = {"copy": 250, "free": 760}
"""Tokens of a whole prompt. 100 tokens take a third of a second with half a billion weights on two cores, and what a
small model is told beyond the best three passages makes its answers worse. In copy mode as many of the right sources
and facts stand in 200 answers of half a billion weights as with 560 tokens (92.9 and 92.2 %, 81.6 % both)."""
