"""Asking one question and printing its answer as it comes: `portfolio ask`, without Typer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.exit_codes import CommandError, ExitCode
from cli.output import colourful, console, opening, put, put_json, talk, visit
from cli.resources import assistant_for, portfolio_of, settings_for
from tui.answers.sources import by_section, numbers_of

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.events import Answer, Event
    from engine.keep.last_conversation import LastConversation
    from engine.settings import Settings
    from tui.drawing.trace.record import AnswerRecord


def ask_and_print(
    words: Sequence[str], *, goes_on: bool = False, json: bool = False, trace: bool = False, long: bool = False,
    card: Path | None = None, plain: bool = False, **options: Any,
) -> None:  # fmt: skip
    """Ask the question of these words, or of stdin, under settings with `options`. As `cli.ask` says of each."""
    from engine.tokenize.checks import check_question
    from tui.drawing.trace.record import AnswerRecord

    settings = settings_for(**options)
    asked = check_question(_question(list(words), settings.question_limit))
    last = _last_conversation(settings)
    history = last.turns() if goes_on and last else ()
    if goes_on and not history:
        raise CommandError("there is no conversation to go on with; ask without -c first", ExitCode.USAGE)
    with assistant_for(settings) as assistant:
        events = assistant.ask(asked, history, probabilities=json and trace, long=long)
        record = AnswerRecord()
        heard = _recorded(events, record)
        answer = _print_json(heard, tokens=trace) if json else _print_answer(heard, record, plain=plain, trace=trace)
        if answer is not None and card is not None:
            _write_card(card, record, portfolio_of(settings))
    if answer is not None and last is not None:
        from engine.events import Turn

        last.keep([*history, Turn.of(asked, answer)])


def _last_conversation(settings: Settings) -> LastConversation | None:
    """Return what was asked here before; None for a visitor of a door, of whom nothing is kept."""
    from engine.keep.last_conversation import LastConversation

    return LastConversation(settings) if visit.get() is None else None


def _question(words: list[str], limit: int) -> str:
    """Return the question that was given in words or on stdin. Raises CommandError where it is neither, or both."""
    if len(words) > 1 and "-" in (words[0], words[-1]):  # between words it is a dash
        raise CommandError(
            "a question is given in words or as `-` on stdin, not both: answers come from the portfolio alone, so what"
            " stdin holds cannot be their context",
            ExitCode.USAGE,
        )
    if words in ([], ["-"]):
        if not words and sys.stdin.isatty():
            raise CommandError('what is the question? ask "What do you do?", or pipe it in', ExitCode.USAGE)
        return _stdin(limit)
    return " ".join(words)


def _stdin(limit: int) -> str:
    """Read a question from stdin: hardly more than is read of it, so that an endless pipe ends, too."""
    from engine.tokenize.checks import QuestionError

    data = sys.stdin.buffer.read(4 * limit + 4)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(data) > 4 * limit and error.start > 4 * limit:  # the last character was cut
            return data[: error.start].decode("utf-8")
    try:
        return data.decode(sys.stdin.encoding)  # what is typed here, where that is another
    except UnicodeDecodeError as error:
        raise QuestionError("the question on stdin is no UTF-8 text; ask in plain words") from error


def _print_json(events: Iterator[Event], *, tokens: bool) -> Answer:
    """Print the answer with the trace and every event, and return it; `tokens` are many, and have to be asked for."""
    from engine.events import SCHEMA_VERSION, Answer, to_json

    seen = [event for event in events if tokens or event.type != "drafted"]
    answer = next(event for event in reversed(seen) if isinstance(event, Answer))
    stages = [to_json(event) for event in seen if event is not answer]
    put_json({"version": SCHEMA_VERSION, **to_json(answer), "events": stages})
    return answer


def _recorded(events: Iterator[Event], record: AnswerRecord) -> Iterator[Event]:
    """Hand events on, and keep them in a record."""
    for event in events:
        record.take(event)
        yield event


def _write_card(path: Path, record: AnswerRecord, portfolio: Portfolio) -> None:
    """Write the answer as a picture."""
    from content.exporters.documents import owner_of
    from content.files import write_file
    from tui.answers.answer_card import answer_card

    try:
        write_file(path, answer_card(record, owner_of(portfolio)))
    except OSError as error:
        raise CommandError(f"the card is not written to {path}: {error.strerror or error}", ExitCode.FAILED) from error
    talk(f"{path} is written")


def _print_answer(events: Iterator[Event], record: AnswerRecord, *, plain: bool, trace: bool) -> Answer | None:
    from cli.spoken import Speaker
    from engine.events import Answer, Sentence

    answer: Answer | None = None
    speaker = Speaker()
    for event in _live(events) if colourful(plain) and sys.stderr.isatty() else events:
        match event:
            case Sentence(shown=True):
                speaker.say(event)
            case Answer():
                answer = event
    if answer is None:
        return None
    if not speaker.end():
        put(answer.text)
    _print_ending(answer)
    if trace:
        from cli.trace import print_trace

        print_trace(record, console(plain))
    return answer


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
