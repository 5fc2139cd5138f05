"""All that is searched: the retriever over the index, and what else answers read from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.loader import Portfolio
from engine.settings import Settings
from models.progress import Report

if TYPE_CHECKING:
    from engine.hiring import Asks
    from engine.retrieve import Retriever
    from engine.vectors import Meanings


@dataclass(frozen=True)
class Library:
    """The search, the meanings of questions and sentences, and the phrasings of hiring questions."""

    retriever: Retriever
    meanings: Meanings
    asks: Asks


def open_library(portfolio: Portfolio, settings: Settings, report: Report) -> Library:
    """Open the embedder and the index: the first is pulled, the second built where it is missing. Raises ModelError."""
    from engine.embed import Embedder
    from engine.hiring import Asks
    from engine.index import open_index
    from engine.retrieve import Retriever
    from engine.vectors import Meanings
    from models.convert import ensure_embedder

    files = ensure_embedder(settings.cache_dir, report)
    embedder = Embedder(files.gguf, files.tokenizer, settings.threads)
    index = open_index(portfolio, embedder, settings.cache_dir)
    meanings = Meanings(embedder, index)
    return Library(Retriever(index, embedder), meanings, Asks.of(portfolio.hiring, meanings))
