"""All that is searched: the retriever over the index, and what else answers read from it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from content.loader import Portfolio
from engine.llama.context import Cancel
from engine.llama.installation import Installation, wait_for_llama
from engine.retrieve.resume import ResumeFields
from engine.settings import DEFAULT_EMBEDDER, ENGLISH_EMBEDDER, Settings, is_built_in
from models.catalogue import find, load_catalogue
from models.progress import Progress, Report, Step

if TYPE_CHECKING:
    from engine.language.language import Language
    from engine.retrieve.embed import Embedder, TextEmbedder
    from engine.retrieve.hiring import Asks
    from engine.retrieve.meanings import Meanings
    from engine.retrieve.retriever import Retriever


@dataclass(frozen=True)
class Library:
    """The search, the meanings of questions and sentences, phrasings of hiring questions, and what a résumé gives."""

    retriever: Retriever
    meanings: Meanings
    asks: Asks
    resume: ResumeFields = field(default_factory=ResumeFields)

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


def open_embedder(settings: Settings, report: Report, cancel: Cancel | None = None) -> TextEmbedder:
    """Open the embedder that the settings name; one of the catalogue is pulled where it is missing.

    Once `cancel` is set, it embeds nothing more. Raises ModelError: LibraryError where llama.cpp does not run on this
    machine; and Cancelled.
    """
    if not is_built_in(settings.embedder):
        from engine.retrieve.reference_embed import ReferenceEmbedder

        return ReferenceEmbedder(settings.embedder)
    return open_built_in(settings, report, cancel, settings.embedder)


def open_built_in(
    settings: Settings, report: Report, cancel: Cancel | None = None, key: str = DEFAULT_EMBEDDER
) -> Embedder:
    """Open an embedder of the catalogue, whatever the settings name. As `open_embedder`."""
    from engine.llama.trust import trusted
    from engine.retrieve.embed import EMBEDDER_KINDS, Embedder
    from models.convert import ensure_embedder

    await_llama(report, lambda: cancel)
    key = ENGLISH_EMBEDDER if key == DEFAULT_EMBEDDER else key
    files = ensure_embedder(settings.cache_dir, report, key=key)
    extra = trusted(files.gguf, settings.cache_dir, cancel).extra_buffers
    return Embedder(
        files.gguf, files.tokenizer, settings.threads, extra_buffers=extra, cancel=cancel, kind=EMBEDDER_KINDS[key]
    )  # fmt: skip


def index_here(portfolio: Portfolio, settings: Settings) -> Path | None:
    """Return the folder that holds, or would hold, the index of a pack; None where its embedder is not here, or none of
    the catalogue."""
    from engine.retrieve.embed import digest_of
    from engine.retrieve.index_name import kept_index_name
    from models.convert import embedder_here

    embedder = settings.embedder_of(portfolio.profile.language)
    files = embedder_here(settings.cache_dir, embedder) if is_built_in(embedder) else None
    folder = settings.cache_dir / "indexes"
    try:
        name = kept_index_name(portfolio, digest_of(files.gguf, files.tokenizer), folder) if files else ""
    except OSError:
        return None
    return folder / name if name else None


def library_is_here(portfolio: Portfolio, settings: Settings) -> bool:
    """Return whether the embedder and the index can be opened without a pull or a build. Loads neither."""
    from engine.retrieve.index import MANIFEST

    folder = index_here(portfolio, settings)
    return folder is not None and (folder / MANIFEST).is_file()


def _import_faiss() -> None:
    with contextlib.suppress(ImportError):  # which whoever needs it tells
        import_module("faiss")


def open_library(portfolio: Portfolio, settings: Settings, report: Report, cancel: Cancel | None = None) -> Library:
    """Open the embedder and the index: the first is pulled, the second built where it is missing.

    Raises ModelError, and Cancelled by `cancel`, which also ends whatever is embedded later.
    """
    # the embedder's weights are read without the interpreter, which meanwhile reads the 70 ms that FAISS and numpy are
    Thread(target=_import_faiss, name="importing FAISS", daemon=True).start()
    from engine.language.kept_forms import KeptForms
    from engine.language.language import language
    from engine.retrieve.hiring import Asks
    from engine.retrieve.index import open_index
    from engine.retrieve.index_name import kept_index_name
    from engine.retrieve.kept_text import KeptText
    from engine.retrieve.meanings import Meanings
    from engine.retrieve.retriever import Retriever

    named = settings.embedder_of(portfolio.profile.language)
    embedder = open_embedder(replace(settings, embedder=named), report, cancel)
    reader = find(named) if is_built_in(named) else load_catalogue().embedder

    def embedded(done: int, total: int) -> None:
        report(Progress(reader, Step.INDEXING, done=done, total=total))

    spoken = language(portfolio.profile.language)
    name = kept_index_name(portfolio, embedder.digest, settings.cache_dir / "indexes")
    known = (text := KeptText(settings.cache_dir, name)).give(spoken)
    index = open_index(portfolio, embedder, settings.cache_dir, embedded, cancel)
    meanings = Meanings(embedder, index)
    asks = Asks.of(portfolio.hiring, meanings, index.asked)
    KeptForms(settings.cache_dir).keep(spoken)  # for the next process, which answers sooner
    if not known:
        text.keep(spoken, index.passages, index.words)
    return Library(Retriever(index, embedder), meanings, asks, ResumeFields.of(portfolio))
