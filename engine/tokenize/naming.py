"""Which documents a visitor means by some of the words of their titles, and by what they are: "the essay on glue"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.documents import Document
from content.loader import Portfolio
from content.topology import Box, Topology
from engine.language.language import Language
from engine.language.words import words_of

_FEWEST_TERMS = 2
"""Terms of a title that tell which document is meant, where neither its kind nor the whole title is said."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document whose title, or path, holds every word that was said, and the share of its terms that they are.

    `whole` says that they are its title, and `surely` that it is meant rather than what it is about.
    """

    document: Document
    share: float
    whole: bool
    surely: bool


def documents_named(said: str, portfolio: Portfolio, language: Language) -> list[Named]:
    """Return the documents that `said` may mean, best first.

    A kind in it ("essay") leaves those of the kind.
    """
    kinds_of = {language.stem(name): kind for name, kind in language.table("documents").items()}
    words = [word for word in said.split() if word not in language.words("fillers")]
    kinds = {kinds_of[stem] for word in words if (stem := language.stem(word)) in kinds_of}
    wanted = set(language.terms_of(" ".join(word for word in words if language.stem(word) not in kinds_of)))
    if not wanted:
        return []
    found = []
    for document in portfolio.documents:
        title = set(language.terms_of(document.title))
        terms = title | set(language.terms_of(document.path.replace("/", " ")))
        if (not kinds or document.kind in kinds) and wanted <= terms:
            whole = wanted >= title
            surely = bool(kinds) or whole or len(wanted) >= _FEWEST_TERMS
            found.append(Named(document, len(wanted) / len(terms), whole, surely))
    return sorted(found, key=lambda named: -named.share)


def the_one(named: Sequence[Named]) -> Document | None:
    """Return the one document that is surely meant; None where none is, or several."""
    whole = [item.document for item in named if item.whole]
    sure = whole or [item.document for item in named if item.surely]
    return sure[0] if len(sure) == 1 else None


def box_named(said: str, topology: Topology, language: Language) -> Box | None:
    """Return the one box that `said` names and says no more of: by its title, else by what opens its label, such as a
    technology, else by words of its title. None where nothing names one, or it is several.
    """
    wanted, words = language.terms_of(said), words_of(said)
    titles = {box: language.terms_of(box.title) for box in topology.boxes}
    if not wanted or (len(words) > len(wanted) and words not in [words_of(box.title) for box in topology.boxes]):
        return None
    ways = (
        [box for box in topology.boxes if titles[box] == wanted],
        [box for box in topology.boxes if language.terms_of(box.label)[: len(wanted)] == wanted],
        [box for box in topology.boxes if set(wanted) <= set(titles[box])],
    )
    found = next((way for way in ways if way), [])
    return found[0] if len(found) == 1 else None
