"""A CV in Markdown (headings and dated lines), or the README of a profile: as a JSON Résumé, and answers for the rest.

Headings that name a part of a résumé are read as that part; what stands under any other heading becomes an answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from content.blocks import PageBlock, TableBlock, page_blocks, plain
from content.comments import without_comments
from content.importers.body import fit_body, with_headings
from content.importers.cv_contact import Contacts
from content.importers.cv_entries import SECTION_PARTS, section_entries
from content.importers.cv_lines import is_programming, is_title, name_greeted, split_line
from content.importers.cv_text import cv_lines_of
from content.importers.front_matter import split_front_matter
from content.importers.json_resume import import_of
from content.importers.parts import part_of_heading
from content.importers.privacy import DATES
from content.importers.result import Import, Left
from content.markdown import sections_of
from content.markdown_edit import outside_code, relink
from content.problems import ContentError, Problem
from content.references import OUTSIDE
from content.resume.sentences import ended
from content.safe_text import one_line

_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")
_MOST_WORDS = 8
"""A longer line below the name is a sentence."""
_HTML_IMAGE = re.compile(r"<img\b(?P<given>[^<>]*)>", re.IGNORECASE)
_GIVEN = re.compile(r"\b(?P<name>alt|src)=[\"'](?P<value>[^\"']*)[\"']")
_HTML_LINK = re.compile(
    r"<a\b[^<>]*?\bhref=[\"'](?P<href>[^\"'<>\s()]+)[\"'][^<>]*>\s*(?P<image>!\[[^\]\n]*\]\([^)\n]*\))\s*</a\s*>",
    re.IGNORECASE,
)
_BADGE = r"\[!\[[^\]\n]*\]\([^)\n]*\)\]\([^)\n]*\)"
_BADGES = re.compile(rf"{_BADGE}(?:\s*{_BADGE})*")
"""Images that are links, beside each other."""
_LINKED_IMAGE = re.compile(r"\[!\[(?P<alt>[^\]\n]*)\]\([^)\n]*\)\]\((?P<href>[^)\s]*)[^)\n]*\)")
_IMAGES = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)(?:\s*!\[[^\]\n]*\]\([^)\n]*\))+")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")
_ALT = re.compile(r"!\[(?P<alt>[^\]\n]*)\]")
_EXPECTED = "expected a CV in Markdown, with headings such as `## Experience`"


@dataclass
class _Cv:
    """What was read so far: parts of a JSON Résumé, and Markdown by its heading."""

    contact: Contacts = field(default_factory=Contacts)
    name: str = ""
    label: str = ""
    about: list[str] = field(default_factory=list)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    greets: bool = False


def read_markdown_cv(path: Path, language: str = "en") -> Import:
    """Read a CV. Nothing is written. Raises ContentError where it is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        fields, source = split_front_matter(text)
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 1, "the file is no UTF-8 text", _EXPECTED)]) from error
    except ValueError as error:
        raise ContentError([Problem(path, 1, str(error), _EXPECTED)]) from error
    if any(fields.get(name) for name in DATES):
        wrong = "this looks like a post of a blog"
        raise ContentError([Problem(path, 1, wrong, f"{_EXPECTED}, or the folder that the post lies in")])
    markdown = outside_code(_without_definitions(without_comments(source, templates=True)), _without_badges)
    title = _title(markdown)
    markdown = (
        re.sub(rf"^#+ +(?={re.escape(title)})", "# ", markdown, count=1, flags=re.MULTILINE) if title else markdown
    )
    body = fit_body(markdown, title, "cv", lambda _: "")
    cv = _Cv()
    _named(cv, one_line(str(fields.get("name") or "")) or title)
    opening, *chunks = _chunks(relink(body.text, lambda href: href if href.startswith(OUTSIDE) else ""))
    _opening(cv, page_blocks(opening[1]))
    if cv.greets and not opening[1].strip() and chunks and not part_of_heading(chunks[0][0]):
        cv.label = chunks[0][0]
        for line in cv_lines_of(page_blocks(chunks[0][1])):
            cv.contact.mentioned(line)
    for heading, inside in chunks:
        _section(cv, heading, inside)
    result = _import(cv, language)
    result.left += [*cv.left, *cv.contact.left, *body.lost.left(path.name, text, len(text) - len(source))]
    if not result.placed:
        raise ContentError([Problem(path, 1, "the file holds no CV", _EXPECTED)])
    if not cv.name:
        result.left.append(Left(f"{path.name}: your name", "no line holds it alone; fill in `name` in profile.yaml"))
    return result


def _without_definitions(text: str) -> str:
    """Return Markdown in which what is defined (`: ` below a term, as Pandoc has it) stands below its term."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        if match := _DEFINITION.match(line):
            while lines and not lines[-1].strip():
                lines.pop()
            inside = True
            lines.append(line[match.end() :])
        elif inside and line.startswith("    "):
            lines.append(line[4:])
        else:
            inside = inside and not line.strip()
            lines.append(line)
    return "\n".join(lines)


def _without_badges(text: str) -> str:
    """Return prose with images that stand beside each other as a list of what they say, and linked ones as links."""
    text = with_headings(_HTML_IMAGE.sub(_as_markdown, text))
    text = _HTML_LINK.sub(lambda match: f"[{match['image']}]({match['href']})", text)
    text = _BADGES.sub(_as_links, text)
    return _IMAGES.sub(lambda match: ", ".join(filter(None, _ALT.findall(match[0]))), text)


def _as_links(images: re.Match[str]) -> str:
    return ", ".join(
        f"[{image['alt'] or image['href']}]({image['href']})" for image in _LINKED_IMAGE.finditer(images[0])
    )


def _as_markdown(image: re.Match[str]) -> str:
    given = dict(_GIVEN.findall(image["given"]))
    return f"![{given.get('alt', '')}]({given.get('src', '').replace(' ', '%20')})"


def _title(markdown: str) -> str:
    """Return the heading that stands above all others, or greets before them; or an empty text."""
    sections = [section for section in sections_of(markdown, "") if section.anchor]
    tops = [section for section in sections if section.level == 1]
    if len(tops) == 1 and tops[0] is sections[0]:
        return one_line(tops[0].title)
    first = one_line(sections[0].title) if sections else ""
    return first if name_greeted(first) else ""


def _named(cv: _Cv, title: str) -> None:
    """Take the name of its heading, and what stands behind it there; a heading that holds no name is the opening."""
    if (greeted := name_greeted(title)) and _is_name(greeted):
        cv.name, cv.greets = greeted, True
        return
    first, *more = split_line(title) or [""]
    if is_title(first) or (more and is_title(more[-1])):
        first, *more = [part for part in (first, *more) if not is_title(part)] or [""]
    if _is_name(first):
        cv.name, cv.label = first, ", ".join(more)
    elif title and not is_title(title):
        cv.about.append(ended(title))


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and all(word[0].isupper() or len(word) < 4 for word in text.split())


def _chunks(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield what stands above the first heading, then each heading of the highest level and what stands below it."""
    lines = markdown.splitlines()
    sections = [section for section in sections_of(markdown, "") if section.anchor]
    top = min((section.level for section in sections), default=1)
    starts = [(section.line, section.title) for section in sections if section.level == top]
    yield "", "\n".join(lines[: starts[0][0] - 1] if starts else lines)
    for (line, heading), (end, _) in pairwise([*starts, (len(lines) + 1, "")]):
        yield one_line(heading).strip(" :"), "\n".join(lines[line : end - 1]).strip()


def _opening(cv: _Cv, blocks: Sequence[PageBlock]) -> None:
    for line in cv_lines_of(blocks):
        if not line.text or cv.contact.take(line):
            continue
        if not (cv.name or cv.about) and _is_name(line.text):
            cv.name = line.text
        elif not (cv.label or cv.about) and len(line.text.split()) <= _MOST_WORDS and line.text[-1] not in ".!?":
            cv.label = line.sentence
        else:
            cv.about.append(ended(line.sentence))
    cv.label = ", ".join(filter(None, [cv.label, *cv.contact.roles]))


def _section(cv: _Cv, heading: str, inside: str) -> None:
    part = part_of_heading(heading)
    blocks = page_blocks(inside)
    if part in SECTION_PARTS:
        cv.left += [Left(words, "it heads a table") for block in blocks if (words := _header(block))]
    if part == "summary":
        cv.about += [ended(line.sentence) for line in cv_lines_of(blocks) if line.text]
    elif part == "contact":
        rest = [line.sentence for line in cv_lines_of(blocks) if line.text and not cv.contact.take(line)]
        cv.answers |= {heading: _points(rest)} if rest else {}
    elif part in SECTION_PARTS:
        made, rest = section_entries(part, blocks)
        coded = [item for item in made if is_programming(str(item.get("language", "")))]
        cv.parts.setdefault(part, []).extend(item for item in made if item not in coded)
        if coded:
            cv.parts.setdefault("skills", []).append({"keywords": [item["language"] for item in coded]})
        if not made:
            cv.answers[heading] = inside
        elif rest:
            cv.answers[heading] = _points(rest)
        if part in ("work", "volunteer"):
            cv.left += [Left(where, _UNTOLD) for item in made if (where := _untold(item))]
    elif inside:
        cv.answers[heading] = inside


_UNTOLD = "which is the employer and which the position cannot be told: both stay together"


def _untold(job: dict[str, Any]) -> str:
    where: str = job.get("name") or job.get("organization") or ""
    return where if not job.get("position") and ", " in where else ""


def _header(block: PageBlock) -> str:
    return " | ".join(filter(None, map(plain, block.header))) if isinstance(block, TableBlock) else ""


def _points(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _import(cv: _Cv, language: str) -> Import:
    basics = {"name": cv.name, "label": cv.label, "summary": " ".join(cv.about)} | cv.contact.basics
    made = {"basics": {name: value for name, value in basics.items() if value}} | cv.parts
    result = import_of(json.dumps(made, ensure_ascii=False, indent=2), language)
    for heading, body in cv.answers.items():
        result.answer(heading, body)
    return result
