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
SENTENCES = 4
"""Most excerpts in an answer."""
WORDS = 130
"""Longest answer, in words."""
NEAR_BEST = 0.80
"""A further excerpt must score this share of the best one's score."""
ALIKE = 0.86
"""Two excerpts whose cosine is higher say the same thing."""

ABOUT_KINDS = ("case-study", "essay", "project", "profile")
"""Documents whose untitled opening says what they are about."""

WORDING = 0.2
"""What an excerpt gains that repeats every word of the question, beside what similarity gives it."""
ABOUT = -0.15
"""What an excerpt loses that only says what a document is about."""
LABEL = re.compile(r"(?:Topics|Case study|Essay|Project|(?:A case study|An essay|A project)(?: from [\w ]+)?): ")
"""Lines of a document's opening that are no sentences of its own."""
HEADING = 0.15
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
    answers its heading; lower in a summary, which only says what a document is about. A list counts as much as its
    announcement.
    """
    asked = meanings.asked(question)
    terms = {term: meanings.rarity(term) for term in terms_of(question)}
    ranked = []
    for number, passage in enumerate(passages, 1):
        excerpts = list(excerpts_of(passage, number))
        told = meanings.within(passage, [excerpt.sentences[0] for excerpt in excerpts])
        for excerpt, meaning in zip(excerpts, told, strict=True):
            leads = number <= leading and excerpt.position == 0
            words = WORDING * _shared(terms, excerpt.sentences[0]) + HEADING * _shared(terms, passage.heading)
            score = _match(asked, meaning) + words + _place(excerpt, passage, leads=leads)
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
    row = ROW if ROW_LIKE.match(excerpt.text) else 0.0
    return PLACES[min(excerpt.passage, len(PLACES)) - 1] + opening + row


def best(ranked: Sequence[Excerpt], most: int = SENTENCES) -> list[Excerpt]:
    """Return the best few excerpts, none saying what another says, in reading order and the better passage first."""
    chosen: list[Excerpt] = []
    by_place = {(excerpt.passage, excerpt.position): excerpt for excerpt in ranked}
    order = sorted(ranked, key=lambda excerpt: -excerpt.score)
    for excerpt in order:
        if len(chosen) >= most or excerpt.score < NEAR_BEST * order[0].score:
            break
        together = [excerpt]
        if LEANING.match(excerpt.text):
            before = by_place.get((excerpt.passage, excerpt.position - 1))
            if before is None or LEANING.match(before.text):
                continue  # it would leave the reader asking what it is about
            together = [before, excerpt]
        fresh = [item for item in together if item not in chosen and not repeats(item, chosen)]
        if excerpt in fresh and len(chosen) + len(fresh) <= most and words_in([*chosen, *fresh]) <= WORDS:
            chosen += fresh
    first = {number: index for index, number in enumerate(dict.fromkeys(item.passage for item in chosen))}
    return sorted(chosen, key=lambda item: (first[item.passage], item.position))


def repeats(new: Excerpt, said: Sequence[Excerpt]) -> bool:
    """Return whether one of `said` says the same."""
    return any(one.text in new.text or new.text in one.text or cosine(new.meaning, one.meaning) > ALIKE for one in said)


def follows(new: Excerpt, last: Excerpt) -> bool:
    """Return whether `new` comes right after `last` in their passage."""
    return (new.passage, new.position) == (last.passage, last.position + len(last.sentences))


def words_in(excerpts: Sequence[Excerpt]) -> int:
    """Return how many words they have together."""
    return sum(len(excerpt.text.split()) for excerpt in excerpts)
