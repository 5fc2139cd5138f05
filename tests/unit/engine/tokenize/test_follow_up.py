"""Follow-ups: what each asks for, rewritten so that it stands alone, from the turn before, its answer and its lists."""

from __future__ import annotations

import pytest

from engine.events import Told, Turn
from engine.tokenize.follow_up import LEANING_SHARE, SHORT_SHARE, UNTOLD_SHARE, Wished, read_follow_up, topic_share
from engine.tokenize.pointing import Places, pointed_at
from tests.fakes.engine import ENGLISH
from tests.fakes.questions import asked

PIPELINE, ISOLATION = "work/order-pipeline", "work/multi-tenant-isolation"
ORDERS = (Turn("Why did the order pipeline fail at peak?", "…", (f"{PIPELINE}#problem",)),)
TITLES = {
    PIPELINE: "Scaling an Order Pipeline",
    ISOLATION: "Multi-Tenant Isolation",
    "services/design": "System design and architecture",
    "services/backend": "Backend scaling",
}
TESTS = [Told("Two tests:"), Told("Stop a broker.", item=True), Told("Kill a worker.", item=True)]
PLACES = Places(TITLES, lambda link: TESTS if "verify" in link else ())
SERVICES = Turn(
    "Which services do you offer?",
    "…",
    ("contact/engagement",),
    (
        Told("There are two.", "contact/engagement", "How we work"),
        Told("System design: I write it down.", "contact/engagement", "How we work"),
        Told("Backend scaling: I measure it.", "contact/engagement", "How we work"),
    ),
)
PROMISES = Turn(
    "What promises does the order pipeline make?",
    "…",
    (f"{PIPELINE}#promises",),
    (
        Told("It makes two promises:", f"{PIPELINE}#promises", TITLES[PIPELINE]),
        Told("An order survives the loss of a zone.", f"{PIPELINE}#promises", TITLES[PIPELINE]),
        Told("A customer is charged at most once.", f"{PIPELINE}#promises", TITLES[PIPELINE]),
    ),
)


def alone(text: str, *history: Turn) -> str | None:
    """The follow-up as it stands alone."""
    read = read_follow_up(text, history, ENGLISH, PLACES)
    return read.alone if read else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and what did it cost?", "order pipeline fail peak: what did it cost?"),
        ("What about tenants?", "order pipeline fail peak: tenants?"),
        ("hello, what is the outbox?", "order pipeline fail peak: what is the outbox?"),
        (
            "How does a working relationship with you usually run?",
            "How does a working relationship with you usually run?",
        ),
    ],
)
def test_a_follow_up_takes_its_topic_from_the_turn_before(question: str, expected: str) -> None:
    assert asked(question, ORDERS).alone == expected


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        ("tell me more", "more"), ("Can you elaborate on that?", "more"), ("go on", "more"), ("What else?", "more"),
        ("more details please", "more"), ("shorter please", "shorter"), ("in one sentence?", "shorter"),
        ("tl;dr", "shorter"), ("Can you summarize that?", "shorter"), ("give me an example", "example"),
        ("and another example?", "example"), ("for instance?", "example"), ("Why?", "cause"), ("but why?", "cause"),
        ("How come?", "cause"), ("Why is that?", "cause"),
    ],
)  # fmt: skip
def test_a_wish_is_about_the_answer_before(question: str, wish: Wished) -> None:
    read = read_follow_up(question, ORDERS, ENGLISH, PLACES)
    assert read is not None
    assert read.alone == f"Why did the order pipeline fail at peak? {question}"
    assert (read.wish, read.own, read.links) == (wish, ORDERS[0].question, ORDERS[0].links)


@pytest.mark.parametrize(
    "question", ["tell me more about the relay", "Why not Kafka?", "Is there an example of a poison message?"]
)
def test_what_names_something_is_no_wish_about_the_answer_before(question: str) -> None:
    read = read_follow_up(question, ORDERS, ENGLISH, PLACES)
    assert read is None or read.wish is None


def test_a_wish_after_a_wish_is_about_the_same_answer() -> None:
    more = Turn("tell me more", "…", (f"{PIPELINE}#problem",), alone=f"{ORDERS[0].question} tell me more")
    assert alone("why?", *ORDERS, more) == "Why did the order pipeline fail at peak? why?"
    assert alone("why?", more) == "Why did the order pipeline fail at peak? why?", "the first turn is out of sight"


def test_a_wish_after_an_answer_that_cites_a_contact_page_is_a_wish_too() -> None:
    before = Turn("How does a project with you run?", "…", ("contact/process",))
    read = read_follow_up("tell me more", [before], ENGLISH, PLACES)
    assert read is not None
    assert (read.wish, read.links) == ("more", ("contact/process",))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("tell me more about the second one", "tell me about Backend scaling"),
        ("and the first one?", "tell me about System design and architecture"),
        ("the last of them", "tell me about Backend scaling"),
    ],
)
def test_the_second_one_is_the_second_item_of_the_answer_before(question: str, expected: str) -> None:
    assert alone(question, SERVICES) == expected


def test_an_item_with_a_document_of_its_own_is_presented_or_what_is_asked_of_it_is_looked_for_there() -> None:
    presented = read_follow_up("and the first one?", [SERVICES], ENGLISH, PLACES)
    assert presented is not None
    assert (presented.share, presented.wish) == (0.0, None)
    asked_of = read_follow_up("how long does the first one take?", [SERVICES], ENGLISH, PLACES)
    assert asked_of is not None
    assert (asked_of.wish, asked_of.links) == ("item", ("services/design",))


def test_a_document_in_a_list_is_pointed_at_by_its_title_without_when_it_is_from() -> None:
    line = Told("Scaling an Order Pipeline (2025): A chain becomes a log.", PIPELINE, item=True)
    other = Told("Multi-Tenant Isolation (2024): Pooled cells.", ISOLATION, item=True)
    before = Turn("list your case studies", "…", (PIPELINE, ISOLATION), (line, other))
    assert alone("and the first one?", before) == "tell me about Scaling an Order Pipeline"


@pytest.mark.parametrize("question", ["explain the second one", "explain the second promise", "explain the last"])
def test_an_item_without_a_document_is_named_in_its_own_words(question: str) -> None:
    expected = "promises order pipeline make: explain “A customer is charged at most once”?"
    assert alone(question, PROMISES) == expected
    more = Turn("tell me more", "…", (f"{PIPELINE}#outcome",), (Told("It held.", f"{PIPELINE}#outcome"),))
    assert alone(question, PROMISES, more) == expected, "the list that was told last"


def test_without_a_list_the_documents_that_were_cited_are_counted() -> None:
    before = Turn("What did you build?", "…", (f"{PIPELINE}#problem", f"{ISOLATION}#problem"))
    assert alone("and the second one?", before) == "tell me about Multi-Tenant Isolation"


def test_without_documents_the_list_in_the_cited_section_is_counted() -> None:
    before = Turn("How would I verify the order pipeline?", "…", (f"{PIPELINE}#verify",))
    assert alone("what is the second one?", before) == "verify order pipeline: what is “Kill a worker”?"


@pytest.mark.parametrize("question", ["the seventh one", "What was the second migration like for the team?"])
def test_what_is_not_there_is_not_pointed_at(question: str) -> None:
    read = read_follow_up(question, [SERVICES], ENGLISH, PLACES)
    assert read is None or read.wish is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("I meant the tenant isolation", "Why did the tenant isolation fail at peak?"),
        ("no, I meant the tenant isolation", "Why did the tenant isolation fail at peak?"),
        ("sorry, I meant what it costs", "what it costs?"),
        ("I was asking about Kafka", "Why did Kafka fail at peak?"),
    ],
)
def test_what_was_meant_takes_the_place_of_what_was_named(question: str, expected: str) -> None:
    assert alone(question, *ORDERS) == expected


def test_where_nothing_was_named_what_was_meant_comes_under_the_topic() -> None:
    before = Turn("How do you keep tenants apart?", "…", (f"{PIPELINE}#problem",))
    assert alone("I meant customers", before) == "keep tenants apart: customers?"


BOXES = Places(
    {"topology/cache": "Cache", "topology/relay": "Outbox relay", "topology/storage": "Storage"}, lambda _: ()
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and the relay?", "Why the relay?"),
        ("what about storage?", "Why storage?"),
        ("and the outbox relay?", "Why the outbox relay?"),
        ("and relays?", "cache: relays?"),
        ("and the price?", "cache: the price?"),
        ("the relay?", "cache: the relay?"),
    ],
)
def test_the_question_before_is_asked_of_another_thing_of_its_kind(question: str, expected: str) -> None:
    read = read_follow_up(question, [Turn("Why the cache?", "…", ("topology/cache#chosen",))], ENGLISH, BOXES)
    assert read
    assert read.alone == expected


def test_a_comparison_names_both_sides() -> None:
    isolation = Turn("How are tenants isolated?", "…", (f"{ISOLATION}#problem",))
    expected = "compare Scaling an Order Pipeline with Multi-Tenant Isolation"
    assert alone("compare it with the other one", isolation, *ORDERS) == expected
    first = Turn("and the first one?", "…", ("services/design",))
    second = Turn("and the second one?", "…", ("services/backend",))
    expected = "How does Backend scaling differ from System design and architecture?"
    assert alone("How does it differ from the other one?", SERVICES, first, second) == expected


def test_a_follow_up_is_asked_by_itself_too() -> None:
    question = asked("hello, what is the outbox?", ORDERS)
    assert question.own is not None
    assert (question.own.alone, question.topic, question.leans) == ("what is the outbox?", SHORT_SHARE, False)


def test_without_a_turn_before_nothing_leans() -> None:
    question = asked("hello, what did it cost?")
    assert not question.leans
    assert question.alone == "what did it cost?"
    assert alone("tell me more") is None


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("and what did you give up?", LEANING_SHARE), ("Why is that so?", LEANING_SHARE),
        ("Give me an example", SHORT_SHARE), ("What alternatives are there?", LEANING_SHARE), ("Kafka?", SHORT_SHARE),
        ("How many brokers and partitions do you run?", 0), ("Why did checkout wait for the payment provider?", 0),
    ],
)  # fmt: skip
def test_the_shorter_a_question_the_more_its_topic_may_be_that_of_the_turn_before(question: str, share: float) -> None:
    assert topic_share(question, ORDERS, ENGLISH) == share
    assert topic_share(question, (), ENGLISH) == 0


def test_the_topic_is_that_of_the_last_question_that_stands_by_itself() -> None:
    history = (*ORDERS, Turn("What is an error budget?", "…", ()), Turn("and what does it cost?", "…", ()))
    assert asked("What are its limits?", history).alone == "error budget: What are its limits?"


@pytest.mark.parametrize("question", ["What's your strongest project?", "what is your latest case study"])
def test_where_one_of_many_was_asked_for_the_topic_is_the_one_that_was_told_of(question: str) -> None:
    turn = Turn(question, "…", (PIPELINE,))
    assert alone("what was hard about it?", turn) == f"{TITLES[PIPELINE]}: what was hard about it?"
    assert alone("what was hard about it?", Turn(question, "…")) != f"{TITLES[PIPELINE]}: what was hard about it?"


@pytest.mark.parametrize(("question", "share"), [("and for how long?", UNTOLD_SHARE), ("and the cost?", LEANING_SHARE)])
def test_what_says_nothing_by_itself_is_mostly_its_topic(question: str, share: float) -> None:
    assert asked(question, ORDERS).topic == share


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("tell me more about the one on backends", "tell me about Backend scaling"),
        ("I meant the one about systems", "tell me about System design and architecture"),
    ],
)
def test_the_one_about_something_is_the_only_item_that_speaks_of_it(question: str, expected: str) -> None:
    assert alone(question, SERVICES) == expected
    assert pointed_at("the one about cheese", [SERVICES], ENGLISH, PLACES) is None
    assert pointed_at("the one on it", [SERVICES], ENGLISH, PLACES) is None
