"""A line of an advertisement to the requirements in it: "Java and SQL, ideally Go" asks for three things."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from engine.fit.elision import unelided
from engine.language.language import Language
from engine.language.words import words_of

_CLAUSE = re.compile(r"\s*[;()|]+\s*|:\s+(?!\d)|\s+[–—-]\s+|(?<=[.!?])\s+")
_COMMA = re.compile(r",\s+")
_SLASH = re.compile(r"\s+/\s+")
_WORD = re.compile(r"\S+")
_BESIDE_A_TONGUE = 2
"""Other words beside a language that say what is done in it: "translating contracts from Portuguese"."""
_EDGES = " .,;:!?()[]*\"“”'•-–—"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked for, as it stands in the advertisement without the words around it.

    `must` is False for what would be nice to have. One of `options` is enough. It is `personal` where it asks for what
    somebody is, has or agrees to, and not for what they can do.
    """

    text: str
    must: bool
    options: tuple[str, ...]
    personal: bool


def requirements_in(
    statement: str, language: Language, *, must: bool = True, personal: bool = False
) -> Iterator[Requirement]:
    """Yield what a statement asks for, in its order; all of it is `personal` where that is known from around it."""
    statement = unelided(language.form("advert_unneeded").sub(" ", statement), language)
    for match in language.form("advert_years").finditer(statement):
        years = match[0].strip(_EDGES)
        of_what, _ = next(_parts(statement[match.end() :], language), ("", False))
        yield Requirement(years, must, (f"{years} {of_what.strip(_EDGES)}".strip(),), personal=True)
    statement = language.form("advert_years").sub(" ", statement)
    for part, nice in _parts(statement, language):
        options = tuple(_bare(each, language) for each in _options(part, language))
        options = tuple(option for option in options if _names_something(option, statement, language))
        own = _personal(part, language)
        if options:
            yield Requirement(_bare(part, language), must and not nice, options, personal or own is not None)


def _bare(part: str, language: Language) -> str:
    """Return a part without the words that only frame it; where it asks for something personal, from there on."""
    own = _personal(part, language)
    return unframed(part, language, own.start() if own else len(part))


def _personal(part: str, language: Language) -> re.Match[str] | None:
    """Return where a part asks for something personal. A language in front of a thing does not: "Japanese paper"."""
    own = language.form("advert_personal").search(part)
    if own and own[0].lower() in language.words("advert_tongues"):
        behind = words_of(part[own.end() :])[:1]
        if behind and behind[0] not in frame_of(language) | language.words("advert_speech"):
            return None
        tongues = language.words("advert_tongues") | language.words("advert_speech")
        if len(set(telling(part, language)) - tongues) >= _BESIDE_A_TONGUE:
            return None
    return own


def telling(text: str, language: Language) -> tuple[str, ...]:
    """Return the words of a text that name what is required, without those that only frame it. Some of these are a part
    of a name right in front of another: "project management"."""
    empty, parts, numbers = frame_of(language), language.words("advert_modifiers"), language.table("numbers")

    def is_part(word: str, behind: str) -> bool:
        return word in parts and bool(behind) and behind not in empty and behind not in numbers

    pairs = pairwise((*words_of(text), ""))
    return tuple(word for word, behind in pairs if word not in empty or is_part(word, behind))


def denied(text: str, words: Iterable[str], language: Language) -> bool:
    """Return whether a text denies what it says: by a negation among `words` of it, or by an ending anywhere."""
    endings = language.words("negative_endings")
    return not language.words("negations").isdisjoint(words) or any(end in text for end in endings)


def unframed(text: str, language: Language, first: int | None = None) -> str:
    """Return a text without the words at its two ends that only frame it; what stands behind `first` stays."""
    every = list(_WORD.finditer(text))
    words = [match for match in every if telling(match[0], language)]
    if not words:
        return ""
    if before := every[: every.index(words[0])]:
        together = telling(text[before[-1].start() : words[0].end()], language)
        words = words if together == telling(words[0][0], language) else [before[-1], *words]
    start = words[0].start() if first is None else min(first, words[0].start())
    end, last = words[-1].end(), words[-1][0].lower()
    if (particle := language.table("advert_particles").get(last)) and text[end:].split()[:1] == [particle]:
        end = text.index(particle, end) + len(particle)
    end = _with_people(text, start, end, language)
    bare = text[start:end].strip(_EDGES)
    begun = bare and re.match(rf"\W*{re.escape(bare)}-(?:,|$)", text[start:end])
    return f"{bare}-" if begun else bare


def _with_people(text: str, start: int, end: int, language: Language) -> int:
    """Return where a text ends that begins at `start` and names whom it is about behind a verb: "mentor engineers"."""
    first = words_of(text[start:end])[:1]
    people = language.words("advert_people")
    if not first or first[0] in lone_of(language) or language.stem(first[0]) not in doing_stems(language):
        return end
    for word in _WORD.finditer(text, end):
        bare = words_of(word[0])
        if not set(bare) <= frame_of(language):
            break
        if not people.isdisjoint(bare):
            return word.end()
    return end


def _names_something(option: str, statement: str, language: Language) -> bool:
    """Return whether an option is more than a word of any talk, such as "say"; written as a name, it is: "Go".

    What only takes part in something, such as "help", names nothing but where a statement is no more than that.
    """
    words = telling(option, language)
    if not words or (option.islower() and set(words) <= language.words("general")):
        return False
    named = {*words, *language.table("advert_particles").values()} - lone_of(language)
    return words_of(option) == words_of(statement) or not named.isdisjoint(words_of(option))


@lru_cache(maxsize=8)
def frame_of(language: Language) -> frozenset[str]:
    """Return the words around a requirement that name nothing: those that only frame it, and function words."""
    names = language.words("technologies")
    return frozenset(word for name in ("advert_frame", "stop") for word in _words(language.words(name))) - names


@lru_cache(maxsize=8)
def lone_of(language: Language) -> frozenset[str]:
    """Return the words that say nothing without what stands behind them: "help", "support"."""
    return frozenset(_words(language.words("advert_lone")))


@lru_cache(maxsize=8)
def doing_of(language: Language) -> frozenset[str]:
    """Return the words for what one does with a thing that is named behind them: "design", "help"."""
    return frozenset(_words(language.words("advert_doing"))) | lone_of(language)


@lru_cache(maxsize=8)
def doing_stems(language: Language) -> frozenset[str]:
    """Return the stems of the words for what one does with a thing, which other forms of them have, too."""
    return frozenset(language.stem(word) for word in doing_of(language))


def _words(listed: Collection[str]) -> list[str]:
    return words_of(" ".join(listed))


def _parts(statement: str, language: Language) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a statement, and whether each is said to be no must."""
    for clause in _CLAUSE.split(statement):
        whole = _is_choice(clause, language) or _is_of_one(clause, language)
        pieces = [clause] if whole else _COMMA.split(clause)
        for number, piece in enumerate(pieces):
            aside = language.form("advert_aside").match(piece)
            if number and aside:  # the rest of the clause tells of what stands before it
                break
            for lead, part in _joined(piece, language):
                yield _without_aside(part, language), language.form("advert_bonus").search(f"{lead} {part}") is not None


def _joined(piece: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the parts of a piece that are joined by words, each with the word before it."""
    start, lead = 0, ""
    spans = [span.span() for span in language.form("advert_span").finditer(piece)]
    for joint in language.form("advert_joint").finditer(piece):
        spanned = any(begin <= joint.start() < end for begin, end in spans)
        if not spanned and not _is_lone(piece[start : joint.start()], piece[joint.end() :], language):
            yield lead, piece[start : joint.start()]
            start, lead = joint.end(), joint[0]
    yield lead, piece[start:]


def _is_choice(clause: str, language: Language) -> bool:
    """Return whether the commas of a clause stand between things of which one is enough: "Java, Go or Python"."""
    *first, last = _COMMA.split(clause)
    either, joint = language.form("advert_either"), language.form("advert_joint")
    return bool(first) and either.search(last) is not None and not joint.search(" ".join((*first, last)))


def _is_of_one(clause: str, language: Language) -> bool:
    """Return whether the commas of a clause stand between verbs that share one object: "design, build and run"."""
    *first, last = _COMMA.split(clause)
    joint = language.form("advert_joint").search(last)
    if not first or joint is None:
        return False
    return _is_lone(" ".join((*first, last[: joint.start()])), last[joint.end() :], language)


def _options(text: str, language: Language) -> list[str]:
    parts = [part for piece in _SLASH.split(text) for part in language.form("advert_either").split(piece)]
    return [option for part in parts for option in (_COMMA.split(part) if len(parts) > 1 else [part])]


def _is_lone(part: str, rest: str, language: Language) -> bool:
    """Return whether a part is verbs alone that share what they are about with the next: "design and run services"."""
    words, doing = set(telling(part, language)), doing_of(language)
    if not words or not words <= doing:
        return False
    if words <= lone_of(language):
        return bool(telling(rest, language))
    frame = frame_of(language)
    return len([word for word in words_of(rest) if word not in frame or word in doing]) > 1


def _without_aside(part: str, language: Language) -> str:
    """Return a part up to what is said about it, where that does not take everything away."""
    for aside in language.form("advert_aside").finditer(part):
        if not set(telling(part[: aside.start()], language)) <= lone_of(language):
            return part[: aside.start()]
    return part
