"""The question as both searches see it: shorthand spelt out, typos mended, spelled as the portfolio spells."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection

from engine.language.question_forms import TECHNOLOGIES

ABBREVIATIONS = {
    "acl": "access control list",
    "adr": "decision record",
    "ann": "approximate nearest neighbor",
    "arch": "architecture",
    "asap": "soon",
    "auth": "authentication",
    "cdc": "change data capture",
    "ci": "continuous integration",
    "config": "configuration",
    "db": "database",
    "dbs": "databases",
    "devs": "engineers",
    "dlq": "dead-letter topic",
    "eng": "engineer",
    "exp": "experience",
    "ha": "high availability",
    "infra": "infrastructure",
    "k8s": "Kubernetes",
    "lang": "language",
    "langs": "languages",
    "lb": "load balancer",
    "llm": "language model",
    "llms": "language models",
    "mgmt": "management",
    "mq": "message queue",
    "msg": "message",
    "o11y": "observability",
    "p95": "95th percentile",
    "p99": "99th percentile",
    "perf": "performance",
    "pg": "PostgreSQL",
    "pii": "personal data",
    "poc": "prototype",
    "postgres": "PostgreSQL",
    "prod": "production",
    "psp": "payment provider",
    "qps": "queries per second",
    "rag": "retrieval-augmented generation",
    "ram": "memory",
    "repo": "repository",
    "rls": "row-level security",
    "rps": "requests per second",
    "rrf": "reciprocal rank fusion",
    "sla": "service level agreement",
    "sli": "service level indicator",
    "slis": "service level indicators",
    "slo": "service level objective",
    "slos": "service level objectives",
    "spof": "single point of failure",
    "sre": "reliability engineer",
    "sso": "single sign-on",
    "svc": "service",
    "ttft": "time to first token",
    "ttl": "time to live",
    "tx": "transaction",
    "txn": "transaction",
    "tz": "time zone",
    "wal": "write-ahead log",
    "wfh": "remote",
    "yoe": "years of experience",
}
"""What backend engineers shorten. The long form is added behind the short one, since a text may use either."""

CHAT = {
    "abt": "about",
    "arent": "are not",
    "b4": "before",
    "bc": "because",
    "btw": "by the way",
    "cant": "can not",
    "couldnt": "could not",
    "cuz": "because",
    "didnt": "did not",
    "diff": "difference",
    "doesnt": "does not",
    "dont": "do not",
    "gonna": "going to",
    "gotta": "have to",
    "hasnt": "has not",
    "havent": "have not",
    "hows": "how is",
    "hrs": "hours",
    "im": "I am",
    "isnt": "is not",
    "ive": "I have",
    "kinda": "kind of",
    "lemme": "let me",
    "lotta": "lot of",
    "mins": "minutes",
    "n": "and",
    "pls": "please",
    "plz": "please",
    "ppl": "people",
    "qs": "questions",
    "r": "are",
    "secs": "seconds",
    "shouldnt": "should not",
    "sth": "something",
    "thats": "that is",
    "theres": "there is",
    "theyre": "they are",
    "tho": "though",
    "thru": "through",
    "til": "until",
    "till": "until",
    "u": "you",
    "ur": "your",
    "w": "with",
    "wanna": "want to",
    "wasnt": "was not",
    "wd": "would",
    "weve": "we have",
    "whats": "what is",
    "wheres": "where is",
    "whos": "who is",
    "wo": "without",
    "wont": "will not",
    "wouldnt": "would not",
    "yall": "you",
    "yrs": "years",
    "youre": "you are",
    "youve": "you have",
}
"""How people type in a hurry. It is replaced: no text of a portfolio says it so. Single letters are in lower case only:
"R" is a language."""

SPELLINGS = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("our", "or"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("lled", "led"),
    ("lling", "ling"),
)
"""British and American endings, before an ending of the plural or the past. Either is taken for the other."""

SHORTEST = 5
"""Typos are mended in words of this many letters and more: among shorter ones everything is close to everything."""

ALIKE = 0.82
"""How alike (difflib's ratio) a typo must be to the word it becomes: two letters swapped in six are at 0.83. The same
letters in another order behind the first are enough in any word."""

WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def respelled(question: str, is_held: Callable[[str], bool]) -> str:
    """Return `question` without chat's shorthand, and with the words that the portfolio spells otherwise as it does.

    A word is respelled where `is_held` says that the portfolio holds its other spelling and not its own.
    """

    def respell(match: re.Match[str]) -> str:
        word = match[0].lower()
        if match[0] in CHAT or (len(word) > 1 and word in CHAT):
            return CHAT[word]
        if len(word) < SHORTEST or is_held(word):
            return match[0]
        return next((other for other in _other_spellings(word) if is_held(other)), match[0])

    return WORD.sub(respell, question)


def _other_spellings(word: str) -> list[str]:
    pairs = [*SPELLINGS, *((american, british) for british, american in SPELLINGS)]
    return [
        word[: -len(one + ending)] + other + ending
        for ending in ("", "s", "d", "r", "rs", "ed", "al")
        for one, other in pairs
        if word.endswith(one + ending)
    ]


def written_out(question: str) -> str:
    """Return `question` with the long form behind each abbreviation."""
    return WORD.sub(lambda match: _with_long_form(match[0]), question)


def _with_long_form(word: str) -> str:
    long = ABBREVIATIONS.get(word.lower())
    return f"{word} ({long})" if long else word


def mended(question: str, vocabulary: Collection[str], is_known: Callable[[str], bool]) -> str:
    """Return `question` with each typo replaced by the word of `vocabulary` that it was most likely meant to be.

    A typo is a word (in lower case) that `is_known` does not know. The name of a technology is none: "graphql" asks for
    no graph.
    """

    def mend(match: re.Match[str]) -> str:
        word = match[0].lower()
        if len(word) < SHORTEST or word in ABBREVIATIONS or word in TECHNOLOGIES or is_known(word):
            return match[0]
        near = [known for known in vocabulary if known[0] == word[0] and abs(len(known) - len(word)) <= 2]
        swapped = sorted(known for known in near if sorted(known) == sorted(word))
        return next(iter(swapped or difflib.get_close_matches(word, sorted(near), n=1, cutoff=ALIKE)), match[0])

    return WORD.sub(mend, question)
