"""The peer: the same model, embedder and passages in the plain loop that most RAG tutorials build, without any check.

Top five passages by cosine, a customary prompt in the model's own chat template, temperature 0, the model's text as it
comes, and all five passages shown as its sources.
"""

from __future__ import annotations

import codecs
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from content.questions import Question
from content.safe_text import safe_text
from engine.evaluation.record import DECIMALS, RANKED, Record, all_links, load_average
from engine.events import Passage, Sentence
from engine.language.language import Language
from engine.language.sentences import sentences_of

if TYPE_CHECKING:
    from engine.retrieve.embed import TextEmbedder
    from engine.retrieve.index import Index

PASSAGES = 5
_ANSWER_TOKENS = 220
PROMPT = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the "
    "question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the "
    "answer concise.\nQuestion: {question}\nContext: {context}\nAnswer:"
)
"""The prompt of LangChain's tutorials (rlm/rag-prompt), one message from the user."""


class Peer:
    """A plain loop over one index with one language model."""

    def __init__(
        self, index: Index, embedder: TextEmbedder, model: Path, context: int, threads: int, *,
        extra_buffers: bool = True,
    ) -> None:  # fmt: skip
        """Load the GGUF file `model`. Raises ModelLoadError. `extra_buffers` are those of `engine.llama.trust`."""
        from engine.llama.context import Llama
        from engine.llama.machine import physical_cores

        count = threads or physical_cores()
        self._index = index
        self._embedder = embedder
        self._llama = Llama(model, context, count, count, extra_buffers=extra_buffers)

    def answer(self, question: Question) -> Record:
        """Answer one question. The loop knows no conversation: of a follow-up it hears the last question only."""
        ask = question.ask
        load = load_average()
        start = time.perf_counter()
        found = self._nearest(ask)
        passages = found[:PASSAGES]
        text, first = self._generate(self._prompt(ask, passages), start)
        seconds = time.perf_counter() - start
        language = self._index.language
        sentences = claims_of(text, len(passages), language)
        silent = not sentences or bool(language.form("unknowing").search(sentences[0].text))
        return Record(
            ask,
            "not-in-portfolio" if silent else "answer",
            text,
            question.after,
            sentences,
            passages,
            tuple(all_links(passage) for passage in found),
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
        from engine.compose.chat_template import frame

        context = "\n\n".join(f"{passage.heading}\n{passage.text}" for passage in passages)
        text = PROMPT.format(question=ask, context=context)
        tokens = [] if self._llama.bos is None else [self._llama.bos]
        for piece in frame(self._llama, ["user"]):
            mine = isinstance(piece, int)
            tokens += self._llama.tokenize(text if mine else str(piece), control=not mine)
        return tokens[1:] if tokens[:2] == [self._llama.bos, self._llama.bos] else tokens

    def _generate(self, prompt: list[int], start: float) -> tuple[str, float]:
        """Return the answer at temperature 0, and when its first token came."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        text, first = "", 0.0
        self._llama.prompt(prompt)
        for _ in range(min(_ANSWER_TOKENS, self._llama.room - 1)):
            token = int(self._llama.logits().argmax())
            if self._llama.ends(token):
                break
            first = first or time.perf_counter() - start
            text += decoder.decode(self._llama.bytes_of(token))
            self._llama.extend([token])
        return safe_text(text).strip(), first or time.perf_counter() - start


def claims_of(text: str, count: int, language: Language) -> tuple[Sentence, ...]:
    """Return what was said, sentence by sentence, each once. It may draw on all `count` passages, its only sources."""
    claims: dict[str, Sentence] = {}
    for sentence in sentences_of(text, language):
        claim = language.form("framing").sub("", sentence).strip()
        if re.search(r"[^\W\d_]", claim):
            claims.setdefault(claim, Sentence(claim, True, tuple(range(1, count + 1)), 0.0, "not checked", 0.0))
    return tuple(claims.values())
