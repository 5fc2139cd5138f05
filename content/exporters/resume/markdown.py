"""The résumé as Markdown. Screens and pages show this, too: one way to say it for all that set Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.exporters.resume.document import Resume
from content.exporters.resume.parts import ResumeContact, ResumeEntry, ResumeSection

_SIGNS = re.compile(r"[\\`*_{}\[\]<>|#~$&^]")
_OPENING = re.compile(r"^([-+=]|\d+[.)](?=\s|$))")
"""What would begin a list or underline a heading, at the beginning of a line."""


def resume_markdown(resume: Resume, *, inside: bool = False) -> str:
    """Return it as Markdown. `inside` the portfolio, an entry leads to the document that tells it in full.

    It then begins with its title in bold and not as a heading, which on the screens leads nowhere.
    """
    head = resume.head
    contacts = " · ".join(_contact(contact) for contact in head.contacts)
    about = [_plain(text) for text in head.about]
    parts = [f"# {_plain(resume.title)}", f"**{_plain(head.label)}**" if head.label else "", contacts, *about]
    for section in resume.sections:
        parts += [f"## {_plain(section.heading)}", *_section(section, inside)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: ResumeSection, inside: bool) -> Iterator[str]:
    if section.brief:
        yield "\n".join(_brief(entry) for entry in section.entries)
        return
    for entry in section.entries:
        href = entry.href or (entry.path if inside else "")
        title = f"[{_plain(entry.title)}]({href})" if href else _plain(entry.title)
        where = f", {_plain(entry.at)}" if entry.at else ""
        when = f" ({_plain(entry.when)})" if entry.when else ""
        yield f"**{title}**{where}{when}" if inside else f"### {title}{where}{when}"
        yield from map(_plain, entry.texts)
        yield "\n".join(f"- {_plain(point)}" for point in entry.points)


def _brief(entry: ResumeEntry) -> str:
    title = f"{_plain(entry.title)}, {_plain(entry.at)}" if entry.at else _plain(entry.title)
    return f"- **{title}:** {' '.join(map(_plain, entry.texts))}" if entry.texts else f"- {title}"


def _contact(contact: ResumeContact) -> str:
    return f"[{_plain(contact.words)}]({contact.href})" if contact.href else _plain(contact.words)


def _plain(text: str) -> str:
    """Return a text so that Markdown reads it as it is."""
    marked = _SIGNS.sub(r"\\\g<0>", text)
    return _OPENING.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", marked)
