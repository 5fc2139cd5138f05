"""What a résumé is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResumeContact:
    """A way to reach somebody: the words that are read, and the address behind them, where there is one."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class ResumeHead:
    """Whose résumé it is: name, profession, ways to reach them, and what they say of themselves."""

    name: str = ""
    label: str = ""
    contacts: tuple[ResumeContact, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResumeEntry:
    """A job, a school, a project, a skill: its title, where and when it was, what is said of it.

    `href` is its address outside, `path` the document of the portfolio that tells it in full.
    """

    title: str
    at: str = ""
    when: str = ""
    href: str = ""
    path: str = ""
    texts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResumeSection:
    """A heading and its entries.

    `part` is the part of a JSON Resume that they stand for. A `brief` one has entries of a line each; in a `dated` one
    their order is that of time.
    """

    part: str
    heading: str
    entries: tuple[ResumeEntry, ...]
    brief: bool = False
    dated: bool = False
