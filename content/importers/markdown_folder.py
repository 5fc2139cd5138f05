"""A folder of Markdown with Hugo or Jekyll front matter: dated posts become essays, project pages become projects."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from content.comments import without_comments
from content.importers.cascade import Cascade
from content.importers.dates import date_of
from content.importers.front_matter import split_front_matter
from content.importers.jsx import without_jsx
from content.importers.losses import Losses
from content.importers.pages import DATED_NAME, SourcePage, place_pages
from content.importers.privacy import DATES, PAGES_FOLDER, why_private
from content.importers.result import Import, Left
from content.markdown import parser
from content.safe_text import one_line
from content.slugs import slug_of

ENDINGS = {".md", ".markdown", ".mdown", ".mdx"}
_OTHERS = {".html": "HTML", ".htm": "HTML", ".org": "Org", ".adoc": "AsciiDoc", ".rst": "reStructuredText"}
"""Endings of texts that are not read, and what is in them."""
SKIPPED = {
    "node_modules",
    "themes",
    "public",
    "_site",
    "vendor",
    "resources",
    "_includes",
    "_layouts",
    "archetypes",
}
LIST_PAGES = {"_index", "readme", "404", "search", "archives", "tags", "categories"}
_MOST_BYTES = 1_000_000
"""A larger file is no essay."""


def read_markdown_folder(root: Path, *, drafts: bool = False, today: datetime.date | None = None) -> Import:
    """Read every Markdown file below `root`. Symbolic links are not followed. Nothing is written.

    What is not for everybody is left out; with `drafts` it is taken, marked as a draft, which nobody is shown.
    """
    result = Import()
    pages: list[SourcePage] = []
    today = today or datetime.date.today()
    cascade = Cascade(root, today)
    above = [folder for folder in root.resolve().parts[-2:] if folder == PAGES_FOLDER]
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        try:
            page = _page(name, path)
        except ValueError as error:
            result.left.append(Left(name, str(error)))
            continue
        dated = {"created": page.date} | page.fields  # of the file's name, perhaps
        page.private = why_private(dated, [*above, *name.split("/")], today) or cascade.why_private(name)
        if page.private and not drafts:
            result.left.append(Left(name, f"{page.private}; `--drafts` takes it, marked"))
            continue
        page.date = page.date or (today if page.private else None)
        pages.append(page)
    place_pages(result, pages)
    return result


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if path.is_symlink() or path.name.startswith(".") or path.name in SKIPPED:
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.suffix.lower() in (*ENDINGS, *_OTHERS):
            yield path


def _page(name: str, path: Path) -> SourcePage:
    """Read one file. Raises ValueError with the reason why it has no place."""
    if form := _OTHERS.get(path.suffix.lower()):
        raise ValueError(f"it is {form}, and only Markdown is read")
    stem = path.parent.name if path.stem == "index" and "/" in name else path.stem
    if path.stem.lower() in LIST_PAGES:
        raise ValueError("it is a page about other pages")
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"it is larger than {_MOST_BYTES:,} bytes")
    try:
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        fields, body = split_front_matter(text)
    except UnicodeDecodeError as error:
        raise ValueError("it is no UTF-8 text") from error
    start = len(text) - len(body)
    body = without_comments(body, templates=True)
    lost = Losses()
    if path.suffix.lower() == ".mdx":
        body = without_jsx(body, lost.note)
    if not body.strip():
        raise ValueError("it has no text below its front matter")
    match = DATED_NAME.fullmatch(stem)
    dates = (date_of(value) for value in (*(fields.get(name) for name in DATES), match and match["date"]))
    date = next((day for day in dates if day), None)
    stem = match["rest"] if match else stem
    title = one_line(str(fields.get("title") or "")) or _first_heading(body) or stem.replace("-", " ").capitalize()
    slug = slug_of(str(fields.get("slug") or stem), slug_of(title, "page"))
    return SourcePage(name, fields, body, title, date, slug, lost=lost, source=text, start=start)


def _first_heading(body: str) -> str:
    tokens = parser().parse(body)
    found = (tokens[index + 1].content for index, token in enumerate(tokens) if token.type == "heading_open")
    return one_line(next(found, ""))
