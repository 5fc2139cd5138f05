"""Which questions are offered: those of the pack that are near to what was asked, and were not asked yet."""

from __future__ import annotations

from collections.abc import Sequence

from content.loader import Portfolio
from engine.events import Answer
from engine.language.language import language_of

OFFERED = 3


def follow_ups(portfolio: Portfolio, asked: Sequence[str], answer: Answer | None, count: int = OFFERED) -> list[str]:
    """Return up to `count` questions. After an answer, those come first that share words with what it was made of.

    Words that many of the questions hold say little, so a word weighs the less the more of them hold it.
    """
    done = {_key(question) for question in asked}
    questions = [question for question in offered(portfolio) if _key(question) not in done]
    if answer is None:
        return questions[:count]
    terms_of = language_of(portfolio).terms_of
    terms = {question: set(terms_of(question)) for question in questions}
    about = set(terms_of(" ".join([answer.text, *(f"{c.title} {c.section} {c.text}" for c in answer.citations)])))
    holding = {term: sum(term in other for other in terms.values()) for term in about}

    def nearness(question: str) -> float:
        return sum(1 / holding[term] for term in terms[question] & about)

    return sorted(questions, key=lambda question: -nearness(question))[:count]


def tell_more(portfolio: Portfolio) -> str:
    """Return what asks for more of the answer before, in the language of the pack."""
    return language_of(portfolio).says("tell_more")


def offered(portfolio: Portfolio) -> list[str]:
    """Return every question that the pack itself names: the suggested ones, then one for each hiring answer."""
    hiring = [answer.asks[0] for answer in portfolio.hiring]
    return list(dict.fromkeys([*portfolio.profile.suggested_questions, *hiring]))


def _key(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?!. ")
