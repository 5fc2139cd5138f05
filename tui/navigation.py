"""Where a visitor can be, and where a visitor has been."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content.links import parse_link
from content.site_map import SCREENS

if TYPE_CHECKING:
    from tui.simulation.state import TopologyState

HISTORY_LIMIT = 200
COMPARE = "compare"
"""The anchor of the case studies side by side; `compare-PART` is one of their parts."""
AT_A_GLANCE = "table"
"""The comparison as a table, where another one names a part."""
RESUME_LINK = "resume"
"""The résumé, which lies over Contact: a link alone, and an anchor there."""
RELATED_LINKS = "related"
"""The anchor of the links below a document, which is no section of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position of a visitor: a screen, the document open in it, and how far it is scrolled.

    `slug` is empty where the screen shows its list. `line` counts lines from the top of the document; None means that
    the screen decides (the section of `anchor`, or where the visitor left that document). `words` are lit in the text.
    `state` is what is to be set on the topology; None where that stays as it is.
    """

    screen: str
    slug: str = ""
    anchor: str = ""
    line: int | None = None
    words: tuple[str, ...] = ()
    state: TopologyState | None = None

    @property
    def document(self) -> str:
        """The path of the document, or of the screen where none is open."""
        return f"{self.screen}/{self.slug}" if self.slug else self.screen

    @property
    def path(self) -> str:
        """The link that leads here: ``screen``, ``screen/slug``, ``screen/slug#anchor`` or ``topology?state``."""
        state = f"?{self.state}" if self.state and str(self.state) else ""
        return f"{self.document}{state}#{self.anchor}" if self.anchor else f"{self.document}{state}"


@dataclass
class History:
    """The places behind a visitor, newest last."""

    places: list[Place] = field(default_factory=list)

    def leave(self, place: Place) -> None:
        """Remember a place that the visitor is about to leave."""
        if not self.places or self.places[-1] != place:
            self.places.append(place)
            del self.places[:-HISTORY_LIMIT]

    def back(self) -> Place | None:
        """Take the newest place off the history and return it; None at the beginning."""
        return self.places.pop() if self.places else None


def parse_place(text: str) -> Place | None:
    """Return the place that a link, or the bare name of a screen, spells; None where it is neither."""
    text = text.strip().strip("/")
    if text in SCREENS:
        return Place(text)
    link = parse_link(text)
    return Place(link.screen, link.slug, link.anchor) if link else None


def nearest_links(path: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return the known paths that look most like `path`, by the whole of it or by its slug alone."""
    paths = list(known)
    found = difflib.get_close_matches(path, paths, n=count, cutoff=0.5)
    if not found:
        slugs = {candidate.partition("/")[2]: candidate for candidate in paths}
        wanted = path.partition("#")[0].rpartition("/")[2]
        found = [slugs[slug] for slug in difflib.get_close_matches(wanted, slugs, n=count, cutoff=0.4)]
    return found
