"""Answers of a warm engine: what is not llama.cpp, what is computed twice, how fast it writes, what it remembers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from benchmarks.measure import Options, Result, Row, compared, fresh_cache, words

QUESTIONS = (
    "What does the outbox pattern buy?",
    "When is Kafka the wrong tool?",
    "Why did the order pipeline fail at peak traffic?",
    "What happens when the workers fail?",
)
COMPUTING = ("llama_decode", "llama_encode", "llama_get_logits_ith", "llama_synchronize")
"""The functions in which llama.cpp computes. Its tokenizer is counted as ours."""


@contextmanager
def warm_assistant(model: str, **settings: Any) -> Iterator[Any]:
    """Give an assistant that has loaded everything and keeps no answers."""
    from content.loader import load_portfolio
    from engine.assistant import Assistant
    from engine.settings import load_settings

    chosen = load_settings(**{"model": model, "answer_cache": False} | settings)
    assistant = Assistant.open(load_portfolio(chosen.content), chosen)
    try:
        assistant.warm()
        yield assistant
    finally:
        assistant.close()


class Inside:
    """Seconds during which any thread was inside llama.cpp."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._lock = threading.Lock()
        self._within, self._since = 0, 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function`, timed."""

        def timed(*arguments: Any) -> Any:
            with self._lock:
                if not self._within:
                    self._since = time.perf_counter()
                self._within += 1
            try:
                return function(*arguments)
            finally:
                with self._lock:
                    self._within -= 1
                    if not self._within:
                        self.seconds += time.perf_counter() - self._since

        return timed


@contextmanager
def clocked() -> Iterator[Inside]:
    """Time llama.cpp's computing functions."""
    from engine.llama.bindings import bindings

    llama_cpp = bindings()
    inside = Inside()
    real = {name: getattr(llama_cpp, name) for name in COMPUTING}
    for name, function in real.items():
        setattr(llama_cpp, name, inside.around(function))
    try:
        yield inside
    finally:
        for name, function in real.items():
            setattr(llama_cpp, name, function)


def ask(assistant: Any, question: str) -> tuple[float, list[Any]]:
    """Return the seconds of a whole answer, and its events."""
    began = time.perf_counter()
    events = list(assistant.ask(question))
    return time.perf_counter() - began, events


def overhead(options: Options) -> Result:
    """Return the share of a whole warm answer that is not spent inside llama.cpp."""
    shares, walls, others = [], [], []
    with clocked() as inside, warm_assistant(options.model) as assistant:
        ask(assistant, QUESTIONS[-1])
        for turn in range(options.turns):
            for question in QUESTIONS[:-1]:
                before = inside.seconds
                wall, events = ask(assistant, question)
                if turn or events[-1].kind == "answer":
                    other = wall - (inside.seconds - before)
                    shares.append(other / wall)
                    walls.append(wall)
                    others.append(other)
    return Result(median(shares), words(median(others), "s"), words(median(walls), "s"),
                  "computing functions of both models count as llama.cpp; its tokenizer does not")  # fmt: skip


def reuse(options: Options) -> Result:
    """Return the share of a second question's prompt that is computed."""
    computed, prompts = [], []
    with warm_assistant(options.model) as assistant:
        for question in QUESTIONS:
            trace = ask(assistant, question)[1][-1].trace
            if trace.prompt_tokens:
                computed.append(trace.prompt_tokens - trace.reused_tokens)
                prompts.append(trace.prompt_tokens)
    ratio = median(mine / whole for mine, whole in zip(computed[1:], prompts[1:], strict=True))
    return Result(ratio, f"{median(computed[1:]):,.0f} tokens", f"{median(prompts[1:]):,.0f} tokens")


@contextmanager
def both(options: Options, mode: str) -> Iterator[tuple[Any, Any]]:
    """Give a warm assistant in one mode, and the same model with nothing around it."""
    from benchmarks.bare import Bare
    from engine.llama.context import BATCH
    from engine.llama.machine import physical_cores
    from models.resolve import ensure_llm

    with warm_assistant(options.model, mode=mode) as assistant:
        file = ensure_llm(options.model, assistant.settings.cache_dir)
        threads = assistant.settings.threads or physical_cores()
        bare = Bare(str(file.path), file.context, threads, BATCH)
        try:
            yield assistant, bare
        finally:
            bare.close()


def free_speed(options: Options) -> Result:
    """Compare tokens a second of free answers with bare generation after the same prompts."""
    ours, base = [], []
    with both(options, "free") as (assistant, bare):
        for _ in range(options.turns):
            for question in QUESTIONS[:3]:
                events = ask(assistant, question)[1]
                trace = events[-1].trace
                if not trace.tokens_per_second:
                    continue
                bare.prompt(prompt_in(events))
                ours.append(trace.tokens_per_second)
                base.append(trace.generated_tokens / bare.generate(trace.generated_tokens))
    return compared(ours, base, "tokens/s", "every sentence is checked while the next is written")


def copy_speed(options: Options) -> Result:
    """Compare an answer in copy mode with the same tokens generated one by one."""
    whole, writing, ours, base = [], [], [], []
    with both(options, "copy") as (assistant, bare):
        for _ in range(options.turns):
            for question in QUESTIONS[:3]:
                events = ask(assistant, question)[1]
                trace = events[-1].trace
                tokens = [event.token for event in events if event.type == "drafted"]
                generate = next((time for time in trace.stages if time.stage == "generate"), None)
                if not tokens or generate is None or not trace.tokens_per_second:
                    continue
                bare.prompt(prompt_in(events))  # forced tokens count among `tokens`, and not in the speed
                mine, theirs = trace.generated_tokens / trace.tokens_per_second, bare.write(tokens)
                reading = generate.seconds - mine
                ours.append(generate.seconds)
                base.append(reading + theirs)
                whole.append(base[-1] / ours[-1])
                writing.append(theirs / mine)
    note = (
        f"reading the prompt included, which is the same for both; writing alone {median(writing):.2f}x: forced tokens "
        "are computed together, and those after the last choice not at all"
    )
    return Result(median(whole), words(median(ours), "s"), words(median(base), "s"), note)


def prompt_in(events: list[Any]) -> str:
    """Return the prompt of an answer."""
    return "".join(part.text for event in events if event.type == "composed" for part in event.parts)


def cached(options: Options) -> Result:
    """Compare a warm first run with its repetition."""
    first, again = [], []
    with fresh_cache() as cache, warm_assistant(options.model, answer_cache=True, cache_dir=cache) as assistant:
        ask(assistant, QUESTIONS[-1])
        for question in QUESTIONS[:3]:
            first.append(ask(assistant, question)[0])
            seconds, events = ask(assistant, question)
            assert events[-1].trace.cached
            again.append(seconds)
    return Result(median(first) / median(again), words(median(again), "s"), words(median(first), "s"),
                  "both in a warm process")  # fmt: skip


ROWS = (
    Row("overhead", "a warm answer: all but llama.cpp's own time", "the whole answer", 0.05, overhead, share=True),
    Row("reuse", "second question: prompt tokens evaluated", "tokens of the prompt", 0.6, reuse, share=True),
    Row("free", "generation speed, free answers", "llama.cpp's greedy loop, same model and prompt", 0.97, free_speed,
        at_least=True,
        if_missed="the check of each sentence takes its share of the cores while the next is written."),
    Row("copy", "an answer in copy mode", "its tokens generated one by one", 1.8, copy_speed, at_least=True,
        if_missed="reading the prompt takes longer than writing, and both sides have to."),
    Row("cached", "a question asked before", "its first run", 20, cached, at_least=True),
)  # fmt: skip
