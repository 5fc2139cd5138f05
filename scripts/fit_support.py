"""Checks the shares from which a sentence supports an answer, and writes their table in docs/quality.md.

`python scripts/fit_support.py` takes about three minutes. Asked are the questions that are answered with quotes, of the
English packs in tests/packs and of the default pack; follow-ups, comparisons and several questions at once are left
out. Of all pairs of shares it takes the one behind whose openings fewest sentences come from no right source, where no
set loses more than one in two hundred answers with all their facts. What the table says of a pack is what the pair does
that was chosen without it; the held-out questions are never chosen on. Fails where the pair is not the one in
engine/compose/selection.py; with `--check` it also fails where the table differs, and writes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from content.files import write_file
from content.loader import load_portfolio
from content.questions import Question as Posed
from content.questions import read_questions
from engine.compose.excerpts import Excerpt, rank
from engine.compose.selection import SHORT, Length, best
from engine.compose.structure import as_the_pack_asks, structure_says
from engine.evaluation.metrics import leads_to
from engine.events import Passage
from engine.retrieve.library import Library, open_library
from engine.retrieve.stage import retrieve
from engine.settings import ENGLISH_EMBEDDER, Settings
from engine.tokenize.asked import asked_in
from engine.tokenize.conversation import reply_to
from engine.tokenize.question import read_question
from written_part import with_part

ROOT = Path(__file__).parents[1]
DEFAULT, PACKS, DATA = ROOT / "content" / "default", ROOT / "tests" / "packs", ROOT / "tests" / "data"
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- written by scripts/fit_support.py -->\n", "<!-- until here: support -->\n"

EVEN = replace(SHORT, share=0.7, elsewhere=0.7)
"""One share for all passages, as it was."""
SHARES = (0.60, 0.65, 0.70, 0.75)
ELSEWHERE = (0.70, 0.75, 0.80, 0.85, 0.90)

MAY_LOSE = 0.005
"""Share of the answers with all their facts that a set may lose: readers call more answers spoiled by a sentence that
is beside the point than a set has answers whose facts stand only there."""


@dataclass(frozen=True)
class Ranked:
    """A question, the passages that were kept for it, and the excerpts that may answer it."""

    posed: Posed
    kept: Sequence[Passage]
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True)
class Supported:
    """Answers that hold all facts; sentences behind openings, and those of them from no right source."""

    answers: int
    whole: int
    behind: int
    astray: int

    def __str__(self) -> str:
        return f"{self.whole} | {self.behind} | {self.astray}"


def ranked_of(pack: Path, file: Path) -> list[Ranked]:
    """Ask a pack the questions of a file, and rank what may answer them."""
    portfolio = load_portfolio(pack)
    library = open_library(portfolio, replace(Settings(), model="none", embedder=ENGLISH_EMBEDDER), lambda *_: None)
    found = []
    for posed in read_questions(file, portfolio).answerable:
        same = as_the_pack_asks(posed.ask, portfolio, library.language)
        told = structure_says(posed.ask, portfolio, library.language)[0] if not same else ()
        told = told or reply_to(posed.ask, portfolio, "none")
        if not told and not posed.after and len(asked_in(posed.ask, library.language).questions) == 1:
            found += _ranked(posed, same or posed.ask, library)
    return found


def _ranked(posed: Posed, ask: str, library: Library) -> list[Ranked]:
    question = read_question(ask, library.retriever.words)
    found = retrieve(question, library, Settings().passages)
    if not found.retrieved.answerable or found.parts:
        return []
    kept = found.retrieved.kept
    asked = found.asked or question
    return [Ranked(posed, kept, rank(asked, kept, library.meanings, found.leading, found.retrieved.behind))]


def supported(questions: Sequence[Ranked], length: Length) -> Supported:
    """Return what answers of this length hold."""
    whole = behind = astray = 0
    for one in questions:
        said = best(one.excerpts, length)
        whole += not one.posed.facts_missing_from(" ".join(excerpt.text for excerpt in said))
        behind += len(said[1:])
        astray += sum(not _is_right(one, excerpt) for excerpt in said[1:])
    return Supported(len(questions), whole, behind, astray)


def _is_right(one: Ranked, excerpt: Excerpt) -> bool:
    passage = one.kept[excerpt.passage - 1]
    return leads_to((passage.link, *passage.also), one.posed.sources)


def fit(sets: Sequence[Sequence[Ranked]]) -> Length:
    """Return the length with the fewest sentences astray, each set weighing alike, of those that keep the facts."""
    least = [(1 - MAY_LOSE) * supported(one, EVEN).whole for one in sets]
    found = []
    for share, elsewhere in product(SHARES, ELSEWHERE):
        length = replace(EVEN, share=share, elsewhere=elsewhere)
        told = [supported(one, length) for one in sets]
        if all(now.whole >= then for now, then in zip(told, least, strict=True)):
            found.append((sum(now.astray / now.answers for now in told), share, length))
    return min(found, key=lambda one: (round(one[0], 6), one[1]))[2]


def table(rows: Sequence[tuple[str, Sequence[Ranked], Length]]) -> str:
    """Return what becomes of sets that were left out, as Markdown."""
    heads = [
        f"{name}, {how}" for how in ("one share", "two") for name in ("all facts", "behind", "from no right source")
    ]
    lines = [f"| left out | answers | shares | {' | '.join(heads)} |", "| --- |" + " ---: |" * (2 + len(heads))]
    for name, asked, length in rows:
        told = " | ".join(str(supported(asked, one)) for one in (EVEN, length))
        lines.append(f"| {name} | {len(asked)} | {length.share:.2f}, {length.elsewhere:.2f} | {told} |")
    return "\n".join(lines)


def main() -> None:
    """Choose without each set and say what becomes of it, then choose on all and compare."""
    packs = [path for path in sorted(PACKS.iterdir()) if path.is_dir()]
    english = [path for path in packs if load_portfolio(path).profile.language == "en"]
    sets = {path.name: ranked_of(path, path / "questions.yaml") for path in english}
    sets["default, own questions"] = ranked_of(DEFAULT, DEFAULT / "questions.yaml")
    held = ranked_of(DEFAULT, DATA / "held_out.yaml")
    rows = [(name, sets[name], fit([sets[other] for other in sets if other != name])) for name in sets]
    length = fit(list(sets.values()))
    page = PAGE.read_text(encoding="utf-8")
    text = with_part(page, BEGIN, END, f"{table([*rows, ('default, held-out', held, length)])}\n")
    differs = text != page
    if "--check" not in sys.argv[1:]:
        write_file(PAGE, text)
    elif differs:
        raise SystemExit(f"differs: {PAGE.name}")
    if length != SHORT:
        raise SystemExit(f"SHORT in engine/compose/selection.py should have {length.share} and {length.elsewhere}")


if __name__ == "__main__":
    main()
