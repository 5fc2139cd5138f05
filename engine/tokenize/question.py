"""The question as every stage reads it: parsed once, in stage 1, and handed on."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from engine.events import Tokenized, Turn
from engine.language.language import FormName, Language
from engine.language.words import words_of
from engine.tokenize.asked import asked_in
from engine.tokenize.conversation import has_any
from engine.tokenize.follow_up import FEW_TERMS, LEANING_SHARE, UNTOLD_SHARE, Wished, read_follow_up, without_opening
from engine.tokenize.pieces import Tokenizer
from engine.tokenize.pointing import NO_PLACES, Places, last_answered
from engine.tokenize.rewording import mended, respelled, written_out

_INTRODUCTION = 8
"""Terms beside a question from which it is searched without them, too: "Postgres is down" says what is asked for, three
sentences on a company rather not."""
_PASTED = 24
"""Terms beside a question from which it is only searched without them: so many match something in every passage."""


@dataclass(frozen=True)
class PackWords:
    """The language of a pack, and its words, by which typos are told and mended: `all` of them as they stand there.

    `holds` says whether the pack has a word in some form, and `knows` whether it is a word at all. `places` are what a
    follow-up may point at.
    """

    language: Language
    all: Collection[str]
    holds: Callable[[str], bool]
    knows: Callable[[str], bool]
    places: Places = NO_PLACES


@dataclass(frozen=True)
class Question:
    """A question from what was typed (`text`) to what is searched for.

    `alone` is the question without what opens it, a follow-up under the topic that it leans on; `mended` the same with
    its typos mended and spelled as the pack spells; `searched` the same again with abbreviations written out.

    `words` are those of `alone`, `own_terms` the terms of `mended`, and `terms` those of `searched`, each as often as
    it stands there. `before` is the turn that a follow-up may lean on, `own` is what it asks without it, and
    `topic` how much of what it asks for is the topic of that turn, from 0 to 1. `wish` is what it wishes of the answer
    of that turn, about the places of `links`; `heard` is what was told in the whole conversation. `asking` is the
    question in a text that also tells something ("We run a shop. …"), without that.
    """

    language: Language
    text: str
    alone: str
    mended: str
    searched: str
    words: tuple[str, ...]
    own_terms: frozenset[str]
    terms: tuple[str, ...]
    before: Turn | None = None
    own: Question | None = None
    topic: float = 0.0
    wish: Wished | None = None
    links: tuple[str, ...] = ()
    heard: frozenset[str] = frozenset()
    asking: Question | None = None

    @property
    def leans(self) -> bool:
        """Whether it is a follow-up, which is no question by itself."""
        return self.topic >= LEANING_SHARE

    @property
    def bare(self) -> Question | None:
        """What it asks without what it tells, where that is long and may lead a search away from a question that has
        enough terms of its own, or any where it is pasted.
        """
        asking = self.asking
        if asking is None or not (asking.tells if self.is_pasted else len(asking.terms) > FEW_TERMS):
            return None
        return asking if len(self.terms) - len(asking.terms) > _INTRODUCTION else None

    @property
    def is_pasted(self) -> bool:
        """Whether it tells so much that nothing can be found by it."""
        return self.asking is not None and len(self.terms) - len(self.asking.terms) > _PASTED

    @property
    def tells(self) -> bool:
        """Whether it has a word that says what it asks about."""
        general = {self.language.stem(word) for word in self.language.words("general")}
        return bool(self.own_terms - general)

    def is_of(self, form: FormName) -> bool:
        """Return whether it has a form as a whole, or holds one, in any way to read it."""
        return has_any((form,), self.alone, self.language)

    def has(self, form: FormName) -> bool:
        """Return whether it has a form of the language, such as asking for a person, where it stands alone."""
        return self.language.form(form).search(self.alone) is not None


def read_question(text: str, words: PackWords, history: Sequence[Turn] = ()) -> Question:
    """Parse a question that comes after the turns of `history` to a pack of these words."""
    language = words.language
    follow = read_follow_up(text, history, language, words.places)
    alone = follow.alone if follow else without_opening(text, language)
    right = mended(respelled(alone, words.holds, language), words.all, words.knows, language)
    searched = written_out(right, language)
    terms = language.terms_of(searched)
    question = Question(
        language,
        text,
        alone,
        right,
        searched,
        tuple(words_of(alone)),
        frozenset(terms if searched == right else language.terms_of(right)),
        tuple(terms),
    )
    if follow is None:
        asked = asked_in(text, language)
        if not asked.told or len(asked.questions) > 1:
            return question
        return replace(question, asking=read_question(asked.questions[0], words))
    if not follow.share:
        return question
    own = read_question(follow.own, words)
    return replace(
        question,
        before=(last_answered(history) if follow.wish else None) or history[-1],
        own=own,
        topic=follow.share if own.tells or follow.wish else UNTOLD_SHARE,
        wish=follow.wish,
        links=follow.links,
        heard=frozenset(told.text for turn in history for told in turn.told),
    )


def tokenize(
    text: str, tokenizer: Tokenizer, words: PackWords, history: Sequence[Turn] = ()
) -> tuple[Question, Tokenized]:
    """Stage 1: return the parsed question, and the event that shows it in the pieces of `tokenizer`.

    Control tokens that it spells out stay ordinary text.
    """
    start = time.perf_counter()
    question = read_question(text, words, history)
    pieces = tokenizer.pieces(text)
    alone = question.alone if history and question.alone != without_opening(text, words.language) else ""
    return question, Tokenized(text, pieces, tokenizer.name, time.perf_counter() - start, alone)
