"""The résumé as a PDF of one or two pages: typeset, fonts embedded, links live, and tagged for who has it read aloud.

It is PDF/UA-1, in which no character may be missing: what no font can show is an error, and never a hole. The same
résumé gives the same bytes anywhere, as long as the fonts that come with the typesetter are enough.
"""

from __future__ import annotations

import dataclasses
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from content.exporters.resume.document import Resume
from content.exporters.resume.shortening import shortened
from content.safe_text import in_quotes

if TYPE_CHECKING:
    from typst import Compiler

Paper = Literal["a4", "us-letter"]
_SIZES = ("10.4", "9.9", "9.4")
"""Sizes of the text in points: the largest with which it fits on a page, else on two."""
_PAGES = 2
_TEMPLATE = Path(__file__).with_name("page.typ")
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_NAMED = 12
"""Characters that a sentence names, at most."""


class FontError(Exception):
    """No font on this machine has some of the characters; says which, and what to do."""


@lru_cache(maxsize=4)
def resume_pdf(resume: Resume, paper: Paper = "a4") -> tuple[bytes, Resume]:
    """Return the file, and as much of the résumé as stands in it. Raises FontError.

    What needs two pages at every size is set in the largest; what needs more loses its last entries. Fonts of this
    machine are looked at only for characters that those of the typesetter lack.
    """
    try:
        return _fitted(resume, paper, system=False)
    except FontError:
        return _fitted(resume, paper, system=True)


def _fitted(resume: Resume, paper: Paper, *, system: bool) -> tuple[bytes, Resume]:
    found = [(_pages(resume, paper, size, system), size) for size in _SIZES]
    pages = max(1, min(_PAGES, min(count for count, _ in found)))
    size = next((size for count, size in found if count <= pages), _SIZES[-1])
    short = shortened(resume, lambda each: _pages(each, paper, size, system) <= _PAGES)
    return _pdf(short, paper, size, system), short


def _pages(resume: Resume, paper: Paper, size: str, system: bool) -> int:
    return int(json.loads(_compiler(resume, paper, size, system).query("<pages>", field="value", one=True)))


def _pdf(resume: Resume, paper: Paper, size: str, system: bool) -> bytes:
    from typst import TypstError

    try:
        data = _compiler(resume, paper, size, system).compile(pdf_standards="ua-1")
    except TypstError as error:
        unshown = dict.fromkeys("".join(_UNSHOWN.findall(error.diagnostic)))
        if not unshown:
            raise
        raise FontError(
            f"no font here shows {in_quotes(''.join([*unshown][:_NAMED]))}, so there would be holes in the PDF; install"
            " one that does (Noto has one for every script), or take another form: text, md, html"
        ) from error
    assert isinstance(data, bytes)  # without a file to write to
    return data


def _compiler(resume: Resume, paper: Paper, size: str, system: bool) -> Compiler:
    from typst import Compiler  # the typesetter: nobody else pays for it

    data = json.dumps(dataclasses.asdict(resume) | {"title": resume.title})
    inputs = {"resume": data, "paper": paper, "size": size}
    return Compiler(_TEMPLATE.read_bytes(), ignore_system_fonts=not system, sys_inputs=inputs)
