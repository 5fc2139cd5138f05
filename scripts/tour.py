"""Draws a picture of every room into docs/images and writes docs/tour.md around them."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from screenshot import screenshot
from still_app import settle, still_app

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
TOUR = ROOT / "docs" / "tour.md"
SIZE = (100, 30)

HEAD = """# A tour of the rooms

Made by `scripts/tour.py` from the screens themselves. The number keys 1 to 8 lead from room to room, Esc leads back.
"""


@dataclass(frozen=True)
class Stop:
    """A stop of the tour: what is pressed to get there, and what there is to say."""

    name: str
    title: str
    keys: tuple[str, ...]
    words: str
    theme: str = "ink"

    @property
    def file(self) -> Path:
        """Where its picture is kept."""
        return IMAGES / f"tour-{self.name}.svg"


STOPS = (
    Stop("home", "Home", (), "A question can be asked at once; three are suggested. The cards lead to the rooms."),
    Stop("services", "Services", ("2",), "What I do, and for each service the work that proves it."),
    Stop(
        "work", "Work", ("5", "enter", "A"),
        "A case study reads in five parts. `P` `C` `A` `T` `O` lead to the problem, the constraints, the architecture,"
        " the trade-offs and the outcome. `[` and `]` walk through the sections. The rule above says how far you are.",
    ),
    Stop(
        "compare", "Compare", ("5", "c", "T"),
        "`c` puts the case studies side by side, one row a part. `←` and `→` lead to those that do not fit.",
    ),
    Stop("essays", "Essays", ("6",), "`←` and `→` keep the essays of one tag.", "paper"),
    Stop("essay", "An essay", ("6", "enter", "space"), "`{` and `}` open the essay before and the next one.", "paper"),
    Stop("contact", "Contact", ("8",), "Answers to hiring questions, and a form that leaves a message."),
    Stop(
        "search", "Search", ("slash", *"outbox"),
        "`/` lists all that there is, searches every title and word as you type, and opens at the passage.",
    ),
    Stop("jump", "Jump mode", ("6", "l"), "`l` puts a letter on everything that can be used."),
    Stop("help", "Help", ("5", "question_mark"), "`?` lists the keys of the room, taken from the room itself."),
)  # fmt: skip


async def picture(stop: Stop) -> str:
    """Return the picture of a stop as SVG."""
    with still_app() as app:
        app.theme = stop.theme
        async with app.run_test(size=SIZE) as pilot:
            for key in stop.keys:
                await pilot.press(key)
                await settle(pilot)
            await settle(pilot)
            return screenshot(app)


def page() -> str:
    """Return the page that shows the pictures."""
    parts = [f"## {stop.title}\n\n{stop.words}\n\n![{stop.title}](images/{stop.file.name})\n" for stop in STOPS]
    return "\n".join([HEAD, *parts])


async def files() -> dict[Path, str]:
    """Return the page and every picture, by path."""
    return {stop.file: await picture(stop) for stop in STOPS} | {TOUR: page()}


def main(arguments: list[str]) -> int:
    """Write the files, or with --check only compare them. Returns 1 where one differs."""
    drifted = {path: text for path, text in asyncio.run(files()).items() if not _same(path, text)}
    for path, text in drifted.items():
        sys.stderr.write(f"{path.relative_to(ROOT)} {'has drifted' if '--check' in arguments else 'is written'}\n")
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int("--check" in arguments and bool(drifted))


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
