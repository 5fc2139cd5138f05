"""Ghost's JSON export: its posts become essays, as pages of any blog do, and its page `about` an answer."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from content.importers.dates import date_of
from content.importers.html import markdown_of_html
from content.importers.pages import SourcePage, place_pages
from content.importers.privacy import why_private
from content.importers.result import Import, Left
from content.problems import ContentError, Problem
from content.safe_text import one_line
from content.slugs import slug_of

_HOME = "__GHOST_URL__"
"""What Ghost writes for the address of the blog."""
_ABOUT = "about"

_Fields = Mapping[str, Any]


def ghost_data(path: Path) -> dict[str, Any] | None:
    """Return the tables of the export at `path`; None where the file is no such export."""
    text = path.read_bytes()
    if b'"posts"' not in text:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    db = data.get("db") if isinstance(data, dict) else None
    tables = db[0] if isinstance(db, list) and db else data
    found = tables.get("data") if isinstance(tables, dict) else None
    return found if isinstance(found, dict) and isinstance(found.get("posts"), list) else None


def read_ghost(
    path: Path, tables: dict[str, Any], *, drafts: bool = False, today: datetime.date | None = None
) -> Import:
    """Read the posts of an export. Nothing is written. Raises ContentError where it holds none.

    What is not for everybody is left out; with `drafts` it is taken, marked as a draft, which nobody is shown.
    """
    today = today or datetime.date.today()
    result = Import()
    pages: list[SourcePage] = []
    tags = _tags(tables)
    about = {str(row.get("post_id")): row for row in _rows(tables, "posts_meta")}
    for post in _rows(tables, "posts"):
        page = _page(post, about.get(str(post.get("id")), {}), tags.get(str(post.get("id")), []))
        page.private = why_private(_seen(post), (), today)
        if why := _no_post(post, page):
            result.left.append(Left(page.name, why))
        elif page.private and not drafts:
            result.left.append(Left(page.name, f"{page.private}; `--drafts` takes it, marked"))
        else:
            page.date = page.date or (today if page.private else None)
            pages.append(page)
    if not pages and not result.left:
        raise ContentError(
            [Problem(path, 1, "the export holds no posts", "expected Ghost's export, as it was written")]
        )
    place_pages(result, pages)
    others = sorted(name for name in ("users", "settings", "newsletters", "products") if _rows(tables, name))
    if others:
        result.left.append(Left(", ".join(others), "nothing that a pack holds; who you are stands in profile.yaml"))
    return result


def _rows(tables: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _tags(tables: dict[str, Any]) -> dict[str, list[str]]:
    """Return the names of tags by the post that has them. One that begins with `#` is for the editors alone."""
    names = {str(tag.get("id")): one_line(str(tag.get("name") or "")) for tag in _rows(tables, "tags")}
    found: dict[str, list[str]] = {}
    for row in sorted(_rows(tables, "posts_tags"), key=lambda row: str(row.get("sort_order") or 0).zfill(4)):
        name = names.get(str(row.get("tag_id")), "")
        if name and not name.startswith("#"):
            found.setdefault(str(row.get("post_id")), []).append(name)
    return found


def _is_page(post: _Fields) -> bool:
    return post.get("type") == "page" or post.get("page") in (1, True)


def _seen(post: _Fields) -> dict[str, Any]:
    """Return what tells whether a post is for everybody."""
    return {name: post[name] for name in ("status", "visibility", "published_at") if name in post}


def _no_post(post: _Fields, page: SourcePage) -> str:
    if _is_page(post) and page.slug != _ABOUT:
        return "it is a page and no post; write what it says into the pack yourself"
    return "" if page.body else "the export holds no text of it"


def _page(post: _Fields, more: _Fields, tags: list[str]) -> SourcePage:
    title = one_line(str(post.get("title") or "")) or "Untitled"
    fields = {
        "tags": tags,
        "excerpt": post.get("custom_excerpt") or more.get("meta_description") or post.get("meta_description"),
        "feature_image": post.get("feature_image"),
    }
    date = None if _is_page(post) else date_of(post.get("published_at"))
    slug = slug_of(str(post.get("slug") or ""), slug_of(title, "post"))
    body = "\n\n".join(_texts(post)).replace(_HOME, "")
    return SourcePage(slug, {name: value for name, value in fields.items() if value}, body, title, date, slug)


def _texts(post: _Fields) -> Iterator[str]:
    """Yield the text of a post: as HTML, else as the Markdown of early versions, else as plain text."""
    for name, read in (("html", markdown_of_html), ("markdown", str), ("plaintext", str)):
        if isinstance(written := post.get(name), str) and written.strip():
            yield read(written).strip()
            return
