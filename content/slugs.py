"""Slugs: what names a document in links and files, made of its title in whatever script that is."""

from __future__ import annotations

import re
import unicodedata

from content.limits import SLUG_LENGTH, SLUG_LETTER
from content.markdown import anchor_of

_OTHER = re.compile(rf"(?!{SLUG_LETTER}|[\s-]).")


def check_slug(slug: str) -> str:
    """Return a slug. Raises ValueError where a sign in it cannot be seen, or where two signs look like one."""
    if hidden := next((char for char in slug if _is_hidden(char)), ""):
        expected = slug_of(slug, "another")
        raise ValueError(f"holds U+{ord(hidden):04X}, which cannot be seen: expected `{expected}`")
    if (whole := unicodedata.normalize("NFC", slug)) != slug:
        raise ValueError(f"has an accent as a sign of its own: expected `{whole}` with one sign for both")
    return slug


def slug_of(text: str, fallback: str) -> str:
    """Return `text` as a slug: lower-case letters, digits and single hyphens, `SLUG_LENGTH` at most.

    Latin letters lose their marks; other scripts stay as they are.
    """
    whole = unicodedata.normalize("NFKC", text)
    plain = "".join("" if _is_hidden(char) else _plain(char) for char in whole).replace("_", " ")
    slug = _OTHER.sub("", anchor_of(plain))[:SLUG_LENGTH].strip("-")
    return slug or fallback


def _plain(char: str) -> str:
    return unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode() or char


def _is_hidden(char: str) -> bool:
    """Say whether a sign shows nothing, and is no blank that parts words."""
    return unicodedata.category(char)[0] == "C" or (char.isspace() and char > "\x7f")
