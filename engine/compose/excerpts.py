"""The passages' own sentences, ranked against the question: the answer without a language model, and what copy mode and
prompts choose from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from content.markdown import anchor_of
from content.schema import PARTS
from engine.events import Passage, Shape
from engine.language.language import FormName, Language
from engine.language.sentences import is_complete
from engine.language.words import word_count
from engine.retrieve.lists import SpokenLine, after, items_of, lines_in
from engine.retrieve.meanings import Meaning, Meanings, cosine, maxsim
from engine.tokenize.question import Question

_SHORTEST = 5
"""Shortest excerpt, in words: less is a label."""
_SHORTEST_ANSWER = 3
"""The same in what was written as an answer: "I mend boats." is one."""
_ALIKE = 0.86
"""Two excerpts whose cosine is higher say the same thing, if they share words, too: neighbors are always alike."""
SAME_WORDS = 0.6
"""Share of the shorter one's terms from which two excerpts share words."""

WORDING = 0.3
"""What an excerpt gains that repeats every word of the question, beside what similarity gives it."""
ABOUT = -0.15
"""What an excerpt loses that only says what a document is about."""
HEADING = 0.08
"""What it gains where the headings above it do."""
_PLACES = (0.12, 0.05, 0.02, 0.0)
"""What an excerpt gains from the place of its passage: the whole passage was compared with the question, too."""
_LEADING = 0.20
"""What the first paragraph gains of a passage that was written as the answer to this question."""
ROW = -0.15
"""What a table row loses, which says little without the rows beside it. From -0.15 to -0.30 the facts of the pack's
questions are the same, and another pack's begin to go at -0.20; with -0.10 more answers end in a lone row."""

_FIGURE = 0.05
"""What it gains for a number where the question asks for one."""

SUITED: tuple[tuple[FormName, FormName, float], ...] = (
    ("asks_price", "money", 0.2),
    ("asks_why", "causes", 0.1),
    ("company", "says_staffing", 0.3),
)
"""Forms of questions, the form of a sentence that answers each, and what it gains by that. Of .1, .2 and .3 the least
by which no set of questions, of four packs and the default one, loses an opening that holds a fact."""

_BEFORE = 0.1
"""What an excerpt loses that says what was wrong before, where it is not asked why: what was done then is sought."""
_PROBLEM = f"#{anchor_of(PARTS[0])}"

ALL_WORDS = 0.8
"""Share of the longer one's terms from which two excerpts say the same, whatever stands around them."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One or more sentences of a passage that stand together: mostly one, or a list with the sentence announcing it.

    `passage` is the 1-based number of the passage, `position` the place in it. `score` says how well it fits the
    question, `likeness` how alike the two are (0 where they share no word that says anything), `suits` what its kind
    has added to the score, and `leads` that it was written as the answer to it. `cited` names each sentence's passage
    where a list ends in another one, and `shapes` say of which kind of line each is; none where all are prose.
    `language` is the passage's.
    """

    sentences: tuple[str, ...]
    passage: int
    position: int
    score: float = field(default=0.0, compare=False)
    leads: bool = False
    meaning: Meaning | None = field(default=None, compare=False, repr=False)
    cited: tuple[int, ...] = ()
    shapes: tuple[Shape, ...] = ()
    likeness: float = field(default=0.0, compare=False)
    suits: float = field(default=0.0, compare=False)
    language: Language = field(kw_only=True, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The sentences in one line."""
        return " ".join(self.sentences)

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table and nothing else."""
        return len(self.sentences) == 1 and any(shape.role == "row" for shape in self.shapes)

    @property
    def is_about(self) -> bool:
        """Whether it only says what a document is about: a summary, which may open an answer and supports none."""
        return any(shape.role == "about" for shape in self.shapes)

    def stands_in(self, text: str) -> bool:
        """Return whether `text`, which an answer said, opens with this."""
        return all(cell in text for cell in self.shapes[0].cells) if self.is_row else self.sentences[0] in text

    @property
    def fitness(self) -> float:
        """The score without what leading and its kind gave it: what further excerpts are measured by."""
        return self.score - max(0.0, self.suits) - (_LEADING if self.leads else 0.0)


@lru_cache(maxsize=1_024)
def excerpts_of(
    passage: Passage, number: int, language: Language, further: Passage | None = None, behind: int = 0
) -> tuple[Excerpt, ...]:
    """Return what can be quoted from a passage, in reading order: whole sentences, and what one announces with it.

    A list that the passage cuts off ends in the passage `further`, whose number is `behind`.
    """
    lines = lines_in(passage, language)
    rest = lines_in(further, language) if further else []
    found: list[Excerpt] = []
    position, goes_on = 0, False
    for index, line in enumerate(lines):
        goes_on = goes_on and line.shape.role == "item"
        for sentence in line.sentences:
            if code := _announced(sentence, line):
                written = (Shape(), Shape("code"))
                found.append(Excerpt((sentence, code), number, position, shapes=written, language=language))
            elif items := items_of(sentence, line.shape, lines[index + 1 :], rest, language):
                cited = (number,) * (1 + len(items.texts) - items.behind) + (behind,) * items.behind
                said, shapes = (sentence, *items.texts), (Shape(), *items.shapes)
                found.append(Excerpt(said, number, position, cited=cited, shapes=shapes, language=language))
                goes_on = not (is_complete(sentence) or sentence.endswith(":"))
            elif goes_on and line.shape.role == "item":
                pass  # it ends the sentence that announces it
            elif _is_whole(sentence, line.shape, _SHORTEST_ANSWER if passage.kind == "hiring" else _SHORTEST):
                shape = Shape() if line.shape.role == "item" else line.shape  # an item alone reads as a sentence
                found.append(Excerpt((sentence,), number, position, shapes=(shape,), language=language))
            position += 1
        if line.shape.code and not line.text.endswith(":"):
            position += 1  # what stands behind the code does not go on from what stands above it
    return tuple(found)


def _announced(sentence: str, line: SpokenLine) -> str:
    """Return the code that stands right below `sentence`, which announces it."""
    return line.shape.code if sentence == line.sentences[-1] and sentence.endswith(":") else ""


def _is_whole(sentence: str, shape: Shape, least: int) -> bool:
    return shape.role != "label" and is_complete(sentence) and word_count(sentence) >= least


def rank(
    question: Question,
    passages: Sequence[Passage],
    meanings: Meanings,
    leading: int = 0,
    behind: Mapping[int, float] = MappingProxyType({}),
) -> list[Excerpt]:
    """Return every excerpt of `passages` with its score, in reading order. The first `leading` open with the answer,
    which is their first paragraph; an excerpt of another passage loses what that is `behind` the best.

    The score is the mean of cosine and MaxSim between the question and the sentence, and a share for the question's
    own words in it and above it. It is a little higher in the better passages, lower in a summary, which only says what
    a document is about. Numbers count where the question asks for a quantity, and a table row loses where it does not.
    A list counts as much as its announcement.

    What a passage is behind was weighed from 0 to 1.4 times, on the pack's questions: docs/quality.md has what it did.
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
            leads = number <= leading and excerpt.position < len(lines_in(passage, language)[0].sentences)
            said, above = (set(language.terms_of(text)) for text in (excerpt.sentences[0], passage.heading))
            alike, shared = _match(asked, meaning), _shared(terms, said)
            words = WORDING * shared + HEADING * _shared(terms, above)
            score = alike + words + _place(excerpt, leads=leads) + _figures(excerpt, asked_for=figures)
            suits = _kind(question, excerpt, passage)
            score += suits
            score -= behind.get(passage.id, 0.0) if number > leading else 0.0
            likeness = alike if shared else 0.0
            found = replace(excerpt, score=score, likeness=likeness, suits=suits, leads=leads, meaning=meaning)
            ranked.append(found)
    return ranked


def _match(asked: Meaning, told: Meaning) -> float:
    return (cosine(asked, told) + maxsim(asked, told)) / 2


def _shared(terms: Mapping[str, float], own: Collection[str]) -> float:
    """Return the share of the question's terms, by what they say, that a text's `own` repeat."""
    return sum(weight for term, weight in terms.items() if term in own) / (sum(terms.values()) or 1.0)


def _place(excerpt: Excerpt, *, leads: bool) -> float:
    if excerpt.is_about:
        return ABOUT
    return _PLACES[min(excerpt.passage, len(_PLACES)) - 1] + (_LEADING if leads else 0.0)


def _figures(excerpt: Excerpt, *, asked_for: bool) -> float:
    if asked_for:
        return _FIGURE if excerpt.language.form("figure").search(excerpt.text) else 0.0
    return ROW if excerpt.is_row else 0.0


def _kind(question: Question, excerpt: Excerpt, passage: Passage) -> float:
    """Return what an excerpt gains where it is of the kind that answers such a question, or loses as a problem."""
    form = excerpt.language.form
    gained = sum(gain for asked, said, gain in SUITED if question.is_of(asked) and form(said).search(excerpt.text))
    named = set(excerpt.language.terms_of(passage.section)) & set(question.terms)
    told = passage.link.endswith(_PROBLEM) and not named and not question.has("asks_why")
    return gained - (_BEFORE if told else 0.0)


def is_conditional(excerpt: Excerpt) -> bool:
    """Return whether it says what holds in a case."""
    return excerpt.language.form("conditional").search(excerpt.text) is not None


def is_example(excerpt: Excerpt) -> bool:
    """Return whether it opens as the example of a claim."""
    return excerpt.language.form("example").search(excerpt.text) is not None


def leans(excerpt: Excerpt) -> bool:
    """Return whether it needs the sentence before to be understood."""
    return excerpt.language.form("leaning").search(excerpt.text) is not None


def says_again(new: Excerpt, one: Excerpt) -> bool:
    """Return whether they mean the same: neighbours are alike as wholes, so their words have to be, too."""
    mine, others = set(new.language.terms_of(new.text)), set(one.language.terms_of(one.text))
    shared = len(mine & others)
    if shared > ALL_WORDS * max(len(mine), len(others)):
        return True
    return shared > SAME_WORDS * min(len(mine), len(others)) and cosine(new.meaning, one.meaning) > _ALIKE


def is_told(excerpt: Excerpt, *texts: str) -> bool:
    """Return whether more than half of its words stand in `texts`."""
    mine, others = set(excerpt.language.terms_of(excerpt.text)), set(excerpt.language.terms_of(" ".join(texts)))
    return 2 * len(mine & others) > len(mine)
