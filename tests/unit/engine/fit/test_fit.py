"""Verdicts: what stands there is shown and quoted, what is mentioned is near, and nothing else is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.loader import Portfolio
from engine.events import Passage, Shape
from engine.fit.evidence import Pages
from engine.fit.fit import Finding, FitVerdict, fit_of
from engine.language.language import language


def pages(*texts: str, kind: str = "essay", section: str = "How it works") -> Pages:
    """Return pages of passages of one sentence or more each, among others that speak of something else."""
    passages = [
        Passage(number, kind, f"essays/{number}", "A title", section, text, shapes=(Shape(),) * len(text.splitlines()))
        for number, text in enumerate((*texts, *(f"Filler {word} stands alone." for word in OTHERS)))
    ]
    return Pages(passages, language("en"))


OTHERS = ("apple", "birch", "cedar", "daisy", "elder", "fern", "grape", "hazel", "iris", "juniper", "kale", "lemon")


def judged(asked: str, held: Pages) -> Finding:
    return fit_of(held, f"Requirements:\n- {asked}\n").findings[0]


@pytest.mark.parametrize(
    ("asked", "texts", "verdict"),
    [
        ("write-ahead log shipping", ["It works by write-ahead log shipping."], "shown"),
        ("tail latency", ["Tail latency is measured.", "The tail latency of reads is kept."], "shown"),
        ("tail latency", ["It keeps the tail latency."], "near"),
        ("tail latency", ["The latency of reads, which is long, has among very many other things a tail."] * 2, "near"),
        ("tail latency", ["We do not measure tail latency.", "There is no tail latency here."], "unsaid"),
        ("tail latency", ["If tail latency grows, it waits.", "When tail latency grows, it waits."], "near"),
        ("Redis", ["Redis holds it.", "It is read from Redis.", "Redis is emptied."], "shown"),
        ("Redis", ["Redis holds it."], "near"),
        ("Redis", ["I work with Redis."], "shown"),
        ("Redis", ["I would work with Redis."], "near"),
        ("Redis", ["We build no queues, caches, indexes or other things such as Redis."], "unsaid"),
        ("GraphQL", ["Redis holds it."], "unsaid"),
        ("Redis or GraphQL", ["Redis holds it.", "It is read from Redis.", "Redis is emptied."], "shown"),
        ("tail latency", ["Latency of the tail is measured.", "The latency of a tail is kept."], "shown"),
        ("UV light treatment", ["It is held by ultraviolet light treatment."], "shown"),
        ("automated load tests", ["It is held by automatic load tests."], "shown"),
        ("Redis scripting", ["I work with Redis."], "shown"),
        ("Redis scripting", ["Scripting is done."], "unsaid"),
        ("input latency", ["The input delay is measured.", "The input delay is kept."], "shown"),
        ("virtual reality", ["Hire somebody else for virtual reality."], "unsaid"),
        ("C++", ["It is kept at 18 °C.", "At 20 °C it waits.", "I work at 5 °C."], "unsaid"),
        ("C++", ["I work in C++."], "shown"),
        ("Windows", ["I work with windows.", "The windows are short.", "Two windows match."], "unsaid"),
        ("Windows", ["I work with Windows."], "shown"),
        ("consistent reads", ["The default is consistent_random."], "unsaid"),
        ("consistent_random", ["I work with consistent_random."], "shown"),
        ("Mentoring junior engineers", ["I work with a junior clerk.", "I work with engineers."], "unsaid"),
        ("Mentoring junior engineers", ["I mentored two clerks.", "I work here."], "shown"),
        ("Mentoring junior engineers", ["This page does not state whether I mentored others."], "unsaid"),
        ("handing over", ["It is made by hand.", "A hand is held.", "I write by hand."], "unsaid"),
        ("handing over", ["I hand over in a week."], "shown"),
        ("test sets", ["A set is kept.", "I work with a set.", "Two sets match."], "unsaid"),
        ("tail sampling", ["Tail sampling decides last."], "shown"),
        ("tail sampling", ["It is known for tail sampling."], "near"),
        ("backend development", ["I work on the backend."], "shown"),
        ("low response times of the message broker", ["I work on low latency of the message queue."], "shown"),
        ("8+ years of backend development", ["It stands on page 8 of the backend."], "unsaid"),
        ("driving licence", ["I work under a free license."], "unsaid"),
        ("Go", ["We go on.", "They go there.", "All go home."], "unsaid"),
    ],
)  # fmt: skip
def test_a_verdict_goes_by_what_stands_there(asked: str, texts: list[str], verdict: FitVerdict) -> None:
    assert judged(asked, pages(*texts)).verdict == verdict


def test_what_was_set_aside_is_near() -> None:
    told = ("Redis holds it.", "It is read from Redis.", "Redis is emptied.")
    assert judged("Redis", pages(*told, section="Alternatives and why not")).verdict == "near"


@pytest.mark.parametrize(("section", "verdict"), [("Problem", "near"), ("Architecture", "shown")])
def test_what_the_client_had_before_is_no_work_of_the_owner(section: str, verdict: FitVerdict) -> None:
    told = pages("Support teams search in old manuals.", kind="case-study", section=section)
    assert judged("search in old manuals", told).verdict == verdict


def test_a_line_about_the_problem_is_the_clients_wherever_it_stands() -> None:
    told = pages("Problem: support teams search in old manuals.", kind="case-study", section="A title")
    assert judged("search in old manuals", told).verdict == "near"


@pytest.mark.parametrize(("kind", "verdict"), [("project", "shown"), ("case-study", "shown"), ("essay", "near")])
def test_work_shows_what_its_line_its_title_and_its_topics_say_together(kind: str, verdict: FitVerdict) -> None:
    text = "A system over product documentation and support data.\nTopics: llm, faiss."
    shapes = (Shape("about"), Shape("label"))
    head = Passage(0, kind, "work/helper", "A helpful assistant", "A helpful assistant", text, shapes=shapes)
    found = judged("LLM assistant over our support docs", Pages([head], language("en")))
    assert found.verdict == verdict
    assert found.evidence is not None
    assert found.evidence.sentence == "A system over product documentation and support data."


def test_one_sentence_of_a_service_is_enough_for_more_than_a_word() -> None:
    assert judged("capacity models", pages("A capacity model with its inputs.", kind="service")).verdict == "shown"


def test_one_word_of_a_project_is_enough_where_its_topics_name_it() -> None:
    told = "The store is one Postgres database."
    of_a_project = Passage(0, "project", "projects/store", "A store", "How it is built", told, shapes=(Shape(),))
    topics = Passage(1, "project", "projects/store", "A store", "", "Topics: postgres.", shapes=(Shape("label"),))
    assert judged("Postgres", Pages([of_a_project], language("en"))).verdict == "near"
    assert judged("Postgres", Pages([of_a_project, topics], language("en"))).verdict == "shown"


@pytest.mark.parametrize(("kind", "verdict"), [("case-study", "shown"), ("project", "shown"), ("essay", "near")])
def test_work_shows_what_its_topics_name_in_words_side_by_side(kind: str, verdict: FitVerdict) -> None:
    topics = Passage(0, kind, "work/viol", "A viol", "", "Topics: conservation, ethics.", shapes=(Shape("label"),))
    assert judged("conservation ethics", Pages([topics], language("en"))).verdict == verdict


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("A cell is a stack of its own: services, load balancers, queues.", "near"),
        ("By the rule of queues, services wait, and load balancers share what comes.", "shown"),
        ("Load balancers share what comes.", "shown"),
    ],
)
def test_a_part_of_a_list_is_only_mentioned(told: str, verdict: FitVerdict) -> None:
    assert judged("load balancers", pages(told, kind="case-study")).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "told", "verdict"),
    [
        ("project", "The tool is written in Rust and C.", "shown"),
        ("case-study", "The tool is built with Rust.", "shown"),
        ("essay", "The tool is written in Rust.", "near"),
        ("project", "The tool is written in C and reads Rust.", "near"),
    ],
)
def test_work_shows_what_it_was_made_in(kind: str, told: str, verdict: FitVerdict) -> None:
    assert judged("Rust", pages(told, kind=kind)).verdict == verdict


@pytest.mark.parametrize(
    ("asked", "told", "verdict"),
    [
        ("Swiss German", "I read letters in Swiss German.", "shown"),
        ("German", "I read letters in Swiss German.", "unsaid"),
        ("a degree in letters", "I read letters, and have a degree.", "unsaid"),
    ],
)
def test_a_variety_of_a_language_is_shown_by_work_in_it(asked: str, told: str, verdict: FitVerdict) -> None:
    assert judged(asked, pages(told, kind="service")).verdict == verdict


def test_what_is_not_done_before_a_thing_does_not_deny_it() -> None:
    said = ("We sign a confidentiality agreement.", "Send nothing {} we have signed your confidentiality agreement.")
    assert judged("sign an NDA", pages(*(text.format("before") for text in said), kind="hiring")).verdict == "shown"
    assert judged("sign an NDA", pages(*(text.format("since") for text in said), kind="hiring")).verdict == "unsaid"


@pytest.mark.parametrize(("section", "verdict"), [("Architecture", "shown"), ("Constraints", "near")])
def test_one_word_of_what_a_case_study_began_with_is_no_work_of_the_owner(section: str, verdict: FitVerdict) -> None:
    held = pages("The client's team had Linux.", kind="case-study", section=section)
    assert judged("Linux", held).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "text", "verdict"),
    [
        ("essay", "They have 8 years of it.", "unsaid"),
        ("hiring", "I have 8 years of it.", "shown"),
        ("hiring", "This portfolio does not state 8 years.", "unsaid"),
    ],
)
def test_what_somebody_is_comes_from_the_answers_on_hiring(kind: str, text: str, verdict: FitVerdict) -> None:
    assert judged("8 years", pages(text, kind=kind)).verdict == verdict


@pytest.mark.parametrize(
    ("asked", "text", "verdict"),
    [
        ("remote within Europe", "We work remotely.", "near"),
        ("remote within Europe", "We do not work remotely.", "unsaid"),
        ("right to work in Ireland", "It has to be right.", "unsaid"),
    ],
)
def test_where_it_is_not_all_said_the_word_that_asks_for_a_person_is_near(
    asked: str, text: str, verdict: FitVerdict
) -> None:
    assert judged(asked, pages(text, kind="hiring")).verdict == verdict


@pytest.mark.parametrize(
    ("asked", "text", "verdict"),
    [
        ("restoration of spinets", "Restoration and care of old spinets.", "shown"),
        ("spinets", "I tune spinets, and polish nothing.", "shown"),
        ("spinets", "I would tune spinets.", "near"),
        ("spinets", "Who tunes spinets?", "near"),
        ("spinets", "You send us the spinets.", "near"),
        ("spinets", "The spinets go to a colleague.", "near"),
        ("spinets", "Tuning, which never includes spinets, is done.", "unsaid"),
        ("spinets", "I mend cases, tune without a machine, and string spinets.", "shown"),
        ("spinets", "I work without spinets.", "unsaid"),
        ("spinets", "I turn down spinets.", "unsaid"),
        ("answers with citations", "Answers carry citations, and a refusal where no passage answers.", "shown"),
        ("answers with citations", "Answers carry no citations, and a refusal where a passage answers.", "unsaid"),
        ("stabilisation", "I stabilize cracks.", "shown"),
        ("migration", "We migrated it.", "shown"),
        ("documentation", "I read documents.", "near"),
    ],
)
def test_one_sentence_is_enough_where_the_owner_tells_what_they_do(asked: str, text: str, verdict: FitVerdict) -> None:
    assert judged(asked, pages(text, kind="service")).verdict == verdict


@pytest.mark.parametrize(
    ("asked", "text", "verdict"),
    [
        ("dating by rings", "I read the rings of a board.", "shown"),
        ("dating by rings", "I read its colour.", "unsaid"),
        ("dating by rings of oak", "I read the rings of a board.", "unsaid"),
        ("dating", "I read the rings of a board.", "unsaid"),
    ],
)
def test_a_title_and_the_sentence_under_it_say_it_together(asked: str, text: str, verdict: FitVerdict) -> None:
    assert judged(asked, pages(text, section="Dating")).verdict == verdict


def test_a_service_is_shown_where_else_it_is_asked_for_is_said_elsewhere() -> None:
    passages = [
        Passage(0, "service", "services/tuning", "Spinet tuning", "What it is", "Spinet tuning takes an hour."),
        Passage(1, "service", "services", "Services", "Services", "I work at fairs."),
        Passage(2, "essay", "essays/x", "Halls", "Halls", "A hall is loud."),
    ]
    held = Pages([replace(passage, shapes=(Shape(),)) for passage in passages], language("en"))
    found = judged("Spinet tuning at fairs", held)
    assert found.verdict == "shown"
    assert found.evidence is not None
    assert found.evidence.link == "services/tuning"
    assert judged("Spinet tuning at markets", held).verdict == "near"
    assert judged("Fairs in halls", held).verdict == "near"


def test_a_compound_is_not_said_by_its_last_part_alone() -> None:
    passages = [Passage(0, "service", "services/x", "Recht", "Recht", "Ich übersetze im Recht.", shapes=(Shape(),))]
    held = Pages(passages, language("de").with_words(["recht", "übersetze"]))
    assert judged("Steuerrecht", held).verdict == "unsaid"
    assert judged("Rechtskenntnisse", held).verdict == "shown"


def test_a_portfolio_in_english_shows_what_is_asked_for_in_german() -> None:
    held = pages("A repeatable load test.", kind="service")
    assert judged("Erfahrung mit Lasttests und der Wartung", held).verdict == "shown"


def test_evidence_is_a_sentence_of_the_portfolio_and_opens_it(tiny_portfolio: Portfolio) -> None:
    fit = fit_of(Pages.of(tiny_portfolio), "Requirements:\n- orders\n- an order pipeline\n- Fortran\n")
    said = [finding.evidence for finding in fit.findings if finding.evidence]
    assert said
    for evidence in said:
        document = tiny_portfolio.document(evidence.link)
        screens = evidence.link in ("home", "work", "topology", "pipeline", "services", "essays", "contact")
        assert document is not None or screens
    assert sum(fit.counts.values()) == len(fit.findings) == 3
    assert fit.findings[2].verdict == "unsaid"


def test_the_json_form_says_all_of_it(tiny_portfolio: Portfolio) -> None:
    fit = fit_of(Pages.of(tiny_portfolio), "Requirements:\n- orders\n\nAbout us:\nWe make pumps.\n")
    data = fit.to_json()
    assert data["version"] == 1
    assert data["findings"][0]["requirement"]["text"] == "orders"
    assert data["left_out"] == ({"heading": "About us", "text": "We make pumps."},)


def test_glossary_words_stand_for_each_other() -> None:
    held = pages("Retrieval-augmented generation it is.", "So retrieval-augmented generation works.")
    held.language = replace(held.language, _tables={"abbreviations": {"rag": "retrieval-augmented generation"}})
    assert judged("RAG", held).verdict == "shown"
