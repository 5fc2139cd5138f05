"""What is no question about the content: greetings, thanks, the assistant itself, a wish to see a place; follow-ups.

Rules, because they must be certain: who asks about the work must never be greeted instead. Every reply leads on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from content.loader import Portfolio
from engine.events import AnswerKind, NextStep, Turn
from engine.language.language import Language, language_of
from engine.language.words import words_of

OPENING = re.compile(
    r"^(?:(?:ok|okay|well|so|hi|hello|hey|there|please|and|again|good (?:morning|day|evening))\b[\s,.!]*)+",
    re.IGNORECASE,
)
"""What may stand in front of what is meant."""
CLOSING = r"(?: (?:then|please|exactly|today|there|again|all|everyone|to you|so much|very much|a lot|a bunch|for now))*"

GREETING = r"(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|hallo|hola|moin|salut|ciao)"
THANKS = (
    r"(?:(?:thanks|thank you|thx|ty|cheers|great|cool|nice|perfect|awesome|got it|good|ok|okay|wonderful|excellent"
    r"|merci|danke) ?)+(?: ?\b(?:for|that|this|your|the|help|helps|was|is|very|helpful|answers?|useful|great|it|you))*"
)
GOODBYE = r"(?:bye|goodbye|bye bye|see you|see ya|farewell|good night|ciao|cya)(?: (?:later|soon))?"
HOW_ARE_YOU = r"(?:how are you(?: doing)?|how(?: is|'s) it going|what's up|sup|how do you do)"
ASKING = (
    r"(?:what (?:can|could|should|may) i ask(?: (?:you|here|about))*|help(?: me)?"
    r"|what (?:can|do) you (?:do|answer|know)(?: about| here)?|what(?: is|'s) (?:this|in here)|what can you tell me"
    r"|how (?:can|do) (?:you help(?: me)?|i use (?:this|it|you))|where (?:do|should|can) i (?:start|begin)"
    r"|give me (?:a tour|an overview))"
)
WHO = (
    r"(?:(?:who|what) (?:are|r) (?:you|u)|are you (?:an? )?(?:real )?(?:human|person|bot|robot|ai|machine|program"
    r"|chat ?bot|llm|chatgpt)(?: or (?:an? )?\w+)?|am i (?:talking|speaking|chatting) (?:to|with) (?:an? )?.{1,30}"
    r"|what (?:kind|sort) of (?:bot|assistant|ai) are you|is this (?:an? )?(?:ai|bot|chat ?bot|llm|real person|chatgpt)"
    r"|introduce yourself)"
)
MODEL = (
    r"(?:(?:which|what) (?:language |ai )?(?:model|llm|ai)(?: (?:is|are|do|does|this|you|it|using|use|running|behind"
    r"|here|the|assistant|powers?|runs?|on|that|answers?|me))+"
    r"|what (?:are you|is this) (?:running|powered|based) (?:on|by))"
)
ABOUT_PERSON = "Is a chatbot or a person behind this, who writes the answers?"
ABOUT_MODEL = "Which model does the assistant use, and where does it run?"
"""What is looked up in the pack for the two questions above, in whichever words they came."""
SHOW = re.compile(
    r"(?:can you |could you |i (?:want|would like|'d like) to (?=see|read|open))?(?:show(?: me)?|open|go to|goto"
    r"|take me to|bring me to|navigate to|jump to|let me (?:see|read)|see|read|view|display"
    r"|where (?:is|are|do i find|can i (?:find|see|read))) (?P<what>.+)"
)
FILLERS = frozenset(
    "the your a an me my screen page section please all tab view list of on about".split()  # noqa: SIM905
)
KINDS = {
    "essay": "essay", "article": "essay", "case": "case-study", "study": "case-study", "project": "project",
    "service": "service",
}  # fmt: skip
"""Words that say which kind of document somebody wants to see."""

SCREENS: dict[str, tuple[str, str]] = {
    "home": ("home", "Home"),
    "start": ("home", "Home"),
    "service": ("services", "Services"),
    "offer": ("services", "Services"),
    "topology": ("topology", "Topology"),
    "diagram": ("topology", "Topology"),
    "architecture diagram": ("topology", "Topology"),
    "pipeline": ("pipeline", "Pipeline"),
    "trace": ("pipeline", "Pipeline"),
    "work": ("work", "Work"),
    "case study": ("work", "Work"),
    "project": ("work", "Work"),
    "portfolio": ("work", "Work"),
    "essay": ("essays", "Essays"),
    "article": ("essays", "Essays"),
    "blog": ("essays", "Essays"),
    "blog post": ("essays", "Essays"),
    "writing": ("essays", "Essays"),
    "contact": ("contact", "Contact"),
    "contact form": ("contact", "Contact"),
}
"""What visitors call the screens, without plural and article."""

LEANING = re.compile(r"\b(?:it|its|that|this|they|them|their|those|these|he|she|one|there|same)\b", re.IGNORECASE)
CONNECTING = re.compile(r"^(?:and|but|so|or|also|then|what about|how about|what else|more)\b[\s,]*", re.I)
CONTINUING = re.compile(r"^(?:why|how so|how come|when|where)\b", re.I)
FEW_TERMS = 4
"""A question with more terms of its own needs no other to be understood."""


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
    said = " ".join(re.sub(r"[^\w'’\s-]", " ", question.lower()).replace("’", "'").split())
    bare = OPENING.sub("", f"{said} ").strip()
    if _is(HOW_ARE_YOU, said, bare):
        return _small_talk("I am a program, so I am always the same.", *_invitation(portfolio))
    if _is(WHO, said, bare):
        return replace(_small_talk(*_who(portfolio, model)), about=ABOUT_PERSON)
    if _is(MODEL, said, bare):
        steps = (_to("pipeline", "Pipeline"), _to("contact", "Contact"))
        return replace(_small_talk(*_which(model), steps=steps), about=ABOUT_MODEL)
    if _is(ASKING, said, bare):
        return _small_talk(*_topics(portfolio))
    if _is(THANKS, said):
        return _small_talk("You are welcome.", portfolio.profile.contact.text, steps=(_to("contact", "Contact"),))
    if _is(GOODBYE, said, bare):
        return _small_talk("Goodbye.", portfolio.profile.contact.text, steps=(_to("contact", "Contact"),))
    if not bare or _is(GREETING, said, bare):
        return _small_talk("Hello.", *_invitation(portfolio))
    return _navigation(bare, portfolio)


def _is(pattern: str, *texts: str) -> bool:
    return any(re.fullmatch(pattern + CLOSING, text) for text in texts)


def _small_talk(*sentences: str, steps: tuple[NextStep, ...] = ()) -> Reply:
    said = tuple(sentence for sentence in sentences if sentence)
    return Reply("small-talk", said, steps or (_to("work", "Work"), _to("services", "Services")))


def _to(link: str, label: str) -> NextStep:
    return NextStep(link, label)


def _invitation(portfolio: Portfolio) -> tuple[str, ...]:
    asks = portfolio.profile.suggested_questions
    return (portfolio.profile.subheadline, f"For example: {asks[0]}")


def _topics(portfolio: Portfolio) -> tuple[str, ...]:
    profile = portfolio.profile
    studies = ", ".join(f"“{study.title}”" for study in portfolio.case_studies)
    return (
        f"You can ask about the case studies ({studies}), the essays, the services, the topology and the pipeline, "
        "and about hiring and working together.",
        f"For example: {' '.join(profile.suggested_questions[:3])}",
    )


def _who(portfolio: Portfolio, model: str) -> tuple[str, ...]:
    whose = f"{portfolio.profile.name}'s portfolio" if portfolio.profile.name else "this portfolio"
    return (
        f"I am the assistant of {whose}: a program, not a person.",
        "I answer only from the portfolio's own words, and I say so when it does not hold an answer.",
        *_which(model)[:1],
        portfolio.profile.what_i_do.text and f"About the engineer: {portfolio.profile.what_i_do.text}",
    )


def _which(model: str) -> tuple[str, ...]:
    if model == "none":
        return ("No language model is in use: answers are the portfolio's own sentences, quoted.",)
    return (
        f"The language model is {model}, run by llama.cpp on the machine that runs this portfolio.",
        "Each sentence is checked against the portfolio before it counts as said.",
    )


def _navigation(said: str, portfolio: Portfolio) -> Reply | None:
    match = SHOW.fullmatch(said)
    if match is None:
        return None
    terms_of = language_of(portfolio).terms_of
    words = [word for word in match["what"].split() if word not in FILLERS]
    screen = SCREENS.get(" ".join(words)) or SCREENS.get(" ".join(_singular(word) for word in words))
    if screen is not None:
        link, label = screen
        return Reply("navigation", (f"{label}: {_about(link, portfolio)}",), (_to(link, label),))
    kinds = {kind for word in words if (kind := KINDS.get(_singular(word)))}
    wanted = {term for word in words if _singular(word) not in KINDS for term in terms_of(word)}
    found = [
        (len(wanted) / len(terms), document)
        for document in portfolio.documents
        if (not kinds or document.kind in kinds)
        and wanted
        and wanted <= (terms := set(terms_of(f"{document.title} {document.path.replace('/', ' ')}")))
    ]
    if not found:
        return None
    document = max(found, key=lambda pair: pair[0])[1]
    return Reply("navigation", (f"{document.title}: {document.summary}",), (_to(document.path, document.title),))


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _about(screen: str, portfolio: Portfolio) -> str:
    match screen:
        case "services":
            return portfolio.services.summary
        case "topology":
            return portfolio.topology.summary
        case "pipeline":
            return portfolio.pipeline.summary
        case "work":
            return portfolio.profile.work.title
        case "essays":
            return portfolio.profile.essays.text or portfolio.profile.essays.title
        case "contact":
            return portfolio.profile.contact.text or portfolio.profile.contact.title
    return portfolio.profile.subheadline


def leans(question: str, history: Sequence[Turn], language: Language) -> bool:
    """Return whether `question` is a follow-up: it opens with a connection or a pronoun stands for its topic.

    After an answer about hiring it is not: "what does it cost?" then asks for the price, as it does by itself.
    """
    if not history or any(link.startswith("contact") for link in history[-1].links[:1]):
        return False
    few = len(language.terms_of(question)) <= FEW_TERMS
    leaning = CONNECTING.match(question) or LEANING.search(question)
    return few and bool(leaning or (len(words_of(question)) == 1 and CONTINUING.match(question)))


def without_opening(question: str) -> str:
    """Return `question` without a greeting and the like in front of it."""
    return OPENING.sub("", question) or question


def under_topic(question: str, history: Sequence[Turn], language: Language) -> str:
    """Return a follow-up under its topic, so that it stands alone and can be searched for."""
    own = without_opening(question)
    return f"{_topic(history, language)}: {CONNECTING.sub('', own) or own}"


def new_in(question: str, language: Language) -> set[str]:
    """Return the terms that a follow-up itself asks for, beside its topic."""
    return set(language.terms_of(CONNECTING.sub("", question)))


def _topic(history: Sequence[Turn], language: Language) -> str:
    """Return what the last question that stands by itself spoke of."""
    for place in range(len(history) - 1, -1, -1):
        turn = history[place]
        if not leans(turn.question, history[:place], language):
            return " ".join(word for word in words_of(turn.question) if language.terms_of(word))
    return ""


def not_in_portfolio(near: Sequence[NextStep]) -> tuple[str, ...]:
    """Return what is said where the portfolio does not answer."""
    says = ["This portfolio does not say."]
    if near:
        says.append(f"The nearest it comes is {' and '.join(f'“{step.label}”' for step in near)}.")
    return (*says, "You can ask in a message on the Contact screen.")
