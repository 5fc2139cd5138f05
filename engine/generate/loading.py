"""A language model from before it is loaded: its mode is known at once, and whoever needs more waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from engine.llama.context import Cancel, Cancelled

if TYPE_CHECKING:
    from engine.compose.excerpts import Excerpt
    from engine.compose.prompt import Prompt
    from engine.events import Passage, Turn
    from engine.generate.model import LanguageModel
    from engine.llama.context import Evaluated
    from engine.retrieve.decision import Opinion


class LoadingModel:
    """A model that is loaded at the first call, which waits for it. Any thread may call `compose`, the rest is for the
    worker's.

    A thread of its own loads it, so that who waits can be interrupted.
    """

    def __init__(self, mode: str, load: Callable[[], LanguageModel]) -> None:
        """Load nothing yet. `load` raises ModelLoadError and Cancelled."""
        self.mode = mode
        self._load = load
        self._lock = threading.Lock()
        self._loading: Future[LanguageModel] | None = None
        self._closed = False

    @property
    def loaded(self) -> LanguageModel | None:
        """The model where it is there."""
        loading = self._loading
        return loading.result() if loading is not None and loading.done() and not _has_failed(loading) else None

    def compose(
        self, question: str, passages: Sequence[Passage], ranked: Sequence[Excerpt], history: Sequence[Turn]
    ) -> Prompt:
        """As LanguageModel.compose. Raises ModelLoadError and Cancelled."""
        return self._there().compose(question, passages, ranked, history)

    def generate(
        self, prompt: Prompt, excerpts: Sequence[Excerpt], cancel: Cancel, *, probabilities: bool = False
    ) -> Iterator[Any]:
        """As LanguageModel.generate. Raises ModelLoadError and Cancelled."""
        return self._there().generate(prompt, excerpts, cancel, probabilities=probabilities)

    def says_yes(self, question: str, passages: Sequence[Passage], cancel: Cancel) -> Iterator[Opinion]:
        """As LanguageModel.says_yes. Raises ModelLoadError and Cancelled."""
        return self._there().says_yes(question, passages, cancel)

    def in_english(self, question: str, cancel: Cancel) -> Iterator[str]:
        """As LanguageModel.in_english. Raises ModelLoadError and Cancelled."""
        return self._there().in_english(question, cancel)

    def warm(self, cancel: Cancel) -> Iterator[Evaluated]:
        """As LanguageModel.warm. Raises ModelLoadError and Cancelled."""
        return self._there().warm(cancel)

    def close(self) -> None:
        """Wait for whoever loads it, and give the memory back. Twice is once."""
        with self._lock:
            self._closed, loading, self._loading = True, self._loading, None
        if loading is not None and loading.exception() is None:
            loading.result().close()

    def _there(self) -> LanguageModel:
        """Return the model once it is there. What has failed is tried again."""
        with self._lock:
            if self._closed:
                raise Cancelled
            if self._loading is None or _has_failed(self._loading):
                self._loading = Future()
                arguments = (self._loading, self._load)
                threading.Thread(target=_fulfil, args=arguments, name="loading the language model", daemon=True).start()
            loading = self._loading
        return loading.result()


def _fulfil(loading: Future[LanguageModel], load: Callable[[], LanguageModel]) -> None:
    try:
        loading.set_result(load())
    except BaseException as error:  # whoever waits for the model hears of it
        loading.set_exception(error)


def _has_failed(loading: Future[LanguageModel]) -> bool:
    return loading.done() and loading.exception() is not None
