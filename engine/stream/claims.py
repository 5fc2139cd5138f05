"""What a sentence claims, read from its words: who does what to whom, how many, under which condition, and what not.

No parser: the words that carry a claim, in their order, with their numbers, negations and conditions. They are
compared with the same reading of a source sentence (`engine.stream.grounding`), which they must nearly repeat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from engine.language.words import STOPWORDS, stem

TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[A-Za-zÀ-ÿ]+(?:['’][a-z]+)?|%|[,;:.!?](?=\s|$)")
SEGMENTS = re.compile(r"[,;:]\s+")
VERBATIM = re.compile(
    r"""[\w.+-]+@[\w-]+\.[\w.-]+
    | (?:https?://|www\.)\S+
    | \b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|app|me|edu|gov|co)\b(?:/\S*)?
    | `[^`]+`
    | (?<!\w)--?[a-z][\w-]+
    | \b\w+[=_]\w+\b
    | (?<!\w)[~.]?/[\w./-]+
    | \b(?:pip|pipx|npm|curl|ssh|docker|kubectl|git|sudo)\ \w\S*""",
    re.VERBOSE,
)
"""E-mail and web addresses, host names, options, settings, paths, commands: right to the letter, or wrong."""

NUMBERS = {
    "zero": "0", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "twice": "2", "double": "2", "half": "0.5", "dozen": "12",
    "hundred": "100", "thousand": "1000", "million": "1000000",
}  # fmt: skip
"""Numbers in words. "One" is left out: it is mostly a pronoun."""
NEGATIONS = frozenset(
    "not no never none nothing nobody neither nor without cannot nowhere hardly rarely".split()  # noqa: SIM905
)
CONDITIONS = frozenset(
    "if when whenever unless suppose supposing provided assuming until once where while".split()  # noqa: SIM905
)
WEAKENERS = frozenset(
    """may might could would can should sometimes often usually mostly partly perhaps probably some few almost nearly
    about""".split()  # noqa: SIM905
)
STRENGTHENERS = frozenset(
    """must always every all only exactly guarantee guarantees ensure ensures fully completely entirely any each best
    fastest most never least""".split()  # noqa: SIM905
)
DIRECTIONS = frozenset(
    """from to into onto by before after than over under between through against toward towards above below behind
    instead""".split()  # noqa: SIM905
)
BOUNDS = re.compile(r"\b(at least|at most|up to|more than|less than|fewer than|no more than|at worst|at best|only)\b")
CAUSES = re.compile(
    r"\b(because|since|therefore|hence|thus|so that|due to|as a result|leads? to|caused? by|in order to)\b"
)
RELATIVE = re.compile(r"(?:which|that|who)\b")
CLAUSES = re.compile(
    r"[;:,]\s+|\s+(?:and|but|or|while|whereas|because|so that|so|which|that|where|when|if|unless|until|although)\s+"
)

GLUE = frozenset(
    stem(word)
    for word in """also additionally furthermore moreover however thus therefore then example instance include includes
    including involve involves involving mean means meaning provide provides approach process way ways thing things case
    cases help helps portfolio essay article described describes explains explained called known consist consists happen
    happens used uses use using make makes making need needs needed allow allows occur occurs following several various
    certain pattern patterns specific particular overall generally typically essentially simply actually really key main
    important""".split()  # noqa: SIM905
)
"""Words that a paraphrase may add without claiming more."""
FUNCTION = (STOPWORDS | CONDITIONS | WEAKENERS | {"every", "%"}) - NEGATIONS - DIRECTIONS - {"most", "same"}
"""Words that are not compared one by one: those that carry no claim, and those that are compared as a class."""
ALL = {"each": "every", "all": "every", "any": "every"}
"""Words for the whole of a set, which stand for each other."""
ANTONYMS = """
increase decrease, more less, more fewer, higher lower, high low, fast slow, faster slower, before after, first last,
accept refuse, accept reject, allow forbid, allow refuse, keep lose, gain lose, start stop, open close, above below,
over under, synchronous asynchronous, required optional, cheap expensive, large small, larger smaller, big small,
long short, longer shorter, right wrong, success failure, up down, grow shrink, add remove, reader writer, read write,
producer consumer, request event, public private, shared dedicated, pooled siloed, with without, inside outside,
early late, safe unsafe, always never, best worst, save spend
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries a part of the claim: its stem, and whether a negation stands before it."""

    stem: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence or clause as its claim-carrying words in order, and the sets that must agree with the source's."""

    words: tuple[Word, ...]
    numbers: frozenset[tuple[str, str]]
    verbatim: frozenset[str]
    conditional: bool
    weakened: bool
    strong: frozenset[tuple[str, str]]
    bounds: frozenset[str]
    causal: bool

    @property
    def content(self) -> list[str]:
        """The stems that must be in the source: all but directions and glue."""
        return [word.stem for word in self.words if word.stem not in DIRECTIONS and word.stem not in GLUE]


@lru_cache(maxsize=4_096)
def claim_of(text: str) -> Claim:
    """Read `text`."""
    tokens = [token.lower().replace("’", "'") for token in TOKEN.findall(text)]
    words: list[Word] = []
    numbers: set[tuple[str, str]] = set()
    negating = 0
    for index, token in enumerate(tokens):
        if not token[0].isalnum() and token != "%":
            negating = 0
            continue
        if token in NEGATIONS or token.endswith("n't"):
            negating = 2  # its scope: the next two words that carry meaning
            continue
        value = _number(token, tokens[index + 1] if index + 1 < len(tokens) else "")
        if value is not None:
            numbers.add((value, _unit(tokens[index + 1 :])))
            words.append(Word(value))
        elif token not in FUNCTION:
            root = stem(token.removesuffix("'s"))
            direction = token in DIRECTIONS
            words.append(Word(token if direction else root, negating > 0 and not direction))
            negating -= not direction
    present = set(tokens)
    return Claim(
        tuple(words),
        frozenset(numbers),
        frozenset(match.strip("`.,;:") for match in VERBATIM.findall(text)),
        bool(present & CONDITIONS),
        bool(present & WEAKENERS),
        frozenset(
            (ALL.get(token, token), _unit(tokens[index + 1 :]))
            for index, token in enumerate(tokens)
            if token in STRENGTHENERS
        ),
        frozenset(BOUNDS.findall(" ".join(tokens))),
        bool(CAUSES.search(" ".join(tokens))),
    )


def _number(token: str, after: str) -> str | None:
    if token[0].isdigit():
        plain = token.replace(",", "").rstrip(".")
        if after == "k":
            return f"{float(plain) * 1000:g}"
        return f"{float(plain):g}" if plain.count(".") <= 1 else plain
    return NUMBERS.get(token)


def _unit(after: list[str]) -> str:
    """Return the stem of what is counted: the first word after a number that carries meaning."""
    for token in after[:3]:
        if not token[0].isalnum() and token != "%":
            break
        if token in ("k", "of", "the", "more"):
            continue
        if token == "%" or token not in FUNCTION:
            return "%" if token in ("%", "percent") else stem(token)
        break
    return ""


def clauses_of(text: str) -> list[str]:
    """Return the clauses of `text`, split at punctuation and conjunctions."""
    return [clause for part in CLAUSES.split(text) if (clause := part.strip())]


def subjects_of(text: str) -> list[list[str]]:
    """Return the content of each clause, its subject first: in "…, which waits" that is the word before "which"."""
    clauses: list[list[str]] = []
    start = 0
    for match in (*CLAUSES.finditer(text), None):
        content = claim_of(text[start : match.start()] if match else text[start:]).content
        relative = RELATIVE.match(text, start)
        if content:
            clauses.append([clauses[-1][-1], *content] if relative and clauses else content)
        start = match.end() if match else start
    return clauses


def widest_gap(mine: list[str], theirs: list[str]) -> int:
    """Return the largest number of words that stand in `theirs` between two that are neighbours in `mine`."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(theirs):
        places.setdefault(word, []).append(place)
    gaps = [
        min(abs(after - before) for before in places[one] for after in places[other])
        for one, other in pairwise(word for word in mine if word in places)
        if one != other
    ]
    return max(gaps, default=1) - 1


def out_of_order(mine: list[str], theirs: list[str]) -> int:
    """Return how many of `mine` that are in `theirs` stand in another order there (all less the longest common run)."""
    known = set(theirs)
    shared = [item for item in mine if item in known]
    row = [0] * (len(theirs) + 1)
    for item in shared:
        corner = 0
        for index, other in enumerate(theirs, 1):
            above = row[index]
            row[index] = corner + 1 if item == other else max(row[index], row[index - 1])
            corner = above
    return len(shared) - row[-1]


@lru_cache(maxsize=1)
def opposites() -> frozenset[tuple[str, str]]:
    """Return pairs of stems that mean the opposite, both ways round."""
    pairs = [[word if word in DIRECTIONS else stem(word) for word in pair.split()] for pair in ANTONYMS.split(",")]
    return frozenset((one, other) for one, other in pairs) | frozenset((other, one) for one, other in pairs)
