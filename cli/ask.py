"""`portfolio ask`: one question, answered from the portfolio's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.asking import ask_and_print
from cli.options import Content, Json, LlmUrl, Model, Plain


def ask(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="What to ask; from stdin where none is given, or `-`."),
    ] = None,
    goes_on: Annotated[
        bool, typer.Option("--continue", "-c", help='Go on with the last conversation: ask -c "and why?"')
    ] = False,
    json: Json = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="Print what every stage did, too; with --json, every token.")
    ] = False,
    long: Annotated[bool, typer.Option("--long", help="Tell more: what else is near, below the answer.")] = False,
    card: Annotated[
        Path | None,
        typer.Option("--card", metavar="FILE", help="Write the answer with its sources as a picture, too: SVG."),
    ] = None,
    model: Model = None,
    llm_url: LlmUrl = None,
    content: Content = None,
    plain: Plain = False,
) -> None:
    """Ask about the work, the systems, or hiring. Answers come from the portfolio's own words, with their sources.

    Of a question of more than 20,000 characters the beginning is read (the setting `question_limit`).

    The last three turns are kept for a day, for their owner's eyes alone, so that `-c` can go on with them (the setting
    `conversation_hours`; 0 keeps nothing).
    """
    ask_and_print(
        words or [], goes_on=goes_on, json=json, trace=trace, long=long, card=card, plain=plain,
        model=model, llm_url=llm_url, content=content,
    )  # fmt: skip
