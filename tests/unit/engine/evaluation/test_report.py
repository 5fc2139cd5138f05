"""The report: tables, curve, comparison, JSON and page."""

from __future__ import annotations

import pytest
import yaml

from content.loader import DEFAULT_PACK, load_portfolio
from content.questions import QuestionSet, read_questions
from engine.evaluation.metrics import judge
from engine.evaluation.page import END, EvalPage
from engine.evaluation.report import HeldOut, compare, figures_table, run_json, sign_test
from engine.evaluation.retrieval import RetrievalReport
from engine.evaluation.run import Contestant, EvalRun
from engine.evaluation.support import Unsupported
from engine.evaluation.threshold import curve_of, curve_text
from tests.fakes.evaluation import (
    FLOORS,
    HELD_OUT,
    OUTBOX,
    PIZZA,
    WHY,
    record,
    refused,
    run_of,
    said,
    verdict,
)


def test_the_curve_shows_both_kinds_of_question_at_every_threshold() -> None:
    scores = [(WHY, 0.9), (WHY, 0.6), (PIZZA, 0.7), (PIZZA, 0.1)]
    curve = curve_of([verdict(question, record(question.ask, confidence=score)) for question, score in scores])
    assert curve is not None
    assert curve.area == 0.75
    at = {point.threshold: point for point in curve.points}
    assert (at[0.5].answered, at[0.5].refused) == (1, 0.5)
    assert (at[0.8].answered, at[0.8].refused) == (0.5, 1)
    assert next(line for line in curve_text(curve).splitlines() if "in use" in line).strip().startswith("0.50")
    assert curve_of([verdict(WHY, record(WHY.ask))]) is None


def test_a_comparison_counts_only_what_both_were_asked() -> None:
    good, bad = verdict(WHY, record(WHY.ask, said(OUTBOX, 1))), verdict(WHY, refused(WHY))
    more = verdict(PIZZA, refused(PIZZA))
    found = compare(run_of("a", good, more), run_of("b", bad))
    assert [item.question.ask for item in found.only_first] == [WHY.ask]
    assert found.only_second == ()


def test_a_comparison_leaves_the_check_of_sentences_aside() -> None:
    plain = record(WHY.ask, said(OUTBOX, 1))
    flagged = judge(WHY, plain, (Unsupported(OUTBOX, "in other words"),))
    assert not flagged.right
    assert compare(run_of("a", verdict(WHY, plain)), run_of("b", flagged)).only_first == ()


@pytest.mark.parametrize(("wins", "losses", "chance"), [(0, 0, 1), (5, 5, 1), (5, 0, 0.0625), (9, 1, 0.021484375)])
def test_the_sign_test_is_exact(wins: int, losses: int, chance: float) -> None:
    assert sign_test(wins, losses) == pytest.approx(chance)


def test_the_table_marks_what_breaks_a_floor() -> None:
    whole = QuestionSet(floors=FLOORS, questions=(WHY, PIZZA))
    table = figures_table([run_of("a", verdict(WHY, refused(WHY)))], whole)
    row = next(row for row in table.rows if row[0] == "required facts present")
    assert row == ("required facts present", "0.0 % !", "at least 90.0 %")
    assert table.as_markdown().splitlines()[1] == "| --- | ---: | ---: |"
    assert len({len(line) for line in table.as_markdown().splitlines()}) > 1


def test_json_names_every_miss() -> None:
    whole = QuestionSet(floors=FLOORS, questions=(WHY,))
    data = run_json(run_of("a", verdict(WHY, refused(WHY)), verdict(WHY, record(WHY.ask, said(OUTBOX, 1)))), whole)
    assert [(miss["ask"], miss["misses"]) for miss in data["misses"]] == [(WHY.ask, ("wrongly abstained",))]
    assert {item["name"] for item in data["broken"]} == {"right_source", "facts", "wrongly_abstains"}


def test_the_page_keeps_what_a_person_wrote_below_it() -> None:
    whole = QuestionSet(floors=FLOORS, questions=(WHY, PIZZA))
    run = run_of("a", verdict(WHY, record(WHY.ask, said(OUTBOX, 1))), verdict(PIZZA, refused(PIZZA)))
    beside = EvalRun(Contestant("a", peer=True), (verdict(WHY, refused(WHY)),))
    page = EvalPage("portfolio eval --write x", whole, [run], [beside], RetrievalReport(9, 1, (), 0.01), "a")
    first = page.text()
    assert "`portfolio eval --write x`" in first
    assert "a, plain loop" in first
    assert "No floor is broken." in first
    again = page.text(first + "## Read by a person\n")
    assert again.endswith(f"{END}\n## Read by a person\n")
    assert page.text(again) == again


def test_held_out_questions_have_figures_of_their_own_and_no_list_of_misses() -> None:
    whole = QuestionSet(floors=FLOORS, questions=(WHY,))
    unseen = HeldOut(
        "new.yaml", QuestionSet(floors=FLOORS, questions=(PIZZA,)), [run_of("a", verdict(PIZZA, record()))]
    )
    run = run_of("a", verdict(WHY, record(WHY.ask, said(OUTBOX, 1))))
    found = RetrievalReport(9, 1, (), 0.01)
    page = EvalPage("portfolio eval --held-out new.yaml", whole, [run], [], found, "a", unseen)
    assert "## Held-out questions" in page.text()
    assert "1 questions of `new.yaml`" in page.text()
    assert PIZZA.ask not in page.text()
    assert unseen.as_json()["runs"][0]["figures"]["abstains"] == 0


def test_held_out_questions_are_valid_and_no_others() -> None:
    portfolio = load_portfolio(DEFAULT_PACK)
    found = read_questions(HELD_OUT, portfolio)
    known = read_questions(DEFAULT_PACK / "questions.yaml", portfolio).questions
    calibration = yaml.safe_load(HELD_OUT.with_name("calibration.yaml").read_text("utf-8"))["questions"]
    asks = {question.ask.lower() for question in found.questions}
    assert (len(found.answerable), len(found.unanswerable)) == (64, 36)
    assert not asks & {question.ask.lower() for question in known} | asks & {
        item["ask"].lower() for item in calibration
    }
