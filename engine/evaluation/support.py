"""Whether what was said is in its sources: the check of the evaluator, which shares no code with the one that filters.

The filter (`engine.stream.grounding`) compares a sentence with one source sentence at a time, claim by claim. This
check reads the whole cited passages instead, in three steps. Both take words from the language's data; but for the
words of numbers, each has lists of its own there, so that what is wrong in one does not blind the other.

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

from content.blocks import plain_text
from content.loader import Portfolio
from content.site_map import KINDS
from engine.evaluation.record import Record
from engine.events import Passage, Sentence
from engine.language.language import Language, SaidName, language_of

CAUGHT, PASSED = 0.85, 0.7
"""What the check reaches, at least, on the half of the near misses on which it was not tuned: wrong sentences caught,
true ones kept. A test holds it."""

_OF_ITSELF: tuple[SaidName, ...] = ("all_said", "not_directly", "not_said")
"""What the assistant says of itself where one of several questions is not answered."""
_NAMING: tuple[SaidName, ...] = ("read_first", "read_next")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:['’][^\W\d_]+)?")
BREAK = re.compile(r"(?<=[.!?;:])\s+|\n+")
_PARTS = re.compile(r"(?<=[:;])\s+|\s*[()]\s*")
"""Where a rendered table row or a titled line was put together from pieces of the content."""
LITERAL = re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+")
_ROOT = 3
"""Shortest root that an ending may leave."""
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
        self._language = language_of(portfolio)
        self._alignment = Alignment(self._language)

    @cached_property
    def pack(self) -> str:
        """Every string of the content files, Home's headline with its endings, and the prose of sections, folded."""
        profile = self._portfolio.profile
        headline = f"{profile.headline} {', '.join(ending.rstrip('.') for ending in profile.endings)}"
        strings = [headline, *_strings(self._portfolio)]
        prose = (section.text for document in self._portfolio.documents for section in document.sections)
        sections = (section for document in self._portfolio.documents for section in document.sections)
        titles = (self._language.name_of(section.title) for section in sections)
        return "\n".join(folded(text) for text in (*strings, *map(plain_text, (*strings, *prose)), *titles))

    def unsupported(self, record: Record) -> tuple[Unsupported, ...]:
        """Return the shown sentences of an answer that their sources do not say.

        Only answers claim something; what the assistant says of itself is left out.
        """
        if record.kind not in ("answer", "fallback", "stopped"):
            return ()
        asked = folded(record.ask)
        own = {self._language.says(name) for name in _OF_ITSELF}
        told = (sentence for sentence in record.shown if sentence.text not in own)
        claims = (sentence for sentence in told if not self._is_name(sentence, asked))
        pairs = ((sentence, self.fault(sentence, record.passages)) for sentence in claims)
        return tuple(Unsupported(sentence.text, fault) for sentence, fault in pairs if fault)

    def fault(self, sentence: Sentence, passages: Sequence[Passage]) -> str:
        """Return why a sentence's own citations do not support it; nothing where they do."""
        cited = [passages[number - 1] for number in sentence.passages]
        if not cited:
            return "it cites nothing"
        if any(sentence.text in self._framed(passage) for passage in cited):
            return ""
        told = folded(sentence.text)
        if any(_below_title(told, passage) in folded(_source(passage)) for passage in cited):
            missing = next((part for part in self._parts(told) if part not in self.pack), "")
            return f"the pack's files do not hold “{missing}”" if missing else ""
        if sentence.quoted:
            return "it is shown as a quotation, and does not stand in the passage"
        return self._alignment.fault_in(sentence.text, [f"{passage.heading}.\n{passage.text}" for passage in cited])

    def _framed(self, passage: Passage) -> set[str]:
        """Return how the assistant names a document in a sentence of its own, with the summary that it opens with."""
        noun = next((self._language.name_of(KINDS[kind].noun) for kind in KINDS if kind == passage.kind), "")
        values = {"noun": noun, "title": passage.document, "summary": passage.text.split("\n")[0]}
        return {self._language.says(name, **values) for name in _NAMING}

    def _is_name(self, sentence: Sentence, asked: str) -> bool:
        """Return whether it only names what follows, as the question or the pack does: "A pool:"."""
        name, colon, _ = folded(sentence.text).rpartition(":")
        return not sentence.passages and bool(colon) and (name in asked or name in self.pack)

    def _parts(self, told: str) -> list[str]:
        """Return what must be in the files: the sentence, or its pieces where the engine put it together."""
        if told in self.pack:
            return [told]
        return [part.rstrip(".;: ") for part in _PARTS.split(told)]


def _below_title(told: str, passage: Passage) -> str:
    """Return what was told without the title of its document in front."""
    return told.removeprefix(f"{folded(passage.document)}: ")


def _source(passage: Passage) -> str:
    """Return all that can be quoted of a passage, its code included."""
    return "\n".join((passage.heading, passage.text, *(shape.code for shape in passage.shapes)))


class Alignment:
    """Lays what was said against its sources, in one language."""

    def __init__(self, language: Language) -> None:
        words = language.words
        self._denials, self._provisos, self._limiting = words("denials"), words("provisos"), words("limits")
        self._all_limits = self._provisos | self._limiting
        self._silent = words("empty") | self._denials | self._all_limits
        self._endings = sorted(words("endings"), key=lambda ending: (-len(ending), ending))
        self._numbers = language.table("numbers")
        self._clause = re.compile(rf"[,;:.!?]\s+|\s+(?:{language.form('splits').pattern})\s+")

    def fault_in(self, text: str, sources: Sequence[str]) -> str:
        """Return why `sources` do not say `text`, by alignment and polarity; nothing where they do."""
        whole = "\n".join(sources)
        mine = self._words(text)
        for literal in LITERAL.findall(text):
            if literal.rstrip(".,;:)") not in whole:
                return f"“{literal}” is not in the sources"
        known = set(self._words(whole))
        if unknown := [word for word in mine if not self._among(word, known)]:
            return f"the sources do not hold “{unknown[0]}”"
        stretches = (stretch for source in sources for stretch in self._stretches(source))
        aligned = [stretch for stretch in stretches if self._share(mine, set(self._words(stretch))) == 1]
        faults = [
            self._order(text, stretch) or self._polarity(text, stretch) or self._limits(text, stretch)
            for stretch in aligned
        ]
        if "" in faults:
            return ""
        return faults[0] if faults else "its words stand far apart in the sources"

    def _order(self, text: str, stretch: str) -> str:
        """Check that neighbours in a clause follow each other in the stretch."""
        theirs = self._words(stretch)
        for clause in self._clauses(text):
            words = self._words(clause)
            for one, other in pairwise(words):
                if one != other and not self._follow(one, other, theirs):
                    return f"the sources do not put “{one}” before “{other}”"
        return ""

    def _follow(self, one: str, other: str, words: Sequence[str]) -> bool:
        starts = [index for index, word in enumerate(words) if self._among(one, {word})]
        return any(self._among(other, set(words[start + 1 : start + 2 + REACH])) for start in starts)

    def _polarity(self, text: str, stretch: str) -> str:
        mine, theirs = (
            sum(token in self._denials for token in _tokens(part)) for part in (text, self._shared(stretch, text))
        )
        if mine == theirs:
            return ""
        return "it denies what the sources do not" if mine > theirs else "the sources deny it"

    def _limits(self, text: str, stretch: str) -> str:
        """Check that what limits the sentences of the stretch that the text draws on limits the text, too."""
        spoken = set(self._words(text))
        told = self._all_limits & set(_tokens(text))
        drawn = [sentence for sentence in BREAK.split(stretch) if len(spoken & set(self._words(sentence))) >= DRAWN]
        conditions = self._provisos & {token for sentence in drawn for token in _tokens(sentence)}
        if conditions and not told & self._provisos:
            return f"the sources say so with “{min(conditions)}”"
        dropped = (self._limiting & set(_tokens(self._shared(stretch, text)))) - told
        return f"the sources say so with “{min(dropped)}”" if dropped else ""

    def _shared(self, stretch: str, text: str) -> str:
        """Return the clauses of the stretch of which `text` holds at least half."""
        spoken = set(self._words(text))
        return ", ".join(clause for clause in self._clauses(stretch) if self._share(self._words(clause), spoken) >= 0.5)

    def _clauses(self, text: str) -> list[str]:
        return [clause for clause in self._clause.split(text) if clause.strip()]

    def _stretches(self, source: str) -> list[str]:
        """Return every sentence, and every two neighbouring ones."""
        sentences = [sentence for sentence in BREAK.split(source) if sentence.strip()]
        return [*sentences, *(f"{one} {other}" for one, other in pairwise(sentences))]

    def _words(self, text: str) -> list[str]:
        """Return the roots of the words that carry meaning, in their order; numbers as digits."""
        found = []
        for token in _tokens(text):
            word = token.removesuffix("'s")
            if word[0].isdigit():
                found.append(word.replace(",", ""))
            elif word in self._numbers:
                found.append(self._numbers[word])
            elif word not in self._silent:
                found.append(self._root(word))
        return found

    def _root(self, word: str) -> str:
        for ending in self._endings:
            if word.endswith(ending) and len(word) - len(ending) >= _ROOT:
                return word[: -len(ending)]
        return word

    def _among(self, word: str, known: set[str]) -> bool:
        """Return whether `known` holds the word, or one that only goes on after its root."""
        if word in known:
            return True
        if word[0].isdigit() or len(word) < _ROOT + 2:
            return False
        return any(len(other) > _ROOT + 1 and (other.startswith(word) or word.startswith(other)) for other in known)

    def _share(self, words: Sequence[str], known: set[str]) -> float:
        return sum(self._among(word, known) for word in words) / len(words) if words else 0.0


def _tokens(text: str) -> list[str]:
    return [token.lower().replace("’", "'") for token in _TOKEN.findall(text)]


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
