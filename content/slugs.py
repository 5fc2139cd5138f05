"""Slugs: what names a document in links and files, made of its title in whatever script that is."""

from __future__ import annotations

import re
import unicodedata

from content.limits import SLUG_LENGTH, SLUG_LETTER
from content.markdown import anchor_of

_OTHER = re.compile(rf"(?!{SLUG_LETTER}|[\s-]).")


def slug_of(text: str, fallback: str) -> str:
    """Return `text` as a slug: lower-case letters, digits and single hyphens, `SLUG_LENGTH` at most.

    Latin letters lose their marks; other scripts stay as they are.
    """
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", text))).replace("_", " ")
    slug = _OTHER.sub("", anchor_of(plain))[:SLUG_LENGTH].strip("-")
    return slug or fallback


def _plain(char: str) -> str:
    return unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode() or char
