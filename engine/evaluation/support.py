"""Whether what was said is in its sources: the check of the evaluator, which shares no code with the one that filters.

The filter (`engine.stream.grounding`) compares a sentence with one source sentence at a time, claim by claim. This
check reads the whole cited passages instead, in three steps:

1. *Verbatim.* A sentence that stands in a cited passage as it is, and in the pack's own files, is supported. This is
   all that quote and copy mode need.
2. *Alignment.* Any other sentence is laid against every stretch of one or two neighbouring source sentences. All its
   words that carry meaning must be in one stretch, numbers and addresses to the letter, and any two that are neighbours
   in a clause must follow each other there, too (pairs with gaps, as in ROUGE-S, Lin 2004).
3. *Polarity.* In the parts that the stretch and the sentence share, the words of denial must be as many on both sides,
   and what limits the stretch ("if", "only", "would", "most") must limit the sentence.

It is strict: a paraphrase in other words, or in the passive voice, counts as unsupported. It does not see two things of
one sort that change places far apart, nor a cause put between facts that stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import pairwise

from content.loader import Portfolio
from content.markdown import plain_text
from engine.evaluation.record import Record
from engine.events import Passage, Sentence

CAUGHT, KEPT = 0.85, 0.7
"""What the check reaches, at least, on the half of the near misses on which it was not tuned: wrong sentences caught,
true ones kept. A test holds it."""

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:['’][^\W\d_]+)?")
BREAK = re.compile(r"(?<=[.!?;:])\s+|\n+")
CLAUSE = re.compile(r"[,;:.!?]\s+|\s+(?:and|but|while|because|so that|whereas)\s+")
PARTS = re.compile(r"(?<=[:;])\s+|\s*[()]\s*")
"""Where a rendered table row or a titled line was put together from pieces of the content."""
LITERAL = re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+")
DENIALS = frozenset(
    """no not nor never neither none nothing nobody nowhere without cannot can't don't doesn't didn't isn't aren't
    wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't lacks lack""".split()  # noqa: SIM905
)
CONDITIONS = frozenset({"if", "unless", "only", "until", "provided", "when", "whenever"})
LIMITS = CONDITIONS | frozenset({"would", "may", "might", "could", "most", "some", "sometimes", "often", "usually"})
"""Words that make a statement hold less often, or for fewer things. Whoever leaves them out claims more."""
EMPTY = frozenset(
    """a about again all along already also although always am an and another any are around as at be because been
    being both but by came can come comes could did do does doing done down each either else even ever every few for
    further get gets give given gives go goes got had has have having he her here hers him his how however i if in
    instead into is it its itself just kind know known like made make makes making many may me mean means might much
    must my need needed needs of off often on once one only onto or other others our out own per portfolio put rather
    said same say says see seen she should since so some something still such take taken takes than that the their
    theirs them then there therefore these they thing things this those through thus till together too toward until up
    upon us use used uses using very via was way ways we well were what whatever when where whereas whether which while
    who whole whom whose why will with within would yet you your yours""".split()  # noqa: SIM905
)
"""Words that alone say nothing; they may be added and left out. Directions (before, above, from) are not among them."""
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
ROOT = 3
"""Shortest root that an ending may leave."""
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100",
    "thousand": "1000",
}  # fmt: skip
REACH = 6
"""How many words that carry meaning may stand, in the source, between two that are neighbours in the sentence."""
DRAWN = 3
"""A source sentence that shares so many words with a sentence was drawn on."""


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
        if told in self.pack:
            return [told]
        return [part.rstrip(".;: ") for part in PARTS.split(told)]


def fault_in(text: str, sources: Sequence[str]) -> str:
    """Return why `sources` do not say `text`, by alignment and polarity; nothing where they do."""
    whole = "\n".join(sources)
    mine = _words(text)
    for literal in LITERAL.findall(text):
        if literal.rstrip(".,;:)") not in whole:
            return f"“{literal}” is not in the sources"
    known = set(_words(whole))
    if unknown := [word for word in mine if not _among(word, known)]:
        return f"the sources do not hold “{unknown[0]}”"
    stretches = (stretch for source in sources for stretch in _stretches(source))
    aligned = [stretch for stretch in stretches if _share(mine, set(_words(stretch))) == 1]
    faults = [_order(text, stretch) or _polarity(text, stretch) or _limits(text, stretch) for stretch in aligned]
    if "" in faults:
        return ""
    return faults[0] if faults else "its words stand far apart in the sources"


def _order(text: str, stretch: str) -> str:
    """Check that neighbours in a clause follow each other in the stretch."""
    theirs = _words(stretch)
    for clause in _clauses(text):
        words = _words(clause)
        for one, other in pairwise(words):
            if one != other and not _follow(one, other, theirs):
                return f"the sources do not put “{one}” before “{other}”"
    return ""


def _follow(one: str, other: str, words: Sequence[str]) -> bool:
    starts = [index for index, word in enumerate(words) if _among(one, {word})]
    return any(_among(other, set(words[start + 1 : start + 2 + REACH])) for start in starts)


def _polarity(text: str, stretch: str) -> str:
    mine, theirs = (sum(token in DENIALS for token in _tokens(part)) for part in (text, _shared(stretch, text)))
    if mine == theirs:
        return ""
    return "it denies what the sources do not" if mine > theirs else "the sources deny it"


def _limits(text: str, stretch: str) -> str:
    """Check that what limits the sentences of the stretch that the text draws on limits the text, too."""
    spoken = set(_words(text))
    told = LIMITS & set(_tokens(text))
    drawn = [sentence for sentence in BREAK.split(stretch) if len(spoken & set(_words(sentence))) >= DRAWN]
    conditions = CONDITIONS & {token for sentence in drawn for token in _tokens(sentence)}
    if conditions and not told & CONDITIONS:
        return f"the sources say so with “{min(conditions)}”"
    dropped = ((LIMITS - CONDITIONS) & set(_tokens(_shared(stretch, text)))) - told
    return f"the sources say so with “{min(dropped)}”" if dropped else ""


def _shared(stretch: str, text: str) -> str:
    """Return the clauses of the stretch of which `text` holds at least half."""
    spoken = set(_words(text))
    return ", ".join(clause for clause in _clauses(stretch) if _share(_words(clause), spoken) >= 0.5)


def _tokens(text: str) -> list[str]:
    return [token.lower().replace("’", "'") for token in TOKEN.findall(text)]


def _clauses(text: str) -> list[str]:
    return [clause for clause in CLAUSE.split(text) if clause.strip()]


def _stretches(source: str) -> list[str]:
    """Return every sentence, and every two neighbouring ones."""
    sentences = [sentence for sentence in BREAK.split(source) if sentence.strip()]
    return [*sentences, *(f"{one} {other}" for one, other in pairwise(sentences))]


def _words(text: str) -> list[str]:
    """Return the roots of the words that carry meaning, in their order; numbers as digits."""
    found = []
    for token in _tokens(text):
        word = token.removesuffix("'s")
        if word[0].isdigit():
            found.append(word.replace(",", ""))
        elif word in NUMBERS:
            found.append(NUMBERS[word])
        elif word not in EMPTY and word not in DENIALS and word not in LIMITS:
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
    if word[0].isdigit() or len(word) < ROOT + 2:
        return False
    return any(len(other) > ROOT + 1 and (other.startswith(word) or word.startswith(other)) for other in known)


def _share(words: Sequence[str], known: set[str]) -> float:
    return sum(_among(word, known) for word in words) / len(words) if words else 0.0


def folded(text: str) -> str:
    """Return `text` in lower case, with its white space and quotation marks made alike."""
    return " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').split()).casefold()


def _strings(item: object) -> Iterable[str]:
    """Yield every string and number inside content, whatever its shape."""
    match item:
        case str() | int():
            yield str(item)
        case Portfolio():
            parts = (item.profile, item.services, item.topology, item.pipeline)
            for part in (*parts, *item.case_studies, *item.projects, *item.essays, *item.hiring):
                yield from _strings(asdict(part))
        case dict():
            for value in item.values():
                yield from _strings(value)
        case list() | tuple():
            for value in item:
                yield from _strings(value)
