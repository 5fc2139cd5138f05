"""Passages: everything that can be read is in one of them, each opens its place, none is too long or too short."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from content.loader import DEFAULT_PACK, Portfolio, load_portfolio
from content.scaffold.packs import write_pack
from engine.events import Passage, Shape
from engine.language.language import language
from engine.language.words import words_of
from engine.retrieve.index import indexed_text
from engine.retrieve.passages import (
    MAX_WORDS,
    ON_ASSISTANT,
    PlainLine,
    is_of_owner,
    lines_of,
    passages_of,
    split,
)
from tests.places import PACKS

SCREENS = {"home", "services", "topology", "pipeline", "work", "essays", "contact"}


def by_link(portfolio: Portfolio, link: str) -> list[Passage]:
    return [passage for passage in passages_of(portfolio) if passage.link == link]


def test_every_section_of_the_default_pack_is_in_a_passage() -> None:
    portfolio = load_portfolio(DEFAULT_PACK)
    passages = passages_of(portfolio)
    links = {
        f"{document.path}#{section.anchor}" if section.anchor else document.path
        for document in portfolio.documents
        for section in document.sections
        if lines_of(section.text)
    }
    assert not [link for link in links if not any(passage.covers(link) for passage in passages)]


def test_the_pipeline_of_a_pack_is_work_of_its_owner_where_a_page_leads_there(tmp_path: Path) -> None:
    """In a new pack it tells of the assistant alone, and answers nothing that the owner is asked."""
    write_pack(tmp_path / "new", blank=True)
    for portfolio, kinds in (
        (load_portfolio(tmp_path / "new"), {ON_ASSISTANT}),
        (load_portfolio(DEFAULT_PACK), {"stage", "profile"}),
    ):
        on_pipeline = [passage for passage in passages_of(portfolio) if passage.link.startswith("pipeline")]
        assert {passage.kind for passage in on_pipeline} == kinds
        assert not any(map(is_of_owner, on_pipeline))


def test_every_link_opens_a_screen_a_document_or_a_section() -> None:
    portfolio = load_portfolio(DEFAULT_PACK)
    for passage in passages_of(portfolio):
        for link in (passage.link, *passage.also):
            document, anchor = portfolio.document(link), link.partition("#")[2]
            assert link in SCREENS or (document is not None and (not anchor or document.section(anchor))), link


def test_ids_are_positions_and_no_text_is_empty(tiny_portfolio: Portfolio) -> None:
    passages = passages_of(tiny_portfolio)
    assert [passage.id for passage in passages] == list(range(len(passages)))
    assert all(passage.text for passage in passages)


def test_passages_of_the_default_pack_stay_near_the_limit() -> None:
    sizes = [len(passage.text.split()) for passage in passages_of(load_portfolio(DEFAULT_PACK))]
    assert max(sizes) <= MAX_WORDS * 1.3


def test_a_table_row_can_be_read_alone(tiny_portfolio: Portfolio) -> None:
    (passage,) = (item for item in passages_of(tiny_portfolio) if "work/order-pipeline#architecture" in item.also)
    row = passage.text.splitlines().index("Quantity: Log ingress; Sum: 50,000 x 1 KB; Result: 50 MB/s.")
    header, cells = ("Quantity", "Sum", "Result"), ("Log ingress", "50,000 x 1 KB", "50 MB/s")
    assert passage.shapes[row] == Shape("row", header, cells)


def test_code_is_no_text_and_stands_with_the_line_that_it_follows(tiny_portfolio: Portfolio) -> None:
    assert lines_of("```\nx\n```\n\nSized so:\n\n```sql\na  b\n\nc\n```\n\nMore.") == (
        PlainLine("Sized so:", Shape(code="a  b\n\nc")), PlainLine("More."),
    )  # fmt: skip
    assert not any("insert into outbox" in passage.text for passage in passages_of(tiny_portfolio))


def test_list_items_stay_lines(tiny_portfolio: Portfolio) -> None:
    assert lines_of("Four things:\n\n- one **bold**\n- two `code`\n\n  more\n\n1. three") == (
        PlainLine("Four things:"),
        PlainLine("one bold", Shape("item")),
        PlainLine("two code", Shape("item")),
        PlainLine("more"),
        PlainLine("three", Shape("item")),
    )


def test_an_empty_item_and_an_empty_row_are_no_lines() -> None:
    assert lines_of("-\n- one\n\n| a |\n| --- |\n|  |") == (PlainLine("one", Shape("item")),)


def test_every_line_says_what_it_is(tiny_portfolio: Portfolio) -> None:
    (box,) = by_link(tiny_portfolio, "topology/api#chosen")
    (opening,) = by_link(tiny_portfolio, "work/order-pipeline")
    assert {shape.role for shape in box.shapes} == {"side"}
    assert [shape.role for shape in opening.shapes][:3] == ["label", "about", "label"]
    assert [shape.role for shape in by_link(tiny_portfolio, "home")[0].shapes] == ["about"] * 2
    assert all(len(item.shapes) == len(item.text.splitlines()) for item in passages_of(tiny_portfolio))


def test_a_short_section_joins_the_next_and_keeps_its_title(tiny_portfolio: Portfolio) -> None:
    (passage,) = by_link(tiny_portfolio, "work/order-pipeline#trade-offs")
    assert passage.also == ("work/order-pipeline#outcome",)
    assert "Outcome: Every acknowledged order" in passage.text
    assert passage.covers("work/order-pipeline#outcome")
    assert passage.covers("work/order-pipeline")
    assert not passage.covers("work/order-pipeline#problem")


def test_what_a_document_is_stands_there_without_a_title() -> None:
    (passage,) = by_link(load_portfolio(PACKS / "restorer"), "work/string-book")
    assert "work/string-book#what-it-is" in passage.also
    assert "\nThe string book is a table of 2,340 old strings" in passage.text


def test_what_a_box_chose_stands_with_what_it_cost(tiny_portfolio: Portfolio) -> None:
    (passage,) = by_link(tiny_portfolio, "topology/api#chosen")
    assert passage.text.splitlines()[1].startswith("Gave up: ")
    assert passage.also == ("topology/api#gave-up", "topology/api#when-i-would-choose-otherwise")


def test_what_a_lost_path_means_is_said_where_the_path_begins(tiny_portfolio: Portfolio) -> None:
    (passage,) = by_link(tiny_portfolio, "topology/api#when-a-neighbor-is-lost")
    assert passage.text == (
        "Without PostgreSQL the API refuses orders. One transaction bought this, for a single point of failure."
    )


def test_ways_to_ask_travel_with_the_first_passage_of_a_hiring_answer(tiny_portfolio: Portfolio) -> None:
    (passage,) = by_link(tiny_portfolio, "contact/availability")
    assert passage.asks == ("Are you available for hire?", "Can you start in March?")
    assert passage.text.startswith("I am available from March")


def test_ways_to_ask_of_a_section_are_with_each_of_its_passages_and_those_that_joined_it(
    tiny_portfolio: Portfolio,
) -> None:
    joined = next(passage for passage in passages_of(tiny_portfolio) if passage.also)
    asks = {joined.link: ("what is it",), joined.also[0]: ("what is that",), "home": ("who are you",)}
    passages = passages_of(replace(tiny_portfolio, asks=asks))
    assert passages[joined.id].asks == (*joined.asks, "what is it", "what is that")
    assert [passage.asks for passage in passages if passage.link == "home"] == [("who are you",)]


def test_the_ways_to_ask_of_the_default_pack_name_no_technology_that_it_does_not() -> None:
    portfolio = load_portfolio(DEFAULT_PACK)
    said = {word for passage in passages_of(replace(portfolio, asks={})) for word in words_of(indexed_text(passage))}
    asked = {word for asks in portfolio.asks.values() for ask in asks for word in words_of(ask)}
    assert not asked & language("en").words("technologies") - said


def test_the_year_of_a_case_study_and_its_topics_are_said(tiny_portfolio: Portfolio) -> None:
    (passage,) = by_link(tiny_portfolio, "work/order-pipeline")
    assert "A case study from 2025: Scaling an Order Pipeline." in passage.text
    assert "Topics: kafka, outbox." in passage.text


def test_contact_settings_are_said_only_where_they_are_set(tiny_portfolio: Portfolio) -> None:
    (passage,) = by_link(tiny_portfolio, "contact")
    assert passage.text.splitlines()[1:] == ["Email: hello@example.org"]


def parts_of(*texts: str) -> list[str]:
    return ["\n".join(line.text for line in lines) for lines in split(map(PlainLine, texts))]


def test_a_long_text_is_cut_into_even_parts() -> None:
    lines = [f"{number} " + "word " * 19 for number in range(11)]
    parts = parts_of(*lines)
    sizes = [len(part.split()) for part in parts]
    assert max(sizes) <= MAX_WORDS
    assert min(sizes) >= MAX_WORDS / 2
    assert "\n".join(parts) == "\n".join(lines)


def test_a_line_longer_than_the_limit_stays_whole() -> None:
    assert [len(part.split()) for part in parts_of("a b", "word " * 150)] == [2, 150]


def test_nothing_to_cut_gives_nothing() -> None:
    assert list(split([])) == []


def test_each_passage_of_a_box_is_found_by_the_box_s_label() -> None:
    portfolio = load_portfolio(DEFAULT_PACK)
    label = next(box.label for box in portfolio.topology.boxes if box.slug == "cache")
    found = [passage for passage in passages_of(portfolio) if passage.link.startswith("topology/cache")]
    assert label
    assert len(found) > 1
    assert all(label in passage.asks or label in passage.text for passage in found)
