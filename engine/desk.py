"""What answers are made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.generate.worker import Worker
from engine.retrieve.library import Library
from engine.tokenize.pieces import Tokenizer

if TYPE_CHECKING:
    from engine.generate.judge import Judge
    from engine.generate.loading import LoadingModel
    from engine.generate.remote import RemoteModel

    Model = LoadingModel | RemoteModel


@dataclass(frozen=True)
class Desk:
    """What answers are made with. Without a `model` they are quoted; one that is still loading is waited for when it is
    needed.

    `judge` is the model that may be asked whether passages answer a question, where there is one; `abroad` gives the
    content as read for questions in other languages, where it is.
    """

    library: Library
    tokenizer: Tokenizer
    model: Model | None
    worker: Worker
    keep: int
    judge: Judge | None = None
    abroad: Callable[[], Library | None] = lambda: None
