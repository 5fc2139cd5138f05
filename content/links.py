"""Links inside the portfolio: one form everywhere, ``screen/slug`` or ``screen/slug#anchor``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from content.limits import SLUG_LETTER
from content.site_map import LINKED

_LETTER = rf"(?:{SLUG_LETTER}|_)"
"""A letter of an anchor."""

PATTERN = (
    rf"^(?P<screen>{'|'.join(LINKED)})"
    rf"/(?P<slug>{SLUG_LETTER}+(?:-{SLUG_LETTER}+)*)"
    rf"(?:#(?P<anchor>{_LETTER}+(?:-{_LETTER}+)*))?$"
)


@cache
def _pattern() -> re.Pattern[str]:
    """Compile it when a link is read: letters of every script take 9 ms, for which no first frame waits."""
    return re.compile(PATTERN)


class LinkError(ValueError):
    """Says in one sentence why a link leads nowhere.

    `named` says that a name in it is nobody's; otherwise it is not written as a link is.
    """

    def __init__(self, sentence: str, *, named: bool = True) -> None:
        super().__init__(sentence)
        self.named = named


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the portfolio: a document, and perhaps one of its sections."""

    screen: str
    slug: str
    anchor: str = ""

    @property
    def document(self) -> str:
        """The link without its anchor, which is a document's path."""
        return f"{self.screen}/{self.slug}"

    def __str__(self) -> str:
        return f"{self.document}#{self.anchor}" if self.anchor else self.document


def parse_link(text: str) -> Link | None:
    """Return the link that `text` spells, or None where it is not one (a web address, say)."""
    match = _pattern().match(text.strip())
    if match is None:
        return None
    return Link(match["screen"], match["slug"], match["anchor"] or "")
