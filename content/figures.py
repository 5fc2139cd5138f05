"""Whether the figures that Home shows stand in the texts in which they are said to be worked out.

The assistant answers from those texts: of a figure that stands in none it could only say that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, takewhile

from content.documents import Document
from content.links import parse_link
from content.loader import PROFILE_FILE, Portfolio
from content.problems import Problem
from content.source import read_yaml

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def figure_warnings(portfolio: Portfolio) -> Iterator[Problem]:
    """Yield each figure of the profile whose number is not where its link leads; nought may be said in words."""
    if not portfolio.profile.figures:
        return
    profile = read_yaml(portfolio.root / PROFILE_FILE)
    for index, figure in enumerate(portfolio.profile.figures):
        link = parse_link(figure.link)
        document = portfolio.document(figure.link)
        if link is None or document is None:
            continue
        known = set(_NUMBER.findall(_text(document, link.anchor)))
        for number in _NUMBER.findall(figure.value):
            if number not in known and number != "0":
                wrong = f"the number {number} is not in `{figure.link}`, which is to work it out"
                yield profile.problem(("figures", index, "value"), wrong, "expected a figure that stands there")


def _text(document: Document, anchor: str) -> str:
    """Return a section of a document with all that stands below its heading; without an anchor, the whole text."""
    if not anchor:
        return document.body
    found = [*dropwhile(lambda section: section.anchor != anchor, document.sections)]
    below = takewhile(lambda section: section.level > found[0].level, found[1:])
    return "\n".join(section.text for section in (*found[:1], *below))
