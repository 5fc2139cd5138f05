"""What speaks against an answer, however similar a passage is: doubts that similarity cannot see.

A question on the right topic may still ask for what nobody wrote down: a name, a number, an event. Each doubt holds
what such a question asks for against the words of the best passages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.events import Candidate, Passage
from engine.index import Index, indexed_text
from engine.lexical import STOPWORDS, stem, terms_of, words_of
from engine.query import ABBREVIATIONS
from engine.sentences import sentences_of

DoubtKind = Literal["order", "name", "few", "word", "thing", "apart", "event", "quantity", "moment", "around"]

FEW_WORDS = 2
"""Questions of so many words have no context: each word must be the portfolio's own."""

READ = 3
"""How many of the best passages are read."""

LONGEST = 4
"""Words of a thing that is asked for, at most."""

NEAR = 4
"""Words between a thing and its number, at most."""

TECHNOLOGIES = frozenset(
    """android angular ansible azure bitcoin blockchain cassandra cobol datadog django docker dynamodb elasticsearch
    erlang ethereum figma flutter fortran gcp golang grafana graphql grpc hadoop haskell ios istio java javascript
    jenkins kotlin kubernetes laravel mongodb mysql nginx perl php prometheus pytorch rabbitmq ruby salesforce sap scala
    shopify solidity splunk svelte tensorflow terraform typescript vue wasm wordpress""".split()  # noqa: SIM905
)
"""Names that visitors write in lower case. One that the portfolio mentions raises no doubt."""

CALENDAR = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday""".split()  # noqa: SIM905
)
"""Capitalised words that name no thing: a start in January is asked of anybody."""

GENERAL = frozenset(
    """actually amount anything big currently describe different enough ever everything exactly example examples
    explain fast find get give go going good happen happened happens kind kinds know large like long made make makes
    many mean means much name named need number numbers often old one ones part parts people please right said say says
    show small something sort sorts take takes tell thing things think type types use used uses using want way ways work
    worked works""".split()  # noqa: SIM905
)
"""Words that shape a question and are no topic of one."""

WORD = r"(?: [\w'’-]+)+"
NAME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<year>\b(?:19|20)\d\d\b)|(?P<stop>[.!?:])")
CLAUSE = re.compile(r"[.!?;,]+\s+|\s+[–—-]\s+")
INTRODUCTION = re.compile(r"(?:(?:hi|hello|hey)\b|(?:i|we|my|our)(?:['’ ]|$))", re.IGNORECASE)
ASKED = re.compile(
    rf"\bwhat(?: is| was| were| are|['’]s) (?:the|your)(?P<named>{WORD})"
    rf"|\b(?:which|what|whose|how (?:many|much))\b(?: of (?:the|your|these|those)\b)?(?: other)?(?P<thing>{WORD})",
    re.IGNORECASE,
)

COMMAND = re.compile(
    r"(?:^|[.!?:;,]\s+)(?:(?:please|just|only|simply|always|never|now|then|but|and|also|instead)\s+)*"
    r"(?:repeat|print|output|reply|respond|translate|write (?!me\b|to\b|an e)|say (?!(?:i|we|you|my|our|there)\b)"
    r"|answer (?:only|yes|no|with|in|without|as|every)|(?:switch|turn) off|disable|tell (?:the|every|all|visitors)"
    r"|tell (?:me|us) an? (?:\w+ )?(?:joke|story|secret|lie|poem)|your (?:new|real|true|only) (?:task|job|role|goal))\b"
    r"|(?:^|[.!?:;,]\s+|\b(?:and|then|now|but|please|just)\s+)(?:ignore|disregard|forget|override|bypass)"
    r" (?:all|any|every|your|previous|prior|above|everything|what|the (?:\w+ )?(?:rules?|instructions?|prompt|above))\b"
    r"|(?:^|[.!?:;,]\s+|\b(?:and|then|now|please|just)\s+)(?:pretend|reveal|role-?play|act (?:as|like))\b"
    r"|\bfrom now on\b",
    re.IGNORECASE,
)
"""Orders, where a sentence or clause begins. What a visitor may ask for (show, explain, list) is not among them."""
MACHINERY = re.compile(
    r"\b(?:system|hidden|secret|developer) (?:prompt|instructions?|rules?)\b"
    r"|\b(?:your|previous|prior|above|earlier|all) (?:\w+ )?(?:instructions|guidelines|programming)\b"
    r"|\byou (?:are|were) (?:now|told|instructed|ordered|programmed|no longer)\b|\bwere you (?:told|instructed)\b"
    r"|\byou (?:may|must|will|shall) (?:now|only|never|always)\b|\bjail ?br(?:eak|oken)\b|\b(?-i:DAN)\b",
    re.IGNORECASE,
)
"""What an assistant is made to obey."""
TOKEN = r"(?:<\|[^|]*\|>|</?(?:s|sys|system|user|assistant)>|\[/?(?:INST|SYS|SYSTEM)\]|<</?SYS>>)"
CONTROL = re.compile(
    rf"^\s*{TOKEN}|{TOKEN}\s*(?:{TOKEN}|system\b|user\b|assistant\b)|^\W*(?:system|assistant|developer)\s*:"
    r"|#{2,}\s*\w+\s*:",
    re.IGNORECASE,
)
"""Look-alikes of the tokens and headings that divide a chat, where they could. A question may mention one."""

REASONS = re.compile(
    r"\bwhy\b|^when (?:should|would|is|are)\b|what happens|what if\b|\bhow (?:do|would|should|can) (?:you|i|we)\b", re.I
)
PAST = re.compile(r"\b(?:did|was|were|had|has|have you|worked|failed)\b", re.IGNORECASE)
DECIDED = re.compile(
    r"\bdid you (?:consider|choose|pick|plan|give up|reject|weigh|compare|decide|measure|test|change|avoid)\b", re.I
)
TELLING = re.compile(
    r"\b(?:was|were|had|did|found|gave|chose|won|caught|reached|raised|took|got|missed|built|ran|led|wrote|kept"
    r"|(?:I|[Ww]e) \w+ed)\b|\b(?:19|20)\d\d\b"
)
OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Tt]his (?:project|portfolio))\b")
COUNTED = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
QUANTITY = re.compile(
    r"\bhow (?:many|much|long|often|old|big|large|fast)\b"
    r"|\bwhat(?: is| was|['’]s) (?:the|your)(?: [\w-]+)* (?:price|salary|rate|size|maximum|minimum|percentage|score)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|hundred|thousand|million|once|twice)\b", re.I
)
MOMENT = re.compile(
    r"\b(?:most|favou?rite|largest|longest|best|worst|biggest|proud|regret|first|last|previous|next|current(?:ly)?"
    r"|right now|at the moment|so far|ever|today|this year|yet)\b",
    re.IGNORECASE,
)
AROUND = re.compile(
    r"\byour? (?:team|company|employer|boss|manager|clients?|customers?|users?|colleagues?|job|role|career|talk|opinion"
    r"|favou?rite|previous|last|current)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that speaks against an answer, how often it does, and why in words."""

    kind: DoubtKind
    count: int
    reason: str


def gives_orders(question: str) -> bool:
    """Return whether `question` orders the assistant about, or plays at being a part of its prompt."""
    return any(pattern.search(question) for pattern in (COMMAND, MACHINERY, CONTROL))


def asks_for_reasons(question: str) -> bool:
    """Return whether `question` asks why, when or how one would do something: what a portfolio is written to say."""
    return bool(REASONS.search(question))


def doubts_about(question: str, candidates: Sequence[Candidate], index: Index, reworded: str = "") -> Iterator[Doubt]:
    """Yield what speaks against an answer to `question` from `candidates`, best first.

    `reworded` is the question with its typos mended and spelled as the portfolio spells, where that was done.
    """
    best = [candidate.passage for candidate in candidates[:READ]]
    if gives_orders(question):
        yield Doubt("order", 1, "the question gives orders instead of asking")
    yield from _unmentioned(question, reworded or question, index)
    thing = _asked_for(reworded or question)
    yield from _unread(thing, best)
    if not best:
        return
    sentences = [sentence for passage in best for sentence in sentences_of(passage.text)]
    asked = set(terms_of(question))
    if QUANTITY.search(question) and not _quantified(question, thing, asked, sentences):
        yield Doubt("quantity", 1, "no passage gives such a number")
    if not best[0].link.startswith("contact"):  # those pages say what is not stated about the owner
        yield from _untold(question, asked, sentences)
    if MOMENT.search(question):
        yield Doubt("moment", 1, "the question asks for one among many, or for a moment")
    if AROUND.search(question):
        yield Doubt("around", 1, "the question is about people around the owner")


def _unmentioned(question: str, reworded: str, index: Index) -> Iterator[Doubt]:
    if unknown := [name for name in _names(question) if not _mentioned(name, index)]:
        yield Doubt("name", 1, f"the portfolio never mentions {unknown[0]}")
    words = [word for clause in _clauses(reworded) for word in words_of(clause)]
    if unknown := [word for word in words if not _mentioned(word, index)]:
        few = len(words_of(question)) <= FEW_WORDS
        yield Doubt("few" if few else "word", len(unknown), f"the portfolio never mentions “{unknown[0]}”")


def _unread(thing: Sequence[str], best: Sequence[Passage]) -> Iterator[Doubt]:
    read = {term for passage in best for term in terms_of(indexed_text(passage))}
    if missing := [word for word in thing if stem(word) not in read]:
        yield Doubt("thing", len(missing), f"the nearest passages do not speak of {missing[0]}")
    together = {stem(word) for word in thing}
    texts = [text for passage in best for text in (passage.heading, *sentences_of(passage.text))]
    if len(thing) > 1 and not any(together <= set(terms_of(text)) for text in texts):
        yield Doubt("apart", 1, f"no sentence of the nearest passages speaks of “{' '.join(thing)}”")


def _quantified(question: str, thing: Sequence[str], asked: Collection[str], sentences: Sequence[str]) -> bool:
    """Return whether a sentence gives a number of the thing, or a number in what else is asked."""
    if thing and COUNTED.search(question):
        return any(_counts(stem(thing[-1]), sentence) for sentence in sentences)
    return any(NUMBER.search(sentence) and _shared(asked, sentence) > 1 for sentence in sentences)


def _counts(term: str, sentence: str) -> bool:
    words = re.findall(r"[\w.,$%]+", sentence)
    places = [place for place, word in enumerate(words) if stem(word.strip(".,").lower()) == term]
    return any(NUMBER.search(word) for place in places for word in words[max(0, place - NEAR) : place + NEAR + 1])


def _untold(question: str, asked: Collection[str], sentences: Sequence[str]) -> Iterator[Doubt]:
    """Yield a doubt about a question on what happened that no sentence in the owner's own words tells of."""
    if not PAST.search(question) or REASONS.search(question) or DECIDED.search(question):
        return
    if not any(TELLING.search(text) and OWN.search(text) and _shared(asked, text) for text in sentences):
        yield Doubt("event", 1, "no passage tells of what the question says has happened")


def _shared(terms: Collection[str], text: str) -> int:
    return len(set(terms) & set(terms_of(text)))


def _mentioned(word: str, index: Index) -> bool:
    """Return whether the portfolio speaks of `word`, short or written out; a lone letter or sign names nothing."""
    lower = word.lower()
    if len(lower) < 2 or lower in STOPWORDS | CALENDAR | GENERAL:
        return True
    forms = ([lower], terms_of(ABBREVIATIONS.get(lower, "")))
    return any(form and all(len(index.lexical.holders(stem(term))) for term in form) for form in forms)


def _clauses(question: str) -> list[str]:
    """Return the clauses of `question`, except where somebody introduces themselves ("I'm from Acme, …")."""
    return [clause for clause in CLAUSE.split(question) if not INTRODUCTION.match(clause.strip())]


def _names(question: str) -> Iterator[str]:
    """Yield capitalised words inside a sentence, acronyms, years and technologies."""
    for clause in _clauses(question):
        first = True
        for match in NAME.finditer(clause):
            name = match["name"] or match["year"]
            if not name:
                first = True
                continue
            capital = name[0].isupper() and (not first or (len(name) > 1 and name.isupper()))
            lower = name.lower()
            if (capital or match["year"] or lower in TECHNOLOGIES) and lower not in CALENDAR:
                yield name
            first = False


def _asked_for(question: str) -> list[str]:
    """Return the words behind "which", "what" or "how many", up to the first that belongs to the sentence around."""
    match = ASKED.search(question)
    found: list[str] = []
    for part in (match["named"] or match["thing"]).split() if match else []:
        if part.lower() in STOPWORDS or len(found) >= LONGEST:
            break
        found += [word for word in words_of(part) if word not in STOPWORDS | GENERAL and word not in ABBREVIATIONS]
    return found[:-1] if len(found) > 1 and found[-1].endswith("ed") else found
