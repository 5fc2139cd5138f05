"""The peer: the same model, embedder and passages in the plain loop that most RAG tutorials build, without any check.

Top five passages by cosine, a customary prompt in the model's own chat template, temperature 0, the model's text as it
comes. It may be told apart from the assistant by nothing but what the assistant adds.
"""

from __future__ import annotations

import codecs
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from content.safe_text import safe_text
from engine.evaluation.record import DECIMALS, RANKED, Record, links_of, load_average
from engine.events import Passage, Sentence
from engine.sentences import sentences_of

if TYPE_CHECKING:
    from engine.embed import TextEmbedder
    from engine.index import Index

PASSAGES = 5
ANSWER_TOKENS = 220
SYSTEM = (
    "You are a helpful assistant that answers questions about an engineer's portfolio. Use only the following context "
    "to answer the question. If the answer is not in the context, say that you don't know. Cite the passages that you "
    "use by their number, such as [1]."
)
BRACKETS = re.compile(r"\[(\d{1,2})\]")
DENIES = re.compile(
    r"\bi (?:do not|don't|cannot|can't) (?:know|have|answer|provide|find|assist|help|fulfill|comply|see)\b"
    r"|\bi(?:'m| am) (?:sorry|unable|not (?:able|sure))\b"
    r"|\b(?:contexts?|passages?|portfolio|texts?|documents?|information|answer|it|there) (?:\w+ ){0,5}?"
    r"(?:not|doesn't|don't|isn't|aren't|no|cannot) (?:\w+ ){0,4}?"
    r"(?:mention|provide|contain|specif|include|state|information|details?|given|found|available|answer)\w*"
    r"|\bunable to (?:answer|provide|find)\b",
    re.IGNORECASE,
)
"""How models say that they do not know, in the opening sentence of their answer."""


class Peer:
    """A plain loop over one index with one language model."""

    def __init__(self, index: Index, embedder: TextEmbedder, model: Path, context: int, threads: int) -> None:
        """Load the GGUF file `model`. Raises ModelLoadError."""
        from engine.llama import Llama
        from engine.machine import physical_cores

        count = threads or physical_cores()
        self._index = index
        self._embedder = embedder
        self._llama = Llama(model, context, count, count)

    def answer(self, ask: str) -> Record:
        """Answer one question."""
        load = load_average()
        start = time.perf_counter()
        found = self._nearest(ask)
        passages = found[:PASSAGES]
        text, first = self._generate(self._prompt(ask, passages), start)
        seconds = time.perf_counter() - start
        sentences = tuple(sentences_with_brackets(text, len(passages)))
        silent = not sentences or bool(DENIES.search(sentences[0].text))
        return Record(
            ask,
            "not-in-portfolio" if silent else "answer",
            text,
            sentences,
            passages,
            tuple(links_of(passage) for passage in found),
            mode="plain loop",
            first=round(first, DECIMALS),
            seconds=round(seconds, DECIMALS),
            load=load,
        )

    def close(self) -> None:
        """Give the memory back."""
        self._llama.close()

    def _nearest(self, ask: str) -> tuple[Passage, ...]:
        _, numbers = self._index.dense.search(self._embedder.embed([ask]), min(RANKED, len(self._index.passages)))
        return tuple(self._index.passages[int(number)] for number in numbers[0])

    def _prompt(self, ask: str, passages: tuple[Passage, ...]) -> list[int]:
        from engine.chat_template import frame

        context = "\n\n".join(f"[{n}] {passage.heading}\n{passage.text}" for n, passage in enumerate(passages, 1))
        texts = (SYSTEM, f"Context:\n{context}\n\nQuestion: {ask}\nAnswer:")
        tokens = [] if self._llama.bos is None else [self._llama.bos]
        for piece in frame(self._llama, ["system", "user"]):
            tokens += (
                self._llama.tokenize(texts[piece])
                if isinstance(piece, int)
                else self._llama.tokenize(piece, control=True)
            )
        return tokens[1:] if tokens[:2] == [self._llama.bos, self._llama.bos] else tokens

    def _generate(self, prompt: list[int], start: float) -> tuple[str, float]:
        """Return the answer at temperature 0, and when its first token came."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        text, first = "", 0.0
        self._llama.prompt(prompt)
        for _ in range(min(ANSWER_TOKENS, self._llama.room - 1)):
            token = int(self._llama.logits().argmax())
            if self._llama.ends(token):
                break
            first = first or time.perf_counter() - start
            text += decoder.decode(self._llama.bytes_of(token))
            self._llama.extend([token])
        return safe_text(text).strip(), first or time.perf_counter() - start


def sentences_with_brackets(text: str, count: int) -> list[Sentence]:
    """Return what was said, sentence by sentence. One without a citation of its own may draw on every passage.

    A reader is shown all passages as the sources then, which is what plain loops do.
    """
    found = []
    for sentence in sentences_of(text):
        named = tuple(sorted({int(number) for number in BRACKETS.findall(sentence) if 1 <= int(number) <= count}))
        plain = " ".join(BRACKETS.sub("", sentence).split()).replace(" .", ".")
        if re.search(r"\w", plain):
            found.append(Sentence(plain, True, named or tuple(range(1, count + 1)), 0.0, "not checked", 0.0))
    return found
