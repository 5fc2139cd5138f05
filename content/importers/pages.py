"""Pages of a blog, wherever they were read from: each finds its kind, its name, its links, and its place in a pack."""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from content.blocks import Paragraph, page_blocks, plain
from content.importers.body import fit_body
from content.importers.dates import EXPECTED_DATE
from content.importers.front_matter import words_of
from content.importers.losses import Losses
from content.importers.privacy import DATES
from content.importers.result import Import, Left, first_sentence, markdown_file, tags_of
from content.safe_text import one_line
from content.schema import PARTS
from content.site_map import FOLDERS, path_of

PROJECT_FOLDERS = {"projects", "_projects", "portfolio", "_portfolio", "work", "_work", "case-studies", "_case-studies"}
_USED = {*DATES, "title", "slug", "tags", "categories", "keywords", "draft"}
_SUMMARIES = ("description", "summary", "excerpt", "subtitle", "tagline")
DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[-_ ](?P<rest>.+)")
_NO_DATE = "it has no date, so it is no essay; add one, or move it to a folder `projects`"


@dataclass
class SourcePage:
    """One page of the source, read but not yet placed. `source` is its file as it was, whose body begins at `start`."""

    name: str
    fields: dict[str, Any]
    body: str
    title: str
    date: datetime.date | None
    slug: str
    private: str = ""
    kind: str = ""
    file: str = ""
    used: set[str] = field(default_factory=lambda: set(_USED))
    lost: Losses = field(default_factory=Losses)
    source: str = ""
    start: int = 0

    @property
    def link(self) -> str:
        """Its link in the pack."""
        return path_of(FOLDERS.get(self.kind, "project"), self.slug)

    def text(self, *names: str) -> str:
        """Take the first of the named fields that holds text, as one line."""
        for name in names:
            if isinstance(value := self.fields.get(name), str) and value.strip():
                self.used.add(name)
                return one_line(value)
        return ""


def place_pages(result: Import, pages: list[SourcePage]) -> None:
    """Give each page its kind and a link of its own, and place it; what has no kind is left, with the reason."""
    taken: set[str] = set()
    for page in pages:
        page.kind = _kind(page)
        stem, number = page.slug, 2
        while page.link in taken:
            page.slug, number = f"{stem}-{number}", number + 1
        taken.add(page.link)
        page.file = f"{page.kind}/{page.slug}.md"
    links = {name: page.link for page in pages if page.kind and not page.private for name in _names(page)}
    for page in pages:
        if page.kind:
            _place(result, page, links)
        else:
            written = next((page.fields[name] for name in DATES if page.fields.get(name)), None)
            unread = f"its date cannot be read: `{one_line(str(written))}`; {EXPECTED_DATE}"
            result.left.append(Left(page.name, _NO_DATE if written is None else unread))


def _first_paragraph(body: str) -> str:
    """Return the words of the first paragraph, which no heading of either kind is."""
    return next((plain(block.words) for block in page_blocks(body) if isinstance(block, Paragraph)), "")


def _kind(page: SourcePage) -> str:
    """Return the pack's folder for a page, or an empty text where it has none."""
    folders = {part.lower() for part in page.name.split("/")[:-1]}
    if folders & PROJECT_FOLDERS:
        headings = re.findall(r"^## +(.+?) *#*$", page.body, re.MULTILINE)
        return "case-studies" if tuple(headings) == PARTS and page.date else "projects"
    if page.date:
        return "essays"
    return "hiring" if page.slug == "about" else ""


def _names(page: SourcePage) -> Iterator[str]:
    """Yield the ways in which other pages may link to this one."""
    whole = page.name.rpartition(".")[0].removesuffix("/index").lower()
    yield whole
    yield whole.rpartition("/")[2]
    yield page.slug
    for alias in [
        *words_of(page.fields.get("aliases")),
        str(page.fields.get("url") or page.fields.get("permalink") or ""),
    ]:
        if alias.strip("/"):
            yield alias.strip("/").lower()


def _place(result: Import, page: SourcePage, links: dict[str, str]) -> None:
    body = fit_body(page.body, page.title, page.link, lambda href: _resolve(href, page, links))
    if not body.text:
        result.left.append(Left(page.name, "nothing is left of it without " + ", ".join(body.lost)))
        return
    taxonomies = page.fields.get("taxonomies")
    page.used.add("taxonomies")
    zola = [word for words in taxonomies.values() for word in words_of(words)] if isinstance(taxonomies, dict) else []
    words = (
        zola
        + words_of(page.fields.get("tags"))
        + words_of(page.fields.get("categories"))
        + words_of(page.fields.get("keywords"))
    )
    tags, odd = tags_of(words)
    opening = first_sentence(_first_paragraph(body.text)) or page.title
    fields: dict[str, Any] = {"title": page.title} | ({"draft": True} if page.private else {})
    match page.kind:
        case "essays":
            fields |= {"date": page.date, "summary": page.text(*_SUMMARIES) or opening, "tags": tags}
        case "projects":
            tagline = page.text("tagline", "subtitle", *_SUMMARIES) or opening
            fields |= {"tagline": tagline, "summary": page.text(*_SUMMARIES) or opening, "tags": tags}
        case "case-studies":
            assert page.date is not None
            fields |= {
                "year": page.date.year,
                "summary": first_sentence(page.text(*_SUMMARIES) or opening, 190),
                "tags": tags,
            }
        case "hiring":
            fields["asks"] = ["Who are you?", "What do you do?", "Tell me about yourself.", "What do you write about?"]
    marked = f" (marked as a draft: {page.private})" if page.private else ""
    result.add(page.file, markdown_file(fields, body.text), f"{page.name}{marked}")
    unused = sorted(set(page.fields) - page.used - {"aliases", "url", "permalink"})
    if unused:
        result.left.append(Left(f"{page.name}: {', '.join(unused)}", "no field of a pack holds this"))
    if odd and page.kind != "hiring":
        result.left.append(Left(f"{page.name}: {', '.join(odd)}", "a tag is lower-case letters and digits, 30 at most"))
    for lost in (page.lost, body.lost):
        result.left += lost.left(page.name, page.source, page.start)


def _resolve(href: str, page: SourcePage, links: dict[str, str]) -> str:
    """Return the pack's link for a relative one of the source, or an empty text."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    path = unquote(parts.path).lower()
    if not path.startswith("/"):
        path = posixpath.join(posixpath.dirname(page.name.lower()), path)
    path = posixpath.normpath(path).strip("/")
    for ending in (".md", ".markdown", ".mdx", ".html", ""):
        bare = path.removesuffix(ending).removesuffix("/index") if ending else path
        match = DATED_NAME.fullmatch(last := bare.rpartition("/")[2])
        for name in (bare, last, match["rest"] if match else last):
            if name in links:
                return links[name]
    return ""
