"""What speaks against an answer, however similar a passage is: doubts that similarity cannot see.

A question on the right topic may still ask for what nobody wrote down: a name, a number, an event. Each doubt holds
what such a question asks for against the words of the best passages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.events import Candidate, Passage, Turn
from engine.language.language import FALLBACK, FormName, Language, WordList
from engine.language.language import language as language_by
from engine.language.sentences import sentences_of
from engine.language.words import unaccented, words_of
from engine.retrieve.index import Index, indexed_text
from engine.tokenize.follow_up import LEANING_SHARE, topic_share
from engine.tokenize.question import Question
from engine.tokenize.working_together import SAID_BY

DoubtKind = Literal[
    "order",
    "name",
    "few",
    "word",
    "apart",
    "event",
    "quantity",
    "who",
    "moment",
    "around",
    "topic",
    "person",
    "kind",
    "count",
    "unsaid",
]

_WORDS = re.compile(r"(?: [\w'’-]+)+")
_NAME = re.compile(r"(?P<name>[^\W\d_][^\W_]*)|(?P<year>\b(?:19|20)\d\d\b)|(?P<stop>[.!?:])")
_CLAUSE = re.compile(r"[.!?;,]+\s+|\s+[–—-]\s+")

_JOINED = re.compile(r"\w+(?:-\w+)+")
"""One thing in several words, such as "front-end"."""

_TOKEN = (
    r"(?:<\|[^|]*\|>|</?(?:s|sys|system|user|assistant|passages?|context|prompt|instructions?)>"
    r"|\[/?(?:INST|SYS|SYSTEM)\]|<</?SYS>>)"
)
_CONTROL = re.compile(
    rf"^\s*{_TOKEN}|{_TOKEN}\s*(?:{_TOKEN}|system\b|user\b|assistant\b)|^\W*(?:system|assistant|developer)\s*:"
    r"|#{2,}\s*\w+\s*:|^\W*(?:select|insert|update|delete|drop|alter)\b[^?]*[;*=][^?]*$",
    re.IGNORECASE,
)
"""Look-alikes of the tokens and headings that divide a chat, where they could, and statements to a database. A question
may mention one."""

FEW_WORDS = 2
"""Questions of so many words have no context: each word must be the portfolio's own."""

_READ = 3
"""How many of the best passages are read."""

_LONGEST = 4
"""Words of a thing that is asked for, at most."""

_NEAR = 4
"""Words between a thing and its number, at most."""


SILENT: tuple[WordList, ...] = ("stop", "calendar", "general")
"""Lists of words that name nothing."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that speaks against an answer, how often it does, and why in words."""

    kind: DoubtKind
    count: int
    reason: str


def gives_orders(question: Question) -> bool:
    """Return whether `question` orders the assistant about, or plays at being a part of its prompt.

    Orders are given in English to texts in every language.
    """
    forms: tuple[FormName, ...] = ("orders", "machinery")
    languages = (question.language, language_by(FALLBACK))
    patterns = [_CONTROL, *(language.form(form) for language in languages for form in forms)]
    texts = (question.alone, question.mended)
    return any(pattern.search(text) for pattern in patterns for text in texts)


def asks_for_reasons(question: Question) -> bool:
    """Return whether `question` asks why, when or how one would do something: what a portfolio is written to say."""
    return question.has("reasons")


def doubts_about(question: Question, candidates: Sequence[Candidate], index: Index) -> Iterator[Doubt]:
    """Yield what speaks against an answer to `question` from `candidates`, best first."""
    language, asked = question.language, question.own_terms
    best = [candidate.passage for candidate in candidates[:_READ]]
    if gives_orders(question):
        yield Doubt("order", 1, "the question gives orders instead of asking")
    yield from _unmentioned(question, index)
    thing = _asked_for(question.mended, language)
    yield from _scattered(thing, best, language)
    if not best:
        return
    sentences = [sentence for passage in best for sentence in sentences_of(passage.text, language)]
    if language.form("quantity").search(question.mended) and not (
        _quantified(question, thing, sentences) or _asked_for_alike(thing, asked, best, language)
    ):
        yield Doubt("count" if question.has("many") else "quantity", 1, "no passage gives such a number")
    if not best[0].link.startswith("contact"):  # those pages say what is not stated about the owner
        yield from _untold(question, best, sentences)
    yield from _unnamed(question, sentences)
    if not _on_topic(question, best):
        yield Doubt("topic", 1, "the nearest passages hold no word of the question")
    for asked_for, said in SAID_BY.items():
        if question.is_of(asked_for) and not any(language.form(said).search(text) for text in sentences):
            yield Doubt("unsaid", 1, "no passage says anything of the kind")
    asking = _asking(question)
    if asking.has("person") and not any(
        language.form("author").search(text) and _shared(asked, text, language) for text in sentences
    ):
        yield Doubt("person", 1, "no passage names that person")
    if asking.has("who"):
        yield Doubt("who", 1, "the question asks for a person")
    if asking.has("moment"):
        yield Doubt("moment", 1, "the question asks for one among many, or for a moment")
    if asking.has("around"):
        yield Doubt("around", 1, "the question is about people around the owner")


def unmentioned_names(question: Question, index: Index) -> list[str]:
    """Return the names in `question` of which the portfolio never speaks, as they were typed."""
    return [name for name in _names(_asking(question).alone, index.language) if not _spoken_of(name, index)]


def unmentioned_words(question: Question, index: Index) -> list[str]:
    """Return the words in `question` of which the portfolio never speaks and that name something, typos mended."""
    asked = _asked(question, index.language)
    joined = [word for word in _JOINED.findall(asked) if not _spoken_of(word.replace("-", " "), index)]
    parts = set(words_of(" ".join(joined)))
    return [*joined, *(word for word in words_of(asked) if word not in parts and not _mentioned(word, index))]


def _asked(question: Question, language: Language) -> str:
    """Return the text of what is asked, typos mended, without an introduction."""
    return " ".join(_clauses(_asking(question).mended, language))


def _asking(question: Question) -> Question:
    """Return what is asked, without what is only told beside it, unless that says what "it" is."""
    asking = question.asking
    leans = asking is not None and topic_share(asking.text, (Turn(question.text, ""),), question.language)
    return question if asking is None or leans >= LEANING_SHARE else asking


def _unmentioned(question: Question, index: Index) -> Iterator[Doubt]:
    if unknown := unmentioned_names(question, index):
        yield Doubt("name", 1, f"the portfolio never mentions {unknown[0]}")
    if unknown := unmentioned_words(question, index):
        joined = "-" in unknown[0] and _names_nothing_else(question, unknown, index.language)
        few = joined or len(question.words) <= FEW_WORDS
        yield Doubt("few" if few else "word", len(unknown), f"the portfolio never mentions “{unknown[0]}”")


def _names_nothing_else(question: Question, unknown: Sequence[str], language: Language) -> bool:
    """Return whether all words in `question` that name something are `unknown`: "Do you do front-end work?"."""
    parts = set(words_of(" ".join(unknown)))
    return all(word in parts or _is_silent(word, language) for word in words_of(_asked(question, language)))


def _scattered(thing: Sequence[str], best: Sequence[Passage], language: Language) -> Iterator[Doubt]:
    together = {language.stem(word) for word in thing}
    texts = [
        text for passage in best for text in (passage.heading, *passage.asks, *sentences_of(passage.text, language))
    ]
    if len(thing) > 1 and not any(together <= set(language.terms_of(text)) for text in texts):
        yield Doubt("apart", 1, f"no sentence of the nearest passages speaks of “{' '.join(thing)}”")


def _quantified(question: Question, thing: Sequence[str], sentences: Sequence[str]) -> bool:
    """Return whether a sentence gives a number of the thing, or a number in what else is asked."""
    asked, language = question.own_terms, question.language
    if thing and question.has("counted"):
        return any(_counts(language.stem(thing[-1]), sentence, language) for sentence in sentences)
    return any(
        language.form("number").search(sentence) and _shared(asked, sentence, language) > 1 for sentence in sentences
    )


def _asked_for_alike(thing: Sequence[str], asked: Collection[str], best: Sequence[Passage], language: Language) -> bool:
    """Return whether the pack itself says that a passage answers such a question about the same thing."""
    texts = [text for passage in best for text in (passage.section, *passage.asks)]
    telling = set(asked) - {language.stem(word) for word in language.words("general")}
    head = {language.stem(word) for word in thing[-1:]}
    return any(
        language.form("quantity").search(text)
        and head <= set(language.terms_of(text))
        and _shared(telling, text, language) > 1
        for text in texts
    )


def _counts(term: str, sentence: str, language: Language) -> bool:
    words = re.findall(r"[\w.,$%]+", sentence)
    places = [place for place, word in enumerate(words) if language.stem(word.strip(".,").lower()) == term]
    return any(
        language.form("number").search(word)
        for place in places
        for word in words[max(0, place - _NEAR) : place + _NEAR + 1]
    )


def _untold(question: Question, best: Sequence[Passage], sentences: Sequence[str]) -> Iterator[Doubt]:
    """Yield a doubt about a question on what happened that no sentence in the owner's own words tells of.

    Where the question names the very section that was found ("What was the outcome?"), that section tells of it.
    """
    asked, language = question.own_terms, question.language
    if not _asking(question).has("past") or asks_for_reasons(question) or question.has("decided"):
        return
    if any((section := set(language.terms_of(passage.section))) and section <= asked for passage in best):
        return
    if not any(
        language.form("telling").search(text) and language.form("own").search(text) and _shared(asked, text, language)
        for text in sentences
    ):
        yield Doubt("event", 1, "no passage tells of what the question says has happened")


def _on_topic(question: Question, best: Sequence[Passage]) -> bool:
    """Return whether the passages hold a word of the question, where it has words that say anything."""
    asked = set(question.terms)
    return not asked or any(asked & set(question.language.terms_of(indexed_text(passage))) for passage in best)


def _unnamed(question: Question, sentences: Sequence[str]) -> Iterator[Doubt]:
    """Yield a doubt about a question for which version, provider, region … that no sentence gives a name beside."""
    language = question.language
    match = language.form("named_kind").search(question.alone)
    if match is None:
        return
    kind, known = language.stem(match["kind"].lower().split()[-1]), question.words
    if not any(_names_beside(kind, known, sentence, language) for sentence in sentences):
        yield Doubt("kind", 1, f"no passage says which {match['kind'].lower()}")


def _names_beside(kind: str, known: Collection[str], sentence: str, language: Language) -> bool:
    """Return whether a word near `kind` is a name (for a version, a number) that the question does not hold."""
    words = re.findall(r"[\w.,:;()-]+", sentence)
    for place, word in enumerate(words):
        if language.stem(word.strip(".,:;()").lower()) != kind:
            continue
        for other in range(max(1, place - _NEAR), min(len(words), place + _NEAR + 1)):
            first, before = words[other][0], words[other - 1][-1]
            named = first.isdigit() if kind == "version" else first.isupper() and before not in ".:;"
            if named and other != place and not set(words_of(words[other])) <= set(known):
                return True
    return False


def _shared(terms: Collection[str], text: str, language: Language) -> int:
    return len(set(terms) & set(language.terms_of(text)))


def _mentioned(word: str, index: Index) -> bool:
    """Return whether the portfolio speaks of `word`, short or written out; a lone letter or sign names nothing."""
    lower, language = word.lower(), index.language
    if _is_silent(lower, language):
        return True
    if language.compounds is not None and language.compounds.speaks_of(unaccented(lower)):
        return True
    forms = ([lower], language.terms_of(language.table("abbreviations").get(lower, "")))
    return any(form and all(len(index.lexical.holders(language.stem(term))) for term in form) for form in forms)


def _is_silent(word: str, language: Language) -> bool:
    silent = any(word in language.words(name) for name in SILENT) or word in language.table("documents")
    return len(word) < 2 or silent


def _spoken_of(name: str, index: Index) -> bool:
    """Return whether the portfolio mentions each word of a name, and all of them in one passage."""
    words = name.split()
    holders = [set(index.lexical.holders(index.language.stem(word.lower()))) for word in words]
    together = len(words) == 1 or not all(holders) or bool(set.intersection(*holders))
    return together and all(_mentioned(word, index) for word in words)


def _clauses(question: str, language: Language) -> list[str]:
    """Return the clauses of `question`, except where somebody introduces themselves ("I'm from Acme, …")."""
    return [clause for clause in _CLAUSE.split(question) if not language.form("introduction").search(clause.strip())]


def _names(question: str, language: Language) -> Iterator[str]:
    """Yield capitalised words inside a sentence, acronyms, years and technologies; names side by side as one."""
    for clause in _clauses(question, language):
        first, name, end, before = True, "", -1, ""
        for match in _NAME.finditer(clause):
            word = match["name"] or match["year"]
            if not word:
                first = True
                continue
            if _is_name(word, language, first=first, before=before):
                beside = name and clause[end : match.start()] == " " and not match["year"]
                if name and not beside:
                    yield name
                name, end = f"{name} {word}" if beside else word, match.end()
            first, before = False, word.lower()
        if name:
            yield name


def _is_name(word: str, language: Language, *, first: bool, before: str) -> bool:
    """Return whether a word names a thing. Where every noun begins with a capital, a name is one that stands bare,
    right behind a preposition: "in Rust", but not "in der Halle" or "bei freier Kapazität"."""
    lower = word.lower()
    capital = word[0].isupper() and (not first or (len(word) > 1 and word.isupper()))
    if capital and language.grammar.capitals == "nouns":
        bare = before in language.words("directions") - language.words("articles")
        capital = bare or any(char.isupper() for char in word[1:])
    named = capital or word.isdigit() or lower in language.words("technologies")
    return named and lower not in language.words("calendar")


def _asked_for(question: str, language: Language) -> list[str]:
    """Return the words behind "which", "what" or "how many", up to the first that belongs to the sentence around."""
    starts = (match.end() for match in language.form("asked").finditer(question))
    thing = next((words[0] for start in starts if (words := _WORDS.match(question, start))), "")
    stop, empty = language.words("stop"), language.words("stop") | language.words("general")
    short = language.table("abbreviations")
    found: list[str] = []
    for part in thing.split():
        if part.lower() in stop | language.words("ends") or len(found) >= _LONGEST:
            break
        found += [word for word in words_of(part) if word not in empty and word not in short]
        if found and language.grammar.capitals == "nouns" and part[0].isupper():
            return found  # a noun ends the name of a thing
    return found[:-1] if len(found) > 1 and found[-1].endswith("ed") else found
