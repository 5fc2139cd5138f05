"""Whether what was said is in its sources: the check of the evaluator, which shares no code with the one that filters.

The filter (`engine.grounding`) compares a sentence with one source sentence at a time, claim by claim. This check reads
the whole cited passages instead, in three steps:

1. *Verbatim.* A sentence that stands in a cited passage as it is, and in the pack's own files, is supported. This is
   all that quote and copy mode need.
2. *Alignment.* Any other sentence is laid against every stretch of two neighbouring source sentences. Its words that
   carry meaning must be in the best stretch, numbers and addresses to the letter, most of them in the same order (after
   the fragments of Grusky, Naaman and Artzi 2018, "Newsroom").
3. *Polarity.* The words of denial near the aligned words must be as many on both sides.

It sees words from elsewhere, changed numbers and names, added or dropped negations, and turned roles where the order of
the words turns with them. It does not see a dropped condition ("if", "up to"), a weaker or stronger verb form, or a
cause put between two facts that stand side by side. A paraphrase in quite other words counts as unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from content.loader import Portfolio
from content.markdown import plain_text
from engine.evaluation.record import Record
from engine.events import Passage, Sentence

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
BREAK = re.compile(r"(?<=[.!?;:])\s+|\n+")
PARTS = re.compile(r"(?<=[:;])\s+")
"""Where a rendered table row or a titled line was put together from pieces of the content."""
LITERAL = re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+")
DENIALS = frozenset(
    """no not nor never neither none nothing nobody nowhere without cannot can't don't doesn't didn't isn't aren't
    wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't lacks lack""".split()  # noqa: SIM905
)
EMPTY = frozenset(
    """a about above after again all along already also although always am an and another any are around as at be
    because been before being below between both but by came can come comes could did do does doing done down
    each either else even ever every few for from further get gets give given gives go goes got had has have
    having he her here hers him his how however i if in instead into is it its itself just kind know known like
    made make makes making many may me mean means might more most much must my need needed needs of off often on
    once one only onto or other others our out over own per portfolio put rather said same say says see seen she
    should since so some something still such take taken takes than that the their theirs them then there
    therefore these they thing things this those through thus till to together too toward under until up upon us
    use used uses using very via was way ways we well were what whatever when where whereas whether which while
    who whole whom whose why will with within would yet you your yours""".split()  # noqa: SIM905
)
"""Words that alone say nothing; they may be added and left out."""
ENDINGS = (
    "ations",
    "ation",
    "ities",
    "ings",
    "edly",
    "ies",
    "ing",
    "ity",
    "ers",
    "ed",
    "es",
    "er",
    "ly",
    "s",
    "e",
    "y",
)
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100",
    "thousand": "1000",
}  # fmt: skip
ROOT = 4
"""Shortest root that an ending may leave."""
COVERED = 0.85
"""Share of a sentence's words that must stand in one stretch; the others must at least be in the cited passages."""
IN_ORDER = 0.65
"""Share of the shared words that must come in the same order."""


@dataclass(frozen=True)
class Unsupported:
    """A sentence that was shown although its sources do not say it, and what this check misses in them."""

    sentence: str
    reason: str


class Support:
    """Checks what was said about one pack."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio

    @cached_property
    def pack(self) -> str:
        """Every string of the content files and the prose of every section, folded."""
        strings = [*_strings(self._portfolio)]
        prose = (section.text for document in self._portfolio.documents for section in document.sections)
        titles = (section.title for document in self._portfolio.documents for section in document.sections)
        return "\n".join(folded(text) for text in (*strings, *map(plain_text, (*strings, *prose)), *titles))

    def unsupported(self, record: Record) -> tuple[Unsupported, ...]:
        """Return the shown sentences of an answer that their sources do not say.

        Only answers claim something; what the assistant says of itself is left out.
        """
        if record.kind not in ("answer", "fallback", "stopped"):
            return ()
        pairs = ((sentence, self.fault(sentence, record.passages)) for sentence in record.shown)
        return tuple(Unsupported(sentence.text, fault) for sentence, fault in pairs if fault)

    def fault(self, sentence: Sentence, passages: Sequence[Passage]) -> str:
        """Return why a sentence's own citations do not support it; nothing where they do."""
        cited = [passages[number - 1] for number in sentence.citations]
        if not cited:
            return "it cites nothing"
        told = folded(sentence.text)
        if any(told in folded(f"{passage.heading}\n{passage.text}") for passage in cited):
            missing = next((part for part in self._parts(told) if part not in self.pack), "")
            return f"the pack's files do not hold “{missing}”" if missing else ""
        if sentence.quoted:
            return "it is shown as a quotation, and does not stand in the passage"
        return fault_in(sentence.text, [f"{passage.heading}.\n{passage.text}" for passage in cited])

    def _parts(self, told: str) -> list[str]:
        """Return what must be in the files: the sentence, or its pieces where the engine put it together."""
        return [told] if told in self.pack else [part.rstrip(".;: ") for part in PARTS.split(told)]


def fault_in(text: str, sources: Sequence[str]) -> str:
    """Return why `sources` do not say `text`, by alignment and polarity; nothing where they do."""
    whole = "\n".join(sources)
    mine = _words(text)
    if not mine:
        return ""
    for literal in LITERAL.findall(text):
        if literal.rstrip(".,;:)") not in whole:
            return f"“{literal}” is not in the sources"
    known = set(_words(whole))
    if unknown := [word for word in mine if not _among(word, known)]:
        return f"the sources do not hold “{unknown[0]}”"
    stretches = [stretch for source in sources for stretch in _stretches(source)]
    best = max(stretches, key=lambda stretch: _covered(mine, _words(stretch)))
    theirs = _words(best)
    if _covered(mine, theirs) < COVERED:
        return "its words stand far apart in the sources"
    shared = [word for word in mine if _among(word, set(theirs))]
    if len(shared) > 3 and _longest_run(shared, theirs) < IN_ORDER * len(shared):
        return "its words stand in another order in the sources"
    return _polarity(text, best)


def _polarity(text: str, stretch: str) -> str:
    """Compare denials: those of the sentence with those in the part of the stretch that it was taken from."""
    mine = _denials(text)
    spoken = set(_words(text))
    near = " ".join(clause for clause in _clauses(stretch) if _share(_words(clause), spoken) >= 0.5)
    if mine == _denials(near) or (mine and mine == _denials(stretch)):
        return ""
    return "it denies what the sources do not" if mine > _denials(near) else "the sources deny it"


def _denials(text: str) -> int:
    tokens = [token.lower().replace("’", "'") for token in TOKEN.findall(text)]
    return sum(token in DENIALS for token in tokens)


def _clauses(text: str) -> list[str]:
    return [clause for clause in re.split(r"[,;:.!?]\s+|\s+(?:and|but|while|because|so that)\s+", text) if clause]


def _stretches(source: str) -> list[str]:
    sentences = [sentence for sentence in BREAK.split(source) if sentence.strip()]
    return [" ".join(sentences[index : index + 2]) for index in range(len(sentences))]


def _words(text: str) -> list[str]:
    """Return the roots of the words that carry meaning, in their order; numbers as digits."""
    found = []
    for token in TOKEN.findall(text):
        word = token.lower().replace("’", "'").removesuffix("'s")
        if word[0].isdigit():
            found.append(word.replace(",", ""))
        elif word in NUMBERS:
            found.append(NUMBERS[word])
        elif word not in EMPTY and word not in DENIALS:
            found.append(_root(word))
    return found


def _root(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= ROOT:
            return word[: -len(ending)]
    return word


def _among(word: str, known: set[str]) -> bool:
    """Return whether `known` holds the word, or one that only goes on after its root."""
    if word in known:
        return True
    if word[0].isdigit() or len(word) < ROOT + 1:
        return False
    return any(len(other) > ROOT and (other.startswith(word) or word.startswith(other)) for other in known)


def _covered(mine: Sequence[str], theirs: Sequence[str]) -> float:
    return _share(mine, set(theirs))


def _share(words: Sequence[str], known: set[str]) -> float:
    return sum(_among(word, known) for word in words) / len(words) if words else 0.0


def _longest_run(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(theirs) + 1)
    for word in mine:
        corner = 0
        for index, other in enumerate(theirs, 1):
            above = row[index]
            row[index] = corner + 1 if _among(word, {other}) else max(above, row[index - 1])
            corner = above
    return row[-1]


def folded(text: str) -> str:
    """Return `text` in lower case, with its white space and quotation marks made alike."""
    return " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').split()).casefold()


def _strings(item: object) -> Iterable[str]:
    """Yield every string inside content, whatever its shape."""
    match item:
        case str():
            yield item
        case Portfolio():
            parts = (item.profile, item.services, item.topology, item.pipeline)
            for part in (*parts, *item.case_studies, *item.projects, *item.essays, *item.hiring):
                yield from _strings(part.model_dump())
        case dict():
            for value in item.values():
                yield from _strings(value)
        case list() | tuple():
            for value in item:
                yield from _strings(value)
