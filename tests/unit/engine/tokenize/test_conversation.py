"""Small talk, the assistant itself, navigation; and that no question is taken for one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.loader import DEFAULT_PACK, Portfolio, load_portfolio
from engine.events import Candidate, NextStep, Retrieved
from engine.language.language import language
from engine.next_steps import next_steps
from engine.retrieve.hiring import Asks, lead
from engine.tokenize.conversation import not_in_portfolio, reply_to
from tests.fakes.engine import FakeMeanings, passage
from tests.fakes.questions import asked
from tui.app import PortfolioApp


@pytest.fixture(scope="module")
def pack() -> Portfolio:
    return load_portfolio(DEFAULT_PACK)


@pytest.mark.parametrize(
    ("said", "opening"),
    [
        ("hi", "Hello."), ("Hello there!", "Hello."), ("Good morning", "Hello."), ("hey :)", "Hello."),
        ("thanks", "You are welcome."), ("Thank you so much!", "You are welcome."),
        ("great, thanks", "You are welcome."),
        ("bye", "Goodbye."), ("How are you?", "I am a program"), ("what can I ask?", "You can ask about"),
        ("help", "You can ask about"), ("What are you?", "I am the assistant"),
        ("Are you a real person?", "I am the assistant"),
        ("Am I talking to a robot?", "I am the assistant"), ("which model is this?", "The language model is qwen"),
        ("What model do you use?", "The language model is qwen"),
        ("Who is this?", "This portfolio does not name its owner"),
        ("Whose portfolio is this?", "This portfolio does not name its owner"),
        ("what is this site about", "This is a portfolio"),
    ],
)  # fmt: skip
def test_small_talk_gets_a_reply_that_leads_on(pack: Portfolio, said: str, opening: str) -> None:
    reply = reply_to(said, pack, "qwen")
    assert reply is not None
    assert reply.sentences[0].startswith(opening)
    assert reply.kind == "small-talk"
    assert reply.next_steps


@pytest.mark.parametrize("said", ["Who made this?", "What is this site about?"])
def test_an_owner_with_a_name_is_named(pack: Portfolio, said: str) -> None:
    named = replace(pack, profile=replace(pack.profile, name="Ada Example"))
    reply = reply_to(said, named, "none")
    assert reply is not None
    assert reply.sentences[0] == "This is the portfolio of Ada Example."
    assert pack.profile.what_i_do.text in reply.sentences[1]


@pytest.mark.parametrize("said", ["1", "test", "Test?", "asdf", "?", "...", "👍", "x", "yes", "42 7"])
def test_stray_input_gets_a_friendly_word_and_what_one_can_ask(pack: Portfolio, said: str) -> None:
    reply = reply_to(said, pack, "none")
    assert reply is not None
    assert reply.sentences[0].startswith("Ask in your own words")
    assert pack.profile.suggested_questions[0] in reply.sentences[1]
    assert reply.kind == "small-talk"


@pytest.mark.parametrize("said", ["exit", "quit", ":q", "Exit."])
def test_who_tries_to_leave_is_told_how(pack: Portfolio, said: str) -> None:
    reply = reply_to(said, pack, "none")
    assert reply is not None
    assert "Ctrl+Q" in reply.sentences[0]
    assert any(binding.key == "ctrl+q" and binding.action == "quit" for binding in PortfolioApp.BINDINGS)


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("show me the topology", "topology"), ("open the essays", "essays"), ("take me to contact", "contact"),
        ("Where are the case studies?", "work"), ("go to the pipeline screen", "pipeline"),
        ("your services please", None), ("show me the order pipeline", "work/order-pipeline"),
        ("open the essay on Kafka", "essays/event-driven-backbones"), ("show me a picture of a cat", None),
        ("show me the case studies", "work"), ("open the blog posts", "essays"),
        ("read the multi-tenant essay", "essays/multi-tenant-isolation-patterns"),
        ("Can I see your CV?", None), ("open source contributions?", None),
    ],
)  # fmt: skip
def test_a_wish_to_see_a_place_leads_there(pack: Portfolio, said: str, link: str | None) -> None:
    reply = reply_to(said, pack, "qwen")
    assert (reply.next_steps[0].link if reply else None) == link
    assert reply is None or reply.kind == "navigation"


@pytest.mark.parametrize(
    "question",
    [
        "hi, why did the order pipeline fail?", "how do you work", "Are you available?", "What does it cost?",
        "Which model does a RAG pipeline need?", "great, what about kafka?", "Thanks to what does the relay scale?",
        "What is this outbox pattern?", "Who are your clients?", "What are your rates?", "Help me understand sagas",
        "How do you test?", "p99", "9 cells", "Can a project exit early?",
    ],
)  # fmt: skip
def test_a_question_is_never_taken_for_small_talk(pack: Portfolio, question: str) -> None:
    assert reply_to(question, pack, "qwen") is None


def test_every_suggested_question_is_a_question(pack: Portfolio) -> None:
    assert [ask for ask in pack.profile.suggested_questions if reply_to(ask, pack, "none")] == []


def test_no_model_says_so(pack: Portfolio) -> None:
    reply = reply_to("which model is this?", pack, "none")
    assert reply is not None
    assert "No language model" in reply.sentences[0]


def test_a_refusal_repeats_nothing_of_the_question() -> None:
    said = " ".join(not_in_portfolio([NextStep("work/x", "Order pipeline")], language("en")))
    assert said.startswith("This portfolio does not say.")
    assert "“Order pipeline”" in said


def test_a_hiring_question_is_led_to_its_answer(pack: Portfolio) -> None:
    meanings = FakeMeanings()
    match = Asks.of(pack.hiring, meanings).match(asked("What is your day rate?"), meanings)
    assert match is not None
    assert match.paths[0] == "contact/cost"
    passages = [passage(0, "Kafka is a log."), passage(1, "Rates are not stated.", link="contact/cost")]
    found = tuple(Candidate(item, 0.1, None, 0.1, 0.2, item.id == 0) for item in passages)
    led = lead(match, Retrieved(found, False, 0.2, 0.46, "far", 0.0), passages)
    assert [item.link for item in led.kept] == ["contact/cost"]
    assert led.answerable


def test_another_question_is_left_to_retrieval(pack: Portfolio) -> None:
    meanings = FakeMeanings()
    assert Asks.of(pack.hiring, meanings).match(asked("Why did the order pipeline fail?"), meanings) is None


def test_an_answer_without_citations_leads_to_the_contact(pack: Portfolio) -> None:
    assert [step.link for step in next_steps(pack, ())] == ["contact"]
