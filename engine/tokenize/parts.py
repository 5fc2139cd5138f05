"""Which part of which case study is asked for: all of them have a problem, constraints, an outcome and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.documents import Document
from content.loader import Portfolio
from content.markdown import anchor_of
from content.schema import PARTS
from content.site_map import KINDS, DocumentKind
from engine.events import Turn
from engine.language.language import FormName, Language
from engine.tokenize.conversation import ways_to_read
from engine.tokenize.naming import documents_named, the_one

_KIND: DocumentKind = "case-study"
_BY_NAME = {anchor_of(part).replace("-", ""): part for part in PARTS}
"""Each part by the name by which a form reads it, without the letter of the way to say it."""


def part_asked(question: str, portfolio: Portfolio, language: Language) -> tuple[Document, str] | None:
    """Return the case study that `question` names, and the title of the part that it asks for."""
    for match in _read(question, "part_of", language):
        named = documents_named(match["document"], portfolio, language)
        studies = [item for item in named if item.document.kind == _KIND]
        path = f"{KINDS[_KIND].screen}/{match['document'].replace(' ', '-')}"
        document = next((item.document for item in studies if item.document.path == path), the_one(studies))
        if document is not None:
            return document, match["part"]
    return None


def part_of_the_last(text: str, history: Sequence[Turn], portfolio: Portfolio, language: Language) -> str:
    """Return a follow-up that asks for a part, such as "how did it end?", as a question about the case study of which
    the answer before told first; "" for all others.
    """
    answered = next((turn for turn in reversed(history) if turn.links), None)
    document = portfolio.document(answered.links[0].partition("#")[0]) if answered else None
    if document is None or document.kind != _KIND:
        return ""
    read = next(iter(_read(text, "part_alone", language)), None)
    return language.says("part_of", part=language.name_of(read["part"]), title=document.title) if read else ""


def _read(text: str, form: FormName, language: Language) -> list[dict[str, str]]:
    """Return what each way to read `text` names by the form: the `part`, and the words of the `document`."""
    found = (language.form(form).search(way) for way in ways_to_read(text, language))
    return [_named(match) for match in found if match]


def _named(match: re.Match[str]) -> dict[str, str]:
    said = {name.rpartition("_")[0]: value for name, value in match.groupdict().items() if value}
    return {"part": next(_BY_NAME[name] for name in said if name in _BY_NAME), "document": said.get("document", "")}
