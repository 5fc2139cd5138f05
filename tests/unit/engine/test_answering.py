"""One question's walk: events in order, only checked text, cancel at every stage, nothing left running."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import pytest

from content.loader import Portfolio
from content.schema import HiringAnswer
from engine.assistant import Answering
from engine.events import Answer, Candidate, Composed, Drafted, Retrieved, Sentence, Tokenized, Told, Turn, Waiting
from engine.generate.loading import LoadingModel
from engine.llama.context import Cancel, ModelLoadError
from engine.retrieve.comparing import Side
from engine.retrieve.stage import Findings
from tests.fakes.engine import ENGLISH, ScriptedModel, of, passage, walk_of
from tests.fakes.questions import asked

OUTBOX = passage(
    0, "The outbox writes the event in the transaction of the order. A relay publishes the outbox to Kafka."
)
TRUE = "A relay publishes the outbox to Kafka."
MORE = "The outbox writes the event in the transaction."
FALSE = "Kafka publishes the outbox to 12 relays."


def events(portfolio: Portfolio, model: Any, question: str = "Who publishes the outbox?", **options: Any) -> list[Any]:
    walk, desk = walk_of(portfolio, question, [OUTBOX], model, **options)
    try:
        return list(walk.events())
    finally:
        desk.worker.close()


def test_events_come_in_the_order_of_the_stages(tiny_portfolio: Portfolio) -> None:
    seen = events(tiny_portfolio, ScriptedModel([MORE]))
    kinds = [type(event) for event in seen]
    assert kinds[:4] == [Tokenized, Retrieved, Sentence, Composed]
    assert set(kinds[4:-2]) == {Drafted}
    assert kinds[-2:] == [Sentence, Answer]


@pytest.mark.parametrize("mode", ["copy", "free"])
def test_what_answers_is_quoted_before_a_model_is_there(tiny_portfolio: Portfolio, mode: str) -> None:
    asked: list[str] = []

    def load() -> Any:
        asked.append("the model")
        raise ModelLoadError("there is no memory for it.")

    model = LoadingModel(mode, load)
    walk, desk = walk_of(tiny_portfolio, "Who publishes the outbox?", [OUTBOX], tokenizer=ScriptedModel([]))
    walk.desk_of = lambda: dataclasses.replace(desk, model=model)
    seen = walk.events()
    first = next(event for event in seen if isinstance(event, Sentence))
    assert (first.text, first.citations, asked) == (TRUE, (1,), [])
    answer: Any = list(seen)[-1]
    assert answer.text.startswith(TRUE)
    if mode == "free":
        assert answer.notice == "This answer is quoted, without a language model: there is no memory for it."
    desk.worker.close()


def test_a_true_sentence_is_shown_and_cited(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, ScriptedModel([MORE]))[-1]
    assert (answer.kind, answer.text) == ("answer", f"{TRUE} {MORE}")
    assert [(citation.number, citation.link) for citation in answer.citations] == [(1, "essays/outbox")]


def test_an_untrue_sentence_is_withheld_and_never_in_the_answer(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, ScriptedModel([TRUE, FALSE]))[-1]
    assert answer.text == TRUE
    assert [sentence.shown for sentence in answer.sentences] == [True, False]
    assert answer.trace.withheld == 1


def test_where_too_little_is_left_the_passages_are_quoted(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, ScriptedModel([FALSE]))[-1]
    assert answer.kind == "fallback"
    assert TRUE in answer.text
    assert all(sentence.quoted for sentence in answer.sentences if sentence.shown)


def test_copied_sentences_are_quoted_and_cited(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, ScriptedModel([TRUE], mode="copy"))[-1]
    assert (answer.text, answer.trace.mode) == (TRUE, "copy")
    assert answer.sentences[0].quoted


def test_without_a_model_the_answer_is_quoted(tiny_portfolio: Portfolio) -> None:
    seen = events(tiny_portfolio, None)
    assert not of(Composed, seen)
    assert seen[-1].trace.mode == "quote"
    assert TRUE in seen[-1].text


def test_what_is_not_answerable_reaches_no_model(tiny_portfolio: Portfolio) -> None:
    model = ScriptedModel([TRUE])
    seen = events(tiny_portfolio, model, "What is your favourite pizza?", answerable=False)
    assert seen[-1].kind == "not-in-portfolio"
    assert "pizza" not in seen[-1].text
    assert model.prompts == []
    assert seen[-1].next_steps[-1].link == "contact"


def test_a_sentence_that_comes_near_is_shown_as_the_nearest(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, None, "relay publishes outbox to Kafka twice", answerable=False, near=True)[-1]
    assert answer.kind == "near"
    assert answer.text == f"The portfolio does not say that directly. The nearest it says: {TRUE}"
    assert [citation.link for citation in answer.citations] == [OUTBOX.link]
    assert answer.next_steps[-1].link == "contact"


def test_what_shares_no_word_with_the_question_is_not_near(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, None, "What is your favourite pizza?", answerable=False, near=True)[-1]
    assert (answer.kind, answer.citations) == ("not-in-portfolio", ())


def test_in_copy_mode_what_answers_is_said_before_the_model_has_computed_a_token(tiny_portfolio: Portfolio) -> None:
    seen = events(tiny_portfolio, ScriptedModel(["The outbox writes."], mode="copy"))
    assert isinstance(seen[2], Sentence)
    assert seen[2].text == TRUE


def test_a_comparison_quotes_each_side_under_its_name_and_asks_no_model(
    tiny_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = passage(1, "A queue loses what nobody reads.", "essays/queue", "The queue")
    retrieved = Retrieved(
        tuple(Candidate(item, 0.5, 1.0, 0.1, 0.6, True) for item in (OUTBOX, queue)), True, 0.6, 0.46, "both", 0.0
    )
    sides = ("Outbox", asked("outbox"), frozenset({1})), ("A queue", asked("a queue"), frozenset({2}))
    found = Findings(retrieved, parts=tuple(Side(*side) for side in sides))
    monkeypatch.setattr("engine.answering.retrieve", lambda *_: found)
    model = ScriptedModel([TRUE], mode="copy")
    answer = events(tiny_portfolio, model, "outbox vs a queue")[-1]
    assert answer.text == f"Outbox: {TRUE}\n\nA queue loses what nobody reads."  # which opens with its name already
    assert ([citation.link for citation in answer.citations], model.prompts) == (["essays/outbox", "essays/queue"], [])


def test_a_mistaken_premise_is_corrected_from_the_text(
    tiny_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    retrieved = Retrieved((Candidate(OUTBOX, 0.5, 1.0, 0.1, 0.6, True),), False, 0.4, 0.46, "", 0.0, near=True)
    found = Findings(retrieved, premise="RabbitMQ", asked=asked("Why did you publish the outbox by relay to"))
    monkeypatch.setattr("engine.answering.retrieve", lambda *_: found)
    answer = events(tiny_portfolio, None, "Why did you publish the outbox by relay to RabbitMQ?")[-1]
    assert (answer.kind, answer.text) == ("near", f"This portfolio says nothing of “RabbitMQ”. What it says: {TRUE}")


def test_what_is_told_before_it_does_not_lead_away_from_the_owners_own_answer(tiny_portfolio: Portfolio) -> None:
    walk, desk = walk_of(tiny_portfolio, "We have 14 sites and old engines. When could you begin?", [OUTBOX], None)
    list(walk.events())
    desk.worker.close()
    assert walk.request.question == "Are you available for hire?"


@pytest.mark.parametrize("related", [True, False])
def test_the_nearest_places_are_named_only_where_they_are_on_the_subject(
    tiny_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, related: bool
) -> None:
    study = passage(0, "The outbox writes the event.", "work/order-pipeline")
    retrieved = Retrieved((Candidate(study, 0.5, 1.0, 0.1, 0.2, True),), False, 0.2, 0.46, "", 0.0, related=related)
    monkeypatch.setattr("engine.answering.retrieve", lambda *_: Findings(retrieved))
    answer = events(tiny_portfolio, None, "How old are you?")[-1]
    assert ("The nearest it comes is" in answer.text, answer.kind) == (related, "not-in-portfolio")
    assert [step.label for step in answer.next_steps][-1] == "Contact"


def test_who_asks_in_another_language_than_the_text_is_told_so_in_theirs(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, None, "Wie alt ist der Hund von euch?", answerable=False)[-1]
    assert (answer.kind, answer.sentences[0].text[:16]) == ("not-in-portfolio", "Dieses Portfolio")
    assert "does not say" not in answer.text


@pytest.mark.parametrize(
    ("score", "kind", "begins"),
    [(0.9, "near", "Dieses Portfolio ist auf Englisch geschrieben. Ihrer Frage"), (0.2, "not-in-portfolio", "Dieses")],
)
def test_who_asks_in_another_language_is_shown_what_comes_near_where_it_can_be_read(
    tiny_portfolio: Portfolio, score: float, kind: str, begins: str
) -> None:
    walk, desk = walk_of(tiny_portfolio, "Was macht die Outbox?", [OUTBOX], answerable=False)
    _, other = walk_of(tiny_portfolio, "", [OUTBOX])
    found = other.library.retriever.retrieve(asked("Was macht die Outbox?"), 1)
    scored = dataclasses.replace(found, candidates=(dataclasses.replace(found.candidates[0], score=score),))
    other.library.retriever.retrieve = lambda question, keep: scored  # type: ignore[method-assign]
    walk.desk_of = lambda: dataclasses.replace(desk, abroad=lambda: other.library)
    answer = list(walk.events())[-1]
    desk.worker.close()
    other.worker.close()
    assert answer.kind == kind
    assert answer.text.startswith(begins)
    assert "auf Englisch" in answer.text.splitlines()[0]
    assert bool(answer.citations) == (kind == "near")
    assert ("outbox" in answer.text) == (kind == "near")


def test_small_talk_reaches_nothing(tiny_portfolio: Portfolio) -> None:
    walk, desk = walk_of(tiny_portfolio, "hi", [OUTBOX])
    walk.desk_of = lambda: pytest.fail("a greeting loads no model")
    answer = list(walk.events())[-1]
    assert answer.kind == "small-talk"
    desk.worker.close()


def test_a_reply_about_the_assistant_quotes_the_pack_s_own_answer_to_it(tiny_portfolio: Portfolio) -> None:
    about = HiringAnswer(slug="about", title="About", asks=(ENGLISH.says("about_model"),), body="It is.")
    portfolio = dataclasses.replace(tiny_portfolio, hiring=(about,))
    own = passage(0, "The assistant runs on a small local model.", link="contact/about")
    walk, desk = walk_of(portfolio, "which model is this?", [OUTBOX, own])
    answer: Any = list(walk.events())[-1]
    desk.worker.close()
    assert answer.kind == "small-talk"
    assert answer.text.endswith("quoted. The assistant runs on a small local model.")
    assert [citation.link for citation in answer.citations] == ["contact/about"]


def test_a_follow_up_off_the_topic_is_not_answered(tiny_portfolio: Portfolio) -> None:
    before = (Turn("Who publishes the outbox?", TRUE, ("essays/outbox",)),)
    answer = events(tiny_portfolio, ScriptedModel([TRUE]), "and does it like pizza?", history=before)[-1]
    assert answer.kind == "not-in-portfolio"


@pytest.mark.parametrize("mode", ["quote", "copy", "free"])
def test_a_long_answer_tells_more_in_every_mode(tiny_portfolio: Portfolio, mode: str) -> None:
    colours = {
        "red": "sails", "green": "hills", "blue": "lakes", "grey": "roofs", "black": "nights", "white": "walls",
    }  # fmt: skip
    said = [
        f"The {colour} relay publishes events to Kafka by {thing}, {thing} and once more {thing} till {colour} morning."
        for colour, thing in colours.items()
    ]
    passages = [passage(0, " ".join(said))]

    def words(*, long: bool) -> list[str]:
        model = None if mode == "quote" else ScriptedModel([] if mode == "copy" else said[:1], mode=mode)
        walk, desk = walk_of(tiny_portfolio, "relay publishes events to Kafka", passages, model, long=long)
        answer: Any = list(walk.events())[-1]
        desk.worker.close()
        return [sentence.text for sentence in answer.sentences if sentence.shown]

    short, long = words(long=False), words(long=True)
    assert long[: len(short)] == short
    assert len(long) > len(short)
    assert len(set(long)) == len(long)


def test_more_goes_on_where_the_answer_before_ended(tiny_portfolio: Portfolio) -> None:
    first = OUTBOX.text.split(". ")[0] + "."
    before = Turn("Who writes the event?", first, ("essays/outbox",), (Told(first, "essays/outbox", "The outbox"),))
    seen = events(tiny_portfolio, ScriptedModel([FALSE]), "tell me more", history=[before])
    assert seen[0].alone == seen[-1].alone == "Who writes the event? tell me more"
    assert not of(Composed, seen), "the text itself goes on: there is nothing to choose"
    assert seen[-1].text == TRUE
    assert [citation.link for citation in seen[-1].citations] == ["essays/outbox"]


def test_where_nothing_stands_below_it_is_said(tiny_portfolio: Portfolio) -> None:
    told = tuple(Told(text, "essays/outbox") for text in (f"{OUTBOX.text.split('. ')[0]}.", TRUE))
    before = Turn("Who writes the event?", OUTBOX.text, ("essays/outbox",), told)
    answer = events(tiny_portfolio, None, "tell me more", history=[before])[-1]
    assert answer.text == ENGLISH.says("all_said")
    assert answer.citations == ()


def test_the_short_version_is_the_first_sentence(tiny_portfolio: Portfolio) -> None:
    before = Turn("Who publishes?", OUTBOX.text, ("essays/outbox",), (Told(TRUE, "essays/outbox"),))
    answer = events(tiny_portfolio, None, "shorter please", history=[before])[-1]
    assert (answer.kind, answer.text) == ("answer", TRUE)


def test_a_follow_up_does_not_hear_the_same_sentence_again(tiny_portfolio: Portfolio) -> None:
    before = Turn("Who publishes the outbox?", TRUE, ("work/order-pipeline",))
    answer = events(tiny_portfolio, None, "and who writes the outbox?", history=[before])[-1]
    assert TRUE not in answer.text
    assert "The outbox writes the event" in answer.text


@pytest.mark.parametrize("kind", [Tokenized, Retrieved, Composed, Drafted, Sentence])
def test_a_stop_at_any_stage_ends_in_an_answer_of_what_was_said(tiny_portfolio: Portfolio, kind: type[Any]) -> None:
    model, cancel = ScriptedModel([TRUE, FALSE], endless=True), Cancel()
    walk, desk = walk_of(tiny_portfolio, "Who publishes the outbox?", [OUTBOX], model, cancel=cancel)
    answering = Answering(walk.events(), cancel)
    seen = []
    for event in answering:
        seen.append(event)
        if isinstance(event, kind):
            answering.stop()
    assert seen[-1].kind == "stopped"
    assert seen[-1].text in ("", TRUE)
    assert not desk.worker.busy
    desk.worker.close()


def test_an_answer_that_goes_in_circles_ends_by_itself_and_is_not_called_stopped(tiny_portfolio: Portfolio) -> None:
    model, cancel = ScriptedModel([TRUE], endless=True), Cancel()
    answer = events(tiny_portfolio, model, cancel=cancel)[-1]
    assert (answer.kind, answer.text) == ("answer", TRUE)
    assert not cancel, "the visitor stopped nothing"


@pytest.mark.parametrize("kind", [Tokenized, Retrieved, Composed, Drafted, Sentence])
def test_closing_at_any_stage_leaves_no_thread(tiny_portfolio: Portfolio, kind: type[Any]) -> None:
    before = threading.active_count()
    cancel = Cancel()
    walk, desk = walk_of(tiny_portfolio, "Who?", [OUTBOX], ScriptedModel([TRUE], endless=True), cancel=cancel)
    answering = Answering(walk.events(), cancel)
    for event in answering:
        if isinstance(event, kind):
            break
    answering.close()
    assert not desk.worker.busy
    assert list(answering) == []
    desk.worker.close()
    assert threading.active_count() == before


def test_what_the_model_says_again_is_not_said_twice(tiny_portfolio: Portfolio) -> None:
    answer = events(tiny_portfolio, ScriptedModel([f"To Kafka {TRUE[0].lower()}{TRUE[1:-10]}.", MORE]))[-1]
    assert [sentence.text for sentence in answer.sentences] == [TRUE, MORE]


def test_a_waiting_question_hears_what_answers_and_then_its_place(tiny_portfolio: Portfolio) -> None:
    endless, patient = ScriptedModel([TRUE], endless=True), ScriptedModel([TRUE])
    cancel = Cancel()
    first, desk = walk_of(tiny_portfolio, "Who?", [OUTBOX], endless, cancel=cancel, visitor="a")
    running = Answering(first.events(), cancel)
    next(event for event in running if isinstance(event, Drafted))
    second, _ = walk_of(tiny_portfolio, "Who?", [OUTBOX], patient, worker=desk.worker, visitor="b")
    waiting = second.events()
    kinds = [type(next(waiting)) for _ in range(5)]
    assert kinds == [Tokenized, Retrieved, Sentence, Composed, Waiting]
    running.close()
    assert [type(event) for event in waiting][-1] is Answer
    desk.worker.close()


def test_each_of_several_questions_is_answered_under_its_own_words_by_no_model(tiny_portfolio: Portfolio) -> None:
    model = ScriptedModel([TRUE], mode="copy")
    seen = events(tiny_portfolio, model, "Who publishes the outbox? And what writes the event?")
    answer = seen[-1]
    assert [type(event) for event in seen[:2]] == [Tokenized, Retrieved]
    assert [sentence.text for sentence in answer.sentences if sentence.shape.role == "heading"] == [
        "Who publishes the outbox?",
        "And what writes the event?",
    ]
    assert answer.text.count(TRUE) == 1
    assert "**And what writes the event?**\n\n" in answer.text
    assert [citation.link for citation in answer.citations] == ["essays/outbox"]
    assert model.prompts == []


def test_what_one_of_several_questions_finds_no_answer_to_is_said_there(tiny_portfolio: Portfolio) -> None:
    questions = "Hello! How are you? Who publishes the outbox? List your essays."
    answer = events(tiny_portfolio, None, f"{questions} What do you think of it?")[-1]
    assert [one.text for one in answer.sentences if one.shape.role == "heading"] == [
        "Who publishes the outbox?", "What do you think of it?",
    ]  # fmt: skip
