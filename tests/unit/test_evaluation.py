"""The evaluator's measures, on scripted answers: what counts as right, what the figures say, what breaks a floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.loader import DEFAULT_PACK, Portfolio, load_portfolio
from content.questions import Floors, Question, QuestionSet, read_questions
from engine.evaluate import Evaluator, subset
from engine.evaluation.metrics import Verdict, broken, figures_of, judge, percentile
from engine.evaluation.page import END, Page
from engine.evaluation.peer import DENIES, claims_of
from engine.evaluation.record import Record, RecordFile, collect, observe
from engine.evaluation.report import HeldOut, compare, figures_table, run_json, sign_test
from engine.evaluation.retrieval import RetrievalReport
from engine.evaluation.run import Contestant, Run
from engine.evaluation.support import CAUGHT, KEPT, Support, Unsupported, fault_in
from engine.evaluation.threshold import curve_of, curve_text
from engine.events import Answer, Candidate, Event, NextStep, Passage, Retrieved, Sentence, Trace
from engine.settings import Settings

HELD_OUT = Path(__file__).parents[1] / "data" / "held_out.yaml"
NEAR_MISSES = Path(__file__).parents[1] / "data" / "near_misses.yaml"
FLOORS = Floors(hit_at_5=0.9, right_source=0.9, facts=0.9, abstains=0.9, wrongly_abstains=0.1, unsupported=0)
OUTBOX = "The outbox buys atomicity and a defined order."
WHY = Question(ask="Why an outbox?", sources=("essays/kafka#outbox",), facts=(("atomicity", "one commit"), ("order",)))
PIZZA = Question(ask="Which pizza?", answerable=False, kind="personal")
TRACE = Trace("scripted", "copy", (), 2.0)


def passage(
    number: int = 0, link: str = "essays/kafka#outbox", text: str = OUTBOX, also: tuple[str, ...] = ()
) -> Passage:
    return Passage(number, "essay", link, "Kafka", "The outbox", text, also)


def said(text: str, *citations: int, quoted: bool = True, shown: bool = True) -> Sentence:
    return Sentence(text, shown, citations, 1.0, "scripted", 0.0, quoted)


def record(ask: str = WHY.ask, *sentences: Sentence, **fields: Any) -> Record:
    text = " ".join(sentence.text for sentence in sentences if sentence.shown)
    passages = (passage(0), passage(1, "work/shop#events", "A relay publishes what the outbox holds."))
    ranked = tuple((item.link, *item.also) for item in passages)
    given = {"kind": "answer", "text": text, "sentences": sentences, "passages": passages, "ranked": ranked}
    return Record(ask, **(given | {"first": 1.0, "seconds": 2.0, "confidence": 0.8, "threshold": 0.5} | fields))


def refused(question: Question, confidence: float = 0.2) -> Record:
    return record(
        question.ask, kind="not-in-portfolio", text="It does not say.", passages=(), confidence=confidence
    )  # fmt: skip


def verdict(question: Question, given: Record) -> Verdict:
    return judge(question, given, ())


# -- one answer


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


# -- many answers


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
    assert Run(Contestant("scripted", peer=True), run.verdicts).broken(evaluator.questions) == ()


# -- the check of what was said


def test_a_quotation_must_stand_in_its_passage_and_in_the_files(tiny_portfolio: Portfolio) -> None:
    support = Support(tiny_portfolio)
    own = next(section.text for document in tiny_portfolio.documents for section in document.sections).splitlines()[0]
    assert support.fault(said(own, 1), [passage(text=f"Before. {own} After.")]) == ""
    assert "does not stand in the passage" in support.fault(said(own, 1), [passage()])
    assert "files do not hold" in support.fault(said(OUTBOX, 1), [passage()])
    assert support.fault(said(own), [passage(text=own)]) == "it cites nothing"


SOURCE = (
    "If Kafka fails, orders are still accepted, because the outbox keeps 4.5 hours of events. "
    "The relay never drops an event before the broker confirms it."
)


@pytest.mark.parametrize(
    "text",
    [
        "If Kafka fails, orders are still accepted.",
        "When Kafka fails, the orders are still accepted, because the outbox keeps 4.5 hours of events.",
        "The relay never drops an event before the broker confirms it.",
    ],
)
def test_what_a_passage_says_in_nearly_its_own_words_is_supported(text: str) -> None:
    assert fault_in(text, [SOURCE]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "If PostgreSQL fails, orders are still accepted.",
        "If Kafka fails, orders are still accepted, because the outbox keeps 45 hours of events.",
        "If Kafka fails, orders are not accepted.",
        "The relay drops an event before the broker confirms it.",
        "The relay never drops an event after the broker confirms it.",
        "The broker never drops an event before the relay confirms it.",
        "Orders are still accepted, because the outbox keeps 4.5 hours of events.",
        "If Kafka fails, orders are still accepted, see https://kafka.example.",
    ],
    ids=["name", "number", "negation", "dropped negation", "direction", "roles", "dropped condition", "address"],
)
def test_what_a_passage_does_not_say_is_caught(text: str) -> None:
    assert fault_in(text, [SOURCE])


def test_the_check_reaches_what_the_page_says_of_it() -> None:
    entries = yaml.safe_load(NEAR_MISSES.read_text("utf-8"))["report"]
    wrong = [fault_in(item["text"], [entry["source"]]) for entry in entries for item in entry["near_misses"]]
    true = [fault_in(text, [entry["source"]]) for entry in entries for text in entry["supported"]]
    assert sum(map(bool, wrong)) / len(wrong) >= CAUGHT
    assert sum(not fault for fault in true) / len(true) >= KEPT


# -- asking


class Scripted:
    """Answers from a script; asked beyond it, it fails."""

    def __init__(self, script: dict[str, Answer], *, searched: bool = True) -> None:
        self.script = script
        self.searched = searched
        self.asked: list[str] = []

    def ask(self, question: str) -> Iterator[Event]:
        self.asked.append(question)
        if self.searched:
            candidate = Candidate(passage(also=("essays/kafka#why",)), 0.5, 1.0, 0.1, 0.6, True)
            yield Retrieved((candidate,), True, 0.71239, 0.46, "near", 0.0)
        yield from self.script[question].sentences
        yield self.script[question]

    def search(self, words: str, limit: int) -> tuple[Candidate, ...]:
        return (Candidate(passage(), 0.5, 1.0, 0.1, 0.6, False),)


def answer(question: str, *sentences: Sentence, kind: Any = "answer", steps: tuple[NextStep, ...] = ()) -> Answer:
    text = " ".join(sentence.text for sentence in sentences if sentence.shown)
    return Answer(question, text, kind, sentences, (), steps, TRACE)


def test_a_record_holds_what_was_found_decided_and_said() -> None:
    seen = observe(Scripted({"Why?": answer("Why?", said(OUTBOX, 1))}), " Why? ", 100)
    assert seen.ranked == (("essays/kafka#outbox", "essays/kafka#why"),)
    assert (seen.confidence, seen.threshold, seen.mode) == (0.7124, 0.46, "copy")
    assert [item.link for item in seen.cited] == ["essays/kafka#outbox"]
    assert 0 <= seen.first <= seen.seconds


def test_a_question_that_the_door_refuses_is_refused_without_asking() -> None:
    assistant = Scripted({})
    assert observe(assistant, "\x1b[2J", 100).kind == "refused"
    assert observe(assistant, "????", 100).kind == "refused"
    assert assistant.asked == []


def test_a_reply_without_a_search_is_ranked_by_one_of_its_own() -> None:
    steps = (NextStep("essays/kafka", "Kafka"),)
    script = {"show kafka": answer("show kafka", said("Kafka."), kind="navigation", steps=steps)}
    seen = observe(Scripted(script, searched=False), "show kafka", 100)
    assert seen.ranked == (("essays/kafka#outbox",),)
    assert seen.opened == ("essays/kafka",)
    assert seen.confidence is None


def test_a_stopped_run_goes_on_where_it_was_also_after_half_a_line(tmp_path: Path) -> None:
    file = RecordFile(tmp_path / "records.jsonl")
    file.append(record("one", said(OUTBOX, 1)))
    with file.path.open("a", encoding="utf-8") as stream:
        stream.write('{"ask": "two", "ki')
    asked: list[str] = []

    def ask(question: str) -> Record:
        asked.append(question)
        return record(question, said(OUTBOX, 1))

    told: list[tuple[int, int]] = []
    records = collect(["one", "two", "three"], ask, file, lambda done, count: told.append((done, count)))
    assert asked == ["two", "three"]
    assert told[-1] == (3, 3)
    assert [file.read()[name] for name in ("one", "two", "three")] == records


def test_a_subset_is_the_same_each_time_and_keeps_the_balance_of_the_set() -> None:
    yes = [replace(WHY, ask=f"why {number}") for number in range(60)]
    no = [replace(PIZZA, ask=f"pizza {number}") for number in range(30)]
    whole = QuestionSet(floors=FLOORS, questions=(*yes, *no))
    part = subset(whole, 30)
    assert (len(part), sum(question.answerable for question in part)) == (30, 20)
    turned = QuestionSet(floors=FLOORS, questions=(*reversed(no), *reversed(yes)))
    assert {question.ask for question in subset(turned, 30)} == {question.ask for question in part}
    assert {question.ask for question in subset(whole, 12)} < {question.ask for question in part}
    assert subset(whole, 500) == whole.questions


def test_records_are_kept_by_content_model_and_mode(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    evaluator = Evaluator(tiny_portfolio, QuestionSet(floors=FLOORS, questions=(WHY,)), Settings(cache_dir=tmp_path))
    half, more, free = Contestant("coder-0.5b"), Contestant("coder-0.8b"), Contestant("coder-0.5b", "free")
    who = (Contestant("none"), half, more, free, Contestant("coder-0.5b", peer=True))
    assert len({evaluator.path(one) for one in who}) == len(who)
    wider = Evaluator(tiny_portfolio, evaluator.questions, Settings(cache_dir=tmp_path, passages=7))
    assert wider.path(half) != evaluator.path(half)


def test_a_run_whose_answers_are_all_known_loads_nothing(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    evaluator = Evaluator(tiny_portfolio, QuestionSet(floors=FLOORS, questions=(WHY,)), Settings(cache_dir=tmp_path))
    RecordFile(evaluator.path(Contestant("no-such-model"))).append(record(WHY.ask, said(OUTBOX, 1)))
    assert evaluator.run(Contestant("no-such-model")).figures.facts == 1


# -- the plain loop


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("I don't know.", True),
        ("I'm sorry, but I can't assist with that.", True),
        ("The answer is not provided.", True),
        ("The provided context does not contain any information about pizza.", True),
        ("There is no information on that in the passages.", True),
        ("The order pipeline does not make a slow payment provider fast.", False),
        ("The assistant does not write missing documentation.", False),
        ("The outbox is not exactly-once.", False),
    ],
)
def test_a_plain_loop_abstains_where_it_says_that_it_does_not_know(text: str, denies: bool) -> None:
    assert bool(DENIES.search(text)) is denies


def test_a_plain_loops_claims_count_once_without_their_frames_and_may_draw_on_every_passage() -> None:
    text = "Based on the context, the answer is: It commits once. 1. It commits once.\n- It ends.\n2."
    first, second = claims_of(text, 2)
    assert (first.text, second.text) == ("It commits once.", "It ends.")
    assert first.citations == (1, 2)


# -- the report


def run_of(label: str, *verdicts: Verdict) -> Run:
    return Run(Contestant(label), verdicts)


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
    beside = Run(Contestant("a", peer=True), (verdict(WHY, refused(WHY)),))
    page = Page("portfolio eval --write x", whole, [run], [beside], RetrievalReport(9, 1, (), 0.01), "a")
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
    page = Page("portfolio eval --held-out new.yaml", whole, [run], [], RetrievalReport(9, 1, (), 0.01), "a", unseen)
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
    assert (len(found.answerable), len(found.unanswerable)) == (20, 20)
    assert not asks & {question.ask.lower() for question in known} | asks & {
        item["ask"].lower() for item in calibration
    }
