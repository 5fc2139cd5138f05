"""What an import found: new files, settings for the profile, and everything for which a pack has no place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from content.limits import TAG_PATTERN
from content.resume.answers import answer_slugs
from content.safe_text import one_line
from content.slugs import slug_of

_TAG = re.compile(TAG_PATTERN)
_POINT = re.compile(r"^\s*(?:[•●▪◦‣∙·*+–-]|\d{1,2}[.)])\s+(?P<words>.+)$")
_BULLET = re.compile(r"\s+(?=[•●▪◦‣∙]\s)")
"""Where a point begins, also within a line: LinkedIn's export has points on one."""

Sections = dict[str, list[str]]
"""What a résumé says beside its known parts: lines by their heading."""


@dataclass(frozen=True, slots=True)
class Placed:
    """`what` of the source now stands in file `where` of the pack."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Left:
    """`what` of the source has no place in the pack, and `why`."""

    what: str
    why: str


@dataclass
class Import:
    """The result of reading a source, before anything is written.

    `files` holds texts by their path in the pack; `settings` values of profile.yaml by their path of keys.
    """

    files: dict[str, str] = field(default_factory=dict)
    settings: dict[tuple[str, ...], str] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def add(self, file: str, text: str, what: str) -> None:
        """Add a file, under a name with a number where its own is taken."""
        stem, dot, ending = file.rpartition(".")
        number = 2
        while file in self.files:
            file, number = f"{stem}-{number}{dot}{ending}", number + 1
        self.files[file] = text
        self.placed.append(Placed(what, file))

    def answer(self, title: str, body: str) -> None:
        """Add what a résumé says under a heading of its own as an answer, which is asked for by that heading."""
        slug = slug_of(title, "more")
        if slug in answer_slugs():  # a file of that name would take the place of the résumé's
            slug = f"more-{slug}"
        self.add(f"hiring/{slug}.md", markdown_file({"title": title, "asks": [title]}, body), title)

    def set(self, at: tuple[str, ...], value: str, what: str) -> None:
        """Set a field of profile.yaml. The first value wins."""
        if at in self.settings:
            self.left.append(Left(what, f"profile.yaml has one {at[-1]}, and another came first"))
        else:
            self.settings[at] = value
            self.placed.append(Placed(what, "profile.yaml"))


def tags_of(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the words that can be tags, in lower case and each once, and those that cannot."""
    lowered = {word: " ".join(word.lower().split()) for word in words}
    good = [tag for tag in lowered.values() if len(tag) <= 30 and _TAG.fullmatch(tag)]
    return list(dict.fromkeys(good)), [word for word, tag in lowered.items() if tag not in good]


def markdown_file(fields: dict[str, Any], body: str) -> str:
    """Return a Markdown file with `fields` as its front matter; empty ones are left out."""
    import yaml

    kept = {name: value for name, value in fields.items() if value not in ("", None, [], ())}
    front = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{front}---\n\n{body.strip()}\n"


def first_sentence(text: str, limit: int = 300) -> str:
    """Return the first sentence of plain text, cut at a word where it is longer than `limit` characters."""
    line = one_line(text)
    match = re.match(r".+?[.!?](?=\s|$)", line)
    sentence = match[0] if match else line
    return sentence if len(sentence) <= limit else sentence[:limit].rsplit(" ", 1)[0] + "…"


def prose_and_points(text: str) -> tuple[str, list[str]]:
    """Divide a plain description into its prose, as one line, and its points, one for each line with a bullet."""
    prose: list[str] = []
    points: list[str] = []
    for line in filter(str.strip, _BULLET.sub("\n", text).splitlines()):
        match = _POINT.match(line)
        if match:
            points.append(one_line(match["words"]))
        elif points and line[0].isspace():
            points[-1] += f" {one_line(line)}"
        else:
            prose.append(one_line(line))
    return " ".join(prose), points
