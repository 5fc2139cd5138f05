"""One question's walk through the five stages, and the iterator that a front end holds."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from content.loader import Portfolio
from engine.compose.excerpts import SENTENCES, Excerpt, best, rank
from engine.compose.lists import completed
from engine.events import (
    Answer,
    AnswerKind,
    Citation,
    Composed,
    Event,
    NextStep,
    Passage,
    Retrieved,
    Sentence,
    Token,
    Tokenized,
    Turn,
    Waiting,
)  # fmt: skip
from engine.generate.worker import Worker
from engine.llama.context import Cancel, Cancelled, Evaluated, ModelLoadError
from engine.llama.installation import GivenUpError
from engine.next_steps import CONTACT, nearest, next_steps
from engine.retrieve.decision import reconsidered, uncertain
from engine.retrieve.hiring import lead, leads
from engine.retrieve.library import Library
from engine.stream.sentences import checked, copied, quoted
from engine.tokenize import conversation
from engine.tokenize.pieces import Tokenizer, tokenize
from engine.trace import Stopwatch

if TYPE_CHECKING:
    from engine.generate.judge import Judge
    from engine.generate.model import LanguageModel
    from engine.generate.remote import RemoteModel
    from engine.retrieve.embed import TextEmbedder

ENOUGH_WORDS = 6
"""A checked answer shorter than this is given up for quoted sentences."""
QUOTED_WITH_A_REPLY = 2
"""Most excerpts behind a reply about the assistant itself."""


@dataclass(frozen=True)
class Desk:
    """What answers are made with. Without a `model` they are quoted, and `notice` may say why.

    `judge` is the model that may be asked whether passages answer a question, where there is one.
    """

    library: Library
    tokenizer: Tokenizer
    model: LanguageModel | RemoteModel | None
    worker: Worker
    keep: int
    notice: str = ""
    judge: Judge | None = None


class Answering(Iterator[Event]):
    """The events of one answer. Closing it, or dropping it, stops what still runs for it."""

    def __init__(self, events: Iterator[Event], cancel: Cancel) -> None:
        self._events = events
        self._cancel = cancel

    def __next__(self) -> Event:
        try:
            return next(self._events)
        except (Cancelled, GivenUpError):  # the assistant is closed, or the question: there is nobody left to tell
            raise StopIteration from None

    def stop(self) -> None:
        """Stop within one token, from any thread. The events end with an Answer of what was said so far."""
        self._cancel.set()

    def close(self) -> None:
        """Stop within one token, without an Answer. From another thread than the reader's, it ends as `stop` does."""
        self._cancel.set()
        close = getattr(self._events, "close", None)
        if close is not None:
            with contextlib.suppress(ValueError):  # the reader is inside; the flag ends its wait
                close()


@dataclass
class Walk:
    """One question on its way. `desk_of` loads what is needed, and is only called where it is."""

    portfolio: Portfolio
    model_name: str
    desk_of: Callable[[], Desk]
    question: str
    history: Sequence[Turn]
    cancel: Cancel
    probabilities: bool = False
    visitor: str = ""
    watch: Stopwatch = field(default_factory=Stopwatch)
    sentences: list[Sentence] = field(default_factory=list)
    mode: str = "quote"
    leading: int = 0
    fault: str = ""

    def events(self) -> Iterator[Event]:
        """Yield the events of the answer."""
        reply = conversation.reply_to(self.question, self.portfolio, self.model_name)
        if reply is not None:
            yield from self._reply(reply)
            return
        desk = self.desk_of()
        yield from _waiting_first(self._stages(desk)) if desk.worker.busy else self._stages(desk)

    def _stages(self, desk: Desk) -> Iterator[Event]:
        tokenized = tokenize(self.question, desk.tokenizer)
        self.watch.note("tokenize", tokenized.seconds)
        yield tokenized
        query = conversation.standing_alone(self.question, self.history, desk.library.language)
        retrieved = yield from self._judged(query, self._retrieve(query, desk), desk)
        self.watch.note("retrieve", retrieved.seconds)
        yield retrieved
        if not retrieved.answerable and not self.cancel:
            near = nearest(self.portfolio, (candidate.passage for candidate in retrieved.candidates))
            yield from self._say(conversation.not_in_portfolio(near))
            yield self._answer("not-in-portfolio", (), (*near[:1], CONTACT), desk.notice)
            return
        reworded = desk.library.retriever.reworded(query)
        ranked = self._unsaid(desk, rank(reworded, retrieved.kept, desk.library.meanings, self.leading))
        if desk.model is not None:
            try:
                yield from self._generate(desk, desk.model, retrieved.kept, ranked)
            except ModelLoadError as error:  # what was retrieved can still be quoted
                self.fault = str(error)
        kind: AnswerKind = "answer"
        notice = desk.notice
        if self.fault:
            notice = f"This answer ends early: {self.fault}."
        if self.cancel:
            kind = "stopped"
        elif not _enough(self.sentences):
            kind = "fallback" if desk.model is not None else "answer"
            yield from self._quote(ranked)
            if self.fault:
                notice = f"This answer is quoted, without a language model: {self.fault}."
        citations = _citations(self.sentences, retrieved.kept)
        yield self._answer(kind, citations, next_steps(self.portfolio, citations), notice)

    def _reply(self, reply: conversation.Reply) -> Iterator[Event]:
        """Say the reply, and behind it quote what the pack's answer to the same question says, where it has one."""
        citations: tuple[Citation, ...] = ()
        if reply.about and self.portfolio.hiring:
            desk = self.desk_of()
            match = desk.library.asks.match(reply.about, desk.library.meanings)
            if match is not None:
                found = desk.library.retriever.retrieve(reply.about, desk.keep)
                retrieved = lead(match, found, desk.library.retriever.index.passages)
                yield retrieved
                yield from self._say(reply.sentences)
                numbers = {n for n, item in enumerate(retrieved.kept, 1) if item.covers(match.paths[0])}
                ranked = rank(reply.about, retrieved.kept, desk.library.meanings)
                yield from self._quote([item for item in ranked if item.passage in numbers], QUOTED_WITH_A_REPLY)
                citations = _citations(self.sentences, retrieved.kept)
        if not citations:
            yield from self._say(reply.sentences)
        yield self._answer(reply.kind, citations, reply.next_steps)

    def _retrieve(self, query: str, desk: Desk) -> Retrieved:
        start = time.perf_counter()
        retrieved = desk.library.retriever.retrieve(query, desk.keep)
        if not self._leans(desk):
            match = desk.library.asks.match(query, desk.library.meanings)
            if match is not None and leads(match, retrieved):
                self.leading = len(match.paths)
                retrieved = lead(match, retrieved, desk.library.retriever.index.passages)
        elif not conversation.speaks_of(retrieved.kept, self.question, desk.library.language):
            reason = "the passages on what was asked before do not speak of this"
            retrieved = replace(retrieved, answerable=False, reason=reason)
        retrieved = completed(retrieved, desk.library.retriever.index.passages, desk.library.language)
        return replace(retrieved, seconds=time.perf_counter() - start)

    def _leans(self, desk: Desk) -> bool:
        return conversation.leans(self.question, self.history, desk.library.language)

    def _judged(self, query: str, retrieved: Retrieved, desk: Desk) -> Generator[Waiting, None, Retrieved]:
        """Return `retrieved`, with the model's own word where retrieval is uncertain; as it was where that fails.

        A follow-up is no question by itself, so it is left to retrieval.
        """
        judge = desk.judge
        if judge is None or not uncertain(retrieved) or self._leans(desk):
            return retrieved
        said = desk.worker.stream(
            lambda cancel: judge.says_yes(query, retrieved.kept, cancel), self.cancel, self.visitor
        )  # fmt: skip
        with contextlib.closing(said), contextlib.suppress(ModelLoadError):
            for item in said:
                if isinstance(item, Waiting):
                    yield item
                else:
                    retrieved = reconsidered(retrieved, item)
        return retrieved

    def _unsaid(self, desk: Desk, ranked: list[Excerpt]) -> list[Excerpt]:
        """Return what the answer before a follow-up did not say already; everything where nothing else is left."""
        if not self._leans(desk):
            return ranked
        return [item for item in ranked if item.sentences[0] not in self.history[-1].answer] or ranked

    def _generate(
        self, desk: Desk, model: LanguageModel | RemoteModel, passages: Sequence[Passage], ranked: Sequence[Excerpt]
    ) -> Iterator[Event]:
        from engine.stream.grounding import Grounding

        self.mode = model.mode
        before = self.history[-1:] if self._leans(desk) else ()
        prompt = model.compose(self.question, passages, ranked, before)
        self.watch.note("compose", prompt.composed.seconds)
        yield prompt.composed
        check = Grounding(passages, desk.library.meanings)
        drafts = desk.worker.stream(
            lambda cancel: model.generate(prompt, ranked, cancel, probabilities=self.probabilities),
            self.cancel, self.visitor,
        )  # fmt: skip
        with contextlib.closing(drafts):
            for event in copied(drafts) if model.mode == "copy" else checked(drafts, check):
                if self.cancel:
                    return
                yield from self._note(event)
        self.watch.generated()

    def _quote(self, ranked: Sequence[Excerpt], most: int = SENTENCES) -> Iterator[Event]:
        said = {sentence.text for sentence in self.sentences if sentence.shown}
        for excerpt in best(ranked, most):
            for sentence in quoted(excerpt):
                if sentence.text not in said:
                    yield from self._note(sentence)

    def _say(self, texts: Sequence[str]) -> Iterator[Event]:
        for text in texts:
            yield from self._note(Sentence(text, True, (), 1.0, "said by the assistant itself", 0.0))

    def _note(self, event: Event | Evaluated) -> Iterator[Event]:
        self.watch.see(event)
        if isinstance(event, Sentence):
            self.sentences.append(event)
        if not isinstance(event, Evaluated):
            yield event

    def _answer(
        self, kind: AnswerKind, citations: tuple[Citation, ...], steps: tuple[NextStep, ...], notice: str = ""
    ) -> Answer:
        text = " ".join(sentence.text for sentence in self.sentences if sentence.shown)
        trace = self.watch.trace(self.model_name, self.mode)
        return Answer(self.question, text, kind, tuple(self.sentences), citations, steps, trace, notice)


def _enough(sentences: Sequence[Sentence]) -> bool:
    shown = [sentence for sentence in sentences if sentence.shown]
    return sum(len(sentence.text.split()) for sentence in shown) >= ENOUGH_WORDS


def _waiting_first(events: Iterator[Event]) -> Iterator[Event]:
    """Hold back the stages before generation until the question's turn has come."""
    held: list[Event] = []
    for event in events:
        if isinstance(event, Tokenized | Retrieved | Composed):
            held.append(event)
            continue
        if not isinstance(event, Waiting):
            yield from held
            held.clear()
        yield event


def _citations(sentences: Sequence[Sentence], passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Return a citation for each passage that a shown sentence cites, by its number."""
    cited = sorted({number for sentence in sentences if sentence.shown for number in sentence.citations})
    return tuple(
        Citation(number, passage.link, passage.document, passage.section, passage.text)
        for number in cited
        for passage in [passages[number - 1]]
    )


class EmbedderTokens:
    """The embedder's vocabulary as a tokenizer, for answers without a language model."""

    def __init__(self, embedder: TextEmbedder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        """Whose vocabulary it is."""
        return self._embedder.name

    def pieces(self, text: str) -> tuple[Token, ...]:
        """Return the word pieces of `text`."""
        encoded = self._embedder.encode(text)
        return tuple(Token(number, piece) for number, piece in zip(encoded.ids, encoded.tokens, strict=True))
