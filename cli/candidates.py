"""What the shells complete an argument with: the slugs, links and models that there are. Asked at every Tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.resources import portfolio_for, settings_for

if TYPE_CHECKING:
    from content.loader import Portfolio

Candidates = list[tuple[str, str]]
"""Values, each with what it is. Typer keeps those that begin with what is typed."""


def documents_on(screen: str) -> Callable[[typer.Context], Candidates]:
    """Return what offers the documents of a screen."""

    def documents(ctx: typer.Context) -> Candidates:
        return [(document.slug, document.title) for document in _portfolio(ctx).documents_on(screen)]

    return documents


def links(ctx: typer.Context, incomplete: str) -> Candidates:
    """Offer the rooms and documents, and behind a `#` the sections of the document before it."""
    portfolio = _portfolio(ctx)
    path, sharp, _ = incomplete.partition("#")
    if sharp:
        document = portfolio.by_path.get(path)
        sections = document.sections if document else ()
        return [(f"{path}#{section.anchor}", section.title) for section in sections if section.anchor]
    rooms = [(room.name, room.title) for room in portfolio.rooms]
    rooms.append(("resume", "Résumé"))
    return rooms + [(document.path, document.title) for document in portfolio.documents]


def models(role: str = "") -> Callable[[], Candidates]:
    """Return what offers the models of the catalogue; with a role, those that have it."""

    def named() -> Candidates:
        from models.catalogue import load_catalogue

        return [(item.key, item.title) for item in load_catalogue().artefacts if role in ("", item.role)]

    return named


def generators() -> Candidates:
    """Offer what may write the answers: no model, or one of the catalogue."""
    return [("none", "no model: sentences are quoted"), *models("llm")()]


def models_here() -> Candidates:
    """Offer the models whose files are on this machine, whole or not."""
    from models.catalogue import load_catalogue
    from models.store import State, status_of

    cache = settings_for().cache_dir
    return [
        (item.key, item.title)
        for item in load_catalogue().artefacts
        if status_of(item, cache).state is not State.ABSENT
    ]


def _portfolio(ctx: typer.Context) -> Portfolio:
    """Return the pack that the command line names so far. Raises ContentError."""
    [given, *_] = [*filter(None, _given(ctx, "content")), None]
    return portfolio_for(Path(given).expanduser() if given else None)


def _given(ctx: Any, name: str) -> Iterator[Any]:
    while ctx is not None:
        yield ctx.params.get(name)
        ctx = ctx.parent
