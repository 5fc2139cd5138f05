"""What `portfolio new` writes: a document with its title, and the blank pack's words where the owner's are to stand."""

from __future__ import annotations

import datetime
import errno
import re
from pathlib import Path

import yaml

from content.files import write_new_file
from content.scaffold.packs import blank_pack
from content.site_map import FOLDERS, KINDS, DocumentKind
from content.slugs import slug_of

_TEMPLATES: dict[DocumentKind, str] = {
    "case-study": "case-studies/first-case-study.md",
    "project": "projects/first-project.md",
    "essay": "essays/first-essay.md",
}
_FILLED = re.compile(r"^(?P<field>title|date|year): .*$", re.MULTILINE)
_LINKS = re.compile(r"^links:\n(?:  - .*\n)+", re.MULTILINE)


def document_text(kind: DocumentKind, title: str, today: datetime.date) -> str:
    """Return a document of that title. It loads, and says nothing to visitors before something is written in it."""
    text = blank_pack()[_TEMPLATES[kind]]
    shown = yaml.safe_dump({"title": title}, allow_unicode=True, width=10_000).strip()
    filled = {"title": shown, "date": f"date: {today}", "year": f"year: {today.year}"}
    text = _FILLED.sub(lambda match: filled[match["field"]], text)
    return _LINKS.sub("links: []\n", text)


def write_document(root: Path, kind: DocumentKind, title: str, today: datetime.date) -> Path:
    """Write a new document into the pack in folder `root`, and return its path.

    Raises FileExistsError, with the path of what has its link, and OSError.
    """
    slug = slug_of(title, kind)
    for folder, other in FOLDERS.items():
        path = root / folder / f"{slug}.md"
        if KINDS[other].screen == KINDS[kind].screen and path.exists():
            raise FileExistsError(errno.EEXIST, "there is one of that name", str(path))
    path = root / KINDS[kind].folder / f"{slug}.md"
    write_new_file(path, document_text(kind, title, today))
    return path
