"""Which importer reads what an owner has: told by what a file holds, and where none does, by what it looks like."""

from __future__ import annotations

import zipfile
from pathlib import Path

from content.importers.ghost import ghost_data, read_ghost
from content.importers.linkedin import is_linkedin, read_linkedin
from content.importers.markdown_cv import read_markdown_cv
from content.importers.markdown_folder import ENDINGS, read_markdown_folder
from content.importers.result import Import
from content.importers.resume_forms import read_resume
from content.problems import ContentError, Problem
from content.source import refuse_what_is_no_text

_EXPECTED = "expected a résumé as data (`portfolio import --help` names the forms), or a blog's folder"
_LOOKS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a text in RTF",
    b"\xd0\xcf\x11\xe0": "a Word document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a packed archive; unpack it first",
}
"""How files begin that nothing is read from."""
_MOST_BYTES = 100_000_000
_IN_ZIP = {"word/document.xml": "a Word document", "content.xml": "an OpenDocument text"}


def read_source(source: Path, *, drafts: bool = False, language: str = "en") -> Import:
    """Read a file or a folder for a pack in a language. Nothing is written.

    Raises ContentError where it is of no form that is known.
    """
    if source.is_dir():
        if is_linkedin(path.name for path in source.iterdir()):
            return read_linkedin(source, language)
        pages = [path for path in source.rglob("*") if path.suffix.lower() in ENDINGS and ".git" not in path.parts]
        if len(pages) == 1 and pages[0].stem.lower() == "readme":  # the repository of a profile
            return read_markdown_cv(pages[0], language)
        return read_markdown_folder(source, drafts=drafts)
    refuse_what_is_no_text(source, _MOST_BYTES)
    if zipfile.is_zipfile(source):
        names = zipfile.ZipFile(source).namelist()
        if is_linkedin(names):
            return read_linkedin(source, language)
        looks = next((what for name, what in _IN_ZIP.items() if name in names), "a zip; unpack it first")
        raise _unread(source, looks)
    if source.suffix.lower() in ENDINGS | {".txt"}:
        return read_markdown_cv(source, language)
    with source.open("rb") as file:
        start = file.read(8)
    if looks := next((what for first, what in _LOOKS.items() if start.startswith(first)), ""):
        raise _unread(source, looks)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and (tables := ghost_data(source)) is not None:
        return read_ghost(source, tables, drafts=drafts)
    return read_resume(source, language)


def _unread(source: Path, looks: str) -> ContentError:
    return ContentError([Problem(source, 1, f"this looks like {looks}", _EXPECTED)])
