"""What watching costs: an answer with the Pipeline screen open, against the same answer with nobody looking.

    python benchmarks/pipeline_cost.py [--model NAME] [--rounds 6]

Both kinds take turns on one assistant, so that whatever else the machine does hits both. No question follows itself: a
repeated prompt would not be read again, as a visitor's is. With the screen open every token comes with its probability,
and is drawn as it comes. Prints the median of the paired ratios; exits with 1 where it is above the limit.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 1.05
QUESTIONS = (
    "What does the outbox pattern buy?",
    "When is Kafka the wrong tool?",
    "How does working with you run?",
)


async def measure(model: str, rounds: int) -> list[tuple[float, float, float, float]]:
    """Return (wall and processor seconds unwatched, wall and processor seconds watched) for every pair."""
    from content.loader import load_portfolio
    from engine.assistant import Assistant
    from engine.settings import load_settings
    from tui.app import PortfolioApp

    with tempfile.TemporaryDirectory() as data:
        settings = load_settings(model=model, data_dir=Path(data), answer_cache=False)
        portfolio = load_portfolio(settings.content)
        assistant = Assistant.open(portfolio, settings)
        assistant.warm()
        app = PortfolioApp(portfolio, settings, assistant)

        async def answer(room: str, question: str) -> tuple[float, float]:
            app.action_show_screen(room)
            await pilot.pause()
            app.conversation.exchanges.clear()  # no follow-ups: every question stands alone
            wall, processor = time.perf_counter(), time.process_time()
            app.conversation.ask(question, probabilities=room == "pipeline")
            await app.workers.wait_for_complete()
            await pilot.pause()
            return time.perf_counter() - wall, time.process_time() - processor

        pairs = []
        try:
            async with app.run_test(size=(120, 36)) as pilot:
                await pilot.pause()
                for room in ("home", "pipeline"):  # so that neither kind pays for what is loaded once
                    await answer(room, QUESTIONS[-1])
                for number in range(rounds):
                    order = ("home", "pipeline") if number % 2 else ("pipeline", "home")
                    took = {room: [await answer(room, question) for question in QUESTIONS] for room in order}
                    pairs += [(*a, *b) for a, b in zip(took["home"], took["pipeline"], strict=True)]
        finally:
            assistant.close()
        return pairs


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="qwen2.5-coder-0.5b")
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    pairs = asyncio.run(measure(options.model, options.rounds))
    wall, processor, wall_watched, processor_watched = (
        statistics.median(column) for column in zip(*pairs, strict=True)
    )
    ratio = statistics.median(pair[2] / pair[0] for pair in pairs)
    of_processor = statistics.median(pair[3] / pair[1] for pair in pairs)
    print(f"{len(pairs)} pairs with {options.model}")
    print(f"unwatched  {wall:.3f} s, {processor:.3f} s of processor time")
    print(f"watched    {wall_watched:.3f} s, {processor_watched:.3f} s of processor time")
    print(f"ratio      {ratio:.3f} by the clock, {of_processor:.3f} by processor time (limit {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
