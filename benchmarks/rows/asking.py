"""A question asked cold, from the start of the process: time to the first token, and peak memory."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from statistics import median

from benchmarks.measure import MEGABYTE, PYTHON, Options, Result, Row, compared, run

QUESTION = "Why did the order pipeline fail at peak traffic?"
HERE = Path(__file__).parents[1]


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


@lru_cache(maxsize=1)
def cold(options: Options) -> tuple[list[float], list[float], list[int], list[int]]:
    """Return seconds to the first token and peak memory, of ours and of the script, both in turns."""
    prompt, path, context, threads = prompt_of(options.model)
    ours_time, base_time, ours_peak, base_peak = [], [], [], []
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(prompt)
        file.flush()
        script = ["sh", "-c", 'exec "$0" "$1" "$2" "$3" "$4" < "$5"', PYTHON, str(HERE / "ten_lines.py"), path,
                  str(context), str(threads), file.name]  # fmt: skip
        asking = [PYTHON, str(HERE / "first_token.py"), QUESTION, "--model", options.model]
        for _ in range(options.turns):
            ours, base = run(asking, PYTHONPATH=str(HERE.parent)), run(script)
            told = next(line for line in ours.out.splitlines() if line.startswith("first token: "))
            ours_time.append(float(told.partition(": ")[2]) - ours.started)
            base_time.append(float(base.out) - base.started)
            ours_peak.append(ours.peak)
            base_peak.append(base.peak)
    return ours_time, base_time, ours_peak, base_peak


def first_token(options: Options) -> Result:
    """Compare the time to the first token."""
    ours, base, _, _ = cold(options)
    return compared(ours, base, note=NOTE)


def memory(options: Options) -> Result:
    """Compare the peak memory of both processes."""
    _, _, ours, base = cold(options)
    mine, theirs = median(ours), median(base)
    return Result(mine / theirs, f"{mine / MEGABYTE:,.0f} MB", f"{theirs / MEGABYTE:,.0f} MB",
                  "peak resident memory; both map the model's file")  # fmt: skip


NOTE = (
    "ours finds the passages for the prompt first, which the script is given; it takes what the model made of the "
    "prompt's fixed part from a file, as every run after the first does"
)
AGAINST = "ten lines of llama-cpp-python, same model, same prompt"
ROWS = (
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
