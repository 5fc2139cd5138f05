"""`portfolio search`: the passages nearest to some words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.options import Content, Json
from cli.output import put, put_json, talk
from cli.resources import assistant_for, settings_for

_WIDTH = 160
"""Characters of each passage that are shown."""
BY_WORDS = "By words alone: llama.cpp, which tells what they mean, does not run here now. `portfolio doctor` says why."


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=50, help="How many passages.")] = 8,
    content: Content = None,
    json: Json = False,
) -> None:
    """Search all content, by words and by meaning."""
    from engine.tokenize.checks import check_question

    settings = settings_for(content=content)
    query = check_question(" ".join(words))
    with assistant_for(settings) as assistant:
        found = assistant.search(query, limit)
    if found and all(candidate.dense is None for candidate in found):
        talk(BY_WORDS)
    if json:
        put_json([asdict(candidate) for candidate in found])
        return
    for candidate in found:
        passage = candidate.passage
        text = " ".join(passage.text.split())
        put(f"{passage.heading} ({passage.link})")
        put(f"    {text[:_WIDTH].rsplit(' ', 1)[0]}…" if len(text) > _WIDTH else f"    {text}")
    if not found:
        talk("nothing was found")
