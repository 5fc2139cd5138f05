"""All that is searched: the retriever over the index, and what else answers read from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.loader import Portfolio
from engine.llama.installation import Installation, wait_for_llama
from engine.settings import BUILT_IN_EMBEDDER, Settings
from models.catalogue import load_catalogue
from models.progress import Progress, Report, Step

if TYPE_CHECKING:
    from engine.language.language import Language
    from engine.retrieve.embed import TextEmbedder
    from engine.retrieve.hiring import Asks
    from engine.retrieve.meanings import Meanings
    from engine.retrieve.retriever import Retriever


@dataclass(frozen=True)
class Library:
    """The search, the meanings of questions and sentences, and the phrasings of hiring questions."""

    retriever: Retriever
    meanings: Meanings
    asks: Asks

    @property
    def language(self) -> Language:
        """The language of the pack."""
        return self.meanings.language


def await_llama(report: Report, given_up: Callable[[], object] = bool) -> None:
    """Return once llama.cpp is installed. Raises InstallationError, and GivenUpError once `given_up` says so."""

    def tell(now: Installation) -> None:
        reader = load_catalogue().embedder
        report(Progress(reader, Step.COMPILING, done=now.step, total=now.steps, detail=str(now)))

    wait_for_llama(tell, given_up)


def open_embedder(settings: Settings, report: Report) -> TextEmbedder:
    """Open the embedder that the settings name; the built-in one is pulled where it is missing. Raises ModelError."""
    if settings.embedder != BUILT_IN_EMBEDDER:
        from engine.retrieve.reference_embed import ReferenceEmbedder

        return ReferenceEmbedder(settings.embedder)
    from engine.retrieve.embed import Embedder
    from models.convert import ensure_embedder

    await_llama(report)
    files = ensure_embedder(settings.cache_dir, report)
    return Embedder(files.gguf, files.tokenizer, settings.threads)


def library_is_here(portfolio: Portfolio, settings: Settings) -> bool:
    """Return whether the embedder and the index can be opened without a pull or a build. Loads the embedder: 50 ms."""
    from engine.retrieve.embed import Embedder, EmbedderError
    from engine.retrieve.index import MANIFEST, index_name
    from models.convert import embedder_here

    if settings.embedder != BUILT_IN_EMBEDDER or (files := embedder_here(settings.cache_dir)) is None:
        return False
    try:
        name = index_name(portfolio, Embedder(files.gguf, files.tokenizer, 1))
    except EmbedderError:
        return False
    return (settings.cache_dir / "indexes" / name / MANIFEST).is_file()


def open_library(portfolio: Portfolio, settings: Settings, report: Report) -> Library:
    """Open the embedder and the index: the first is pulled, the second built where it is missing. Raises ModelError."""
    from engine.retrieve.hiring import Asks
    from engine.retrieve.index import open_index
    from engine.retrieve.meanings import Meanings
    from engine.retrieve.retriever import Retriever

    embedder = open_embedder(settings, report)
    reader = load_catalogue().embedder

    def embedded(done: int, total: int) -> None:
        report(Progress(reader, Step.INDEXING, done=done, total=total))

    index = open_index(portfolio, embedder, settings.cache_dir, embedded)
    meanings = Meanings(embedder, index)
    return Library(Retriever(index, embedder), meanings, Asks.of(portfolio.hiring, meanings))
