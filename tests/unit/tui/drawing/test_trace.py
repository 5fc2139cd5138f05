"""What the Pipeline screen says about recorded answers: states, figures, bars and pages, without a screen."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import (
    STAGES,
    Alternative,
    Answer,
    Candidate,
    Composed,
    Drafted,
    Passage,
    PromptPart,
    Retrieved,
    Sentence,
    Stage,
    Token,
    Tokenized,
    Trace,
    to_json,
)
from tests.fakes.recordings import recorded
from tests.places import RECORDED
from tui.answers import exchange_page
from tui.drawing.prose.page import set_page
from tui.drawing.prose.runs import CONTROL, width_of
from tui.drawing.trace import bars, comparison, generate, stream, tokenize
from tui.drawing.trace.boxes import boxes_of
from tui.drawing.trace.record import AnswerRecord, StageState, duration
from tui.drawing.trace.stages import data_of
from tui.exchange import Exchange

QUESTION = "What does the outbox pattern buy?"
NAMES = sorted(path.stem for path in RECORDED.glob("*.json"))
HOSTILE = st.text(st.characters(codec=None, categories=None), max_size=60) | st.sampled_from(
    [
        "\x1b[2J",
        "[red]x[/]",
        "[@click=app.quit]x[/]",
        "\x1b]52;c;AAAA\x07",
        "\u202eabc",
        "a\r\nb",
        "\ud800",
        "\x9b31m",
        "\x00",
    ]
)


def text_of(blocks: object, width: int = 74) -> str:
    return "\n".join(line.text for line in set_page(blocks, width).lines)  # type: ignore[arg-type]


# -- records


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_of_a_finished_answer_is_done_or_skipped(name: str) -> None:
    record = AnswerRecord.of_events(recorded(name))
    assert {record.state_of(stage) for stage in STAGES} <= {StageState.DONE, StageState.SKIPPED}
    assert record.running is None


def test_a_stage_runs_until_its_event_has_come() -> None:
    record, running = AnswerRecord(), []
    for event in recorded("outbox"):
        running.append(record.running)
        record.take(event)
    assert list(dict.fromkeys(running)) == ["tokenize", "retrieve", "compose", "generate"]


def test_before_the_first_stage_is_done_nothing_says_that_models_are_loaded() -> None:
    record = AnswerRecord(Exchange(QUESTION))  # on a warm engine none are
    said = [box.figure for box in boxes_of(record, {})] + [text_of(data_of(record, stage, None)) for stage in STAGES]
    assert "load" not in " ".join([*said, exchange_page.doing(record)]).lower()


def test_a_refused_question_skips_the_model() -> None:
    record = AnswerRecord.of_events(recorded("unanswerable"))
    assert [record.state_of(stage) for stage in STAGES] == [
        StageState.DONE, StageState.DONE, StageState.SKIPPED, StageState.SKIPPED, StageState.DONE,
    ]  # fmt: skip
    assert [box.figure for box in boxes_of(record, {})][1:4] == ["refused", "skipped", "skipped"]


def test_the_nearest_sentence_is_called_near_and_not_refused() -> None:
    events = [replace(event, kind="near") if isinstance(event, Answer) else event for event in recorded("unanswerable")]
    assert boxes_of(AnswerRecord.of_events(events), {})[1].figure == "near"


@pytest.mark.parametrize("name", NAMES)
def test_the_boxes_hold_no_more_than_ten_cells(name: str) -> None:
    record = AnswerRecord()
    for event in recorded(name):
        record.take(event)
        assert all(len(box.figure) <= 10 for box in boxes_of(record, {}))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0.0 ms"), (0.00024, "0.2 ms"), (0.135, "135 ms"), (0.9994, "999 ms"), (2.377, "2.38 s")],
)
def test_a_time_shows_the_digits_that_matter(seconds: float, text: str) -> None:
    assert duration(seconds) == text


# -- bars


@given(st.floats(allow_nan=True, allow_infinity=True), st.integers(1, 60))
def test_a_bar_is_as_wide_as_it_should_be_whatever_it_shows(share: float, width: int) -> None:
    assert width_of(bars.bar(share, width)) == width


@given(st.floats(0, 2), st.floats(0, 2), st.integers(2, 60), st.floats(-1, 2))
def test_a_stage_of_the_waterfall_is_never_out_of_it(start: float, share: float, width: int, quiet: float) -> None:
    runs = bars.span(start, share, width, quiet)
    assert width_of(runs) == width
    assert any(run.role in ("bar", "bar-quiet") for run in runs)


@given(st.lists(st.tuples(st.integers(0, 900), st.just("a")), max_size=12), st.integers(0, 1000), st.integers(1, 90))
def test_the_budget_is_as_wide_as_it_should_be(parts: list[tuple[int, str]], total: int, width: int) -> None:
    assert width_of(bars.stacked(parts, total, width)) == width


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_scale_shows_the_value_and_the_threshold(value: float, threshold: float) -> None:
    text = "".join(run.text for run in bars.scale(value, threshold, 40, "good"))
    assert len(text) == 40
    assert "●" in text
    assert "┃" in text or round(value * 39) == round(threshold * 39)


# -- pages


@pytest.mark.parametrize("width", [40, 56, 74, 88])
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_fits_its_width(name: str, stage: str, width: int) -> None:
    record = AnswerRecord.of_events(recorded(name))
    page = set_page(data_of(record, stage, 0), width)  # type: ignore[arg-type]
    assert page.lines
    assert all(line.width <= width for line in page.lines)


@pytest.mark.parametrize("width", [40, 74])
def test_two_answers_stand_side_by_side_in_the_width_there_is(width: int) -> None:
    records = [AnswerRecord.of_events(recorded(name)) for name in ("outbox", "outbox-quoted")]
    page = set_page(comparison.blocks(*records), width)
    assert all(line.width <= width for line in page.lines)
    text = "\n".join(line.text for line in page.lines)
    assert "smollm2-135m" in text
    assert "none" in text


def test_the_pieces_of_the_question_stand_over_their_ids() -> None:
    text = text_of(tokenize.blocks(AnswerRecord.of_events(recorded("outbox"))))
    above = next(line for line in text.splitlines() if "What" in line)
    below = text.splitlines()[text.splitlines().index(above) + 1]
    assert above.index("·does") == below.index("1072")
    assert "out|box" in text


@pytest.mark.parametrize(
    ("question", "alone", "said"),
    [
        ("What is the relay?", "tenants apart: What is the relay?", "searched with the topic before it: tenants apart"),
        ("and what does it cost?", "outbox: what does it cost?", "searched with the topic before it: outbox"),
        ("why?", "How do you keep tenants apart? why?", "understood as How do you keep tenants apart? why?"),
        ("and the relay?", "how does the relay fail?", "understood as how does the relay fail?"),
    ],
)
def test_a_topic_of_before_is_told_apart_from_what_a_follow_up_means(question: str, alone: str, said: str) -> None:
    tokenized = Tokenized(question, (), "scripted", 0.0, alone)
    lines = text_of(tokenize.blocks(AnswerRecord.of_events([tokenized]))).splitlines()
    assert said in [line.strip() for line in lines]


def test_pieces_of_words_that_mark_what_goes_on_are_put_together_by_that() -> None:
    pieces = ("[CLS]", "why", "the", "out", "##box", "?", "[SEP]")
    tokens = tuple(Token(number, piece) for number, piece in enumerate(pieces))
    text = text_of(tokenize.blocks(AnswerRecord(tokenized=Tokenized("why the outbox?", tokens, "minilm", 0.001))))
    assert "In more than one piece: out|box" in text
    assert "the|" not in text


def test_the_scores_of_every_candidate_are_shown_and_the_cut() -> None:
    record = AnswerRecord.of_events(recorded("outbox"))
    assert record.retrieved is not None
    text = text_of(data_of(record, "retrieve", None))
    for candidate in record.retrieved.candidates:
        assert f"{candidate.dense:.3f}".replace("0.", ".", 1) in text
    kept = len(record.retrieved.kept)
    assert f"the cut: {kept} of {len(record.retrieved.candidates)}" in text
    assert f"threshold {record.retrieved.threshold:.2f}" in text


@pytest.mark.parametrize("width", [40, 56, 66, 74, 88])
def test_every_score_of_every_candidate_has_a_bar_at_any_width(width: int) -> None:
    record = AnswerRecord.of_events(recorded("outbox"))
    assert record.retrieved is not None
    page = set_page(data_of(record, "retrieve", None), width)
    table = [
        line for line in page.lines if any(run.role == "bar-ground" or run.role == "bar-quiet" for run in line.runs)
    ]
    bars_of = [sum(run.role in ("bar", "bar-quiet") for run in line.runs) for line in table]
    scored = [
        sum(getattr(candidate, name) is not None for name in ("dense", "lexical", "fused", "rerank"))
        for candidate in record.retrieved.candidates
    ]
    assert bars_of == scored


def test_an_answer_of_a_model_that_could_not_be_reached_names_no_model() -> None:
    answer = recorded("outbox-quoted")[-1]
    assert isinstance(answer, Answer)
    answer = replace(answer, trace=replace(answer.trace, model="far-away", mode="free"))
    exchange = Exchange(QUESTION, answer=answer, events=[*recorded("outbox-quoted")[:-1], answer])
    record = AnswerRecord.of(exchange)
    assert "no model, quote mode" in text_of(data_of(record, "stream", None))
    assert "· quoted" in text_of(exchange_page.blocks(record, 0))
    assert "far-away" not in text_of(exchange_page.blocks(record, 0))


@pytest.mark.parametrize("width", range(30, 90, 7))
def test_each_part_of_the_budget_stands_beside_its_colour(width: int) -> None:
    lines = text_of(data_of(AnswerRecord.of_events(recorded("outbox")), "compose", None), width).splitlines()
    assert not [line for line in lines if line.endswith("■")]
    assert sum(len(re.findall("(?:^|   )■\u00a0", line)) for line in lines) == 4


def test_the_prompt_is_shown_word_for_word() -> None:
    record = AnswerRecord.of_events(recorded("outbox"))
    assert record.composed is not None
    shown = "".join(text_of(data_of(record, "compose", None)).replace("↵", "").split())
    for part in record.composed.parts:
        assert "".join(part.text.split()) in shown


def test_the_alternatives_of_the_token_in_focus_are_shown() -> None:
    record = AnswerRecord.of_events(recorded("outbox"))
    place = generate.chosen(record.drafts)[0]
    text = text_of(generate.blocks(record, place))
    for alternative in record.drafts[place].alternatives:
        assert generate.probability_text(alternative.probability) in text


def test_without_probabilities_the_page_says_how_to_get_them() -> None:
    events = [
        replace(e, probability=None, alternatives=()) if isinstance(e, Drafted) else e for e in recorded("outbox")
    ]
    assert "Press r" in text_of(generate.blocks(AnswerRecord.of_events(events), 0))


@pytest.mark.parametrize("stage", STAGES)
def test_a_question_stopped_before_a_stage_is_not_said_to_be_answered_by_rules(stage: Stage) -> None:
    record = AnswerRecord.of(Exchange(QUESTION, stopped=True))
    assert "did not come this far" in text_of(data_of(record, stage, None))


def test_what_is_withheld_says_why() -> None:
    refused = Sentence("It costs 5 euros.", False, (), 0.2, "a number that no passage holds", 0.0)
    text = text_of(stream.blocks(AnswerRecord.of_events([refused])))
    assert "✗ It costs 5 euros." in text
    assert "withheld: a number that no passage holds" in text


def test_the_waterfall_shows_the_time_before_the_first_stage() -> None:
    answer = recorded("outbox")[-1]
    assert isinstance(answer, Answer)
    late = tuple(replace(time, start=time.start + 5) for time in answer.trace.stages)
    slow = replace(answer, trace=replace(answer.trace, stages=late, seconds=answer.trace.seconds + 5))
    names = [row[0].text.strip() for row in stream.waterfall(slow, 70).rows]
    assert names[1:7] == ["before", *STAGES]


# -- whatever a model or a visitor says


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE, st.integers(50, 90))
def test_whatever_comes_the_pages_hold_text_that_a_terminal_can_show(said: str, asked: str, width: int) -> None:
    passage = Passage(1, "essay", "essays/x", said, said, said)
    draft = Drafted(0, said, 1, 0.0, 0.5, (Alternative(said, 0.5), Alternative(asked, 0.1)))
    sentence = Sentence(said, True, (1, 7), 0.5, said, 0.0)
    record = AnswerRecord.of_events(
        [
            Tokenized(asked, (Token(1, said), Token(2, asked)), said, 0.0),
            Retrieved((Candidate(passage, 0.1, None, 0.1, 0.3, True),), True, 0.5, 0.4, said, 0.0),
            Composed((PromptPart("question", asked, 3),), 3, 10, "free", 0.0),
            draft,
            sentence,
            Answer(asked, said, "answer", (sentence,), (), (), Trace(said, "free", (), 0.0), said),
        ]
    )
    for stage in STAGES:
        for line in set_page(data_of(record, stage, 0), width).lines:
            assert not CONTROL.search(line.text)
            line.text.encode()
            assert line.width <= width
    for line in set_page(comparison.blocks(record, record), width).lines:
        assert not CONTROL.search(line.text)


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_what_the_events_say_as_json(name: str) -> None:
    data = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))["events"]
    assert json.loads(json.dumps([to_json(event) for event in recorded(name)])) == data
