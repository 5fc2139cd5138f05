"""The site map: every screen and every kind of document, and what each is called, in one table.

Screens, commands, links, exports, the assistant and the importers read their names here. It is imported by every start,
so it holds data alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DocumentKind = Literal["service", "box", "stage", "case-study", "project", "essay", "hiring"]


@dataclass(frozen=True, slots=True)
class SiteScreen:
    """A screen: its number key, its name in links and commands, its title."""

    key: str
    name: str
    title: str
    purpose: str
    """What it is for, in one sentence."""
    together: bool = False
    """Whether its documents are short enough for one page of the site, which then holds them all."""


@dataclass(frozen=True, slots=True)
class SiteKind:
    """A kind of document: the screen that shows it, and what one and several are called."""

    screen: str
    noun: str
    plural: str
    listed: str
    """What stands beside its title in lists and links."""
    article: str = "a"
    folder: str = ""
    """The folder of a pack that holds it; empty where a YAML file of the screen's name does."""
    prose: bool = False
    """Whether it is read from top to bottom: it then says of itself what it is, and how long it takes."""


SITE = (
    SiteScreen("1", "home", "Home", "Who this is, and a line in which to ask."),
    SiteScreen(
        "2", "services", "Services", "What is offered, how it runs, and the work that proves it.", together=True
    ),
    SiteScreen("3", "topology", "Topology", "A system to walk through, to put under load and to break.", together=True),
    SiteScreen("4", "pipeline", "Pipeline", "How the newest answer was made, stage by stage.", together=True),
    SiteScreen("5", "work", "Work", "Case studies, which can be compared part by part, and projects."),
    SiteScreen("6", "essays", "Essays", "Texts to read in full, all of them or those of one tag."),
    SiteScreen("7", "ask", "Ask", "Answers from this portfolio alone, each sentence with its source."),
    SiteScreen(
        "8", "contact", "Contact", "Ways to reach the owner, answers for who is hiring, and a form for a message."
    ),
)
"""The screens, in their order."""

KINDS: dict[DocumentKind, SiteKind] = {
    "service": SiteKind("services", "service", "services", "service"),
    "box": SiteKind("topology", "box", "boxes", "topology"),
    "stage": SiteKind("pipeline", "stage", "stages", "pipeline"),
    "case-study": SiteKind("work", "case study", "case studies", "case study", folder="case-studies", prose=True),
    "project": SiteKind("work", "project", "projects", "project", folder="projects", prose=True),
    "essay": SiteKind("essays", "essay", "essays", "essay", "an", folder="essays", prose=True),
    "hiring": SiteKind("contact", "answer", "answers", "hiring", "an", folder="hiring"),
}
"""The kinds of documents, in the order of the screens."""

SCREENS = {screen.name: screen for screen in SITE}
"""The screens by their names."""

LINKED = tuple(name for name in SCREENS if any(kind.screen == name for kind in KINDS.values()))
"""Screens whose documents can be linked to. Home and Ask hold none of their own."""

PLACES = ("home", *LINKED)
"""Screens that say something themselves."""

EXPORTED = ("services", "work", "essays", "topology", "pipeline", "contact")
"""The order in which an export shows what the screens show: what can be read first, before what is better walked."""

FOLDERS: dict[str, DocumentKind] = {kind.folder: name for name, kind in KINDS.items() if kind.folder}
"""The folders of a pack, and the kind of what each holds."""


def path_of(kind: DocumentKind, slug: str) -> str:
    """Return the link of a document, such as ``essays/slug``."""
    return f"{KINDS[kind].screen}/{slug}"


def holdings_of(screen: str) -> str:
    """Return what a screen holds in words, such as ``Case studies and projects``."""
    return " and ".join(kind.plural for kind in KINDS.values() if kind.screen == screen).capitalize()
