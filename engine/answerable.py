"""Can the passages answer the question? One calibrated decision, before any model is asked.

The confidence is late interaction's best match (MaxSim): of all the signals of retrieval it separates best, and
neither the cosine nor the share of words found adds to it. What a similarity cannot see is a doubt, which lowers it: a
name or a year that the portfolio never mentions, a thing asked for that the passages do not speak of, orders in place
of a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.events import Candidate
from engine.index import Index, indexed_text
from engine.lexical import STOPWORDS, stem, terms_of, words_of
from engine.query import ABBREVIATIONS

THRESHOLD = 0.46
"""Confidence from which a question is answered, set on the 218 questions of tests/data/calibration.yaml."""

DOUBT = 0.7
"""What a doubt leaves of the confidence: an excellent match outweighs it, a good one does not."""

FEW_WORDS = 2
"""Questions of so many words have no context: each word must be the portfolio's own."""

READ = 5
"""How many of the best passages are read for what a question counts."""

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

NAME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<year>\b(?:19|20)\d\d\b)|(?P<stop>[.!?:])")
CLAUSE = re.compile(r"[.!?;,]+\s+|\s+[–—-]\s+")
INTRODUCTION = re.compile(r"(?:(?:hi|hello|hey)\b|(?:i|we|my|our)(?:['’ ]|$))", re.IGNORECASE)
ASKED = re.compile(r"\b(?:which|how (?:many|much)) (?:of (?:the|your) |other )?(\w+)", re.IGNORECASE)
ORDER = re.compile(
    r"<\|\w+\|>|\b(?:ignore|disregard|forget) (?:all|any|every|the|your|previous|prior|above)\b|\byou are now\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer. `confidence` (0 to 1) is compared with `threshold`; `reason` says in words what decided."""

    answerable: bool
    confidence: float
    threshold: float
    reason: str


def decide(question: str, candidates: Sequence[Candidate], index: Index) -> Decision:
    """Decide from the candidates' scores and the words of the question whether the portfolio answers it."""
    if not candidates or not words_of(question):
        return Decision(False, 0.0, THRESHOLD, "there is no word to search for")
    confidence = max(candidate.rerank or 0.0 for candidate in candidates)
    doubt = next(_doubts(question, candidates, index), "")
    if doubt:
        confidence *= DOUBT
    if confidence >= THRESHOLD:
        return Decision(True, confidence, THRESHOLD, "a passage speaks of what the question asks")
    return Decision(False, confidence, THRESHOLD, doubt or "no passage comes near enough to the question")


def _doubts(question: str, candidates: Sequence[Candidate], index: Index) -> Iterator[str]:
    """Yield what speaks against an answer, however similar a passage is."""
    if ORDER.search(question):
        yield "the question gives orders instead of asking"
    if unknown := [name for name in _names(question) if not _mentioned(name, index)]:
        yield f"the portfolio never mentions {unknown[0]}"
    words = words_of(question)
    if len(words) <= FEW_WORDS and (unknown := [word for word in words if not _mentioned(word, index)]):
        yield f"the portfolio never mentions “{unknown[0]}”"
    if asked := _asked_for(question):
        read = {term for candidate in candidates[:READ] for term in terms_of(indexed_text(candidate.passage))}
        if stem(asked) not in read:
            yield f"the nearest passages do not speak of {asked}"


def _mentioned(word: str, index: Index) -> bool:
    lower = word.lower()
    return lower in STOPWORDS or lower in ABBREVIATIONS or len(index.lexical.holders(stem(lower))) > 0


def _names(question: str) -> Iterator[str]:
    """Yield capitalised words inside a sentence, acronyms, years and technologies, except where somebody introduces
    themselves ("I'm from Acme, …")."""
    for clause in CLAUSE.split(question):
        if INTRODUCTION.match(clause.strip()):
            continue
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


def _asked_for(question: str) -> str:
    """Return the word behind "which", "how many" or "how much", unless it is a stop word or an abbreviation."""
    match = ASKED.search(question)
    word = match[1].lower() if match else ""
    return "" if word in STOPWORDS or word in ABBREVIATIONS else word
