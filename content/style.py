"""What is not wrong with a pack but weak: words that an owner would want to look at again.

Every finding is a `Problem`, such as the loader's faults are; none of them keeps a pack from being used.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from content.blocks import plain_text
from content.loader import RESUME_FILE
from content.markdown import link_targets, sections_of, tokens_of
from content.placeholders import is_placeholder, placeholder_lines
from content.problems import Problem
from content.resume.file import resume_text, wrong_parts
from content.schemas.generate import BESIDE, shipped_schemas
from content.site_map import FOLDERS
from content.source import Source, read_markdown, read_yaml
from content.strays import strays

Answered = Callable[[str], bool]
"""Says whether the assistant answers a question; the packages above know how."""

SHORT = 0.25
"""A section with less than this part of the others' median length is probably unfinished."""
_ENOUGH = 3
"""How many sections there must be before one can be shorter than the rest."""

FIELDS = {
    "services.yaml": ("services", ("summary", "you_get", "how_it_runs", "not_for")),
    "topology.yaml": ("boxes", ("role", "chosen", "gave_up", "otherwise", "fails", "then")),
    "pipeline.yaml": ("stages", ("summary", "explanation")),
}
"""The lists of the YAML files whose items have the same fields, which can be compared."""

RESULT = re.compile(
    r"\b(?:cut|reduced|improved|increased|saved|grew|dropped|fell|doubled|tripled|halved|achieved|reached|handled|served"
    r"|earned|won|shrank|lowered|raised|boosted|accelerated|sped up|brought down|faster|cheaper)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"[€$£] ?\d|\d[\d,.]* ?(?:%|percent\b|x\b|×|-?fold\b|times\b|[mµ]s\b|(?:milli)?seconds?\b|minutes?\b|hours?\b"
    r"|days?\b|weeks?\b|users?\b|customers?\b|requests?\b|orders?\b|events?\b|[kKM]\b|million\b|billion\b|[KMGT]B\b)"
)
SOURCE = re.compile(
    r"\b(?:suppose|measured|measurements?|according|source|documented|specification|study|report|paper|benchmark"
    r"|figures?|assum\w+|worked out|tests?)\b",
    re.IGNORECASE,
)
"""Words that vouch for every figure of their paragraph."""
NO_RESULT = re.compile(
    r"\b(?:if|take|default|would|can|could|must|should|target|example|within)\b|[=×]|`", re.IGNORECASE
)
"""Words by which a sentence speaks of a sum, a setting or a wish, and not of something that came about."""
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")
_WEB = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")
_LONGEST = 100
_RUNS = re.compile(r"\]\(\s*((?:javascript|data|vbscript|file):)", re.IGNORECASE)
_MARK = re.compile(r"\[\^[^\]\s]+\]")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")


def style_warnings(root: Path, answered: Answered | None = None, language: str = "en") -> Iterator[Problem]:
    """Yield what is weak in the pack in folder `root`, which must load. Without `answered` no question is tried.

    Whether a figure has a source is told by English words, so only of an English text.
    """
    profile = read_yaml(root / "profile.yaml")
    yield from _template_words(profile)
    yield from _unanswered(profile, answered)
    yield from _addresses(profile)
    for name, (items, fields) in FIELDS.items():
        if not (root / name).is_file():
            continue
        source = read_yaml(root / name)
        yield from _template_words(source)
        yield from _short_fields(source, items, fields)
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*.md")):
            source = read_markdown(path)
            yield from _template_words(source)
            yield from _short_sections(source)
            if language.lower().partition("-")[0] == "en":
                yield from _figures(source)
            yield from _long_words(source)
            yield from _dead_links(source)
            yield from _lost_notes(source)
            if FOLDERS[folder] == "essay":
                yield from _dead_end(source)
    if (resume := root / RESUME_FILE).is_file():
        yield from wrong_parts(resume, resume_text(resume))
    yield from strays(root)
    yield from _old_schemas(root)


def _template_words(source: Source) -> Iterator[Problem]:
    """Find what `portfolio init --blank` wrote and nobody has replaced: one finding a file."""
    lines = [
        source.located.line(at) for at, value in _leaves(source.data, ()) if at != ("body",) and is_placeholder(value)
    ]
    lines += [source.body_line + found.start for found in placeholder_lines(source.data.get("body", ""))]
    if lines:
        others = f", and on {len(lines) - 1} more lines" if len(lines) > 1 else ""
        wrong = f"still to write: the template's words stand here{others}, and are shown to nobody"
        yield Problem(source.path, min(lines), wrong, "expected your own in place of what is in [square brackets]")


def _addresses(profile: Source) -> Iterator[Problem]:
    """Find ways to reach the owner that no program can follow."""
    contact = profile.data.get("contact") or {}
    for name, value in contact.items():
        text = str(value or "").strip()
        if name in ("title", "text") or not text or is_placeholder(text):
            continue
        fits = _MAIL.fullmatch(text) if name == "email" else _WEB.fullmatch(text)
        if not fits:
            example = "somebody@example.org" if name == "email" else "https://example.org"
            wrong = f"`contact.{name}` is no address: “{text[:60]}”"
            yield profile.problem(("contact", name), wrong, f"expected one such as {example}")


def _dead_links(source: Source) -> Iterator[Problem]:
    """Find links that are none: Markdown shows them as they were typed, since what they name could run."""
    for token in tokens_of(source.data["body"]):
        for child in token.children or ():
            if token.map and child.type == "text" and (match := _RUNS.search(child.content)):
                wrong = f"a `{match[1].lower()}` link, which nothing opens"
                yield Problem(source.path, source.body_line + token.map[0], wrong, "expected a web address")


def _lost_notes(source: Source) -> Iterator[Problem]:
    """Find marks of footnotes that are nowhere: they are shown as they were typed."""
    for token in tokens_of(source.data["body"]):
        for child in token.children or ():
            line = token.map[0] if token.map else 0
            for mark in _MARK.findall(child.content) if child.type == "text" else ():
                expected = f"expected a line `{mark}: …` below"
                yield Problem(source.path, source.body_line + line, f"`{mark}` leads to no footnote", expected)


def _long_words(source: Source) -> Iterator[Problem]:
    """Find words that no line holds."""
    for number, line in enumerate(source.data.get("body", "").split("\n")):
        longest = max(map(len, line.split()), default=0)
        if longest > _LONGEST and "://" not in line:
            wrong = f"a word of {longest} letters, which no screen can break"
            yield Problem(source.path, source.body_line + number, wrong, f"expected {_LONGEST} at most")


def _unanswered(profile: Source, answered: Answered | None) -> Iterator[Problem]:
    for index, question in enumerate(profile.data.get("suggested_questions") or ()):
        if answered and not answered(question):
            wrong = f"the assistant has no answer to “{question}”"
            expected = "expected a question that the content answers, or an answer in hiring/ that `asks` it"
            yield profile.problem(("suggested_questions", index), wrong, expected)


def _short_fields(source: Source, items: str, fields: tuple[str, ...]) -> Iterator[Problem]:
    for field in fields:
        lengths = [_length(item.get(field)) for item in source.data.get(items) or ()]
        for index, length, median in _much_shorter(lengths):
            slug = source.data[items][index]["slug"]
            wrong = f"`{field}` of `{slug}` is much shorter than the rest: {length} against {median} words"
            yield source.problem((items, index, field), wrong, "expected about as much as its neighbors say")


def _short_sections(source: Source) -> Iterator[Problem]:
    """Compare the chapters of one document; what stands below a chapter's subheadings belongs to it."""
    chapters: list[tuple[str, int, int]] = []
    for section in sections_of(source.data["body"], ""):
        words = len(section.text.split())
        if section.level == 2 and section.anchor:
            chapters.append((section.title, source.body_line + section.line - 1, words))
        elif chapters:
            title, line, before = chapters[-1]
            chapters[-1] = (title, line, before + words)
    for index, length, median in _much_shorter([words for _, _, words in chapters]):
        title, line, _ = chapters[index]
        wrong = f"the section “{title}” is much shorter than the rest: {length} against {median} words"
        yield Problem(source.path, line, wrong, "expected about as much as the others say")


def _much_shorter(lengths: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (index, length, the others' median) of what is much shorter than the others."""
    if len(lengths) < _ENOUGH:
        return
    for index, length in enumerate(lengths):
        median = round(statistics.median(lengths[:index] + lengths[index + 1 :]))
        if length < SHORT * median:
            yield index, length, median


def _dead_end(source: Source) -> Iterator[Problem]:
    if not source.data.get("links") and not any(link_targets(source.data["body"])):
        wrong = "the essay leads nowhere: it has no links"
        yield source.problem(("title",), wrong, "expected `links:` to the work or the boxes that it speaks of")


def _figures(source: Source) -> Iterator[Problem]:
    """Find results with a number for which nothing in the paragraph vouches."""
    for token in tokens_of(source.data["body"]):
        linked = any(child.type == "link_open" for child in token.children or ())
        if token.type != "inline" or token.map is None or linked or SOURCE.search(token.content):
            continue
        for sentence in SENTENCE.split(" ".join(token.content.split())):
            if RESULT.search(sentence) and _FIGURE.search(sentence) and not NO_RESULT.search(sentence):
                shown = sentence if len(sentence) <= 90 else sentence[:90].rsplit(" ", 1)[0] + "…"
                wrong = f"a figure without a source: “{shown}”"
                expected = "expected a link, the sum behind it, or how it was measured"
                yield Problem(source.path, source.body_line + token.map[0], wrong, expected)


def _old_schemas(root: Path) -> Iterator[Problem]:
    for name, text in shipped_schemas().items():
        path = root / BESIDE / name
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace") != text:
            yield Problem(path, 1, "the schema is of another version", f"`portfolio init --schemas {root}` renews it")


def _leaves(data: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, (*at, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _leaves(value, (*at, index))
    elif isinstance(data, str):
        yield at, data.strip()


def _length(value: object) -> int:
    text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return len(plain_text(text).split())
