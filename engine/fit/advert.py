"""The text of an advertisement to what it asks for, and what of it asks for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from engine.fit.blocks import AdvertBlock, blocks_in
from engine.fit.requirement import Requirement, requirements_in, telling
from engine.fit.spoken import language_of_text, narrowed
from engine.language.language import FormName, Language, has_data
from engine.language.sentences import sentences_of

MOST_CHARACTERS = 60_000
"""Characters of an advertisement, at most: some 9,000 words, four times the longest that were found."""
_FEWEST_LINES, _FEWEST_REQUIREMENTS = 5, 3
"""Lines and requirements of an advertisement that nobody has called one."""
_BAR = " | "
_LABEL_WORDS = 6
"""Words above which a heading says something, too: "You'll lead a team of eight and you'll need"."""
_Purpose = Literal["wanted", "nice", "other", ""]
_ENDS = ".!?:;"
_UNSEEN = frozenset({"Cf", "Co"})


class AdvertError(ValueError):
    """A text that is no advertisement, with a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of an advertisement asks for nothing: the heading that it stands under, where it has one, and its text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Advert:
    """An advertisement as it was read."""

    language: Language
    requirements: tuple[Requirement, ...]
    left_out: tuple[LeftOut, ...]


def read_advert(text: str, told: Language | None = None) -> Advert:
    """Read an advertisement, by the words of a pack, too, where that is `told` in its language. Raises AdvertError for
    what is empty, too long, no text, or asks for nothing."""
    text = narrowed(_checked(text))
    spoken = language_of_text(text)
    if told is not None and told.code == spoken.code and has_data(told.code):
        spoken = told
    reading = _Reading(spoken)
    for block in blocks_in(text, reading.is_heading, reading.offers):
        reading.take(block)
    if not reading.requirements:
        raise AdvertError(
            "this text asks for nothing that a portfolio could show; give the whole text of an advertisement, with its"
            " requirements"
        )
    return Advert(spoken, tuple(reading.requirements.values()), tuple(reading.left_out))


def looks_like_advert(text: str) -> bool:
    """Return whether a text that may be anything asks for enough to be an advertisement, in lines of its own."""
    if len(text.splitlines()) < _FEWEST_LINES:
        return False
    try:
        return len(read_advert(text).requirements) >= _FEWEST_REQUIREMENTS
    except AdvertError:
        return False


def _checked(text: str) -> str:
    seen = "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)
    if any(not char.isprintable() and not char.isspace() for char in seen):
        raise AdvertError("the advertisement holds control characters or bytes that are no text; save it as plain text")
    if not seen.strip():
        raise AdvertError("the advertisement is empty; give its whole text")
    if len(seen) > MOST_CHARACTERS:
        raise AdvertError(
            f"the advertisement has {len(seen):,} characters; give its text alone, {MOST_CHARACTERS:,} at most"
        )
    return seen


@dataclass
class _Reading:
    """What was read so far, and under which heading it goes on."""

    language: Language
    requirements: dict[frozenset[str], Requirement] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    heading: str = ""
    purpose: _Purpose = ""
    listed: bool = False

    def is_heading(self, line: str) -> bool:
        """Return whether a line is the heading of what is asked for, or of what is not."""
        return bool(self._purpose(line))

    def offers(self, line: str) -> bool:
        """Return whether a line begins with what is offered, and goes on with nothing that was asked for."""
        return line[:1].isupper() and self.language.form("advert_offers").search(line) is not None

    def take(self, block: AdvertBlock) -> None:
        """Read the next block."""
        if _BAR in block.text and block.kind != "item" and not (self.requirements or self.left_out):
            self._title(block.text)
            return
        if block.kind == "heading":
            purpose = self._purpose(block.text)
            if len(block.text.split()) > _LABEL_WORDS and self._asks(block.text):
                self._read(block.text, must=purpose != "nice")
            self.heading, self.purpose, self.listed = block.text, purpose, False
            return
        labelled = self._purpose(block.label) if block.label else ""
        purpose = labelled or self.purpose
        text = block.text if labelled or not block.label else f"{block.label}: {block.text}"
        listed = block.kind == "item" or bool(labelled)
        heading = block.label if labelled else self.heading
        for above, part, for_what in self._pieces(heading, text, purpose):
            if for_what == "other":
                self._leave(above, part)
            elif listed:
                self.listed = True
                self._read(part, must=for_what != "nice", label=block.label)
            else:
                self._prose(part, for_what)

    def _pieces(self, heading: str, text: str, purpose: _Purpose) -> Iterator[tuple[str, str, _Purpose]]:
        """Yield a text in pieces that are for one thing each, with their headings: one may stand in it, or what is
        offered behind what is asked for, where its lines were run together."""
        piece: list[str] = []
        for sentence in sentences_of(text, self.language):
            label, colon, rest = sentence.partition(": ")
            named = self._purpose(label) if colon else ""
            offered = self.language.form("advert_offers").search(sentence) is not None
            if piece and (named or offered):
                yield heading, " ".join(piece), purpose
                piece = []
            heading, purpose = (label, named) if named else (heading, purpose)
            if offered:
                yield heading, sentence, "other"
            else:
                piece.append(rest if named else sentence)
        if piece:
            yield heading, " ".join(piece), purpose

    def _title(self, text: str) -> None:
        """Read an opening line such as "Engineer | Remote": it asks for what has to be agreed on."""
        for piece in text.split(_BAR):
            if self.language.form("advert_personal").search(piece):
                self._read(piece, must=True)
            else:
                self._leave("", piece)

    def _prose(self, text: str, purpose: _Purpose) -> None:
        """Read a paragraph: under a heading that asks, all of it does unless a list stood there; else what says so."""
        asks_by_heading = purpose in ("wanted", "nice") and not self.listed
        for sentence in sentences_of(text, self.language):
            asked = sentence.endswith("?") or self._is_about(sentence)
            if not asked and (asks_by_heading or self._asks(sentence)):
                self._read(sentence, must=purpose != "nice")
            else:
                self._leave(self.heading, sentence)

    def _read(self, text: str, *, must: bool, label: str = "") -> None:
        """Take what a text asks for; where that is nothing, it is left out."""
        personal = self.language.form("advert_personal").search(label) is not None
        found = list(requirements_in(text, self.language, must=must, personal=personal))
        if not found:
            self._put_aside(text, self.heading)
        for requirement in found:
            terms = frozenset(term for option in requirement.options for term in telling(option, self.language))
            self.requirements.setdefault(terms, requirement)

    def _leave(self, heading: str, text: str) -> None:
        """Leave a text out, but for what it names that has to be agreed on."""
        for terms in self.language.form("advert_terms").finditer(text):
            self._read(terms[0], must=True)
        self._put_aside(text, heading)

    def _put_aside(self, text: str, heading: str) -> None:
        if self.left_out and self.left_out[-1].heading == heading:
            before = self.left_out.pop().text
            text = f"{before}{' ' if before[-1] in _ENDS else '; '}{text}"
        self.left_out.append(LeftOut(heading, text))

    def _is_about(self, text: str) -> bool:
        """Return whether a sentence is about the advertisement itself, or gives orders to whatever reads it."""
        forms: tuple[FormName, ...] = ("advert_about", "orders", "machinery")
        return any(self.language.form(form).search(text) for form in forms)

    def _asks(self, text: str) -> bool:
        return self.language.form("advert_wants").search(text) is not None

    def _purpose(self, heading: str) -> _Purpose:
        plain = " ".join(re.sub(r"[^\w\s'’&-]", " ", heading).lower().split())
        for purpose in _purposes():
            if self.language.form(f"advert_{purpose}").search(plain):  # type: ignore[arg-type]
                return purpose
        return ""


def _purposes() -> Iterator[Literal["nice", "wanted", "other"]]:
    yield from ("nice", "wanted", "other")
