"""Stand-ins for the models: vectors made of words, a model that follows a script, a library over given passages."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.answering import Walk
from engine.compose.excerpts import Excerpt
from engine.compose.prompt import Composer, Prompt
from engine.desk import Desk
from engine.events import Candidate, Drafted, Event, LineRole, Passage, Retrieved, Shape, Token, Turn
from engine.generate.model import Copied
from engine.generate.worker import Worker
from engine.language.language import language
from engine.llama.context import Cancel, Evaluated
from engine.retrieve.hiring import Asks
from engine.retrieve.library import Library
from engine.retrieve.meanings import Meaning, Meanings
from engine.tokenize.question import Question
from tests.fakes.questions import ANY_WORDS

ENGLISH = language("en")
SIZE = 4096
WORDS = re.compile(r"\w+")


def vectors(text: str) -> np.ndarray[Any, Any]:
    """One unit vector a word: equal words have cosine 1, others 0."""
    words = WORDS.findall(text.lower()) or [text or " "]
    rows = np.zeros((len(words), SIZE), dtype=np.float32)
    for row, word in enumerate(words):
        rows[row, zlib.crc32(word.encode()) % SIZE] = 1
    return rows


class FakeEmbedder:
    """Embeds words as themselves."""

    def embed_both(self, texts: Sequence[str]) -> tuple[Any, list[Any]]:
        pieces = [vectors(text) for text in texts]
        means = [rows.mean(axis=0) for rows in pieces]
        return np.stack([mean / np.linalg.norm(mean) for mean in means]), pieces

    def encode(self, text: str) -> Any:
        found = list(WORDS.finditer(text.lower()))
        return SimpleNamespace(
            ids=list(range(len(found))), tokens=[match[0] for match in found], offsets=[match.span() for match in found]
        )


class FakeMeanings(Meanings):
    """Reads a passage's sentences one by one."""

    def __init__(self) -> None:
        super().__init__(FakeEmbedder(), SimpleNamespace(token_vectors=lambda numbers: None, language=ENGLISH))

    def rarity(self, term: str) -> float:
        return 1.0

    def within(self, passage: Passage, sentences: Sequence[str]) -> list[Meaning]:
        return self.of(sentences) if sentences else []


class FakeRetriever:
    """Finds the same passages whatever is asked."""

    def __init__(self, passages: Sequence[Passage], *, answerable: bool = True, near: bool = False) -> None:
        self.index = SimpleNamespace(passages=tuple(passages))
        self.embedder = FakeEmbedder()
        self.answerable, self.near = answerable, near
        self.words = ANY_WORDS
        self.asked: list[str] = []

    def retrieve(self, question: Question, keep: int, without: Collection[str] = ()) -> Retrieved:
        self.asked.append(question.alone)
        found = [passage for passage in self.index.passages if passage.link.partition("#")[0] not in without]
        candidates = tuple(Candidate(passage, 0.5, 1.0, 0.1, 0.6, place < keep) for place, passage in enumerate(found))
        return Retrieved(candidates, self.answerable, 0.6, 0.46, "scripted", 0.0, near=self.near, related=True)


class Letters:
    """A vocabulary of characters, with the control tokens of ChatML behind them."""

    chat_template = ""
    bos_text = ""
    eos_text = ""
    bos: int | None = None
    context = 4096
    controls = ("<|im_start|>", "<|im_end|>")

    def tokenize(self, text: str, *, control: bool = False) -> list[int]:
        ids: list[int] = []
        for piece in re.split("(<\\|im_start\\|>|<\\|im_end\\|>)", text):
            if control and piece in self.controls:
                ids.append(0x110000 + self.controls.index(piece))
            else:
                ids += map(ord, piece)
        return ids


@dataclass
class ScriptedModel:
    """Says `script`, word by word; in copy mode it copies the excerpts whose texts are in `script`."""

    script: Sequence[str]
    mode: str = "free"
    name: str = "scripted"
    prompts: list[Prompt] = field(default_factory=list)
    cancelled: bool = False
    endless: bool = False

    def pieces(self, text: str) -> tuple[Token, ...]:
        return tuple(Token(number, piece) for number, piece in enumerate(text.split()))

    def compose(self, question: str, passages: Any, ranked: Any, history: Sequence[Turn]) -> Prompt:
        prompt = Composer(Letters(), 4_000, self.mode).compose(question, passages, ranked, history)
        self.prompts.append(prompt)
        return prompt

    def generate(
        self, prompt: Prompt, ranked: Sequence[Excerpt], cancel: Cancel, *, probabilities: bool = False
    ) -> Iterator[Any]:
        yield Evaluated(len(prompt.tokens), 0, 0.0)
        index = 0
        while True:
            for said in self.script:
                for word in re.findall(r"\s*\S+", f"{said} "):
                    if cancel:
                        self.cancelled = True
                        return
                    yield Drafted(index, word, index, 0.0)
                    index += 1
                if self.mode == "copy":
                    yield Copied(next(excerpt for excerpt in ranked if excerpt.text == said))
                else:
                    yield Drafted(index, " ", index, 0.0)
            if not self.endless:
                return


def excerpt(sentences: tuple[str, ...], *args: Any, **fields: Any) -> Excerpt:
    """An excerpt of an English passage."""
    return Excerpt(sentences, *args, language=ENGLISH, **fields)


def passage(
    number: int, text: str, link: str = "essays/outbox", document: str = "The outbox", **fields: Any
) -> Passage:
    return Passage(number, "essay", link, document, document, text, **fields)


def shapes(*roles: LineRole) -> tuple[Shape, ...]:
    return tuple(map(Shape, roles))


def walk_of(
    portfolio: Any, question: str, passages: Sequence[Passage], model: Any = None, history: Sequence[Turn] = (),
    *, answerable: bool = True, near: bool = False, worker: Worker | None = None, cancel: Cancel | None = None,
    visitor: str = "", long: bool = False, tokenizer: Any = None,
) -> tuple[Walk, Desk]:  # fmt: skip
    """A walk over given passages with a scripted model."""
    meanings = FakeMeanings()
    retriever: Any = FakeRetriever(passages, answerable=answerable, near=near)
    library = Library(retriever, meanings, Asks.of(portfolio.hiring, meanings))
    desk = Desk(library, tokenizer or model or ScriptedModel([]), model, worker or Worker(), 4)
    name = model.name if model else "none"
    cancel = Cancel() if cancel is None else cancel  # one that is not set is false
    walk = Walk(portfolio, name, lambda: desk, question, history, cancel, visitor=visitor, long=long)
    return walk, desk


def of(kind: type[Any], events: Sequence[Event]) -> list[Any]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]
