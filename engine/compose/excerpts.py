"""The passages' own sentences, ranked against the question: the answer without a language model, and what copy mode and
prompts choose from."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.events import Passage
from engine.language.language import Language
from engine.language.sentences import sentences_of
from engine.retrieve.lists import LABELLED, ROW_LIKE, after, items_of, sentences_by_line
from engine.retrieve.meanings import Meaning, Meanings, cosine, maxsim
from engine.tokenize.question import Question

_SHORTEST = 5
"""Shortest excerpt, in words: less is a label."""
SHORTEST_LABELLED = 8
"""Shortest excerpt that opens with a label, such as "Edge: CDN, TLS, rate limits."."""
SENTENCES = 7
"""Most excerpts in an answer."""
WORDS = 110
"""Longest answer, in words. One excerpt may be longer by itself."""
NEAR_BEST = 0.70
"""A further excerpt must score this share of the best one's score."""
NEAR_ENOUGH = 0.55
"""The same while the answer has fewer words than ENOUGH."""
_ENOUGH = 60
"""Words of an answer that needs no filling up. Of the figures here, those that choose excerpts were set on every other
question of a pack's set, and reported on the others."""
_ALIKE = 0.86
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
_PLACES = (0.12, 0.05, 0.02, 0.0)
"""What an excerpt gains from the place of its passage: the whole passage was compared with the question, too."""
JOINED = 0.07
"""What it gains for standing right behind what was chosen already, and half of it for standing right before: an answer
of neighbors reads as one."""
_LEADING = 0.20
"""What the first paragraph gains of a passage that was written as the answer to this question."""
ROW = -0.10
"""What a table row loses, which reads badly alone."""

_FIGURE = 0.05
"""What it gains for a number where the question asks for one."""

ALL_WORDS = 0.8
"""Share of the longer one's terms from which two excerpts say the same, whatever stands around them."""
WHOLE = re.compile(r"[.!?][\"')\]”’]*$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One or more sentences of a passage that stand together: mostly one, or a list with the sentence announcing it.

    `passage` is the 1-based number of the passage, `position` the place in it. `score` says how well it fits the
    question, and `leads` that it was written as the answer to it. `cited` names each sentence's passage where a list
    ends in another one. `language` is the passage's.
    """

    sentences: tuple[str, ...]
    passage: int
    position: int
    score: float = 0.0
    leads: bool = False
    meaning: Meaning | None = field(default=None, compare=False, repr=False)
    cited: tuple[int, ...] = ()
    language: Language = field(kw_only=True, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The sentences in one line."""
        return " ".join(self.sentences)

    @property
    def fitness(self) -> float:
        """The score without what leading gave it: what further excerpts are measured by."""
        return self.score - _LEADING if self.leads else self.score


def excerpts_of(
    passage: Passage, number: int, language: Language, further: Passage | None = None, behind: int = 0
) -> list[Excerpt]:
    """Return what can be quoted from a passage, in reading order: whole sentences, and lists with their announcement.

    A list that the passage cuts off ends in the passage `further`, whose number is `behind`.
    """
    lines = sentences_by_line(passage)
    rest = sentences_by_line(further) if further else []
    found: list[Excerpt] = []
    position = 0
    for index, line in enumerate(lines):
        for sentence in line:
            if items := items_of(sentence, lines[index + 1 :], rest, language):
                cited = (number,) * (1 + len(items.texts) - items.behind) + (behind,) * items.behind
                found.append(Excerpt((sentence, *items.texts), number, position, cited=cited, language=language))
            elif _is_whole(sentence):
                found.append(Excerpt((sentence,), number, position, language=language))
            position += 1
    return found


def _is_whole(sentence: str) -> bool:
    shortest = SHORTEST_LABELLED if LABELLED.match(sentence) else _SHORTEST
    return bool(WHOLE.search(sentence)) and len(sentence.split()) >= shortest and not LABEL.match(sentence)


def rank(question: Question, passages: Sequence[Passage], meanings: Meanings, leading: int = 0) -> list[Excerpt]:
    """Return every excerpt of `passages` with its score, in reading order. The first `leading` open with the answer,
    which is their first paragraph.

    The score is the mean of cosine and MaxSim between the question and the sentence, and a share for the question's
    own words in it and above it. It is a little higher in the better passages, lower in a summary, which only says what
    a document is about. Numbers count where the question asks for a quantity, and a table row loses where it does not.
    A list counts as much as its announcement.
    """
    asked, language = meanings.asked(question), question.language
    terms = {term: meanings.rarity(term) for term in question.terms}
    figures = language.form("figures").search(question.searched) is not None
    numbers = {passage.id: number for number, passage in enumerate(passages, 1)}
    ranked = []
    for number, passage in enumerate(passages, 1):
        further = after(passage, passages)
        excerpts = excerpts_of(passage, number, language, further, numbers[further.id] if further else 0)
        told = meanings.within(passage, [excerpt.sentences[0] for excerpt in excerpts])
        for excerpt, meaning in zip(excerpts, told, strict=True):
            leads = number <= leading and excerpt.position < len(sentences_of(passage.text.partition("\n")[0]))
            said, above = (set(language.terms_of(text)) for text in (excerpt.sentences[0], passage.heading))
            words = WORDING * _shared(terms, said) + HEADING * _shared(terms, above)
            score = _match(asked, meaning) + words + _place(excerpt, passage, leads=leads)
            score += _figures(excerpt, asked_for=figures)
            ranked.append(replace(excerpt, score=score, leads=leads, meaning=meaning))
    return ranked


def _match(asked: Meaning, told: Meaning) -> float:
    return (cosine(asked, told) + maxsim(asked, told)) / 2


def _shared(terms: Mapping[str, float], own: Collection[str]) -> float:
    """Return the share of the question's terms, by what they say, that a text's `own` repeat."""
    return sum(weight for term, weight in terms.items() if term in own) / (sum(terms.values()) or 1.0)


def _place(excerpt: Excerpt, passage: Passage, *, leads: bool) -> float:
    if passage.kind in ABOUT_KINDS and passage.section == passage.document:
        return ABOUT
    return _PLACES[min(excerpt.passage, len(_PLACES)) - 1] + (_LEADING if leads else 0.0)


def _figures(excerpt: Excerpt, *, asked_for: bool) -> float:
    if asked_for:
        return _FIGURE if excerpt.language.form("figure").search(excerpt.text) else 0.0
    return ROW if ROW_LIKE.match(excerpt.text) else 0.0


def best(ranked: Sequence[Excerpt], most: int = SENTENCES) -> list[Excerpt]:
    """Return the best few excerpts, none saying what another says, in reading order and the better passage first."""
    chosen: list[Excerpt] = []
    by_place = {(excerpt.passage, excerpt.position): excerpt for excerpt in ranked}
    left = list(ranked)
    top = max((excerpt.fitness for excerpt in ranked), default=0.0)
    while left and len(chosen) < most:
        excerpt = max(left, key=lambda item: item.score + gain_beside(item, chosen))
        if chosen and excerpt.score + gain_beside(excerpt, chosen) < enough_of(chosen) * top:
            break
        left.remove(excerpt)
        together = _with_what_it_needs(excerpt, by_place.get((excerpt.passage, excerpt.position - 1)))
        fresh = [item for item in together if item not in chosen and not repeats(item, chosen)]
        if excerpt in fresh and len(chosen) + len(fresh) <= most and fits(chosen, fresh):
            chosen += fresh
    return _in_reading_order(chosen)


def _with_what_it_needs(excerpt: Excerpt, before: Excerpt | None) -> list[Excerpt]:
    """Return `excerpt` behind the sentence that it leans on; nothing where that is not to be had."""
    if leans(excerpt):
        return [] if before is None or leans(before) else [before, excerpt]
    if excerpt.language.form("example").search(excerpt.text) and before is not None and not leans(before):
        return [before, excerpt]
    return [excerpt]


def _in_reading_order(chosen: Sequence[Excerpt]) -> list[Excerpt]:
    """Return the better passage first, but for one that opens with a condition: an answer does not begin so."""
    passages: dict[int, list[Excerpt]] = {}
    for excerpt in chosen:
        passages.setdefault(excerpt.passage, []).append(excerpt)
    groups = [sorted(group, key=lambda item: item.position) for group in passages.values()]
    plain = [group for group in groups if not _is_conditional(group[0])]
    if plain and groups[0] is not plain[0]:
        groups = [plain[0], *(group for group in groups if group is not plain[0])]
    return [excerpt for group in groups for excerpt in group]


def _is_conditional(excerpt: Excerpt) -> bool:
    return excerpt.language.form("conditional").search(excerpt.text) is not None


def gain_beside(item: Excerpt, chosen: Sequence[Excerpt]) -> float:
    """Return what `item` gains by standing next to one of `chosen`."""
    if any(follows(item, one) for one in chosen):
        return JOINED
    return JOINED / 2 if any(follows(one, item) for one in chosen) else 0.0


def enough_of(chosen: Sequence[Excerpt]) -> float:
    """Return the share of the best score that the next excerpt must have."""
    return NEAR_BEST if words_in(chosen) >= _ENOUGH else NEAR_ENOUGH


def leans(excerpt: Excerpt) -> bool:
    """Return whether it needs the sentence before to be understood."""
    return excerpt.language.form("leaning").search(excerpt.text) is not None


def fits(chosen: Sequence[Excerpt], fresh: Sequence[Excerpt]) -> bool:
    """Return whether an answer of both is short enough; what stands alone always is."""
    return not chosen or words_in([*chosen, *fresh]) <= WORDS


def repeats(new: Excerpt, said: Sequence[Excerpt]) -> bool:
    """Return whether one of `said` says the same."""
    return any(one.text in new.text or new.text in one.text or _says_again(new, one) for one in said)


def _says_again(new: Excerpt, one: Excerpt) -> bool:
    """Return whether they mean the same: neighbours are alike as wholes, so their words have to be, too."""
    mine, others = set(new.language.terms_of(new.text)), set(one.language.terms_of(one.text))
    shared = len(mine & others)
    if shared > ALL_WORDS * max(len(mine), len(others)):
        return True
    return shared > SAME_WORDS * min(len(mine), len(others)) and cosine(new.meaning, one.meaning) > _ALIKE


def follows(new: Excerpt, last: Excerpt) -> bool:
    """Return whether `new` comes right after `last` in their passage."""
    return (new.passage, new.position) == (last.passage, last.position + len(last.sentences))


def words_in(excerpts: Sequence[Excerpt]) -> int:
    """Return how many words they have together."""
    return sum(len(excerpt.text.split()) for excerpt in excerpts)
