"""What the log of visits teaches an owner: what had no answer, what is read, and whether answers get better."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from content.loader import Portfolio
from engine.keep.visits import Asked, Read
from engine.language.language import Language, language_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

Embed = Callable[[Sequence[str]], "Vectors"]
"""Turns texts into normalised sentence vectors, shape (texts, dimensions)."""

SAME = 0.5
"""Cosine from which a question belongs to a group. Measured with all-MiniLM-L6-v2 on 22 questions in ten themes: at .5
they came out right; at .55 "What is your hourly rate?" left "What do you cost?"."""
_MOST = 5_000
"""How many unanswered questions are grouped, the newest ones: 5,000 vectors of 384 floats are 8 MB."""
RECENT_WEEKS = 4
_ENOUGH = 10
"""How many questions each side of a comparison needs before a change is more than chance."""
CHANGE = 0.1
"""A share that moved by less than this is not worth a sentence."""

EDGE = ".,;:!?()[]{}\"'“”‘’…"
NUMBERS = ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions that mean the same, most typical first; `word` is what most hold and the portfolio never says."""

    questions: tuple[str, ...]
    count: int
    last: date
    word: str = ""

    @property
    def sentence(self) -> str:
        """What to tell the owner about it."""
        times = _times(self.count)
        if self.word:
            return f"You were asked {times} about {self.word} and have no word on it."
        return f"You were asked {times}, in one way or another: “{self.questions[0]}”"


@dataclass(frozen=True, slots=True)
class Week:
    """How a week's questions were answered. Shares are fractions; None where there is nothing to divide by."""

    first: date
    asked: int
    answered: float
    withheld: float | None
    confidence: float | None
    seconds: float


def unanswered(asked: Iterable[Asked]) -> list[Asked]:
    """Return the questions that the portfolio had no answer to."""
    return [item for item in asked if item.kind in ("near", "not-in-portfolio")]


def themes_of(asked: Sequence[Asked], embed: Embed, portfolio: Portfolio) -> list[Theme]:
    """Group questions by meaning; the most asked theme first, then the latest."""
    kept = list(asked)[-_MOST:]
    if not kept:
        return []
    counted = Counter(item.question for item in kept)
    last = {item.question: item.day for item in sorted(kept, key=lambda item: item.day)}
    questions = [question for question, _ in counted.most_common()]
    language = language_of(portfolio)
    known = vocabulary_of(portfolio)
    themes = []
    for group in group_by_meaning(embed(questions)):
        texts = tuple(questions[index] for index in group)
        count = sum(counted[text] for text in texts)
        themes.append(
            Theme(texts, count, max(last[text] for text in texts), missing_word(texts, counted, known, language))
        )
    return sorted(themes, key=lambda theme: (-theme.count, -theme.last.toordinal()))


def group_by_meaning(vectors: Vectors, same: float = SAME) -> list[list[int]]:
    """Return groups of row numbers, each row in one group, the row nearest to a group's mean first.

    Each row joins the group whose mean is nearest, where that is near enough, or begins a new one. Then every row goes
    to its nearest mean once more, since early rows met unfinished groups.
    """
    import numpy as np

    sums: list[Vectors] = []
    for row in vectors:
        scores = [float(row @ total / np.linalg.norm(total)) for total in sums]
        best = int(np.argmax(scores)) if scores else -1
        if best >= 0 and scores[best] >= same:
            sums[best] = sums[best] + row
        else:
            sums.append(row.copy())
    means = np.stack([total / np.linalg.norm(total) for total in sums])
    scores_of = vectors @ means.T
    nearest = scores_of.argmax(axis=1)
    groups: list[list[int]] = []
    for group in range(len(means)):
        rows = [int(row) for row in np.flatnonzero(nearest == group)]
        groups.append(sorted(rows, key=lambda row: -float(scores_of[row, group])))
    return [group for group in groups if group]


def missing_word(questions: Sequence[str], counted: Counter[str], known: frozenset[str], language: Language) -> str:
    """Return the word that most of the questions hold and the portfolio never says, or an empty text."""
    total = sum(counted[question] for question in questions)
    asking = language.words("asking")
    holders: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for question in questions:
        for word in {word.strip(EDGE): None for word in question.split()}:
            terms = [term for term in language.terms_of(word) if term not in asking and word.lower() not in asking]
            if terms and not known.intersection(terms):
                holders[" ".join(terms)] += counted[question]
                spelled.setdefault(" ".join(terms), Counter())[word] += counted[question]
    if not holders:
        return ""
    terms_held, count = max(holders.items(), key=lambda item: (item[1], len(item[0])))
    return spelled[terms_held].most_common(1)[0][0] if count * 2 > total else ""


def vocabulary_of(portfolio: Portfolio) -> frozenset[str]:
    """Return every term of the portfolio."""
    terms_of, terms = language_of(portfolio).terms_of, set[str]()
    for document in portfolio.documents:
        terms.update(terms_of("\n".join((document.title, *document.tags))))
        for section in document.sections:
            terms.update(terms_of(f"{section.title}\n{section.text}"))
    return frozenset(terms)


def weeks_of(asked: Iterable[Asked]) -> list[Week]:
    """Return how the questions of each week were answered, oldest week first. A week begins on Monday."""
    by_week: dict[date, list[Asked]] = {}
    for item in asked:
        by_week.setdefault(item.day - timedelta(days=item.day.weekday()), []).append(item)
    return [_week(first, items) for first, items in sorted(by_week.items())]


def drift_of(asked: Sequence[Asked], today: date) -> list[str]:
    """Return sentences about what has changed in the last four weeks, against all weeks before."""
    start = today - timedelta(weeks=RECENT_WEEKS)
    before = [item for item in asked if item.day < start]
    recent = [item for item in asked if item.day >= start]
    if min(len(before), len(recent)) < _ENOUGH:
        return []
    old, new = _week(start, before), _week(start, recent)
    sentences = [_moved("The share of questions with an answer", old.answered, new.answered)]
    sentences.append(_moved("The share of sentences withheld", old.withheld, new.withheld))
    sentences.append(_moved("The confidence of retrieval", old.confidence, new.confidence))
    return [sentence for sentence in sentences if sentence]


def reads_of(reads: Iterable[Read], portfolio: Portfolio) -> list[tuple[str, int]]:
    """Return how often each place was opened, most first; documents that nobody opened end the list with 0."""
    counts: Counter[str] = Counter()
    for item in reads:
        counts[item.place] += item.count
    never = [path for path in portfolio.by_path if path not in counts]
    return [*counts.most_common(), *((path, 0) for path in never)] if counts else []


def _times(count: int) -> str:
    if count <= 2:
        return "once" if count == 1 else "twice"
    return f"{NUMBERS[count - 3] if count - 3 < len(NUMBERS) else count} times"


def _week(first: date, items: Sequence[Asked]) -> Week:
    sentences = sum(item.shown + item.withheld for item in items)
    confidences = [item.confidence for item in items if item.confidence is not None]
    return Week(
        first=first,
        asked=len(items),
        answered=1 - len(unanswered(items)) / len(items),
        withheld=sum(item.withheld for item in items) / sentences if sentences else None,
        confidence=statistics.fmean(confidences) if confidences else None,
        seconds=statistics.median(item.seconds for item in items),
    )


def _moved(what: str, old: float | None, new: float | None) -> str:
    if old is None or new is None or abs(new - old) < CHANGE:
        return ""
    return f"{what} {'rose' if new > old else 'fell'} from {old:.0%} to {new:.0%} in the last {RECENT_WEEKS} weeks."
