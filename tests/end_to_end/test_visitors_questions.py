"""What visitors of any trade ask in the first minute, over three packs: opened with what answers it, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from content.loader import DEFAULT_PACK, load_portfolio
from engine.assistant import Assistant
from engine.events import Answer
from engine.settings import load_settings
from tests.places import PACKS

Ask = Callable[..., Answer]
FOLDERS = {"default": DEFAULT_PACK} | {name: PACKS / name for name in ("hospital", "restorer", "studio")}


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with ExitStack() as open_ones:
        assistants = {
            name: Assistant.open(load_portfolio(folder), load_settings(model="none", content=folder))
            for name, folder in FOLDERS.items()
        }
        for assistant in assistants.values():
            open_ones.callback(assistant.close)

        def answer(pack: str, question: str, **wished: bool) -> Answer:
            *_, last = assistants[pack].ask(question, **wished)
            assert isinstance(last, Answer)
            return last

        yield answer


@pytest.mark.parametrize(
    ("pack", "question", "link", "words"),
    [
        (
            "default",
            "We have a slow database, can you help?",
            "services/backend-scaling#what-it-is",
            "starts with measurement",
        ),
        ("default", "can you review our architecture?", "services/system-design#what-it-is", "turns requirements"),
        (
            "default",
            "Would you help us with a chatbot for our handbook?",
            "services/ai-integration#what-it-is",
            "retrieves",
        ),
        ("restorer", "can you repair my guitar?", "contact/fit", "not a good fit"),
        ("studio", "our game stutters, can you help?", "services/feel-pass#what-it-is", "existing game"),
        ("studio", "could you port our game to the Switch?", "contact/fit", "Hire somebody else"),
    ],
)
def test_who_asks_for_help_is_told_what_the_owner_does_for_others(
    ask: Ask, pack: str, question: str, link: str, words: str
) -> None:
    said = ask(pack, question)
    assert (said.kind, said.citations[0].link) == ("answer", link)
    assert words in said.sentences[0].text


@pytest.mark.parametrize("pack", list(FOLDERS))
def test_what_nobody_here_does_is_refused_to_who_asks_for_help(ask: Ask, pack: str) -> None:
    assert ask(pack, "can you fix my car?").kind == "not-in-portfolio"


@pytest.mark.parametrize("pack", list(FOLDERS))
def test_front_end_work_is_refused_or_told_where_the_owner_speaks_of_it(ask: Ask, pack: str) -> None:
    said = ask(pack, "Do you do front-end work?")
    assert said.kind == ("answer" if pack == "default" else "not-in-portfolio")
    assert pack != "default" or "front-end" in said.text


def test_two_studies_are_compared_with_their_years_where_the_second_is_only_called_the_one(ask: Ask) -> None:
    said = ask("default", "What is the difference between the RAG case study and the multi-tenant one?")
    assert [citation.link for citation in said.citations] == ["work/production-rag", "work/multi-tenant-isolation"]
    assert all(year in said.text for year in ("(2025)", "(2024)"))


def test_case_studies_that_are_compared_are_told_apart_by_what_each_chose_and_gave_up(ask: Ask) -> None:
    question = "difference between the order pipeline and the multi-tenant case study"
    glances = [study.at_a_glance for study in load_portfolio().case_studies if study.slug != "production-rag"]
    apart = [line for glance in glances if glance for line in (glance.chosen, glance.gave_up)]
    all_lines = [line for glance in glances if glance for line in vars(glance).values() if line]
    short, long = ask("default", question), ask("default", question, long=True)
    assert [line for line in all_lines if line in short.text] == apart
    assert [line for line in all_lines if line in long.text] == all_lines
    told = [sentence.citations for sentence in short.sentences if any(line in sentence.text for line in apart)]
    assert told == [(1,), (1,), (2,), (2,)]


def test_the_hospitals_two_stores_are_compared(ask: Ask) -> None:
    said = ask("hospital", "What is the difference between the FHIR front and the FHIR store?")
    assert len(said.citations) == 2
    assert said.text.count("FHIR") >= 2


def test_what_one_does_and_costs_are_two_questions(ask: Ask) -> None:
    said = ask("default", "What do you do and what does it cost?")
    assert "**What do you do?**" in said.text
    assert said.citations[-1].link == "contact/cost"


@pytest.mark.parametrize("when", ["in spring", "next week", "on Monday", "this autumn", "from March"])
def test_whoever_asks_for_a_time_is_told_of_availability(ask: Ask, when: str) -> None:
    said = ask("default", f"I saw your talk about outboxes. Could you start {when}?")
    assert (said.kind, said.citations[0].link) == ("answer", "contact/availability")


def test_who_asks_who_is_there_is_told_once(ask: Ask) -> None:
    said = ask("default", "who are you?")
    assert said.text.count("the portfolio's own words") == 1
    assert "answers only from the words" not in said.text


@pytest.mark.parametrize(
    ("question", "links"),
    [
        ("can we talk on the phone?", {"default": "contact/next-step", "hospital": "contact/next-step"}),
        ("what do you need from us?", {"restorer": "contact/next-step", "studio": "contact/next-step"}),
        ("what would you recommend to read?", {"hospital": "contact/reading-guide", "studio": "contact/first-look"}),
    ],
)
def test_what_every_owner_is_asked_leads_to_the_owners_answer(ask: Ask, question: str, links: dict[str, str]) -> None:
    assert {pack: ask(pack, question).citations[0].link for pack in links} == links


@pytest.mark.parametrize("pack", ["restorer", "studio"])
def test_how_long_a_project_takes_is_refused_where_no_answer_on_hiring_says_so(ask: Ask, pack: str) -> None:
    assert ask(pack, "how long does a project take?").kind == "not-in-portfolio"


@pytest.mark.parametrize("pack", list(FOLDERS))
def test_examples_of_the_work_are_the_case_studies_and_projects(ask: Ask, pack: str) -> None:
    portfolio = load_portfolio(FOLDERS[pack])
    said = ask(pack, "Can you give me an example of your work?")
    assert [item.link for item in said.citations] == [
        item.path for item in (*portfolio.case_studies, *portfolio.projects)
    ]
