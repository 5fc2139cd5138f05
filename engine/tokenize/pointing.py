"""What a follow-up points at: one of several things that were told of, "the second one", or a document by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.events import Told, Turn
from engine.language.language import Language

_LONGEST_NAME = 24
"""Words by which an item without a label is named."""
_DATED = re.compile(r" \([\d-]+\)\Z")
"""When a document is from, behind its title in a list."""
_LABEL = re.compile(r"([A-Z][^.:;?!]{1,60}): ")


@dataclass(frozen=True)
class Places:
    """What may be pointed at: the titles of documents by their paths, and the lines of a section by its link."""

    titles: Mapping[str, str]
    lines: Callable[[str], Sequence[Told]]


NO_PLACES = Places({}, lambda _: ())
"""Nothing to point at."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """An item by its name, the link to where more is said of it, and the question with the name in its place.

    `titled` says that it has a document of its own, to which the link leads.
    """

    name: str
    link: str
    asked: str
    titled: bool


def last_answered(history: Sequence[Turn]) -> Turn | None:
    """Return the last turn whose answer came from the portfolio."""
    return next((turn for turn in reversed(history) if turn.links), None)


def pointed_at(text: str, history: Sequence[Turn], language: Language, places: Places) -> Pointed | None:
    """Return what `text` points at by its number, or by what it is about; None where it points at nothing, or at what
    is not there.
    """
    text = text.rstrip(" ?!.")
    match = language.form("item").search(text) or language.form("item_alone").search(text)
    if match is not None:
        item = _counted(match, history, language, places)
    elif match := language.form("item_about").search(text):
        item = _about(match["topic"], history, language, places)
    if match is None or item is None:
        return None
    label = _LABEL.match(item.text)
    path = _titled(label[1] if label else item.text, places, language)
    name = places.titles[path] if path else _quoted(item.text)
    asked = f"{text[: match.start()]}{name}{text[match.end() :]}?"
    return Pointed(name, path or item.link, asked, bool(path))


def _counted(match: re.Match[str], history: Sequence[Turn], language: Language, places: Places) -> Told | None:
    """Return the thing that is pointed at by its number."""
    if not _may_be_counted(match.groupdict().get("thing"), history, language):
        return None
    place = int(language.table("ordinals")[match["place"].lower()])
    return next((found for items in _lists(history, places) if (found := _at(items, place))), None)


def _about(topic: str, history: Sequence[Turn], language: Language, places: Places) -> Told | None:
    """Return the only one of several things whose words hold all of a topic's."""
    wanted = set(language.terms_of(topic))
    for items in _lists(history, places):
        found = [item for item in items if wanted and wanted <= set(language.terms_of(item.text))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _may_be_counted(thing: str | None, history: Sequence[Turn], language: Language) -> bool:
    """Return whether what is counted may be one of several things that were spoken of: "the second promise"."""
    if thing is None or thing.lower().split()[0] in language.words("items") | {"of"}:
        return True
    texts = (text for turn in history for text in (turn.question, *(told.text for told in turn.told)))
    return language.stem(thing.lower()) in {term for text in texts for term in language.terms_of(text)}


def _at(items: Sequence[Told], place: int) -> Told | None:
    """Return an item by its number: from 1, or from the end below 0."""
    number = place - 1 if place > 0 else len(items) + place
    return items[number] if 0 <= number < len(items) else None


def _quoted(text: str) -> str:
    return f"“{' '.join(text.rstrip(' .;').split()[:_LONGEST_NAME])}”"


def _titled(name: str, places: Places, language: Language) -> str:
    """Return the path of the only document whose title begins with `name`; nothing where there is none."""
    terms = language.terms_of(_DATED.sub("", name))
    found = [path for path, title in places.titles.items() if language.terms_of(title)[: len(terms)] == terms]
    return found[0] if terms and len(found) == 1 else ""


def _lists(history: Sequence[Turn], places: Places) -> Iterator[Sequence[Told]]:
    """Yield what may have been counted: the list told last, else the documents cited last, else a list beside it."""
    for turn in reversed(history):
        yield listed(turn.told)
    turn = last_answered(history) or history[-1]
    paths = dict.fromkeys(link.partition("#")[0] for link in turn.links)
    titles = {path: places.titles[path] for path in paths if path in places.titles}
    if len(titles) > 1:
        yield [Told(title, path, title) for path, title in titles.items()]
    for link in dict.fromkeys(turn.links):
        yield listed(places.lines(link))


def listed(lines: Sequence[Told]) -> Sequence[Told]:
    """Return the first list among `lines`: items, else what stands below a colon, else what opens with a label."""
    for items in (_first_run([line.item for line in lines]), _below_colon([line.text for line in lines])):
        if len(items) > 1:
            return [lines[number] for number in items]
    labelled = [line for line in lines if _LABEL.match(line.text)]
    return labelled if len(labelled) > 1 else ()


def _first_run(flags: Sequence[bool]) -> range:
    start = flags.index(True) if True in flags else len(flags)
    stop = next((number for number in range(start, len(flags)) if not flags[number]), len(flags))
    return range(start, stop)


def _below_colon(texts: Sequence[str]) -> range:
    announcing = [number for number, text in enumerate(texts) if text.rstrip().endswith(":")]
    start, stop = (*(number + 1 for number in announcing[:1]), len(texts))[0], (*announcing[1:], len(texts))[0]
    return range(start, stop)
