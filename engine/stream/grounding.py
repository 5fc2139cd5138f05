"""Is it in the passages? The check that every generated sentence passes before it is shown.

A true sentence withheld costs little, an untrue one shown costs trust. So a sentence counts as supported only where one
source sentence says it in nearly the same words: the same numbers, the same order of who and whom, nothing negated that
was not, no condition dropped, no word of weight that is not there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from content.safe_text import safe_text
from engine.events import Passage, Sentence
from engine.language.sentences import sentences_of
from engine.retrieve.meanings import Meaning, Meanings, maxsim
from engine.stream.claims import SEGMENTS, Claim, Claims, claims_in, out_of_order, widest_gap

NEAREST = 8
"""How many source sentences are compared, nearest first."""
FLOOR = 0.5
"""MaxSim below which a source sentence is about something else."""
WIDEST_GAP = 3
"""How many words that carry meaning may be left out between two that are kept."""
OPENING_WORDS = 3
"""The subject of a sentence stands among the first words of its clause that carry meaning."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A sentence of a passage: the passage's 1-based number, the place in it, the text, what both headings add."""

    passage: int
    position: int
    text: str
    heading: str
    meaning: Meaning


class Grounding:
    """Checks sentences against the passages of one question."""

    def __init__(self, passages: Sequence[Passage], meanings: Meanings) -> None:
        self._meanings = meanings
        self.language = meanings.language
        self._claims = claims_in(self.language)
        self._text = "\n".join(passage.text for passage in passages)
        self._sources = [
            Ground(number, position, text, passage.heading, meaning)
            for number, passage in enumerate(passages, 1)
            for sentences in [sentences_of(passage.text, self.language)]
            for position, (text, meaning) in enumerate(zip(sentences, meanings.within(passage, sentences), strict=True))
        ]

    def check(self, text: str) -> Sentence:
        """Return `text` as a checked sentence: shown with its citations, or withheld with the reason."""
        start = time.perf_counter()
        told = safe_text(text).strip()
        for source in self._sources:
            if _plain(source.text) == _plain(told):
                return self._shown(source.text, [source], 1.0, "a sentence of the passage", start, quoted=True)
        mine = self._meanings.of([told])[0]
        near = sorted(((maxsim(mine, source.meaning), source) for source in self._sources), key=lambda pair: -pair[0])
        support = near[0][0] if near else 0.0
        sources = [source for similarity, source in near[:NEAREST] if similarity >= FLOOR]
        evidence, fault = self._evidence(told, sources)
        if evidence:
            return self._shown(told, evidence, support, "supported", start)
        return Sentence(told, False, (), support, fault, time.perf_counter() - start)

    def _evidence(self, told: str, sources: Sequence[Ground]) -> tuple[list[Ground], str]:
        """Return the source sentences that say `told`, or none and what is wrong with it."""
        claims = self._claims
        claim = claims.of(told)
        if missing := [item for item in claim.verbatim if item not in self._text]:
            return [], f"{missing[0]} is not in the passages"
        faults = [(fault_in(told, source, claims), source) for source in sources]
        if supporting := next((source for fault, source in faults if not fault), None):
            return [supporting], ""
        first = faults[0][0] if faults else "no passage speaks of this"
        if claim.causal:  # a cause and its effect must be joined by the source itself
            return [], first
        parts = [part for part in claims.clauses_of(told) if claims.of(part).content]
        found = [
            next(
                (item for item in sources if len(claims.of(part).content) > 2 and not fault_in(part, item, claims)),
                None,
            )
            for part in parts
        ]
        evidence = [source for source in found if source is not None]
        if len(parts) > 1 and len(evidence) == len(parts) and len({source.passage for source in evidence}) == 1:
            return evidence, ""
        return [], first

    def _shown(
        self, text: str, evidence: Sequence[Ground], support: float, reason: str, start: float, *, quoted: bool = False
    ) -> Sentence:
        numbers = tuple(sorted({source.passage for source in evidence}))
        return Sentence(safe_text(text), True, numbers, support, reason, time.perf_counter() - start, quoted)


def fault_in(text: str, source: Ground, claims: Claims) -> str:
    """Return why the source sentence does not say what `text` says; nothing where it does."""
    mine = claims.of(text)
    theirs = claims.of(source.text)
    heading = claims.of(source.heading)
    return (
        _unknown(mine, theirs, heading, claims)
        or _number(mine, theirs)
        or _negation(mine, theirs)
        or _condition(mine, theirs, source.text, claims)
        or _order(text, source.text, claims)
        or _gap(text, theirs, claims)
        or _subject(mine, source, heading, claims)
    )


def _unknown(mine: Claim, theirs: Claim, heading: Claim, claims: Claims) -> str:
    known = {word.stem for word in theirs.words} | set(heading.content)
    unknown = [word for word in mine.content if word not in known]
    directions = (word.stem for word in mine.words if word.direction and word.stem not in known)
    for word in [*unknown, *directions]:
        for one, other in claims.opposites:
            if one == word and other in known:
                return f"the passage says the opposite of “{word}”"
    return f"the passage does not speak of “{unknown[0]}”" if unknown else ""


def _number(mine: Claim, theirs: Claim) -> str:
    wrong = mine.numbers - theirs.numbers
    return f"the passage has no “{' '.join(next(iter(wrong))).strip()}”" if wrong else ""


def _negation(mine: Claim, theirs: Claim) -> str:
    denied = {word.stem for word in theirs.words if word.negated}
    stated = {word.stem for word in theirs.words if not word.negated}
    for word in mine.words:
        if word.negated and word.stem not in denied:
            return f"the passage does not deny “{word.stem}”"
        if not word.negated and word.stem in denied and word.stem not in stated:
            return f"the passage denies “{word.stem}”"
    return ""


def _condition(mine: Claim, theirs: Claim, source: str, claims: Claims) -> str:
    if theirs.conditional and not mine.conditional:
        return "the passage says so under a condition"
    spoken = {word.stem for word in mine.words}
    clauses = [claims.of(clause) for clause in claims.clauses_of(source)]
    told = [clause for clause in clauses if 2 * len(spoken & set(clause.content)) >= len(set(clause.content))]
    if any(clause.weakened for clause in told) and not mine.weakened:
        return "the passage says so less strongly"
    if stronger := mine.strong - theirs.strong:
        return f"the passage does not say “{' '.join(min(stronger))}”"
    if mine.bounds != theirs.bounds:
        return "the passage sets another bound"
    if mine.causal and not theirs.causal:
        return "the passage names no cause"
    return ""


def _order(text: str, source: str, claims: Claims) -> str:
    """Check who stands before whom, segment by segment: what opens the one sentence may close the other."""
    mine = [_stems(segment, claims) for segment in SEGMENTS.split(text)]
    theirs = [_stems(segment, claims) for segment in SEGMENTS.split(source)]
    for turn in range(len(theirs)):
        turned = [item for segment in (*theirs[turn:], *theirs[:turn]) for item in segment]
        if not any(out_of_order(segment, turned) for segment in mine):
            return ""
    return "the passage puts these things in another order"


def _gap(text: str, theirs: Claim, claims: Claims) -> str:
    """Check that what stands together does so in the source: leaving out much between two words joins strangers."""
    widest = max(widest_gap(claims.of(segment).content, theirs.content) for segment in SEGMENTS.split(text))
    return "the passage does not join these words" if widest > WIDEST_GAP else ""


def _stems(text: str, claims: Claims) -> list[str]:
    return [word.stem for word in claims.of(text).words]


def _subject(mine: Claim, source: Ground, heading: Claim, claims: Claims) -> str:
    """Check that what is said is said of the same thing: of the source's clauses that are used, the subject is, too."""
    content = mine.content
    clauses = claims.subjects_of(source.text)
    if content and content[0] not in heading.content and not any(content[0] in it[:OPENING_WORDS] for it in clauses):
        return f"the passage says it of something else than “{content[0]}”"
    for index, clause in enumerate(clauses):
        elsewhere = {word for other in (*clauses[:index], *clauses[index + 1 :]) for word in other}
        if clause and clause[0] not in content and set(clause) & set(content) - elsewhere:
            return f"the passage says it of “{clause[0]}”"
    return ""


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
