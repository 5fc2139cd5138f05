"""What is asked about the portfolio itself is told from its structure, whatever pack it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.loader import Portfolio, load_portfolio
from content.schema import Services
from engine.compose.structure import as_the_pack_asks, retrieved_of, structure_says, with_its_date
from tests.fakes.engine import ENGLISH
from tests.places import PACKS


def lines(question: str, portfolio: Portfolio) -> tuple[list[str], list[str]]:
    sentences, citations = structure_says(question, portfolio, ENGLISH)
    return [sentence.text for sentence in sentences], [citation.link for citation in citations]


@pytest.mark.parametrize("question", ["Please list every service you offer", "What can I hire you for?"])
def test_each_service_is_listed_and_cited(portfolio: Portfolio, question: str) -> None:
    said, cited = lines(question, portfolio)
    assert said[0] == f"There are {len(portfolio.services.services)} services:"
    assert cited == [service.path for service in portfolio.services.services]


@pytest.mark.parametrize(
    "question", ["which case studies do you have, with years?", "Which case studies are there and from when is each?"]
)
def test_case_studies_are_listed_with_their_years(portfolio: Portfolio, question: str) -> None:
    said, cited = lines(question, portfolio)
    assert all(
        f"{study.title} ({study.year})" in line for study, line in zip(portfolio.case_studies, said[1:], strict=True)
    )
    assert cited == [study.path for study in portfolio.case_studies]


@pytest.mark.parametrize("question", ["What have you published?", "and what have you written so far"])
def test_what_the_owner_has_written_are_the_essays(portfolio: Portfolio, question: str) -> None:
    said, cited = lines(question, portfolio)
    assert cited == [essay.path for essay in portfolio.essays]
    assert len(said) == len(cited) + 1
    assert lines(question, replace(portfolio, essays=())) == ([], [])


def test_the_latest_essay_is_told_by_its_date(portfolio: Portfolio) -> None:
    first, *others = portfolio.essays
    newer = replace(first, date=first.date.replace(year=first.date.year + 1))
    said, cited = lines("what is your latest essay?", replace(portfolio, essays=(newer, *others)))
    assert (newer.title in said[0], newer.date.isoformat() in said[0], cited) == (True, True, [newer.path])


def test_when_an_essay_was_written_is_told_by_its_title_or_its_tags(portfolio: Portfolio) -> None:
    essays = portfolio.essays
    named = next(essay for essay in essays if essay.path == "essays/event-driven-backbones")
    said, cited = lines("When did you write about event-driven backbones?", portfolio)
    assert (named.date.isoformat() in said[0], cited) == (True, [named.path])
    tag = next(tag for essay in essays for tag in essay.tags)
    said, cited = lines(f"When was your essay on {tag} published?", portfolio)
    assert cited
    assert lines("When did you write about a mill that stands still?", portfolio) == ([], [])


def test_several_of_the_latest_day_are_all_told(portfolio: Portfolio) -> None:
    essays = tuple(replace(essay, date=portfolio.essays[0].date) for essay in portfolio.essays)
    said, cited = lines("What is your latest essay?", replace(portfolio, essays=essays))
    assert (len(said), cited) == (len(essays) + 1, [essay.path for essay in essays])


def test_a_pack_without_services_says_what_it_has_instead(portfolio: Portfolio) -> None:
    said, cited = lines("list your services", replace(portfolio, services=Services()))
    assert said[0] == "This portfolio has no services."
    assert all(study.path in cited for study in portfolio.case_studies)


@pytest.mark.parametrize("question", ["What do you do?", "tell me about yourself", "a summary to forward to my boss"])
def test_the_owner_and_the_work_are_told_in_the_packs_words(portfolio: Portfolio, question: str) -> None:
    said, cited = lines(question, portfolio)
    assert said[0] == portfolio.profile.what_i_do.text
    assert {service.path for service in portfolio.services.services} <= set(cited)


def test_what_to_read_first_is_the_first_case_study(portfolio: Portfolio) -> None:
    said, cited = lines("what should I read first?", portfolio)
    assert cited[0] == portfolio.case_studies[0].path
    assert portfolio.case_studies[0].title in said[0]


def test_who_asks_as_the_pack_does_in_other_words_is_asked_like_it(portfolio: Portfolio) -> None:
    assert as_the_pack_asks("list every service you offer", portfolio, ENGLISH) == "What services do you offer?"


def test_what_stands_in_front_of_a_question_is_no_part_of_it(portfolio: Portfolio) -> None:
    asked = as_the_pack_asks("So, tell me honestly - where do you fall short?", portfolio, ENGLISH)
    assert asked == "what are your weaknesses"


@pytest.mark.parametrize(
    "question", ["Tell me about the order pipeline", "what is the order pipeline case study about?"]
)
def test_a_document_is_presented_by_its_summary_and_how_it_begins(portfolio: Portfolio, question: str) -> None:
    study = portfolio.by_path["work/order-pipeline"]
    sentences, citations = structure_says(question, portfolio, ENGLISH)
    assert sentences[0].text == f"{study.title} ({study.year}): {study.summary}"
    assert [sentence.text in study.sections[0].text for sentence in sentences[1:]] == [True, True]
    assert [citation.link for citation in citations] == [study.path]
    assert all(sentence.text in citations[0].text for sentence in sentences[1:])


def test_a_document_is_presented_in_one_sentence_where_that_is_wished(portfolio: Portfolio) -> None:
    sentences, _ = structure_says("tell me about the order pipeline", portfolio, ENGLISH, brief=True)
    assert len(sentences) == 1


@pytest.mark.parametrize(
    "question",
    ["tell me about isolation", "tell me about multi-tenant isolation", "tell me about it", "summarize the outbox"],
)
def test_what_names_no_document_or_several_is_left_to_the_passages(portfolio: Portfolio, question: str) -> None:
    assert structure_says(question, portfolio, ENGLISH) == ((), ())


@pytest.mark.parametrize("question", ["list your case studies with years", "what can you do for us?"])
def test_what_a_screen_lists_is_told_from_the_structure_whatever_ways_to_ask_it_has(
    portfolio: Portfolio, question: str
) -> None:
    assert as_the_pack_asks(question, portfolio, ENGLISH) == ""


def test_weaknesses_are_what_each_service_is_not_for(portfolio: Portfolio) -> None:
    said, cited = lines("what are you bad at?", portfolio)
    services = [service for service in portfolio.services.services if service.not_for]
    assert services
    assert cited == [service.path for service in services]
    assert all(service.not_for in line for service, line in zip(services, said, strict=True))


@pytest.mark.parametrize(("pack", "link"), [("restorer", "fit#what-i-am-bad-at"), ("studio", "fit#what-we-are-bad-at")])
def test_what_the_owner_wrote_under_such_a_heading_comes_before_what_a_service_is_not_for(pack: str, link: str) -> None:
    other = load_portfolio(PACKS / pack)
    said, cited = lines("what are you bad at?", other)
    document, _, anchor = f"contact/{link}".partition("#")
    section = other.by_path[document].section(anchor)
    assert cited == [f"contact/{link}"]
    assert section is not None
    assert section.text.replace("\n", " ").startswith(" ".join(said))


@pytest.mark.parametrize(
    ("pack", "question", "asked"),
    [
        ("studio", "When are you available?", "Are you free?"),
        ("studio", "what should I read first", "I am new here"),
        ("studio", "how many people are you", "How big is the studio?"),
        ("restorer", "so are you a company or just one person?", "Do you work alone?"),
        ("restorer", "what's your usual rate", "What is your hourly rate?"),
        ("restorer", "when could you start working for us", "Are you available?"),
        ("hospital", "is there anything you won't do", "When are you not a good fit?"),
        ("hospital", "in which city do you work", "Where are you based?"),
        ("hospital", "would you be remote", "Do you work remotely?"),
        ("hospital", "how would you start?", "How does working with you run?"),
        ("hospital", "where are you weak?", "What are you bad at?"),
    ],
)
def test_what_every_owner_is_asked_leads_to_the_answer_asked_for_in_the_same_way(
    pack: str, question: str, asked: str
) -> None:
    assert as_the_pack_asks(question, load_portfolio(PACKS / pack), ENGLISH) == asked


@pytest.mark.parametrize(
    "question",
    [
        "how many services per cell", "list the failure modes of the outbox", "What do you do when the relay fails?",
        "Which service fails first?", "What is the outbox?",
        "what should I read from a replica first",
    ],
)  # fmt: skip
def test_a_question_about_the_work_is_left_to_the_passages(portfolio: Portfolio, question: str) -> None:
    assert lines(question, portfolio) == ([], [])
    assert not as_the_pack_asks(question, portfolio, ENGLISH)


def test_a_cited_number_leads_to_what_was_retrieved(portfolio: Portfolio) -> None:
    sentences, citations = structure_says("what do you do?", portfolio, ENGLISH)
    kept = retrieved_of(citations, portfolio).kept
    assert [passage.link for passage in kept] == [citation.link for citation in citations]
    assert all(0 < number <= len(kept) for sentence in sentences for number in sentence.citations)


def with_two_boxes(portfolio: Portfolio) -> Portfolio:
    box = portfolio.topology.boxes[0]
    ledger = replace(
        box,
        slug="ledger",
        title="Ledger",
        label="SQLite, one file",
        chosen="One file is copied. It is read by hand.",
        gave_up="Two writers wait. Both.",
        otherwise="With two shops I would rent one.",
    )
    scales = replace(
        box,
        slug="scale-house",
        title="Scale house",
        label="scales beside SQLite",
        otherwise="I would weigh by the cart.",
    )
    return replace(portfolio, topology=replace(portfolio.topology, boxes=(ledger, scales), flows=(), traces=()))


@pytest.mark.parametrize("question", ["Why the ledger?", "why did you choose SQLite", "And why is there a ledger?"])
def test_why_a_box_was_chosen_is_told_with_what_that_gave_up(portfolio: Portfolio, question: str) -> None:
    said, cited = lines(question, with_two_boxes(portfolio))
    assert said == ["One file is copied.", "It is read by hand.", "Gave up: Two writers wait."]
    assert cited == ["topology/ledger#chosen"]


def test_a_label_that_the_choice_does_not_speak_of_is_not_what_was_chosen(portfolio: Portfolio) -> None:
    boxes = with_two_boxes(portfolio)
    ledger, scales = boxes.topology.boxes
    other = replace(ledger, chosen="It stands apart.")
    apart = replace(boxes, topology=replace(boxes.topology, boxes=(other, scales)))
    assert lines("why did you choose SQLite", apart) == ([], [])
    assert lines("Why the ledger?", apart)[0][0] == "It stands apart."


def test_what_is_kept_of_a_question_is_said_by_the_program_where_the_pack_says_nothing_of_it(
    portfolio: Portfolio,
) -> None:
    said, cited = lines("Do you track me?", portfolio)
    assert (said, cited) == ([ENGLISH.says("kept_unless"), ENGLISH.says("kept_here")], [])
    assert as_the_pack_asks("Do you track me?", load_portfolio(PACKS / "studio"), ENGLISH) == ""
    own = replace(portfolio.hiring[0], asks=("What happens to my questions?",))
    answered = replace(portfolio, hiring=(own,), asks={})
    assert as_the_pack_asks("Do you track me?", answered, ENGLISH) == "What happens to my questions?"


def test_what_would_be_instead_of_a_box_is_told(portfolio: Portfolio) -> None:
    said, cited = lines("What would you use instead of the scale house?", with_two_boxes(portfolio))
    assert (said, cited) == (["I would weigh by the cart."], ["topology/scale-house#chosen"])


def test_the_choice_of_a_box_is_passed_on_as_what_was_retrieved(portfolio: Portfolio) -> None:
    boxes = with_two_boxes(portfolio)
    _, citations = structure_says("Why the ledger?", boxes, ENGLISH)
    assert [passage.link for passage in retrieved_of(citations, boxes).kept] == ["topology/ledger#chosen"]


@pytest.mark.parametrize("question", ["why is the ledger down?", "why the barn", "why sacks", "when did you choose it"])
def test_a_question_that_names_no_box_or_says_more_of_it_is_left_to_the_passages(
    portfolio: Portfolio, question: str
) -> None:
    assert lines(question, with_two_boxes(portfolio)) == ([], [])


@pytest.mark.parametrize(
    "question",
    [
        "ledger vs. scale house",
        "Is the ledger or the scale house better?",
        "what's the difference between the ledger and the scale house?",
        "when do you use the ledger and when the scale house?",
        "Why the ledger and not the scale house?",
    ],
)
def test_two_boxes_are_held_against_each_other_by_what_each_is_for_and_gave_up(
    portfolio: Portfolio, question: str
) -> None:
    said, cited = lines(question, with_two_boxes(portfolio))
    assert [text.partition(":")[0] for text in said] == [
        "Ledger (SQLite, one file)",
        "Scale house (scales beside SQLite)",
    ]
    assert said[0].endswith("Gave up: Two writers wait.")
    assert cited == ["topology/ledger", "topology/scale-house"]


def test_a_box_is_held_against_nothing_that_is_no_box(portfolio: Portfolio) -> None:
    assert lines("ledger vs. barn", with_two_boxes(portfolio)) == ([], [])
    assert lines("ledger vs. ledger", with_two_boxes(portfolio)) == ([], [])


def test_a_document_that_stands_for_a_side_is_named_with_its_date(portfolio: Portfolio) -> None:
    study = portfolio.case_studies[0]
    assert with_its_date(study.title, portfolio, ENGLISH) == f"{study.title} ({study.year})"
    assert with_its_date("The pool", portfolio, ENGLISH) == "The pool"
