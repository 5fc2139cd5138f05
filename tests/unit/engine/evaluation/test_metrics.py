"""What counts as a right answer, what the figures say, and what breaks a floor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from content.loader import Portfolio
from content.questions import QuestionSet
from engine.evaluation.evaluate import Evaluator
from engine.evaluation.metrics import broken, figures_of, in_order, percentile
from engine.evaluation.run import Contestant, EvalRun
from engine.settings import Settings
from tests.fakes.evaluation import (
    FLOORS,
    OUTBOX,
    PIZZA,
    WHY,
    passage,
    record,
    refused,
    said,
    verdict,
)


def test_an_answer_that_cites_its_source_and_holds_every_fact_is_right() -> None:
    judged = verdict(WHY, record(WHY.ask, said(OUTBOX, 1)))
    assert judged.right
    assert judged.rank == 1


def test_one_alternative_of_every_fact_is_enough_and_none_is_a_miss() -> None:
    assert verdict(WHY, record(WHY.ask, said("One commit, in ORDER.", 1))).right
    judged = verdict(WHY, record(WHY.ask, said("It buys atomicity.", 1)))
    assert judged.misses == ("fact missing",)
    assert judged.missing == (("order",),)


def test_a_fact_in_a_withheld_sentence_was_not_said() -> None:
    judged = verdict(WHY, record(WHY.ask, said("It buys atomicity.", 1), said("And a defined order.", 1, shown=False)))
    assert judged.misses == ("fact missing",)


@pytest.mark.parametrize(
    ("ranked", "miss"),
    [((("work/shop",), ("essays/kafka#outbox",)), "source not cited"), ((("work/shop",),) * 2, "source not found")],
)
def test_a_wrong_source_says_whether_the_right_one_was_found(ranked: Any, miss: str) -> None:
    judged = verdict(WHY, record(WHY.ask, said(OUTBOX, 2), ranked=ranked))
    assert judged.misses == (miss,)


def test_a_document_stands_for_its_sections_and_a_passage_for_every_section_in_it() -> None:
    whole = replace(WHY, sources=("essays/kafka",))
    assert verdict(whole, record(WHY.ask, said(OUTBOX, 1))).cites_source
    joined = (passage(0, "essays/kafka#why", also=("essays/kafka#outbox",)),)
    assert verdict(WHY, record(WHY.ask, said(OUTBOX, 1), passages=joined)).cites_source
    other = (passage(0, "essays/kafka-two#outbox"),)
    assert not verdict(whole, record(WHY.ask, said(OUTBOX, 1), passages=other)).cites_source


def test_refusing_is_a_miss_only_where_the_pack_answers() -> None:
    assert verdict(WHY, refused(WHY)).misses == ("wrongly abstained",)
    assert verdict(PIZZA, refused(PIZZA)).right
    assert verdict(PIZZA, record(PIZZA.ask, said(OUTBOX, 1))).misses == ("wrongly answered",)


def test_small_talk_claims_nothing_but_answers_nothing_either() -> None:
    hello = said("I am a program.")
    assert verdict(PIZZA, record(PIZZA.ask, hello, kind="small-talk", passages=())).right
    assert "source not cited" in verdict(WHY, record(WHY.ask, hello, kind="small-talk", passages=())).misses


def test_a_reply_that_holds_every_fact_has_not_abstained() -> None:
    states = replace(WHY, facts=(("does not state rates",),))
    judged = verdict(states, record(WHY.ask, said("It does not state rates.", 1), kind="not-in-portfolio"))
    assert judged.right
    assert verdict(PIZZA, refused(PIZZA)).abstained


def test_what_navigation_opens_is_its_source() -> None:
    shown = record(WHY.ask, said(OUTBOX), kind="navigation", passages=(), opened=("essays/kafka#outbox",))
    assert verdict(WHY, shown).right


def test_silence_gains_nothing_in_sources_and_facts() -> None:
    figures = figures_of([verdict(WHY, record(WHY.ask, said(OUTBOX, 1))), verdict(WHY, refused(WHY))])
    assert (figures.right_source, figures.facts) == (0.5, 0.5)
    assert (figures.right_source_answered, figures.facts_answered) == (1, 1)
    assert figures.wrongly_abstains == 0.5


def test_hits_and_reciprocal_ranks_come_from_the_first_right_candidate() -> None:
    far = record(WHY.ask, said(OUTBOX, 1), ranked=(*[("work/shop",)] * 3, ("essays/kafka#outbox",)))
    none = record(WHY.ask, said(OUTBOX, 1), ranked=(("work/shop",),))
    figures = figures_of([verdict(WHY, item) for item in (record(WHY.ask, said(OUTBOX, 1)), far, none)])
    assert (figures.hit_at_1, figures.hit_at_3, figures.hit_at_5) == (1 / 3, 1 / 3, 2 / 3)
    assert figures.reciprocal_rank == pytest.approx((1 + 1 / 4 + 0) / 3)


def test_an_answer_leads_where_its_first_shown_sentence_holds_a_fact() -> None:
    late = record(WHY.ask, said("A relay publishes.", 2), said(OUTBOX, 1))
    behind = record(WHY.ask, said("Withheld.", shown=False), said(OUTBOX, 1), said("A relay publishes.", 2))
    figures = figures_of([verdict(WHY, late), verdict(WHY, behind), verdict(WHY, refused(WHY))])
    assert figures.leads == pytest.approx(1 / 3)
    assert figures.length == 2


def test_sentences_of_a_passage_are_in_order_where_they_stand_as_written() -> None:
    text = "It buys atomicity. It costs a relay. It needs a table."
    first, second, third = ("It buys atomicity.", "It costs a relay.", "It needs a table.")
    both = {"passages": (passage(0, text=text), passage(1, text="Elsewhere."))}
    assert in_order(record(WHY.ask, said(first, 1), said("Elsewhere.", 2), said(third, 1), **both)) is True
    assert in_order(record(WHY.ask, said(third, 1), said(second, 1), **both)) is False
    assert in_order(record(WHY.ask, said(second, 1), said("Elsewhere.", 2), **both)) is None


def test_follow_ups_have_a_figure_of_their_own() -> None:
    then = replace(WHY, ask="and what else?", after=(WHY.ask,))
    followed = record(then.ask, said(OUTBOX, 1), after=then.after)
    figures = figures_of([verdict(WHY, refused(WHY)), verdict(then, followed)])
    assert (figures.follow_ups, figures.facts) == (1, 0.5)
    assert figures_of([verdict(WHY, refused(WHY))]).follow_ups is None


def test_times_are_those_of_questions_that_got_an_answer() -> None:
    slow = record(WHY.ask, said(OUTBOX, 1), first=3.0, seconds=9.0)
    figures = figures_of([verdict(WHY, slow), verdict(PIZZA, replace(refused(PIZZA), first=0.01, seconds=0.01))])
    assert (figures.first_p50, figures.seconds_p95) == (3.0, 9.0)


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (95, 10), (0, 1), (100, 10)])
def test_percentiles_are_values_that_were_measured(percent: int, value: int) -> None:
    assert percentile(list(range(10, 0, -1)), percent) == value


def test_figures_without_a_question_to_count_break_no_floor() -> None:
    only = figures_of([verdict(PIZZA, refused(PIZZA))])
    assert only.right_source is None
    assert broken(only, FLOORS) == ()


def test_floors_are_broken_from_below_and_ceilings_from_above() -> None:
    figures = figures_of([verdict(WHY, refused(WHY)), verdict(PIZZA, record(PIZZA.ask, said(OUTBOX, 1)))])
    names = {item.name for item in broken(figures, FLOORS)}
    assert names == {"right_source", "facts", "abstains", "wrongly_abstains"}
    assert "at most 0.1" in next(str(item) for item in broken(figures, FLOORS) if item.name == "wrongly_abstains")


def test_one_unsupported_sentence_breaks_a_ceiling_of_none(tiny_portfolio: Portfolio) -> None:
    evaluator = Evaluator(tiny_portfolio, QuestionSet(floors=FLOORS, questions=(WHY,)), Settings())
    invented = record(WHY.ask, said("The outbox doubles your revenue, in order, by atomicity.", 1, quoted=False))
    run = evaluator.judged(Contestant("scripted"), [WHY], [invented])
    assert run.verdicts[0].misses == ("unsupported sentence",)
    assert [item.name for item in run.broken(evaluator.questions)] == ["unsupported"]
    assert EvalRun(Contestant("scripted", peer=True), run.verdicts).broken(evaluator.questions) == ()
