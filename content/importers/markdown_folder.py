"""A folder of Markdown with Hugo or Jekyll front matter: dated posts become essays, project pages become projects."""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from content.blocks import Paragraph, page_blocks, plain
from content.comments import without_comments
from content.importers.body import fit_body
from content.importers.cascade import Cascade
from content.importers.dates import EXPECTED_DATE, date_of
from content.importers.front_matter import split_front_matter, words_of
from content.importers.privacy import DATES, why_private
from content.importers.result import Import, Left, first_sentence, markdown_file, tags_of
from content.markdown import parser
from content.markdown_edit import outside_code
from content.safe_text import one_line
from content.schema import PARTS
from content.site_map import FOLDERS, path_of
from content.slugs import slug_of

ENDINGS = {".md", ".markdown", ".mdown", ".mdx"}
_OTHERS = {".html": "HTML", ".htm": "HTML", ".org": "Org", ".adoc": "AsciiDoc", ".rst": "reStructuredText"}
"""Endings of texts that are not read, and what is in them."""
_MODULE = re.compile(r"^(?:import|export)\s[^\n]*\n?", re.MULTILINE)
_COMPONENT = re.compile(r"</?(?P<name>[A-Z][\w.]*)\b[^<>]*>")
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
PROJECT_FOLDERS = {"projects", "_projects", "portfolio", "_portfolio", "work", "_work", "case-studies", "_case-studies"}
LIST_PAGES = {"_index", "readme", "404", "search", "archives", "tags", "categories"}
USED = {*DATES, "title", "slug", "tags", "categories", "keywords", "draft"}
SUMMARIES = ("description", "summary", "excerpt", "subtitle", "tagline")
DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<rest>.+)")
NO_DATE = "it has no date, so it is no essay; add one, or move it to a folder `projects`"
_MOST_BYTES = 1_000_000
"""A larger file is no essay."""


@dataclass
class _Page:
    """One file of the source, read but not yet placed."""

    name: str
    fields: dict[str, Any]
    body: str
    title: str
    date: datetime.date | None
    slug: str
    private: str = ""
    kind: str = ""
    file: str = ""
    used: set[str] = field(default_factory=lambda: set(USED))
    lost: list[str] = field(default_factory=list)

    @property
    def link(self) -> str:
        """Its link in the pack."""
        return path_of(FOLDERS.get(self.kind, "project"), self.slug)

    def text(self, *names: str) -> str:
        for name in names:
            if isinstance(value := self.fields.get(name), str) and value.strip():
                self.used.add(name)
                return one_line(value)
        return ""


def read_markdown_folder(root: Path, *, drafts: bool = False, today: datetime.date | None = None) -> Import:
    """Read every Markdown file below `root`. Symbolic links are not followed. Nothing is written.

    What is not for everybody is left out; with `drafts` it is taken, marked as a draft, which nobody is shown.
    """
    result = Import()
    pages: list[_Page] = []
    today = today or datetime.date.today()
    cascade = Cascade(root, today)
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        try:
            page = _page(name, path)
        except ValueError as error:
            result.left.append(Left(name, str(error)))
            continue
        dated = {"created": page.date} | page.fields  # of the file's name, perhaps
        page.private = why_private(dated, name.split("/"), today) or cascade.why_private(name)
        if page.private and not drafts:
            result.left.append(Left(name, f"{page.private}; `--drafts` takes it, marked"))
            continue
        page.date = page.date or (today if page.private else None)
        pages.append(page)
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
            result.left.append(Left(page.name, NO_DATE if written is None else unread))
    return result


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if path.is_symlink() or path.name.startswith(".") or path.name in SKIPPED:
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.suffix.lower() in (*ENDINGS, *_OTHERS):
            yield path


def _page(name: str, path: Path) -> _Page:
    """Read one file. Raises ValueError with the reason why it has no place."""
    if form := _OTHERS.get(path.suffix.lower()):
        raise ValueError(f"it is {form}, and only Markdown is read")
    stem = path.parent.name if path.stem == "index" and "/" in name else path.stem
    if path.stem.lower() in LIST_PAGES:
        raise ValueError("it is a page about other pages")
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"it is larger than {_MOST_BYTES:,} bytes")
    try:
        fields, body = split_front_matter(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("it is no UTF-8 text") from error
    body = without_comments(body, templates=True)
    body, lost = _without_jsx(body) if path.suffix.lower() == ".mdx" else (body, [])
    if not body.strip():
        raise ValueError("it has no text below its front matter")
    match = DATED_NAME.fullmatch(stem)
    dates = (date_of(value) for value in (*(fields.get(name) for name in DATES), match and match["date"]))
    date = next((day for day in dates if day), None)
    stem = match["rest"] if match else stem
    title = one_line(str(fields.get("title") or "")) or _first_heading(body) or stem.replace("-", " ").capitalize()
    slug = slug_of(str(fields.get("slug") or stem), slug_of(title, "page"))
    return _Page(name, fields, body, title, date, slug, lost=lost)


def _without_jsx(body: str) -> tuple[str, list[str]]:
    """Return the body of an MDX page without its modules and components, whose texts stay, and what was left out."""
    lost: dict[str, None] = {}

    def component(match: re.Match[str]) -> str:
        lost[f"JSX: <{match['name']}>"] = None
        return ""

    def module(match: re.Match[str]) -> str:
        lost[f"module: {match[0].strip()[:60]}"] = None
        return ""

    text = outside_code(body, lambda prose: _COMPONENT.sub(component, _MODULE.sub(module, prose)))
    return text, list(lost)


def _first_paragraph(body: str) -> str:
    """Return the words of the first paragraph, which no heading of either kind is."""
    return next((plain(block.words) for block in page_blocks(body) if isinstance(block, Paragraph)), "")


def _first_heading(body: str) -> str:
    tokens = parser().parse(body)
    found = (tokens[index + 1].content for index, token in enumerate(tokens) if token.type == "heading_open")
    return one_line(next(found, ""))


def _kind(page: _Page) -> str:
    """Return the pack's folder for a page, or an empty text where it has none."""
    folders = {part.lower() for part in page.name.split("/")[:-1]}
    if folders & PROJECT_FOLDERS:
        headings = re.findall(r"^## +(.+?) *#*$", page.body, re.MULTILINE)
        return "case-studies" if tuple(headings) == PARTS and page.date else "projects"
    if page.date:
        return "essays"
    return "hiring" if page.slug == "about" else ""


def _names(page: _Page) -> Iterator[str]:
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


def _place(result: Import, page: _Page, links: dict[str, str]) -> None:
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
            fields |= {"date": page.date, "summary": page.text(*SUMMARIES) or opening, "tags": tags}
        case "projects":
            tagline = page.text("tagline", "subtitle", *SUMMARIES) or opening
            fields |= {"tagline": tagline, "summary": page.text(*SUMMARIES) or opening, "tags": tags}
        case "case-studies":
            assert page.date is not None
            fields |= {
                "year": page.date.year,
                "summary": first_sentence(page.text(*SUMMARIES) or opening, 190),
                "tags": tags,
            }
        case "hiring":
            fields["asks"] = ["Who are you?", "What do you do?", "Tell me about yourself."]
    marked = f" (marked as a draft: {page.private})" if page.private else ""
    result.add(page.file, markdown_file(fields, body.text), f"{page.name}{marked}")
    unused = sorted(set(page.fields) - page.used - {"aliases", "url", "permalink"})
    if unused:
        result.left.append(Left(f"{page.name}: {', '.join(unused)}", "no field of a pack holds this"))
    if odd and page.kind != "hiring":
        result.left.append(Left(f"{page.name}: {', '.join(odd)}", "a tag is lower-case letters and digits, 30 at most"))
    result.left.extend(Left(f"{page.name}: {one_line(what)[:100]}", _why(what)) for what in [*page.lost, *body.lost])


def _why(lost: str) -> str:
    match lost.partition(":")[0]:
        case "image":
            return "a terminal shows no images; their alternative text stays"
        case "link":
            return "it leads to nothing that was imported; its words stay"
        case "JSX" | "module":
            return "a pack has no components; put in what it showed"
        case "deleted text":
            return "it was struck out"
        case "HTML":
            return "a pack holds no HTML; the text within stays"
    return "a pack has no templates; put in the text that it made"


def _resolve(href: str, page: _Page, links: dict[str, str]) -> str:
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
