"""An answer as a page: a list as a list, a table as a table, each source where what comes from it ends."""

from __future__ import annotations

from engine.events import Drafted, Sentence
from tests.fakes.recordings import recorded
from tests.fakes.said import CODE, EVERYTHING, ITEMS, ROWS, sentence
from tui.answers.exchange_page import blocks, draft_of, transcript_of
from tui.drawing.prose.page import Page, set_page
from tui.drawing.trace.record import AnswerRecord
from tui.exchange import Exchange


def record_of(*sentences: Sentence) -> AnswerRecord:
    record = AnswerRecord.of(Exchange("How?", events=list(recorded("outbox")[:2])))
    record.sentences.extend(sentences)
    return record


def page_of(*sentences: Sentence, width: int = 60) -> Page:
    return set_page(blocks(record_of(*sentences), 1), width)


def lines_of(page: Page) -> list[str]:
    return [line.text.replace("\u00a0", " ").rstrip() for line in page.lines if line.text.strip()]


def test_a_list_and_a_table_stand_as_such() -> None:
    assert lines_of(page_of(*EVERYTHING))[1:8] == [
        "Two ways: [1]",
        "• One waits.",
        "• One leaves. [1]",
        "Sized so. [1]",
        "Quantity   Result",
        "─" * 18,
        "in         50 MB/s",
    ]


def test_what_is_quoted_from_another_place_is_a_paragraph_of_its_own() -> None:
    one, two, other = (
        sentence(text, number) for text, number in (("It waits.", 1), ("It leaves.", 1), ("A relay polls.", 2))
    )
    lines = [line.text.replace("\u00a0", " ").rstrip() for line in page_of(one, two, other).lines]
    assert lines[2:5] == ["It waits. [1] It leaves. [1]", "", "A relay polls. [2] ▍"]


def test_a_table_that_is_too_wide_is_said_in_sentences() -> None:
    text = " ".join(lines_of(page_of(*ROWS, width=16)))
    assert "Quantity: in; Result: 50 MB/s." in text
    assert "─" not in text


def test_code_stands_as_it_was_written_and_takes_its_words_off_the_draft() -> None:
    assert lines_of(page_of(CODE))[1:3] == ["▏ in   50 KB/s", "▏ out  5 KB/s"]
    record = record_of(CODE)
    record.drafts.append(Drafted(0, f" {CODE.text} And then", 0, 0.0))
    assert draft_of(record) == "And then"


def test_what_is_drafted_stands_behind_the_last_sentence_or_below_a_list() -> None:
    assert lines_of(page_of(*EVERYTHING[:1]))[1].endswith("▍")
    assert lines_of(page_of(*ITEMS))[1:4] == ["• One waits.", "• One leaves. [1]", "▍"]


def test_no_line_is_wider_than_the_page() -> None:
    for width in range(12, 70):
        assert all(line.width <= width for line in page_of(*EVERYTHING, width=width).lines), width


def test_a_citation_in_a_list_and_in_a_table_lights_its_own_sentence() -> None:
    page = page_of(*EVERYTHING)
    hrefs = [run.href for line in page.lines for run in line.runs if run.href.startswith("cite:")]
    assert hrefs == ["cite:1:0:1", "cite:1:2:1", "cite:1:3:1", "cite:1:5:2"]


def test_a_transcript_holds_lists_and_tables_as_markdown() -> None:
    answer = recorded("outbox")[-1]
    text = transcript_of(
        [Exchange("How?", answer=answer.__class__("How?", "", "answer", EVERYTHING, (), (), answer.trace))]
    )  # type: ignore[union-attr]
    assert "- One waits.\n- One leaves. [1]\n\nSized so. [1]\n\n| Quantity | Result |" in text
