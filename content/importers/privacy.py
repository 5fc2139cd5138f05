"""Which pages of a source are not for everybody: drafts, private and unlisted pages, what is not out yet or no longer.

Where a generator and this module could read a mark differently, the page stays private: it is listed by name, and one
option takes it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from content.importers.dates import date_of
from content.importers.front_matter import words_of

_YES = {"true", "yes", "on", "y", "1"}
_NO = {"false", "no", "off", "n", "0"}
_MARKS = {
    "draft": "it is a draft",
    "drafts": "it is a draft",
    "wip": "it is a draft",
    "isdraft": "it is a draft",
    "is_draft": "it is a draft",
    "isprivate": "it is private",
    "is_private": "it is private",
    "private": "it is private",
    "hidden": "it is hidden",
    "unlisted": "it is unlisted",
    "headless": "it is unlisted",
    "eleventyexcludefromcollections": "it is left out of the collections",
}
"""Fields that keep a page from being seen where they are true."""
_SHOWN = ("published", "publish", "public", "listed", "visible", "output")
"""Fields that keep it from being seen where they are false."""
_STATES = ("status", "visibility", "access", "post_status")
_PUBLIC_STATES = {
    *("", "publish", "published", "public", "live", "released", "final", "done", "evergreen", "visible", "active"),
    *("archived", "complete", "completed", "finished", "shipped", "maintained", "stable", "ongoing"),
}
"""What a state may be for the page to be seen: any other word may be one for a page that is not ready."""
_SECRETS = ("password", "passphrase")
DATES = ("date", "pubdate", "pubdatetime", "publishdate", "publish_date", "published", "published_at", "created")
"""How generators call the day on which a page came out; the first that a page has is its date."""
_ENDS = ("expirydate", "expires", "unpublishdate")
_PRIVATE_WORDS = {"draft", "drafts", "private", "unpublished", "wip"}
"""What folders, tags and the last part of a file's name (`later.draft.md`) say of a page that is not for everybody."""
_TAGS = ("tags", "categories", "keywords")
PAGES_FOLDER = "content"
"""The folder in which Astro and Hugo keep pages: one with `_` before its name is none of theirs."""


def why_private(fields: Mapping[str, Any], path: Sequence[str], today: datetime.date) -> str:
    """Say why a page with these fields at `path` (folders, then the file) is not for everybody; empty where it is.

    `fields` have lower-case names.
    """
    if path and (why := _named_private(path[:-1], path[-1])):
        return why
    for name, why in _MARKS.items():
        if name in fields and not _is(fields[name], _NO) and fields[name] is not None:
            return why if _is(fields[name], _YES) else f"{why}: `{name}: {fields[name]}`"
    for name in _SHOWN:
        if name in fields and _is(fields[name], _NO):
            return f"it is a draft: `{name}: {_word(fields[name])}`"
    for name in _STATES:
        if isinstance(fields.get(name), str) and fields[name].strip().lower() not in _PUBLIC_STATES:
            return f"it is a draft: `{name}: {fields[name].strip()}`"
    for name in _TAGS:
        if tag := next((word for word in words_of(fields.get(name)) if word.lower() in _PRIVATE_WORDS), ""):
            return f"it is a draft: `{tag}` stands among its {name}"
    if any(fields.get(name) for name in _SECRETS):
        return "it has a password"
    days = [day for name in DATES if (day := date_of(fields.get(name)))]
    if max(days, default=today) > today:
        return f"it is not out yet: its date is {max(days)}"
    if any(day <= today for name in _ENDS if (day := date_of(fields.get(name)))):
        return "it has expired"
    return _unbuilt(fields)


def _named_private(folders: Sequence[str], file: str) -> str:
    """Look at the names of a page and of the folders that it lies in."""
    for at, name in enumerate(folders):
        hidden = name.startswith("_") and PAGES_FOLDER in folders[:at]
        if hidden or name.lower().removeprefix("_") in _PRIVATE_WORDS:
            return f"it is a draft: it lies in {name}/"
    if file.startswith("_"):
        return "it is a draft: its name begins with `_`"
    _, *marks = file.lower().split(".")[:-1]
    return f"it is a draft: its name ends in `.{marks[-1]}`" if marks and marks[-1] in _PRIVATE_WORDS else ""


def _unbuilt(fields: Mapping[str, Any]) -> str:
    """Look at how Hugo and Eleventy are told to make no page, or to list none."""
    if fields.get("permalink") is False:
        return "no page is made of it"
    for name in ("_build", "build"):
        build = fields.get(name)
        if isinstance(build, dict) and any(_is(build.get(part), _NO | {"never"}) for part in ("render", "list")):
            return "no page is made of it"
    return ""


def _is(value: object, words: set[str]) -> bool:
    return _word(value) in words


def _word(value: object) -> str:
    return str(value).strip().lower() if isinstance(value, bool | int | str) else ""
