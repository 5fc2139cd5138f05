"""Records the event streams of real answers, for the tests of the screens: `python scripts/record.py [NAME…]`.

Needs the models that it names in the cache. A recording holds every event of one answer, with probabilities.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "recorded"


@dataclass(frozen=True)
class Recording:
    """One question, and the settings under which it is answered."""

    question: str
    model: str = "smollm2-135m"
    mode: str = "auto"
    passages: int = 4


RECORDINGS = {
    "outbox": Recording("What does the outbox pattern buy?"),
    "outbox-quoted": Recording("What does the outbox pattern buy?", model="none", passages=2),
    "written": Recording("How do you keep a RAG assistant from making things up?", mode="free"),
    "unanswerable": Recording("Have you worked with Rust at NASA?"),
    "small-talk": Recording("Hello!"),
}


def events_of(recording: Recording) -> list[dict[str, Any]]:
    """Answer the question and return its events as JSON-ready data, figures cut to six digits."""
    from content.loader import load_portfolio
    from engine.assistant import Assistant
    from engine.events import to_json
    from engine.settings import load_settings

    settings = load_settings(
        model=recording.model, mode=recording.mode, passages=recording.passages, answer_cache=False
    )
    assistant = Assistant.open(load_portfolio(settings.content), settings)
    try:
        assistant.warm()
        return [_rounded(to_json(event)) for event in assistant.ask(recording.question, probabilities=True)]
    finally:
        assistant.close()


def _rounded(data: Any) -> Any:
    match data:
        case float():
            return float(f"{data:.6g}")
        case dict():
            return {name: _rounded(value) for name, value in data.items()}
        case list() | tuple():
            return [_rounded(value) for value in data]
    return data


def main(names: list[str]) -> None:
    """Record the answers that are named, or all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or RECORDINGS:
        recording = RECORDINGS[name]
        data = {"question": recording.question, "events": events_of(recording)}
        (FOLDER / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sys.stderr.write(f"{name}: {len(data['events'])} events\n")


if __name__ == "__main__":
    main(sys.argv[1:])
