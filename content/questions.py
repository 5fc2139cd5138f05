"""questions.yaml: what visitors ask, and what a right answer holds. Optional in a pack; the evaluator reads it."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from content import schema
from content.blocks import plain_text
from content.limits import Limit
from content.links import parse_link
from content.loader import ASKS_FILE
from content.problems import ContentError, Problem
from content.source import Source, read_yaml
from content.validation import validated

if TYPE_CHECKING:
    from content.documents import Document
    from content.loader import Portfolio

FILE = "questions.yaml"
EXPECTED = "expected a document such as `work/my-study` or a section such as `work/my-study#problem`"

QuestionKind = Literal["personal", "technology", "people", "world", "absent-fact", "injection", "gibberish"]
Fraction = Annotated[float, Limit(0, 1)]
Alternatives = Annotated[tuple[schema.Text, ...], Limit(1)]


@dataclass(frozen=True, kw_only=True)
class Floors(schema.Model):
    """What a run has to reach, as fractions; `wrongly_abstains` and `unsupported` are ceilings, the rest floors."""

    hit_at_5: Fraction
    right_source: Fraction
    facts: Fraction
    abstains: Fraction
    wrongly_abstains: Fraction
    unsupported: Fraction


@dataclass(frozen=True, kw_only=True)
class Question(schema.Model):
    """One question. It names its sources and facts where the pack answers it, and its kind where it does not.

    Any of `sources` is right, a document standing for each of its sections. Of every inner list of `facts`, one
    string has to stand in the answer. What was asked `after` makes a conversation of it: those questions are asked
    first, oldest first, and their answers stand before this one.
    """

    ask: schema.Text
    after: tuple[schema.Text, ...] = ()
    answerable: bool = True
    kind: QuestionKind | None = None
    sources: tuple[schema.LinkText, ...] = ()
    facts: tuple[Alternatives, ...] = ()

    def __post_init__(self) -> None:
        if self.answerable and self.kind:
            raise ValueError("an answerable question has a `kind`: expected `answerable: false`, or no kind")
        if self.answerable and not (self.sources and self.facts):
            raise ValueError("an answerable question lacks `sources` or `facts`: expected both")
        if not self.answerable and (self.kind is None or self.sources or self.facts):
            raise ValueError("a question without an answer: expected a `kind`, and neither `sources` nor `facts`")

    @property
    def identity(self) -> str:
        """What tells it from every other question of its set."""
        return identity_of(self.ask, self.after)

    def facts_missing_from(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the facts of which `text` holds no alternative. Case does not count, nor how white space is broken."""
        text = _folded(text)
        return tuple(fact for fact in self.facts if not any(_folded(string) in text for string in fact))


@dataclass(frozen=True, kw_only=True)
class QuestionSet(schema.Model):
    """The questions of a pack, and the floors that end an evaluation with an exit code."""

    floors: Floors
    questions: Annotated[tuple[Question, ...], Limit(1)]

    @property
    def answerable(self) -> tuple[Question, ...]:
        """The questions that the pack answers."""
        return tuple(question for question in self.questions if question.answerable)

    @property
    def unanswerable(self) -> tuple[Question, ...]:
        """The questions that the pack does not answer."""
        return tuple(question for question in self.questions if not question.answerable)


def identity_of(ask: str, after: Sequence[str]) -> str:
    """Return what tells a question from every other: its words, behind those of the conversation before."""
    return " › ".join((*after, ask))


def load_questions(root: Path, portfolio: Portfolio) -> QuestionSet | None:
    """Read the question set of the pack in folder `root`, or return None where it has none.

    Raises what `read_questions` raises.
    """
    path = root / FILE
    return read_questions(path, portfolio) if path.is_file() else None


def read_questions(path: Path, portfolio: Portfolio) -> QuestionSet:
    """Read a file of questions on `portfolio`.

    Raises ContentError with every problem: bad YAML, missing, unknown or mistyped fields, a question that stands there
    twice or in asks.yaml, a source that is not in `portfolio`, and a fact that none of its question's sources holds.
    """
    source = read_yaml(path)
    found = validated(source, QuestionSet)
    checks = (_repeated(source, found), _given(source, found, portfolio), _dangling(source, found, portfolio))
    problems = [*itertools.chain.from_iterable(checks), *_unheld(source, found, portfolio)]
    if problems:
        raise ContentError(problems)
    return found


def source_text(link: str, portfolio: Portfolio) -> str | None:
    """Return the prose at `link` (a document or a section), as `plain_text` gives it; None where the link dangles."""
    document, _, anchor = link.partition("#")
    found = portfolio.document(document)
    if found is None:
        return None
    sections = [section for section in found.sections if not anchor or section.anchor == anchor]
    return "\n".join(plain_text(section.text) for section in sections) if sections else None


def _repeated(source: Source, found: QuestionSet) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, question in enumerate(found.questions):
        if (ask := _folded(question.identity)) in seen:
            at = ("questions", index, "ask")
            yield source.problem(at, "the question stands here twice", "expected each question once")
        seen.add(ask)


def _given(source: Source, found: QuestionSet, portfolio: Portfolio) -> Iterator[Problem]:
    """Yield the questions by which the search was taught: that they are found proves nothing."""
    taught = {_folded(ask).rstrip("?") for asks in portfolio.asks.values() for ask in asks}
    for index, question in enumerate(found.questions):
        if not question.after and _folded(question.ask).rstrip("?") in taught:
            wrong = f"the question stands in {ASKS_FILE}, too, so that it measures nothing"
            yield source.problem(("questions", index, "ask"), wrong, "expected it in other words")


def _dangling(source: Source, found: QuestionSet, portfolio: Portfolio) -> Iterator[Problem]:
    for index, question in enumerate(found.questions):
        for number, link in enumerate(question.sources):
            if source_text(link, portfolio) is None:
                wrong = f"the source `{link}` leads nowhere"
                yield source.problem(("questions", index, "sources", number), wrong, _nearest(link, portfolio))


def _unheld(source: Source, found: QuestionSet, portfolio: Portfolio) -> Iterator[Problem]:
    for index, question in enumerate(found.questions):
        texts = [source_text(link, portfolio) for link in question.sources]
        if None in texts:  # the source is already a problem
            continue
        for fact in question.facts_missing_from("\n".join(text or "" for text in texts)):
            wrong = f"the fact {' or '.join(f'`{string}`' for string in fact)} stands in none of the sources"
            at = ("questions", index, "facts", question.facts.index(fact))
            yield source.problem(at, wrong, "expected words that a right answer can quote")


def _nearest(link: str, portfolio: Portfolio) -> str:
    parsed = parse_link(link)
    document = portfolio.document(parsed) if parsed else None
    places: Iterable[str] = _sections(document) if document else portfolio.by_path
    near = difflib.get_close_matches(link, sorted(places), n=1, cutoff=0.5)
    return f"expected `{near[0]}`?" if near else EXPECTED


def _sections(document: Document) -> Iterator[str]:
    return (f"{document.path}#{section.anchor}" for section in document.sections if section.anchor)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
