"""`portfolio ask`: one question, answered from the portfolio's own words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Content, Json, LlmUrl, Model, Plain
from cli.output import colourful, console, opening, put, put_json, talk
from cli.resources import assistant_for, settings_for
from tui.answers.sources import by_section, numbers_of

if TYPE_CHECKING:
    from engine.events import Answer, Event


def ask(
    words: Annotated[list[str], typer.Argument(metavar="QUESTION", help="What to ask; `-` reads it from stdin.")],
    json: Json = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="Print what every stage did, too; with --json, every token.")
    ] = False,
    long: Annotated[bool, typer.Option("--long", help="Tell more: what else is near, below the answer.")] = False,
    model: Model = None,
    llm_url: LlmUrl = None,
    content: Content = None,
    plain: Plain = False,
) -> None:
    """Ask about the work, the systems, or hiring. Answers come from the portfolio's own words, with their sources.

    Of a question of more than 20,000 characters the beginning is read (the setting `question_limit`).
    """
    from engine.tokenize.checks import check_question

    settings = settings_for(model=model, llm_url=llm_url, content=content)
    question = " ".join(words)
    asked = check_question(_stdin(settings.question_limit) if question == "-" else question)
    with assistant_for(settings) as assistant:
        events = assistant.ask(asked, probabilities=json and trace, long=long)
        if json:
            _print_json(events, tokens=trace)
        else:
            _print_answer(events, plain=plain, trace=trace)


def _stdin(limit: int) -> str:
    """Read a question from stdin: hardly more than is read of it, so that an endless pipe ends, too."""
    from engine.tokenize.checks import QuestionError

    data = sys.stdin.buffer.read(4 * limit + 4)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(data) > 4 * limit and error.start > 4 * limit:  # the last character was cut
            return data[: error.start].decode("utf-8")
        raise QuestionError("the question on stdin is no UTF-8 text; ask in plain words") from error


def _print_json(events: Iterator[Event], *, tokens: bool) -> None:
    """Print the answer with the trace and every event; `tokens` are many, and so have to be asked for."""
    from engine.events import SCHEMA_VERSION, Answer, to_json

    seen = [event for event in events if tokens or event.type != "drafted"]
    answer = next(event for event in reversed(seen) if isinstance(event, Answer))
    stages = [to_json(event) for event in seen if event is not answer]
    put_json({"version": SCHEMA_VERSION, **to_json(answer), "events": stages})


def _print_answer(events: Iterator[Event], *, plain: bool, trace: bool) -> None:
    from cli.spoken import Speaker
    from engine.events import Answer, Sentence
    from tui.drawing.trace.record import AnswerRecord

    answer: Answer | None = None
    record = AnswerRecord()
    speaker = Speaker()
    for event in _live(events) if colourful(plain) and sys.stderr.isatty() else events:
        record.take(event)
        match event:
            case Sentence(shown=True):
                speaker.say(event)
            case Answer():
                answer = event
    if answer is None:
        return
    if not speaker.end():
        put(answer.text)
    _print_ending(answer)
    if trace:
        from cli.trace import print_trace

        print_trace(record, console(plain))


def _print_ending(answer: Answer) -> None:
    if answer.citations:
        put("\nSources")
        for cited in by_section(answer.citations):
            first = cited[0]
            where = first.title if first.section == first.title else f"{first.title}: {first.section}"
            put(f"  {numbers_of(cited)} {where} ({opening(first.link)})")
    if answer.next_steps:
        put("\nNext")
        for step in answer.next_steps:
            put(f"  {step.label} ({opening(step.link)})")
    if answer.notice:
        talk(f"\n{answer.notice}")


def _live(events: Iterator[Event]) -> Iterator[Event]:
    """Show on stderr what is going on until the next checked sentence, then wipe it."""
    from rich.console import Console
    from rich.status import Status
    from rich.text import Text

    from content.safe_text import safe_text
    from engine.events import Composed, Drafted, Sentence, Waiting

    draft = ""
    with Status(Text("Looking in the portfolio…"), console=Console(stderr=True, highlight=False)) as status:
        for event in events:
            match event:
                case Waiting():
                    status.update(Text(f"Another question is being answered; yours is number {event.place}"))
                case Composed():
                    status.update(Text("Reading the passages…"))
                case Drafted():
                    draft += event.text
                    status.update(Text(safe_text(" ".join(draft.split()))[-300:], style="dim"))
                case Sentence():
                    draft = ""
                    status.stop()
            yield event
            if isinstance(event, Sentence):
                status.start()
