"""The one door to the engine: a question in, events out."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from content.loader import Portfolio
from engine.answering import Walk
from engine.desk import Desk
from engine.events import Candidate, Event, Turn
from engine.generate.loading import LoadingModel
from engine.generate.worker import Worker
from engine.keep.answers import AnswerCache, cache_key, may_keep
from engine.language.kept_forms import KeptForms
from engine.language.language import language, language_of
from engine.llama.context import Cancel, Cancelled, ModelLoadError
from engine.llama.installation import GivenUpError, InstallationError, installation, is_installed
from engine.llama.machine import free_memory
from engine.llama.prompt_states import PromptStates
from engine.llama.threads import Threads, settle
from engine.retrieve.library import Library, await_llama, library_is_here, open_library
from engine.settings import MULTILINGUAL_EMBEDDER, NO_MODEL, Settings
from engine.tokenize.checks import beginning, check_question
from engine.tokenize.pieces import EmbedderTokens
from engine.tokenize.question import read_question
from models.convert import embedder_here
from models.errors import LibraryError, ModelError
from models.progress import Progress, Report, silent
from models.resolve import LlmFile, ensure_llm, resolve_llm

if TYPE_CHECKING:
    from engine.generate.model import LanguageModel
    from engine.generate.remote import RemoteModel
    from engine.retrieve.by_words import Words
    from engine.retrieve.retriever import Retriever

MOST_PASSAGES = 10
"""What one question may ask for; as many as the setting allows."""


WITH_CONTEXT = 2
"""Memory that a model may take, in sizes of its file."""


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


class Assistant:
    """Answers questions about one portfolio. Shared by all visitors of a process; any thread may call it."""

    def __init__(
        self, portfolio: Portfolio, settings: Settings, file: LlmFile | None, report: Report, local: bool = True
    ) -> None:
        """Use `open`, which finds the model's file."""
        self.portfolio = portfolio
        self.settings = settings
        self._file = file
        self._report = report
        self._local = local
        self._by_url = bool(settings.llm_url) and not settings.quotes
        # what a server answers with may change behind its address, so its answers are not kept
        self._cache = AnswerCache(settings.cache_dir) if settings.answer_cache and not self._by_url else None
        self._worker = Worker(settings.llm_parallel if self._by_url else 1)
        self._library_lock = threading.Lock()
        self._library: Library | None = None
        self._abroad: Library | None = None
        self._model_lock = threading.Lock()
        self._model: LoadingModel | RemoteModel | None = None
        self._threads: Threads | None = None
        self._words: Words | None = None
        self._formed = False
        self._leaving = Cancel()

    @classmethod
    def open(
        cls, portfolio: Portfolio, settings: Settings, report: Report | None = None, *, local: bool = True
    ) -> Assistant:
        """Return an assistant that loads its index and models when they are first needed, or by `warm`.

        `report` hears of files being pulled. Without `local` strangers ask, whose own words are never written to the
        disk. Raises ModelError for a model setting that names no model.
        """
        file = None if settings.quotes or settings.llm_url else resolve_llm(settings.model, settings.cache_dir)
        return cls(portfolio, settings, file, report or silent, local)

    @property
    def model_name(self) -> str:
        """The language model's name; `none` where answers are quoted without one."""
        if self._by_url:
            from engine.generate.remote import name_of

            return name_of(self.settings.llm_model)
        return self._file.key if self._file else NO_MODEL

    @property
    def retriever(self) -> Retriever:
        """The search over the portfolio. Loads it, and builds its index, at the first call. Raises ModelError."""
        return self._read().retriever

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        probabilities: bool = False,
        visitor: str = "",
        passages: int | None = None,
        quoted: bool = False,
        long: bool = False,
    ) -> Answering:
        """Return the events of one answer, as they happen. `stop` ends it early, from any thread.

        `history` are the turns before, oldest first. `probabilities` adds them to every token, at a small cost. A
        question waits for those of the same `visitor`, and for one of every other visitor in turn. Of one that is
        longer than the limit, the beginning is asked, and the answer's notice says so. Raises QuestionError for what is
        no question: empty, or with control characters. `passages` (at most `MOST_PASSAGES`) and `quoted`, which asks no
        language model, are for this question alone, as is `long`, which tells more.
        """
        whole, limit = check_question(question), self.settings.question_limit
        question = beginning(whole, limit)
        notice = language_of(self.portfolio).says("cut", limit=f"{limit:,}") if question != whole else ""
        cancel = Cancel()

        def prepare() -> Desk:
            desk = self._prepare(cancel)
            keep = max(1, min(passages, MOST_PASSAGES)) if passages else desk.keep
            desk = replace(desk, keep=keep)
            return replace(desk, model=None, judge=None) if quoted else desk

        name = NO_MODEL if quoted else self.model_name
        walk = Walk(self.portfolio, name, prepare, question, history, cancel, probabilities, visitor, notice, long)
        return Answering(self._remembered(walk, passages or self.settings.passages, quoted), cancel)

    def _remembered(self, walk: Walk, passages: int, quoted: bool) -> Iterator[Event]:
        """Return the events of the walk, or those of its first time."""
        if self._cache is None or not may_keep(walk.text, self.portfolio, local=self._local):
            return self._walked(walk)
        if not is_installed():  # the version of llama.cpp, which is a part of the key, is not known yet
            return self._walked(walk)
        settings = replace(self.settings, passages=passages)
        file = None if quoted else self._file
        key = cache_key(
            walk.text, walk.history, self.portfolio, settings, file, probabilities=walk.probabilities, long=walk.long
        )  # fmt: skip
        return self._walked(walk) if key is None else self._cache.through(key, self._walked(walk))

    def _walked(self, walk: Walk) -> Iterator[Event]:
        """Yield the events of a walk that finds the forms of its language compiled, where they were kept."""
        if not self._formed:
            self._formed = True
            KeptForms(self.settings.cache_dir).give(language(self.portfolio.profile.language))
        yield from walk.events()

    def search(self, words: str, limit: int = 10) -> tuple[Candidate, ...]:
        """Return the passages nearest to `words`, best first. Raises ModelError.

        Where llama.cpp does not run, or is being installed, those that share words with them: candidates without a
        cosine.
        """
        if installation() is None:
            with contextlib.suppress(LibraryError, InstallationError):
                return self.retriever.search(read_question(words, self.retriever.words), limit)
        return self._by_words().search(words, limit)

    def warm(self) -> None:
        """Load everything and compute what every prompt begins with, so that the first question need not.

        Raises ModelError where the embedder is missing.
        """
        model = self._prepare(Cancel()).model
        self._read_abroad()
        if model is not None:
            with contextlib.suppress(ModelLoadError):  # every answer tells why it is quoted
                for _ in self._worker.stream(model.warm, self._leaving):
                    pass

    def renew(self, portfolio: Portfolio) -> None:
        """Answer from other content from the next question on. Its index is built first; the model stays as it is.

        Raises ModelError where the index cannot be built, and keeps to the content so far. Where llama.cpp does not run
        there is none, and words are looked for in the new content.
        """
        library = None
        with contextlib.suppress(LibraryError):
            library = open_library(portfolio, self.settings, self._tell, self._leaving)
        with self._library_lock:
            self.portfolio, self._library, self._abroad, self._words = portfolio, library, None, None

    def can_warm(self) -> bool:
        """Return whether `warm` would only read files that are here, and leave other programs their memory."""
        needs = 0
        if self._file is not None:
            try:
                needs = WITH_CONTEXT * self._file.path.stat().st_size
            except OSError:
                return False
        free = free_memory()
        return (free is None or free > needs) and library_is_here(self.portfolio, self.settings)

    def leave(self) -> None:
        """Have all that is loaded, read and computed end soon. Returns at once; `close` comes next."""
        self._leaving.set()

    def close(self) -> None:
        """Stop what runs and give the memory back. Twice is once."""
        self.leave()
        self._worker.close()
        with self._model_lock:
            if self._model is not None:
                self._model.close()
                self._model = None

    def _prepare(self, cancel: Cancel) -> Desk:
        """Return what answers are made with: the index is read here, and the model when it is needed.

        Raises GivenUpError where `cancel` is set while llama.cpp is still being installed.
        """
        if self._library is None:  # which llama.cpp has read
            await_llama(self._report, lambda: cancel or self._leaving)
        if self._threads is None:
            self._threads = settle(self.settings.threads, hosted=not self._local)
        model = self._own_model()
        library = self._read()
        words = EmbedderTokens(library.retriever.embedder)
        tokenizer = model.loaded if model is not None else None
        judge = model if self._file is not None and self._file.judges else None
        keep = self.settings.passages
        return Desk(
            library, tokenizer or words, model or self._remote(words), self._worker, keep, judge, self._read_abroad
        )  # fmt: skip

    def _own_model(self) -> LoadingModel | None:
        """Return the model of this process; None where there is none, or once the assistant is closed."""
        with self._model_lock:
            if self._model is None and self._file is not None and not self._leaving:
                mode = self._file.mode if self.settings.mode == "auto" else self.settings.mode
                self._model = LoadingModel(mode, partial(self._load_model, mode))
            return self._model if isinstance(self._model, LoadingModel) else None

    def _remote(self, words: EmbedderTokens) -> RemoteModel | None:
        """Return the model behind the URL; None where there is none, or once the assistant is closed."""
        if not self._by_url:
            return None
        from engine.generate.remote import RemoteModel, opened  # asyncio, which only a server is asked with

        with self._model_lock:
            if self._model is None and not self._leaving:
                self._model = opened(self.settings, words)
            return self._model if isinstance(self._model, RemoteModel) else None

    def _read(self) -> Library:
        with self._library_lock:
            if self._library is None:
                self._library = open_library(self.portfolio, self.settings, self._tell, self._leaving)
            return self._library

    def _read_abroad(self) -> Library | None:
        """Return the content as read by an embedder of more languages, once that has been pulled. Raises ModelError."""
        if not self.settings.reads_more():
            return None
        if self.settings.embedder_of(self.portfolio.profile.language) == MULTILINGUAL_EMBEDDER:
            return self._read()
        with self._library_lock:
            if self._abroad is None:
                more = replace(self.settings, embedder=MULTILINGUAL_EMBEDDER)
                self._abroad = open_library(self.portfolio, more, self._tell, self._leaving)
            return self._abroad

    def _by_words(self) -> Words:
        from engine.retrieve.by_words import Words

        with self._library_lock:
            if self._words is None:
                self._words = Words.of(self.portfolio)
            return self._words

    def _tell(self, progress: Progress) -> None:
        """Pass on how far a pull or a build is. Raises Cancelled, which ends it, once nobody waits."""
        if self._leaving:
            raise Cancelled
        self._report(progress)

    def _load_model(self, mode: str) -> LanguageModel:
        """Load the language model, pulled first where it is missing. Raises ModelLoadError and Cancelled."""
        from engine.generate.model import LanguageModel
        from engine.llama.trust import trusted
        from engine.llama.ways import faster_with_extra_buffers

        assert self._threads is not None, "a question has come"
        cache = self.settings.cache_dir
        try:
            file = ensure_llm(self.settings.model, cache, self._tell)
            embedder = embedder_here(cache)  # of the two the one that is tried sooner
            verdict = trusted(embedder.gguf if embedder else file.path, cache, self._leaving)
            extra = faster_with_extra_buffers(file.path, cache, verdict, self._leaving)
        except ModelError as error:
            raise ModelLoadError(str(error)) from error
        return LanguageModel(
            file.path, file.key, mode, file.context, self._threads, PromptStates(cache), judges=file.judges,
            extra_buffers=extra, cancel=self._leaving,
        )  # fmt: skip
