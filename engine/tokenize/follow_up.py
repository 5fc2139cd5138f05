"""What a follow-up asks for, rewritten so that it stands alone: from the turn before, its answer and its lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from content.loader import Portfolio
from engine.events import Turn
from engine.language.language import FormName, Language
from engine.language.words import words_of
from engine.tokenize.conversation import has_any, in_words, past_opening, ways_to_read
from engine.tokenize.parts import part_of_the_last
from engine.tokenize.pointing import NO_PLACES, Places, Pointed, last_answered, pointed_at

Wished = Literal["more", "shorter", "example", "cause", "item"]
"""What is wished of the answer before: more of it, its first sentence, an example, a reason, or one of its items."""

_WISHES: tuple[tuple[Wished, FormName], ...] = (
    ("more", "wants_more"), ("shorter", "wants_less"), ("example", "wants_example"), ("cause", "wants_cause"),
)  # fmt: skip
_ONE_OF_MANY: tuple[FormName, ...] = ("starts", "newest")
"""Questions whose words say nothing of what is answered: "your strongest project", "your latest essay"."""
_LEANING: tuple[FormName, ...] = ("connecting", "pointing")
FEW_TERMS, SHORT_TERMS = 4, 2
"""A question with more terms of its own needs no other to be understood; one with no more than two may well."""
LEANING_SHARE, SHORT_SHARE = 0.5, 0.25
"""How much the topic counts. Of 22 short follow-ups of tests/data/follow_ups.yaml a right passage stands first for 18
with a share of .5, for 17 with .3, for 10 by themselves; of 48 short questions of the pack behind an unrelated one, for
32, 41 and 43."""
UNTOLD_SHARE = 0.65
"""The same where the follow-up has no word that says what it asks about: "and for how long?"."""
_LOOKED_BACK = 4
"""Turns among which a follow-up finds what it follows."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up, read.

    `alone` is the whole of it, to be understood without the turn before; `own` what it asks for itself, and `share` how
    much of it is the topic of that turn. `wish` is what it wishes of the answer, and `links` are the places that it
    speaks of.
    """

    alone: str
    own: str
    share: float
    wish: Wished | None = None
    links: tuple[str, ...] = ()


def read_follow_up(
    text: str, history: Sequence[Turn], language: Language, places: Places = NO_PLACES
) -> FollowUp | None:
    """Return `text` read as what follows the turns of `history`; None where it stands by itself."""
    return _Reading(text, history[-_LOOKED_BACK:], language, places).follow_up if history else None


def rewritten(text: str, history: Sequence[Turn], portfolio: Portfolio, language: Language) -> str:
    """Return a follow-up that stands wholly alone once it is rewritten, such as one that asks for a part of the case
    study that was told of, or the question before about another document; "" for all others.
    """
    if not history:
        return ""
    if part := part_of_the_last(text, history, portfolio, language):
        return part
    places = Places({document.path: document.title for document in portfolio.documents}, lambda _: ())
    follow = read_follow_up(text, history, language, places)
    return follow.alone if follow and not follow.share else ""


def leans_on_a_refusal(text: str, history: Sequence[Turn], language: Language) -> bool:
    """Return whether `text` only asks for the reason, or more, of what the portfolio does not say: "why?".

    Behind a refusal, more of an answer is more of the last one that was given.
    """
    if not history or not history[-1].refused:
        return False
    wish = _wish_in(text, language)
    if wish is None:
        return not language.terms_of(text) and language.form("connecting").search(text) is not None
    return wish == "cause" or last_answered(history) is None


def topic_share(question: str, history: Sequence[Turn], language: Language) -> float:
    """Return how much of what `question` asks for is the topic of the turn before: 0 where it stands by itself.

    Half of it where it opens with a connection, a pronoun stands for its topic or it has no term of its own, and less
    where it is merely short.
    """
    terms = len(language.terms_of(question))
    if not history or terms > FEW_TERMS:
        return 0.0
    if not terms or any(language.form(form).search(question) for form in _LEANING):
        return LEANING_SHARE
    return SHORT_SHARE if terms <= SHORT_TERMS else 0.0


def without_opening(question: str, language: Language) -> str:
    """Return `question` without a greeting and the like in front of it."""
    return past_opening(question, language) or question


def without_connection(question: str, language: Language) -> str:
    """Return what a follow-up itself asks for, behind the words that connect it to its topic."""
    own = without_opening(question, language)
    match = language.form("connecting").search(own)
    return (own[match.end() :].lstrip(" ,") if match else own) or own


def _wish_in(text: str, language: Language) -> Wished | None:
    """Return what a text that names nothing wishes of an answer; None where it is no wish."""
    ways = ways_to_read(text, language)
    return next((wish for wish, form in _WISHES if any(language.form(form).search(way) for way in ways)), None)


@dataclass(frozen=True)
class _Reading:
    """One question behind the turns of `history`."""

    text: str
    history: Sequence[Turn]
    language: Language
    places: Places

    @cached_property
    def follow_up(self) -> FollowUp | None:
        """The question as a follow-up."""
        if self._answered is not None:
            found = self._wish() or self._comparison() or self._item() or self._correction() or self._parallel()
            if found is not None:
                return found
        share = topic_share(self.text, self.history, self.language)
        own = without_connection(self.text, self.language)
        return FollowUp(f"{self._topic}: {own}", own, share) if share else None

    @cached_property
    def _answered(self) -> Turn | None:
        """The last turn whose answer came from the portfolio."""
        return last_answered(self.history)

    @cached_property
    def _asked(self) -> str:
        """The last question that stands by itself, as it was understood."""
        for place in range(len(self.history) - 1, 0, -1):
            asked = self.history[place].question
            read = self._before(place).follow_up
            if read is None:
                return asked
            if read.share < LEANING_SHARE:
                return read.alone if read.wish or not read.share else read.own
        return self._first

    @property
    def _topic(self) -> str:
        """What that question speaks of; where it asks for one of many, which one was told of."""
        if has_any(_ONE_OF_MANY, self._asked, self.language):
            links = (link for turn in self.history if turn.question == self._asked for link in turn.links)
            titles = (self.places.titles.get(link.partition("#")[0], "") for link in links)
            if title := next(filter(None, titles), ""):
                return title
        return " ".join(word for word in words_of(self._asked) if self.language.terms_of(word))

    def _before(self, place: int) -> _Reading:
        return _Reading(self.history[place].question, self.history[:place], self.language, self.places)

    def _wish(self) -> FollowUp | None:
        """A wish that names nothing, such as "tell me more" or "why?": it is about the whole answer."""
        wish = _wish_in(self.text, self.language)
        if wish is None:
            return None
        asked = self._answered_question
        return FollowUp(f"{asked} {self.text}", asked, LEANING_SHARE, wish, self._told_from)

    @property
    def _answered_question(self) -> str:
        """The last question that is no wish, as it was understood, as a sentence."""
        for place in range(len(self.history) - 1, 0, -1):
            read = self._before(place).follow_up
            if read is None or read.wish in (None, "item"):
                return _as_sentence(read.alone if read else self.history[place].question)
        return _as_sentence(self._first)

    @property
    def _first(self) -> str:
        """The first question, as it was understood, without a wish that it was itself."""
        first = self.history[0]
        return first.alone.removesuffix(first.question).strip() or first.question

    @property
    def _told_from(self) -> tuple[str, ...]:
        """The sections of the last answer, in the order in which it quotes them."""
        assert self._answered is not None
        told = tuple(dict.fromkeys(told.link for told in self._answered.told if told.link))
        return told or self._answered.links

    def _correction(self) -> FollowUp | None:
        """The question before about something else: "I meant …"."""
        said = without_opening(self.text, self.language)
        match = self.language.form("corrects").search(said)
        meant = said[match.end() :].strip(" ,.?!") if match else ""
        if not meant:
            return None
        if self.language.form("questions").search(meant):
            return FollowUp(f"{meant}?", f"{meant}?", 0.0)
        named, _ = self._named_in(self._asked)
        if not named:
            return FollowUp(f"{self._topic}: {meant}?", f"{meant}?", SHORT_SHARE)
        alone = self._asked.replace(named, meant, 1)
        return FollowUp(alone, alone, 0.0)

    def _parallel(self) -> FollowUp | None:
        """The question before about another document of the same kind: "and the relay?"."""
        if not self.language.form("connecting").search(self.text):
            return None
        other = without_connection(self.text, self.language).rstrip(" ?!.")
        named, path = self._named_in(self._asked)
        kind = path.partition("/")[0]
        titles = [title for place, title in self.places.titles.items() if place.partition("/")[0] == kind]
        if not named or sum(self._names(other, title) for title in titles) != 1:
            return None
        alone = self._asked.replace(named, other, 1)
        return FollowUp(alone, alone, 0.0)

    def _names(self, said: str, title: str) -> bool:
        """Return whether `said` names what has this title: by the whole of it, by two of its words, or by an article
        and half of it.
        """
        wanted, terms = set(self.language.terms_of(said)), set(self.language.terms_of(title))
        half = 2 * len(wanted) >= len(terms) and words_of(said)[0] in self.language.words("articles")
        return wanted == terms or (bool(wanted) and wanted <= terms and (len(wanted) > 1 or half))

    def _named_in(self, question: str) -> tuple[str, str]:
        """Return the part of `question` that names a document which was cited, with its article, and the document's
        path; nothing without one.
        """
        words = list(re.finditer(r"[\w'’-]+", question))
        articles = [place for place, word in enumerate(words) if word[0].lower() in self.language.words("articles")]
        for path in dict.fromkeys(link.partition("#")[0] for turn in reversed(self.history) for link in turn.links):
            title = self.places.titles.get(path, "")
            if title and title in question:
                return title, path
            called = f"{path.rpartition('/')[2].replace('-', ' ')} {title}"
            name = set(self.language.terms_of(called))
            for start in articles:
                stop = start + 1
                while stop < len(words) and (terms := self.language.terms_of(words[stop][0])) and set(terms) <= name:
                    stop += 1
                if stop > start + 1:
                    return question[words[start].start() : words[stop - 1].end()], path
        return "", ""

    def _comparison(self) -> FollowUp | None:
        """A comparison with both sides named: "compare it with the other one"."""
        if self.language.form("comparing").search(self.text.rstrip(" ?!.")) is None:
            return None
        alone, names = self.text, self._subjects
        for form, name in (("other", names[1:2]), ("pointing", names[:1])):
            match = self.language.form(form).search(alone)  # type: ignore[arg-type]
            if match and name:
                alone = f"{alone[: match.start()]}{name[0]}{alone[match.end() :]}"
        return FollowUp(alone, alone, 0.0) if alone != self.text else None

    @property
    def _subjects(self) -> list[str]:
        """What was spoken of, last first: items that were pointed at, and the titles of what was cited."""
        names: dict[str, str] = {}
        for place in range(len(self.history) - 1, -1, -1):
            before = self._before(place)
            item = before._pointed if before.history else None
            if item is not None:
                names.setdefault(item.link, item.name)
                continue
            paths = (link.partition("#")[0] for link in self.history[place].links)
            for path in paths:
                if path in self.places.titles:
                    names.setdefault(path, self.places.titles[path])
        return list(names.values())

    @cached_property
    def _pointed(self) -> Pointed | None:
        return pointed_at(self.text, self.history, self.language, self.places)

    def _item(self) -> FollowUp | None:
        """What is asked of one of several things that were named: "the second one"."""
        if self._pointed is None:
            return None
        own = without_connection(self._pointed.asked, self.language)
        meant = self.language.form("corrects").search(own)
        own = own[meant.end() :].strip(" ,") if meant else own
        named = set(self.language.terms_of(own)) <= set(self.language.terms_of(self._pointed.name))
        if self._pointed.titled and (named or self.language.form("presents").search(in_words(own))):
            alone = self.language.says("present", title=self._pointed.name)
            return FollowUp(alone, alone, 0.0)
        alone = own if self._pointed.titled else f"{self._topic}: {own}"
        return FollowUp(alone, own, SHORT_SHARE, "item", (self._pointed.link,))


def _as_sentence(text: str) -> str:
    return text if text[-1:] in ".?!" else f"{text}."
