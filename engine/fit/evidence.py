"""What the portfolio says to a requirement, by its words alone: no model, so that the same text says the same anywhere.

A sentence shows a requirement where it holds every word that names it, near each other, and neither denies nor sets
aside what it says. That is narrow on purpose: what is said as "shown" has to stand there.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.loader import Portfolio
from content.site_map import DocumentKind
from engine.events import Passage
from engine.fit.agreed import AgreedAnswers
from engine.fit.matching import BETWEEN, alike, stand_in_order, stand_near
from engine.fit.names import holds_names, without_identifiers
from engine.fit.requirement import denied, doing_stems, frame_of, telling
from engine.language.compounds import SHORTEST_PART
from engine.language.language import Language, language_of
from engine.language.words import words_of
from engine.retrieve.index import spoken_in
from engine.retrieve.lists import lines_in
from engine.retrieve.passages import ON_ASSISTANT, passages_of
from engine.tokenize.rewording import respelled

_APART = 6
"""The same between two of its parts."""
_PAIR = 2
"""Words that say the same the other way round, with nothing between them that says something: "rehairing of bows"."""
_MANY = 3
"""Words that are said together wherever in a sentence they stand."""
_BEHIND = 4
"""Words behind what a sentence speaks of, in which a negation denies it."""
_ENOUGH = {1: 3, 2: 2}
"""Sentences in which a name of so many words has to stand to be more than mentioned; a longer one stands once."""
_TOLD: tuple[str, ...] = ("service", "profile", "case-study")
_LISTING: tuple[str, ...] = ("case-study", "essay", "box", "stage")
"""Kinds of documents that name the parts of something in passing."""
_LIST = 3
"""Parts of an enumeration, at least."""
_WORK: tuple[str, ...] = ("case-study", "project")
"""Kinds of documents that tell of work that was done."""
_OFFERED: tuple[DocumentKind, ...] = ("project",)
"""Kinds of documents that say what the owner does or has done: one sentence is enough; in the others, for more than
a word."""
_NEAR = 0.5
"""Share of what a requirement's words say, from which a sentence with the others comes near it."""
_CLAUSES = re.compile(r"[,;:](?=\s)")
_FRAME = 7
"""Letters of a last part of a compound that only frames the others, at least."""
_RENAMED = 6
"""Names of a text that are called otherwise together with another one, at most."""
_READ = 40
"""Passages that are read for one requirement, at most: those that hold most of it."""
_HIRING: DocumentKind = "hiring"
_SERVICE: DocumentKind = "service"
_KINDS: tuple[str, ...] = ("service", "case-study", "project", "essay", _HIRING, "box", "stage", "profile")
"""Kinds of documents, in the order in which they are cited where each of them says it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a passage, and how much of a requirement it says.

    `share` is that of the `words` which name it, by how rare they are; `whole` says that it holds all of them near each
    other, `denied` that it denies them, `plain` that it neither denies nor sets aside, and `is_given` that it tells of
    what was there before the owner came: the client's systems, not their work.
    """

    text: str
    passage: Passage
    share: float
    words: int
    whole: bool
    plain: bool
    denied: bool
    is_row: bool
    is_tag: bool
    is_given: bool

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, float, int, int]:
        """What sorts the line that is cited first."""
        announces = self.is_row or self.text.endswith(":")
        kind = _KINDS.index(self.passage.kind) if self.passage.kind in _KINDS else len(_KINDS)
        return (not self.whole, not self.plain, self.is_given, announces, -self.share, kind, len(self.text))


class Pages:
    """The passages of one portfolio by their words. Immutable; any thread may call it."""

    def __init__(self, passages: Sequence[Passage], language: Language) -> None:
        self._passages, self.language = passages, language
        self.answers = AgreedAnswers([passage for passage in passages if passage.kind == _HIRING], language)
        services = {passage.document for passage in passages if passage.kind == _SERVICE}
        self._services = [frozenset(language.terms_of(title)) for title in sorted(services)]
        self._above = {passage.id: frozenset(language.terms_of(passage.heading)) for passage in passages}
        self._holders: Mapping[str, set[int]] = defaultdict(set)
        for number, passage in enumerate(passages):
            for term in (*self._above[passage.id], *language.terms_of(passage.text)):
                self._holders[term].add(number)

    @classmethod
    def of(cls, portfolio: Portfolio) -> Pages:
        """Read a portfolio, in memory."""
        passages = tuple(passage for passage in passages_of(portfolio) if passage.kind != ON_ASSISTANT)
        return cls(passages, spoken_in(passages, language_of(portfolio)))

    def lines_on(self, text: str, *, personal: bool = False) -> list[Statement]:
        """Return the sentences that speak of what `text` names, best first; of the answers on hiring alone where it is
        personal."""
        found = [line for way in self._ways(text) for line in self._lines(way, text, personal=personal)]
        return sorted(found, key=lambda line: line.rank)

    def shown(self, lines: Sequence[Statement], text: str, *, personal: bool = False) -> bool:
        """Return whether `lines`, which were found for `text`, are enough to say that it is shown."""
        sure = {
            (line.passage.id, line.text): line
            for line in lines
            if line.whole and line.plain and not line.is_given and not self._is_listed(line, text)
        }
        if not personal and any(self._is_tagged(line) for line in lines):
            return True
        if not sure or (personal and any(line.whole and line.denied for line in lines)):
            return False
        words = max(line.words for line in sure.values())
        enough = 1 if personal else _ENOUGH.get(words, 1)
        return len(sure) >= enough or any(
            line.passage.kind in _TOLD
            or ((words > 1 or self._is_tag(line.passage, lines)) and line.passage.kind in _OFFERED)
            or (line.is_row and line.passage.kind == _HIRING)
            or self._is_topic(line.passage, text)
            or self._is_own(line.text)
            or self._is_made(line, text)
            or (words > 1 and self._is_subject(line, text))
            for line in sure.values()
        )

    def _is_tagged(self, line: Statement) -> bool:
        """Return whether work that was done names all of a name of several words among its topics."""
        return line.is_tag and line.whole and line.words > 1 and line.passage.kind in _WORK

    def _is_made(self, line: Statement, text: str) -> bool:
        """Return whether a sentence says of work that was done that it was made in or with what a text names."""
        terms, made = set(self._terms(text)), self.language.form("advert_made").finditer(line.text)
        return line.passage.kind in _WORK and any(terms <= set(self.language.terms_of(told[0])) for told in made)

    def _is_subject(self, line: Statement, text: str) -> bool:
        """Return whether a sentence begins with what a text names, and says something of it."""
        terms = self._terms(text)
        return self.language.terms_of(line.text)[: len(terms)] == terms

    def _is_listed(self, line: Statement, text: str) -> bool:
        """Return whether a sentence names what a text names as one of several parts, and says no more of it, such as
        "a stack: services, load balancers, queues". What is offered is told so, too, and is more than that.
        """
        if line.passage.kind not in _LISTING:
            return False
        terms = set(self._terms(text))
        parts = _CLAUSES.split(line.text)
        return len(parts) >= _LIST and any(terms == set(self.language.terms_of(part)) for part in parts[1:])

    def offered(self, text: str) -> list[Statement]:
        """Return the sentences that show a service of which `text` asks for a certain kind: "interpreting | at fairs".

        One of its parts is the title of a service, and each other one is shown, too. None where it is not so.
        """
        for way in self._ways(text):
            parts = [" ".join(part) for part in self._parts(way, self._terms(way))]
            titles = [part for part in parts if any(title.issuperset(self._terms(part)) for title in self._services)]
            if len(parts) > 1 and titles:
                found = {part: self.lines_on(part) for part in parts}
                if all(self.shown(lines, part) for part, lines in found.items()):
                    return [line for part in titles for line in found[part] if self._offers(line, part)]
        return []

    def _offers(self, line: Statement, text: str) -> bool:
        """Return whether a sentence says what a text names, on the page of a service that is called so."""
        passage = line.passage
        title = frozenset(self.language.terms_of(passage.document))
        return line.whole and line.plain and passage.kind == _SERVICE and title.issuperset(self._terms(text))

    def _terms(self, text: str) -> list[str]:
        """Return the terms that name what a text asks for, without a verb in front of it, "defining", "to design", and
        without a word behind it that only says what kind of thing it is: "Python scripting"."""
        names, numbers = telling(text, self.language), self.language.table("numbers")
        if len(names) > 1 and self._is_verb(names, text):
            names = names[1:]
        if len(names) > 1 and names[-1] in self.language.words("advert_kinds"):
            names = names[:-1]
        if all(name.isdigit() or name in numbers for name in names):  # "8 years"
            names = tuple(words_of(text))
        return list(dict.fromkeys(term for name in names for term in self._terms_of(name)))

    def _is_verb(self, names: Sequence[str], text: str) -> bool:
        """Return whether the first of the words that name something only says what is done with what the others name.
        In front of a single one it may be a part of its name: "test sets"."""
        first = names[0]
        if len(names) == _PAIR and first in self.language.words("advert_nouns"):
            return False
        stem, guiding = self.language.stem(first), self.language.words("advert_guiding")
        phrase = self.language.form("advert_personal").match(text)  # "driving licence"
        kept = first in self.language.table("advert_particles") or (phrase is not None and " " in phrase[0])
        return stem in doing_stems(self.language) and not kept and stem not in map(self.language.stem, guiding)

    def _terms_of(self, word: str) -> tuple[str, ...]:
        compounds = self.language.compounds
        return compounds.asked(self._unframed(word)) if compounds else tuple(self.language.terms_of(word))

    def _unframed(self, word: str) -> str:
        """Return a compound without a last part that only frames what is asked for: "Reisebereitschaft"."""
        ends = (word.removesuffix(end) for end in frame_of(self.language) if len(end) >= _FRAME)
        return next((start for start in ends if SHORTEST_PART <= len(start) < len(word)), word)

    def _ways(self, text: str) -> list[str]:
        """Return a text as the portfolio spells it, by the other names of what it names, with its abbreviations written
        out, and the other way round."""
        long = self.language.table("abbreviations")
        own = respelled(text, lambda word: self.language.stem(word) in self._holders, self.language).lower()
        short = own
        for abbreviation, written in long.items():
            short = re.sub(rf"\b{re.escape(written.lower())}\b", abbreviation, short)
        written = re.sub(r"\w+", lambda word: long.get(word[0], word[0]), own)
        renamed = list(self._otherwise_named(own))
        twice = [other for named in renamed[:_RENAMED] for other in self._otherwise_named(named)]
        return list(dict.fromkeys((own, written, short, *renamed, *twice[:_RENAMED])))

    def _otherwise_named(self, text: str) -> Iterator[str]:
        """Yield a text in lower case with each name that has another one called by that."""
        for one, other in self.language.table("advert_synonyms").items():
            for name, called in ((one, other), (other, one)):
                named = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", called, text)
                if named != text:
                    yield named

    def _rarity(self, term: str) -> float:
        return math.log(1 + len(self._passages) / (0.5 + len(self._holders.get(term, ()))))

    def _lines(self, way: str, text: str, *, personal: bool) -> Iterator[Statement]:
        terms = self._terms(way)
        weights = {term: self._rarity(term) for term in terms}
        total = sum(weights.values())
        held: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for number in self._holders.get(term, ()):
                if not personal or self._passages[number].kind == _HIRING:
                    held[number] += weight / total
        order = sorted((number for number in held if held[number] >= _NEAR), key=lambda number: (-held[number], number))
        for number in order[:_READ]:
            passage = self._passages[number]
            for line in lines_in(passage, self.language):
                for sentence in line.sentences:
                    read = without_identifiers(sentence, way)
                    share, whole = self._match(weights, way, read, personal=personal)
                    if not personal and (
                        self._is_under(terms, passage, read) or self._is_summed_up(terms, passage, line.shape.role)
                    ):
                        whole = True
                    if (whole or share >= _NEAR) and holds_names(text, way, sentence, self.language):
                        tags = line.shape.role == "label" and passage.kind != "box"
                        aside = tags or self._sets_aside(passage, line.text)
                        declined = self.language.form("advert_declined").search(sentence) is not None
                        denied = declined or self._denies(sentence, terms, personal=personal)
                        refused = self.language.form("advert_refused").search(sentence) is not None
                        plain = not (aside or denied or refused or self._is_open(sentence))
                        yield Statement(
                            sentence, passage, share, len(terms), whole, plain, denied, line.shape.role == "row", tags,
                            self._is_given(passage, line.text),
                        )  # fmt: skip

    def _match(self, weights: Mapping[str, float], text: str, sentence: str, *, personal: bool) -> tuple[float, bool]:
        """Return what share of some terms stands near each other in a sentence, by what they weigh, and whether all of
        them stand there as they are asked for: each part in its order; a single word, in much the same form.
        """
        terms, said = list(weights), self.language.terms_of(sentence)
        most = len(terms) + BETWEEN * (len(terms) - 1)
        runs = [said[start : start + most] for start, term in enumerate(said) if term in weights]
        best = max((sum(weights[term] for term in set(run) & set(terms)) for run in runs), default=0.0)
        parts = self._parts(text, terms)
        reach = len(terms) + _APART * (len(parts) - 1) + BETWEEN * (len(terms) - len(parts))
        whole = any(
            term == terms[0]
            and stand_in_order(terms, said[start : start + reach])
            and all(stand_near(said[start : start + reach], part) for part in parts)
            for start, term in enumerate(said)
        )
        turned = len(terms) == _PAIR == len(parts[0]) and stand_near(said, terms[::-1], between=0)
        whole = whole or turned
        apart = len(terms) >= _MANY or (personal and self._is_own(sentence))
        whole = whole or (apart and set(terms) <= set(said))
        if len(terms) == 1:
            whole = whole and self._is_alike(text, sentence)
        return 1.0 if whole else best / sum(weights.values()), whole

    def _is_under(self, terms: Sequence[str], passage: Passage, sentence: str) -> bool:
        """Return whether the titles above a sentence say some of the terms, and it the others, side by side."""
        above = self._above[passage.id]
        if above.isdisjoint(terms):
            return False
        said = self.language.terms_of(sentence)
        rest = [term for term in terms if term in said]
        return 0 < len(rest) < len(terms) and set(terms) <= above | set(rest) and stand_near(said, rest)

    def _is_summed_up(self, terms: Sequence[str], passage: Passage, role: str) -> bool:
        """Return whether a line says what work is about, and it says all of the terms with the title and the topics."""
        is_sum = role == "about" and passage.kind in _WORK and len(terms) >= _PAIR
        return is_sum and set(terms) <= self._above[passage.id] | set(self.language.terms_of(passage.text))

    def _is_alike(self, text: str, sentence: str) -> bool:
        """Return whether a sentence holds a word of a text in much the same form."""
        asked = [self._unframed(word) for word in telling(text, self.language)]
        ends = self.language.table("advert_derived").items()
        pairs = [(noun, verb) for noun, verbs in ends for verb in verbs.split()]
        said = words_of(sentence)
        acts = {one.removesuffix(noun) + verb for one in asked for noun, verb in pairs if one.endswith(noun)}
        return not acts.isdisjoint(said) or any(alike(one, other) for one in asked for other in said)

    def _parts(self, text: str, terms: Collection[str]) -> list[list[str]]:
        """Return the terms of a text in the parts between which small words stand: "care of | old spinets"."""
        parts: list[list[str]] = [[]]
        for word in words_of(text):
            if word in self.language.words("stop"):
                parts.append([])
            else:
                parts[-1] += [term for term in self._terms_of(word) if term in terms]
        return [part for part in parts if part]

    def _denies(self, sentence: str, terms: Collection[str], *, personal: bool) -> bool:
        """Return whether a sentence denies what it says of some terms: by a negation before them or right behind, and
        where something personal is asked for, by one anywhere."""
        around: list[str] = []
        behind = len(words_of(sentence)) if personal else _BEHIND
        held = False
        left = set(terms)
        for clause in _CLAUSES.split(sentence):
            words = words_of(clause)
            places = [place for place, word in enumerate(words) if self.language.stem(word) in terms]
            goes_on = (places and (left or personal)) or self.language.form("relatives").match(clause.strip())
            if held and not goes_on:
                break
            left -= {self.language.stem(words[place]) for place in places}
            words, places = self._since(words, places)
            nearby = words[: places[-1] + behind] if places else words[:behind] if held else words
            beside = frozenset[str]() if places or held else self.language.words("near_negations")
            around += [word for word in nearby if word not in beside]
            held = held or bool(places)
        return denied(sentence, around, self.language)

    def _since(self, words: list[str], places: list[int]) -> tuple[list[str], list[int]]:
        """Return the words of a clause behind what it is only not done before: "nothing before we have signed"."""
        until = self.language.words("advert_until")
        bound = max((place for place in range(places[0]) if words[place] in until), default=0) if places else 0
        return words[bound:], [place - bound for place in places]

    def _is_open(self, sentence: str) -> bool:
        """Return whether a sentence asks, begins with a condition, or says what whoever hires has to give."""
        first = set(words_of(sentence)[:1])
        theirs = self.language.form("advert_theirs").search(sentence) is not None
        return theirs or sentence.endswith("?") or bool(first & self.language.words("conditions"))

    def _is_own(self, sentence: str) -> bool:
        """Return whether the owner says in a sentence what they do, and not what they would."""
        weak = self.language.words("weakeners")
        return self.language.form("own").search(sentence) is not None and not weak & set(words_of(sentence))

    def _sets_aside(self, passage: Passage, line: str) -> bool:
        form = self.language.form("advert_set_aside")
        label = line.partition(":")[0] if ":" in line else ""
        return any(form.search(text) is not None for text in (passage.section, label))

    def _is_given(self, passage: Passage, line: str) -> bool:
        """Return whether a line tells what was there before the owner came: the client's systems, not their work."""
        form, label = self.language.form("advert_given"), line.partition(":")[0] if ":" in line else ""
        return passage.kind in _WORK and any(form.search(text) is not None for text in (passage.section, label))

    def _is_tag(self, passage: Passage, lines: Sequence[Statement]) -> bool:
        """Return whether the document of a passage names among its topics what some lines were found for."""
        return any(line.is_tag and line.whole and line.passage.document == passage.document for line in lines)

    def _is_topic(self, passage: Passage, text: str) -> bool:
        """Return whether a passage is about what a text names, by its headings."""
        return self._above[passage.id].issuperset(self._terms(text))
