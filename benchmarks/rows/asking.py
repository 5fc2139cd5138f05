"""A question asked cold, from the start of the process: time to first words and first token, and peak memory."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from statistics import median

from benchmarks.measure import MEGABYTE, PYTHON, Options, Result, Row, compared, run, words

QUESTION = "Why did the order pipeline fail at peak traffic?"
HERE = Path(__file__).parents[1]
LARGE = "qwen2.5-coder-1.5b"


def prompt_of(model: str) -> tuple[str, str, int, int]:
    """Return the prompt of QUESTION as it is sent, the model's file, its context, and the number of threads."""
    from content.loader import load_portfolio
    from engine.assistant import Assistant
    from engine.events import Composed
    from engine.llama.machine import physical_cores
    from engine.settings import load_settings
    from models.resolve import ensure_llm

    settings = load_settings(model=model, answer_cache=False)
    file = ensure_llm(settings.model, settings.cache_dir)
    assistant = Assistant.open(load_portfolio(settings.content), settings)
    try:
        composed = next(event for event in assistant.ask(QUESTION) if isinstance(event, Composed))
    finally:
        assistant.close()
    prompt = "".join(part.text for part in composed.parts)
    return prompt, str(file.path), file.context, settings.threads or physical_cores()


@dataclass
class Cold:
    """By turn: seconds to ours' first words and first token, to the script's first token, and both's peak memory."""

    words: list[float] = field(default_factory=list)
    token: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    peak: list[int] = field(default_factory=list)
    bare_peak: list[int] = field(default_factory=list)


@lru_cache(maxsize=1)
def cold(options: Options) -> Cold:
    """Run ours and the script in turns."""
    prompt, path, context, threads = prompt_of(options.model)
    found = Cold()
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(prompt)
        file.flush()
        script = ["sh", "-c", 'exec "$0" "$1" "$2" "$3" "$4" < "$5"', PYTHON, str(HERE / "ten_lines.py"), path,
                  str(context), str(threads), file.name]  # fmt: skip
        asking = [PYTHON, str(HERE / "first_token.py"), QUESTION]
        given = {"PYTHONPATH": str(HERE.parent), "PORTFOLIO_MODEL": options.model}
        run(asking, **given), run(script)  # so that both have their bytecode
        for _ in range(options.turns):
            ours, base = run(asking, **given), run(script)
            told = dict(line.split(": ", 1) for line in ours.out.splitlines() if line.startswith("first "))
            found.words.append(float(told["first words"]) - ours.started)
            found.token.append(float(told["first token"]) - ours.started)
            found.bare.append(float(base.out) - base.started)
            found.peak.append(ours.peak)
            found.bare_peak.append(base.peak)
    return found


def first_words(options: Options) -> Result:
    """Compare the time to what answers, quoted, with the script's to its first token."""
    found = cold(options)
    mine, theirs = median(found.words), median(found.bare)
    note = "ours has a sentence with its source on stdout by then, the script a token; the model is loaded after that"
    return Result(theirs / mine, words(mine, "s"), words(theirs, "s"), note)


def first_words_large(options: Options) -> Result:
    """Compare as `first_words`, with the largest model of the catalogue."""
    return replace(first_words(replace(options, model=LARGE)), details={"model": LARGE})


def first_token(options: Options) -> Result:
    """Compare the time to the first token."""
    found = cold(options)
    return compared(found.token, found.bare, note=NOTE)


def memory(options: Options) -> Result:
    """Compare the peak memory of both processes."""
    found = cold(options)
    mine, theirs = median(found.peak), median(found.bare_peak)
    return Result(mine / theirs, f"{mine / MEGABYTE:,.0f} MB", f"{theirs / MEGABYTE:,.0f} MB",
                  "peak resident memory; both map the model's file")  # fmt: skip


NOTE = (
    "ours finds the passages for the prompt first, which the script is given; it takes what the model made of the "
    "prompt's fixed part from a file, as every run after the first does"
)
AGAINST = "ten lines of llama-cpp-python, same model, same prompt"
ROWS = (
    Row(
        "first-words",
        "`portfolio ask` cold: how many times sooner its first words come",
        "the first token of ten lines of llama-cpp-python, same model, same prompt",
        8.0,
        first_words,
        at_least=True,
        if_missed="ours takes 0.42 s of processor time in one thread, of which Python, numpy, llama.cpp and the "
        "embedder alone take 0.2, and the script 4.1 s in two.",
    ),
    Row(
        "first-words-large",
        "`portfolio ask` cold with the 1.5B: how many times sooner its first words come",
        "the first token of ten lines of llama-cpp-python, same model, same prompt",
        8.0,
        first_words_large,
        at_least=True,
        if_missed="what is left is the interpreter, numpy, FAISS and the embedder, which every question needs.",
    ),
    Row(
        "first-token",
        "`portfolio ask` cold: process start to first token",
        AGAINST,
        1.25,
        first_token,
        if_missed="imports, the index and the search come before the prompt.",
    ),
    Row("memory", "`portfolio ask` cold: peak memory", AGAINST, 1.5, memory),
)
