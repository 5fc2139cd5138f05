"""False premises: "why did you put it into X?" where nothing speaks of X. What the portfolio does say corrects them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.events import Retrieved
from engine.language.numbers import numbers_in
from engine.retrieve.doubts import unmentioned_names, unmentioned_words
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import Question, read_question

_FEWEST_TERMS = 2
"""Terms that must be left of the question without its premise, so that there is something to search for."""


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes for granted and nothing says (`thing`, as it was typed), and what is found without it."""

    thing: str
    question: Question
    retrieved: Retrieved


def mistaken(question: Question, retrieved: Retrieved, retriever: Retriever, keep: int) -> Premise | None:
    """Return the premise that is mistaken where the passages for the rest of the question can correct it.

    It is one name that the portfolio never mentions, or one number that stands nowhere in it, in a question that asks
    why, how, when or where the owner did something; or any words that it never mentions, in one that asks why. Whether
    they did is another question, which is declined.
    """
    if not question.has("presupposing"):
        return None
    names, numbers = unmentioned_names(question, retriever.index), _unstated_numbers(question, retriever)
    if not names and not numbers and question.has("asks_why"):
        return _said_otherwise(question, retrieved, unmentioned_words(question, retriever.index))
    if len(names) + len(numbers) != 1:
        return None
    thing, rest, before = (*names, *numbers)[0], question, retrieved.confidence
    if names:
        rest = read_question(re.sub(rf"(?<!\w){re.escape(thing)}(?!\w)", "", question.mended), retriever.words)
        retrieved = retriever.retrieve(rest, keep)
    found = retrieved.answerable or (retrieved.near and not names)
    if len(rest.own_terms) < _FEWEST_TERMS or not found:
        return None
    return _corrected(thing, rest, replace(retrieved, confidence=before))


def _said_otherwise(question: Question, retrieved: Retrieved, words: Sequence[str]) -> Premise | None:
    """Return the premise that lies in `words`, of which those side by side at the first one are told."""
    known = len(question.own_terms) - len(words)
    if not words or known < 1 or not (retrieved.answerable or retrieved.near):
        return None
    thing = words[0]
    for word in words[1:]:
        if f"{thing} {word}" in question.mended.lower():
            thing = f"{thing} {word}"
    return _corrected(thing, question, retrieved)


def _corrected(thing: str, question: Question, retrieved: Retrieved) -> Premise:
    reason = f"the portfolio says nothing of “{thing}”, but of what else is asked"
    return Premise(thing, question, replace(retrieved, answerable=False, near=True, reason=reason))


def _unstated_numbers(question: Question, retriever: Retriever) -> list[str]:
    """Return the numbers of `question`, as typed, that no passage holds; of one that is held, what it counts ("40
    brokers") where no passage holds both.
    """
    language = question.language
    asked = numbers_in(question.alone, language)
    if not asked:
        return []
    stated = [set(numbers_in(passage.text, language).values()) for passage in retriever.index.passages]
    found = []
    for typed, value in asked.items():
        holders = {number for number, values in enumerate(stated) if value in values}
        counted = _counted(typed, question)
        if not holders:
            found.append(typed)
        elif counted and holders.isdisjoint(retriever.index.lexical.holders(language.stem(counted)).tolist()):
            found.append(f"{typed} {counted}")
    return found


def _counted(number: str, question: Question) -> str:
    """Return the word right behind `number`, where it names a thing that the portfolio speaks of."""
    match = re.search(rf"(?<!\w){re.escape(number)} (\w+)", question.alone)
    word = match[1].lower() if match else ""
    return word if question.language.terms_of(word) else ""
