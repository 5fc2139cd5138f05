"""Links as visitors write them, read against a portfolio: `work/SLUG#SECTION`, `topology/BOX?break=data&load=50k`.

The same everywhere: `portfolio open`, a command over SSH, the address of the browser, the command line of the screens.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from content.links import LinkError
from content.loader import Portfolio
from content.safe_text import in_quotes
from content.site_map import KINDS, SCREENS
from tui.navigation import AT_A_GLANCE, COMPARE, RELATED_LINKS, RESUME_LINK, Place, nearest_links, parse_place

LINK_LIMIT = 500
"""Characters that a link has at most."""
_STATEFUL, _CONTACT = "topology", "contact"


def read_link(text: str, portfolio: Portfolio) -> Place:
    """Return the place that a link leads to, with what it sets there. Raises LinkError where it leads nowhere."""
    text = text.strip()
    if len(text) > LINK_LIMIT:
        raise LinkError(f"a link has at most {LINK_LIMIT} characters; this one has {len(text):,}", named=False)
    way, mark, rest = unquote(text).partition("?")
    state, hash_, anchor = rest.partition("#")
    path = f"{way.rstrip('/')}{hash_}{anchor}"
    place = _known(path, portfolio)
    if not mark:
        return place
    if place.screen != _STATEFUL:
        raise LinkError(
            f"{place.screen} has nothing that a link can set: expected it without {in_quotes(mark + state)}",
            named=False,
        )
    from tui.simulation.state import read_state  # the simulation, for which no other link has to wait

    return replace(place, state=read_state(_values(state), portfolio.topology))


def is_link(text: str) -> bool:
    """Say whether a text is written as a link that says more than the name of a screen."""
    screen = re.split(r"[/?#]", text, maxsplit=1)[0]
    return screen != text and screen in SCREENS and " " not in text


def as_sentence(error: str) -> str:
    """Return what is wrong with a link as a sentence of its own."""
    return f"{error[:1].upper()}{error[1:]}."


def way_into(link: str, terminal_page: str, *, local: bool, in_page: bool) -> str:
    """Say how somebody else opens a link: where these screens are in a browser, by its address; by a command elsewhere.

    A host does not know by which name it was called: whoever came over SSH does.
    """
    if terminal_page:
        return f"It opens at {terminal_page}#{link}"
    if in_page:
        return "It opens behind the # of this page's address."
    if local:
        return f'It opens with: portfolio open "{link}"'
    return f"It opens with: ssh -t HOST open \"'{link}'\" (HOST as you called it)"


def _known(path: str, portfolio: Portfolio) -> Place:
    """Return a place that is there: a screen, a document, a section of it."""
    if path in (RESUME_LINK, f"{_CONTACT}#{RESUME_LINK}"):
        return Place(_CONTACT, anchor=RESUME_LINK)
    place = parse_place(path)
    document = portfolio.document(place.document) if place and place.slug else None
    if place is None and path in _comparisons(portfolio):
        screen, _, anchor = path.partition("#")
        return Place(screen, anchor=anchor)
    if place is None or (place.slug and document is None) or not portfolio.has(place.screen):
        screens = [*filter(portfolio.has, SCREENS)]
        near = nearest_links(path, [*screens, *portfolio.by_path]) or screens
        raise LinkError(f"nothing here is called {in_quotes(path)}; the nearest: {', '.join(near[:3])}")
    if document is not None and place.anchor not in ("", RELATED_LINKS) and document.section(place.anchor) is None:
        from tui.simulation.state import nearest_known

        anchors = [section.anchor for section in document.sections if section.anchor]
        raise LinkError(
            f"{place.document} has no section {in_quotes(place.anchor)}; {nearest_known(place.anchor, anchors)}"
        )
    return place


def _comparisons(portfolio: Portfolio) -> set[str]:
    """Return the links to the case studies side by side, at each of their parts, and to the table of them."""
    from content.markdown import anchor_of
    from content.schema import PARTS

    told = [study for study in portfolio.case_studies if study.at_a_glance is not None]
    anchors = [anchor_of(part) for part in PARTS] if len(portfolio.case_studies) > 1 else []
    anchors += [AT_A_GLANCE] if len(told) > 1 else []
    return {f"{KINDS['case-study'].screen}#{COMPARE}-{anchor}" for anchor in anchors}


def _values(query: str) -> dict[str, str]:
    """Return the values of a state by their names."""
    values: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise LinkError(f"{in_quotes(part)} sets nothing: expected NAME=VALUE, with & between two", named=False)
        if name in values:
            raise LinkError(f"{in_quotes(name)} is there twice: expected each name once", named=False)
        values[name] = value
    return values
