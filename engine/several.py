"""Several questions in one: each is answered by itself, under its own words, and all of them are one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from content.loader import Portfolio
from engine.compose.structure import structure_says
from engine.events import (
    Answer,
    AnswerKind,
    Candidate,
    Event,
    NextStep,
    Passage,
    Retrieved,
    Sentence,
    Shape,
    Turn,
)  # fmt: skip
from engine.language.language import Language, language_of
from engine.next_steps import CONTACT
from engine.stream.citing import cited_places
from engine.tokenize.asked import Inquiry
from engine.tokenize.conversation import reply_to
from engine.tokenize.follow_up import LEANING_SHARE, topic_share

MOST_ANSWERED = 4
"""Questions of one text that are answered; of more, the answer's notice says so."""
_STEPS = 2
_KINDS: tuple[AnswerKind, ...] = ("stopped", "answer", "fallback", "near", "navigation", "not-in-portfolio")
"""Of the kinds of several answers, the first that there is tells what all of them are."""
_UNANSWERED: tuple[AnswerKind, ...] = ("near", "not-in-portfolio")
_REASON = "each question is searched for by itself"


@dataclass(frozen=True, slots=True)
class OneOfSeveral:
    """One of several questions, what was retrieved for it, and its answer."""

    question: str
    retrieved: Retrieved | None
    answer: Answer


def worth_asking(questions: Sequence[str], portfolio: Portfolio, model: str) -> tuple[str, ...]:
    """Return those of `questions` to which the portfolio says something, by whatever `model`; all where none is."""
    language = language_of(portfolio)

    def is_more(question: str) -> bool:
        reply = reply_to(question, portfolio, model)
        if reply is None or reply.kind != "small-talk" or reply.about:
            return True
        return bool(structure_says(question, portfolio, language)[0])

    return tuple(filter(is_more, questions)) or tuple(questions)


def parts_of(
    asked: Inquiry,
    history: Sequence[Turn],
    language: Language,
    answered: Callable[[str, Sequence[Turn]], Iterator[Event]],
) -> list[OneOfSeveral]:
    """Return the answers to the first questions of a text, each by `answered` from the question and the turns before.

    What the text tells goes with each of them. One that points at the question before ("and how does it fail?") is a
    follow-up of it, and not answered without it: what it points at is not here. Small talk is left out.
    """
    parts, turns = list[OneOfSeveral](), list(history)
    for question in asked.questions[:MOST_ANSWERED]:
        leans = bool(parts) and topic_share(question, turns, language) >= LEANING_SHARE
        if leans and parts[-1].answer.kind in _UNANSWERED:
            parts[-1] = replace(parts[-1], question=f"{parts[-1].question} {question[:1].upper()}{question[1:]}")
            continue
        text = question if leans or not asked.told else f"{asked.told} {question}"
        part = _part_of(question, list(answered(text, turns if leans else history)))
        parts.append(part)
        turns = [*history, Turn.of(question, part.answer)]
    return [part for part in parts if part.answer.kind != "small-talk"] or parts


def _part_of(question: str, events: Sequence[Event]) -> OneOfSeveral:
    """Return what was retrieved and answered in the events of one question."""
    answer = next(event for event in reversed(events) if isinstance(event, Answer))
    return OneOfSeveral(question, next((event for event in events if isinstance(event, Retrieved)), None), answer)


def retrieved_for(parts: Sequence[OneOfSeveral]) -> Retrieved | None:
    """Return all that the answers cite as what was retrieved, kept in this order; None where nothing was searched."""
    found = [part.retrieved for part in parts if part.retrieved]
    if not found:
        return None
    cited = {_place(passage): passage for part in parts for passage in _cited(part)}
    candidates = tuple(Candidate(passage, None, None, 0.0, None, kept=True) for passage in cited.values())
    beside = (item for one in found for item in one.candidates if _place(item.passage) not in cited)
    return replace(
        found[0],
        candidates=(*candidates, *(replace(item, kept=False) for item in beside)),
        answerable=any(one.answerable for one in found),
        confidence=max(one.confidence for one in found),
        reason=_REASON,
        seconds=sum(one.seconds for one in found),
        near=any(one.near for one in found),
        related=any(one.related for one in found),
    )


def sentences_for(parts: Sequence[OneOfSeveral], kept: Sequence[Passage], language: Language) -> Iterator[Sentence]:
    """Yield each question as a heading and what answers it, once, from the passages in `kept`."""
    numbers = {_place(passage): number for number, passage in enumerate(kept, 1)}
    said = set[str]()
    for part in parts:
        if len(parts) > 1:
            yield _by_itself(f"{part.question[:1].upper()}{part.question[1:]}", Shape("heading"))
        shown = [sentence for sentence in part.answer.sentences if sentence.shown]
        refused = len(parts) > 1 and part.answer.kind == "not-in-portfolio"  # the rest is said by the next step
        new = [one for one in (shown[:1] if refused else shown) if not one.quoted or one.text not in said]
        if not new:
            new = [_by_itself(language.says("all_said"), Shape())]
        for sentence in new:
            passages = part.retrieved.kept if part.retrieved else ()
            places = (numbers.get(_place(passages[number - 1])) for number in sentence.passages)
            yield replace(sentence, passages=tuple(place for place in places if place))
        said |= {sentence.text for sentence in new}


def kind_of(parts: Sequence[OneOfSeveral]) -> AnswerKind:
    """Return what kind of answer several are together."""
    kinds = {part.answer.kind for part in parts}
    return next((kind for kind in _KINDS if kind in kinds), parts[0].answer.kind)


def steps_after(parts: Sequence[OneOfSeveral]) -> tuple[NextStep, ...]:
    """Return the next steps of the answers, those of the first in front; the contact where one was refused."""
    found = dict.fromkeys(step for part in parts for step in part.answer.next_steps)
    refused = any(part.answer.kind == "not-in-portfolio" for part in parts)
    return (*[step for step in found if step != CONTACT][: _STEPS - refused], *([CONTACT] if refused else []))


def _by_itself(text: str, shape: Shape) -> Sentence:
    return Sentence(text, True, (), 1.0, "said by the assistant itself", 0.0, shape=shape)


def _cited(part: OneOfSeveral) -> list[Passage]:
    kept = part.retrieved.kept if part.retrieved else ()
    return [kept[place - 1] for place in cited_places(part.answer.sentences).values()]


def _place(passage: Passage) -> tuple[str, str]:
    """What tells passages of several searches apart: those told from the structure have numbers of their own."""
    return passage.link, passage.text
