"""The passages' own sentences, ranked against the question: the answer without a language model, and what copy mode and
prompts choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from engine.events import Passage
from engine.lexical import terms_of
from engine.sentences import sentences_of
from engine.vectors import Meaning, Meanings, cosine, maxsim

LONGEST_LIST = 6
"""How many items follow a sentence that announces a list, where it does not say how many."""
SHORTEST = 5
"""Shortest excerpt, in words: less is a label."""
LONGEST = 120
"""Longest excerpt, in words."""
SENTENCES = 5
"""Most excerpts in an answer."""
WORDS = 110
"""Longest answer, in words. One excerpt may be longer by itself."""
NEAR_BEST = 0.70
"""A further excerpt must score this share of the best one's score."""
NEAR_ENOUGH = 0.55
"""The same while the answer has fewer words than ENOUGH."""
ENOUGH = 60
"""Words of an answer that needs no filling up. Of the figures here, those that choose excerpts were set on every other
question of a pack's set, and reported on the others."""
ALIKE = 0.86
"""Two excerpts whose cosine is higher say the same thing, if they share words, too: neighbors are always alike."""
SAME_WORDS = 0.6
"""Share of the shorter one's terms from which two excerpts share words."""

ABOUT_KINDS = ("case-study", "essay", "project", "profile")
"""Documents whose untitled opening says what they are about."""

WORDING = 0.3
"""What an excerpt gains that repeats every word of the question, beside what similarity gives it."""
ABOUT = -0.15
"""What an excerpt loses that only says what a document is about."""
LABEL = re.compile(r"(?:Topics|Case study|Essay|Project|(?:A case study|An essay|A project)(?: from [\w ]+)?): ")
"""Lines of a document's opening that are no sentences of its own."""
HEADING = 0.08
"""What it gains where the headings above it do."""
PLACES = (0.12, 0.05, 0.02, 0.0)
"""What an excerpt gains from the place of its passage: the whole passage was compared with the question, too."""
OPENING = 0.03
"""What it gains for opening its passage."""
LEADING = 0.20
"""What it gains where the passage was written as the answer to this question."""
ROW = -0.10
"""What a table row loses, which reads badly alone."""
ROW_LIKE = re.compile(r"^[^.;:]{1,40}: [^;]+; [^;:]+: ")

FIGURE = 0.05
"""What it gains for a number where the question asks for one."""
QUANTITY = re.compile(
    r"\bhow (?:long|many|much|often|big|large|small|fast|quick(?:ly)?|soon|high|far|expensive|slow|old)\b"
    r"|\b(?:vs|versus|compare[ds]?|size of|memory|number of|rate|percent(?:age)?)\b|\d",
    re.IGNORECASE,
)
"""Questions that ask for a quantity, or compare two. To these, a table row is as good an answer as a sentence."""
NUMBER = re.compile(
    r"\d|\b(?:once|twice|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|tenth)\b", re.IGNORECASE
)

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
LEANING = re.compile(
    r"^(?:This(?! portfolio)|That|These|Those|It|Its|They|Their|Both|Each of (?:them|these)|Such|Otherwise|However"
    r"|The (?:same|other|first|second|former|latter)|Instead|So|But|And|Then|Neither|Either|In (?:that|this) case)\b"
)
"""Openings that lean on the sentence before: alone, such a sentence leaves the reader asking what it is about."""
WHOLE = re.compile(r"[.!?][\"')\]”’]*$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One or more sentences of a passage that stand together: mostly one, or a list with the sentence announcing it.

    `passage` is the 1-based number of the passage, `position` the place in it. `score` says how well it fits the
    question, and `leads` that it was written as the answer to it.
    """

    sentences: tuple[str, ...]
    passage: int
    position: int
    score: float = 0.0
    leads: bool = False
    meaning: Meaning | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The sentences in one line."""
        return " ".join(self.sentences)


def excerpts_of(passage: Passage, number: int) -> Iterator[Excerpt]:
    """Yield what can be quoted from a passage, in reading order: whole sentences, and lists with their announcement."""
    lines = [sentences_of(line.removeprefix("What then: ")) for line in passage.text.splitlines()]
    position = 0
    for index, line in enumerate(lines):
        for sentence in line:
            if sentence.endswith(":"):
                if items := _items(sentence, lines[index + 1 :]):
                    yield Excerpt((sentence, *items), number, position)
            elif WHOLE.search(sentence) and len(sentence.split()) >= SHORTEST and not LABEL.match(sentence):
                yield Excerpt((sentence,), number, position)
            position += 1


def _items(announcement: str, lines: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the lines that an announcement such as "four things:" speaks of; none where they do not all fit.

    Half a list would say less than the announcement promises.
    """
    said = [NUMBERS[word] for word in re.findall(r"\w+", announcement.lower()) if word in NUMBERS]
    items = [" ".join(line) for line in lines[: said[-1] if said else LONGEST_LIST]]
    if not said:
        items = list(takewhile(lambda item: not item.endswith(":"), items))
    whole = len(items) == said[-1] if said else bool(items)
    fits = len(" ".join([announcement, *items]).split()) <= LONGEST
    return tuple(items) if whole and fits else ()


def rank(question: str, passages: Sequence[Passage], meanings: Meanings, leading: int = 0) -> list[Excerpt]:
    """Return every excerpt of `passages` with its score, in reading order. The first `leading` open with the answer.

    The score is the mean of cosine and MaxSim between the question and the sentence, and a share for the question's
    own words in it and above it. It is a little higher in the better passages and for the opening of a passage, which
    answers its heading; lower in a summary, which only says what a document is about. Numbers count where the question
    asks for a quantity, and a table row loses where it does not. A list counts as much as its announcement.
    """
    asked = meanings.asked(question)
    terms = {term: meanings.rarity(term) for term in terms_of(question)}
    quantity = QUANTITY.search(question) is not None
    ranked = []
    for number, passage in enumerate(passages, 1):
        excerpts = list(excerpts_of(passage, number))
        told = meanings.within(passage, [excerpt.sentences[0] for excerpt in excerpts])
        for excerpt, meaning in zip(excerpts, told, strict=True):
            leads = number <= leading and excerpt.position == 0
            words = WORDING * _shared(terms, excerpt.sentences[0]) + HEADING * _shared(terms, passage.heading)
            score = _match(asked, meaning) + words + _place(excerpt, passage, leads=leads)
            score += _figures(excerpt, asked_for=quantity)
            ranked.append(replace(excerpt, score=score, leads=leads, meaning=meaning))
    return ranked


def _match(asked: Meaning, told: Meaning) -> float:
    return (cosine(asked, told) + maxsim(asked, told)) / 2


def _shared(terms: Mapping[str, float], text: str) -> float:
    """Return the share of the question's terms, by what they say, that `text` repeats."""
    own = set(terms_of(text))
    return sum(weight for term, weight in terms.items() if term in own) / (sum(terms.values()) or 1.0)


def _place(excerpt: Excerpt, passage: Passage, *, leads: bool) -> float:
    if passage.kind in ABOUT_KINDS and passage.section == passage.document:
        return ABOUT
    opening = LEADING if leads else OPENING if excerpt.position == 0 else 0.0
    return PLACES[min(excerpt.passage, len(PLACES)) - 1] + opening


def _figures(excerpt: Excerpt, *, asked_for: bool) -> float:
    if asked_for:
        return FIGURE if NUMBER.search(excerpt.text) else 0.0
    return ROW if ROW_LIKE.match(excerpt.text) else 0.0


def best(ranked: Sequence[Excerpt], most: int = SENTENCES) -> list[Excerpt]:
    """Return the best few excerpts, none saying what another says, in reading order and the better passage first."""
    chosen: list[Excerpt] = []
    by_place = {(excerpt.passage, excerpt.position): excerpt for excerpt in ranked}
    order = sorted(ranked, key=lambda excerpt: -excerpt.score)
    for excerpt in order:
        share = NEAR_BEST if words_in(chosen) >= ENOUGH else NEAR_ENOUGH
        if len(chosen) >= most or excerpt.score < share * order[0].score:
            break
        together = [excerpt]
        if LEANING.match(excerpt.text):
            before = by_place.get((excerpt.passage, excerpt.position - 1))
            if before is None or LEANING.match(before.text):
                continue  # it would leave the reader asking what it is about
            together = [before, excerpt]
        fresh = [item for item in together if item not in chosen and not repeats(item, chosen)]
        if excerpt in fresh and len(chosen) + len(fresh) <= most and fits(chosen, fresh):
            chosen += fresh
    first = {number: index for index, number in enumerate(dict.fromkeys(item.passage for item in chosen))}
    return sorted(chosen, key=lambda item: (first[item.passage], item.position))


def fits(chosen: Sequence[Excerpt], fresh: Sequence[Excerpt]) -> bool:
    """Return whether an answer of both is short enough; what stands alone always is."""
    return not chosen or words_in([*chosen, *fresh]) <= WORDS


def repeats(new: Excerpt, said: Sequence[Excerpt]) -> bool:
    """Return whether one of `said` says the same."""
    return any(one.text in new.text or new.text in one.text or _says_again(new, one) for one in said)


def _says_again(new: Excerpt, one: Excerpt) -> bool:
    """Return whether they mean the same: neighbours are alike as wholes, so their words have to be, too."""
    mine, others = set(terms_of(new.text)), set(terms_of(one.text))
    shared = len(mine & others) / (min(len(mine), len(others)) or 1)
    return shared > SAME_WORDS and cosine(new.meaning, one.meaning) > ALIKE


def follows(new: Excerpt, last: Excerpt) -> bool:
    """Return whether `new` comes right after `last` in their passage."""
    return (new.passage, new.position) == (last.passage, last.position + len(last.sentences))


def words_in(excerpts: Sequence[Excerpt]) -> int:
    """Return how many words they have together."""
    return sum(len(excerpt.text.split()) for excerpt in excerpts)
