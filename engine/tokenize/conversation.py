"""What is no question about the content: greetings, thanks, the assistant itself, a wish to see a place.

Rules, because they must be certain: who asks about the work must never be greeted instead. Every reply leads on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from content.loader import Portfolio
from content.site_map import SCREENS
from engine.events import AnswerKind, NextStep
from engine.language.language import FormName, Language, language_of
from engine.tokenize.naming import documents_named


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that needs neither passages nor a model. What the pack itself says to `about` may be quoted with it."""

    kind: AnswerKind
    sentences: tuple[str, ...]
    next_steps: tuple[NextStep, ...]
    about: str = ""


def reply_to(question: str, portfolio: Portfolio, model: str) -> Reply | None:
    """Return the reply to small talk, a question on the assistant, or a wish to see a place; None for a question.

    `model` names the language model, or is `none`.
    """
    language = language_of(portfolio)
    said = in_words(question)
    bare = past_opening(said, language)

    def has(form: FormName, *texts: str) -> bool:
        return any(language.form(form).search(text) for whole in texts for text in before_closings(whole, language))

    if has("how_are_you", said, bare):
        return _small_talk(language.says("always_the_same"), *_invitation(portfolio, language), steps=_ways(portfolio))
    if has("who_is_there", said, bare):
        said_of = _small_talk(*_who(portfolio, model, language), steps=_ways(portfolio))
        return replace(said_of, about=language.says("about_person"))
    if has("whose", said, bare):
        return _small_talk(_whose(portfolio, language), *_owner(portfolio, language), steps=_ways(portfolio))
    if has("this_site", said, bare):
        this = _whose(portfolio, language) if portfolio.profile.name else language.says("a_portfolio")
        told = (*_owner(portfolio, language), *_topics(portfolio, language))
        return _small_talk(this, *told, steps=_ways(portfolio))
    if has("which_model", said, bare):
        steps = (_to("pipeline"), _to("contact"))
        return replace(_small_talk(*_which(model, language), steps=steps), about=language.says("about_model"))
    if has("asking", said, bare):
        return _small_talk(*_topics(portfolio, language), steps=_ways(portfolio))
    if has("thanks", said):
        return _leaving(language.says("welcome"), portfolio)
    if has("goodbye", said, bare):
        return _leaving(language.says("goodbye"), portfolio)
    if has("quitting", said):
        return _small_talk(language.says("quitting"), _example(portfolio, language, 3), steps=_ways(portfolio))
    if not said or has("stray", said):
        return _small_talk(language.says("stray"), _example(portfolio, language, 3), steps=_ways(portfolio))
    if not bare or has("greeting", said, bare):
        return _small_talk(language.says("hello"), *_invitation(portfolio, language), steps=_ways(portfolio))
    return _navigation(bare, portfolio, language)


def in_words(text: str) -> str:
    """Return the words of `text` in lower case, without the marks between them."""
    words = re.sub(r"[^\w'’\s-]", " ", text.lower()).replace("’", "'").split()
    return " ".join(word for word in words if word.strip("-"))


def ways_to_read(text: str, language: Language) -> list[str]:
    """Return the words of `text` as they stand, and without what stands in front of and behind what is meant."""
    said = in_words(text)
    return [way for start in (said, past_opening(said, language)) for way in before_closings(start, language)]


def named_in(match: re.Match[str]) -> str:
    """Return what a form reads by name, in whichever of its ways to say it; "" where that is nothing."""
    return next((value for value in match.groupdict().values() if value), "")


def named_by(form: FormName, text: str, language: Language) -> Iterator[str]:
    """Yield what each way to read `text` names by a form that it has."""
    yield from map(named_in, filter(None, map(language.form(form).search, ways_to_read(text, language))))


def has_any(forms: Sequence[FormName], text: str, language: Language) -> bool:
    """Return whether `text`, in some way to read it, has one of these forms."""
    return any(language.form(form).search(way) for way in ways_to_read(text, language) for form in forms)


def past_opening(said: str, language: Language) -> str:
    """Return what was said without what stands in front of what is meant."""
    while match := language.form("pleasantry").search(said):
        said = said[match.end() :].lstrip(" ,.!")
    return said


def before_closings(said: str, language: Language) -> Iterator[str]:
    """Yield what was said, and the same without each thing that stands behind what is meant."""
    yield said
    while match := language.form("closing").search(said):
        said = said[: match.start()].rstrip()
        yield said


def _leaving(sentence: str, portfolio: Portfolio) -> Reply:
    return _small_talk(sentence, portfolio.profile.contact.text, steps=(_to("contact"),))


def _small_talk(*sentences: str, steps: tuple[NextStep, ...]) -> Reply:
    said = tuple(sentence for sentence in sentences if sentence)
    return Reply("small-talk", said, steps)


def _ways(portfolio: Portfolio) -> tuple[NextStep, ...]:
    """Return two rooms to look at first: of those that there are, the first in this order."""
    return tuple(_to(screen) for screen in ("work", "services", "essays", "contact") if portfolio.has(screen))[:2]


def _to(screen: str) -> NextStep:
    return NextStep(screen, SCREENS[screen].title)


def _invitation(portfolio: Portfolio, language: Language) -> tuple[str, ...]:
    return (portfolio.profile.subheadline, _example(portfolio, language, 1))


def _topics(portfolio: Portfolio, language: Language) -> tuple[str, ...]:
    whole = all(portfolio.has(screen) for screen in SCREENS) and portfolio.case_studies and portfolio.pipeline.stages
    shown = portfolio.case_studies if whole else (*portfolio.case_studies, *portfolio.projects, *portfolio.essays)
    titles = ", ".join(language.says("quoted", title=item.title) for item in shown)
    topics = language.says("topics", studies=titles) if whole else language.says("topics_here", titles=titles)
    return (topics if titles else "", _example(portfolio, language, 3))


def _example(portfolio: Portfolio, language: Language, count: int) -> str:
    asks = " ".join(portfolio.profile.suggested_questions[:count])
    return language.says("for_example", questions=asks) if asks else ""


def _who(portfolio: Portfolio, model: str, language: Language) -> tuple[str, ...]:
    name = portfolio.profile.name
    whose = language.says("portfolio_of", name=name) if name else language.says("this_portfolio")
    return (
        language.says("assistant_of", whose=whose),
        language.says("own_words"),
        *_which(model, language)[:1],
        *_owner(portfolio, language),
    )


def _whose(portfolio: Portfolio, language: Language) -> str:
    name = portfolio.profile.name
    return language.says("owned_by", name=name) if name else language.says("unnamed")


def _owner(portfolio: Portfolio, language: Language) -> tuple[str, ...]:
    does = portfolio.profile.what_i_do.text
    return (language.says("about_owner", text=does),) if does else ()


def _which(model: str, language: Language) -> tuple[str, ...]:
    if model == "none":
        return (language.says("no_model"),)
    return (language.says("model", model=model), language.says("checked"))


def _navigation(said: str, portfolio: Portfolio, language: Language) -> Reply | None:
    match = language.form("wish").search(said)
    if match is None:
        return None
    named = [word for word in said[match.end() :].split() if word not in language.words("fillers")]
    places = {" ".join(map(language.stem, name.split())): link for name, link in language.table("places").items()}
    link = places.get(" ".join(map(language.stem, named)))
    if link is not None:
        step = _to(link)
        return Reply("navigation", (f"{step.label}: {_about(link, portfolio)}",), (step,))
    found = documents_named(" ".join(named), portfolio, language)
    if not found:
        return None
    document = found[0].document
    return Reply("navigation", (f"{document.title}: {document.summary}",), (NextStep(document.path, document.title),))


def _about(screen: str, portfolio: Portfolio) -> str:
    heading = portfolio.heading(screen)
    return heading.title if screen == "work" else heading.text or heading.title


def not_directly(language: Language) -> tuple[str, ...]:
    """Return what is said in front of the nearest sentence where the portfolio does not answer."""
    return (language.says("not_directly"),)


def corrected(premise: str, language: Language) -> tuple[str, ...]:
    """Return what is said in front of what the portfolio says instead of a thing that was taken for granted."""
    return (language.says("nothing_of", thing=premise),)


def not_in_portfolio(near: Sequence[NextStep], language: Language) -> tuple[str, ...]:
    """Return what is said where the portfolio does not answer."""
    places = language.says("and").join(language.says("quoted", title=step.label) for step in near)
    nearest = (language.says("nearest", places=places),) if near else ()
    return (language.says("not_said"), *nearest, language.says("ask_in_a_message"))
