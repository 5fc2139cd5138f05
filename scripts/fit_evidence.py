"""Fits engine/retrieve/evidence.toml anew, and writes its table in docs/quality.md: `python scripts/fit_evidence.py`.

Takes about seven minutes. The questions are tests/data/calibration.yaml, asked of the default pack with and without its
asks.yaml, and those of the packs in tests/packs; follow-ups and orders are left out. Every set weighs alike. What the
table says of a pack is what the weights do that were fitted without it; the default pack's own questions and the
held-out ones are never fitted on. There is no chance in it: it starts at zero. But vectors depend in their last digits
on what was embedded together, so that weights from another index differ by up to .01. With `--check` it writes nothing,
and fails where a file differs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt

from content.files import write_file
from content.loader import load_portfolio
from content.source import read_yaml
from engine.retrieve.decision import FIRM, RULES, THRESHOLD, confidence_of
from engine.retrieve.doubts import DoubtKind, asks_for_reasons, doubts_about
from engine.retrieve.evidence import WEIGHTS_FILE
from engine.retrieve.hiring import leads
from engine.retrieve.library import Library, open_library
from engine.settings import ENGLISH_EMBEDDER, MULTILINGUAL_EMBEDDER, Settings
from engine.tokenize.conversation import reply_to
from engine.tokenize.question import read_question
from written_part import with_part

ROOT = Path(__file__).parents[1]
DEFAULT, PACKS, DATA = ROOT / "content" / "default", ROOT / "tests" / "packs", ROOT / "tests" / "data"
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- written by scripts/fit_evidence.py -->\n", "<!-- until here -->\n"

SIGNALS = ("match", "weakest", "lead", "words")
DOUBTS: tuple[DoubtKind, ...] = get_args(DoubtKind)
RIDGE, STEP, ROUNDS = 20.0, 0.5, 4_000
ALLOWED = 0.05
"""Of the questions without an answer in the sets that are fitted on, the share of which the weights may be sure."""
BINS = 5
ALONE = {MULTILINGUAL_EMBEDDER}
"""Embedders with which the regression decides in the place of the costs: on packs left out and on the default pack's
own questions it is better there, and with the other one it answers more of them wrongly."""

Numbers = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """The questions of one set, a row each: the signals, those that the costs weigh, the confidence by hand, whether a
    doubt is firm, whether one is a rule, whether the hiring answers lead, and whether the pack answers it.
    """

    name: str
    signals: Numbers
    costly: Numbers
    confidence: Numbers
    firm: Truth
    ruled: Truth
    leading: Truth
    answerable: Truth

    @property
    def by_hand(self) -> Truth:
        """Whether each is answered by the costs that were set by hand."""
        return (self.confidence >= THRESHOLD) | self.leading


@dataclass(frozen=True)
class Fitted:
    """A regression: its weights, its constant, the log-odds from which it is sure, and those that err as much as the
    costs by hand do on the sets it was fitted on. `costs` are the same of the costs alone, fitted.
    """

    weights: Numbers
    constant: float
    sure: float
    alone: float
    costs: Fitted | None = None

    def odds(self, asked: Asked) -> Numbers:
        """Return the log-odds that each question is answered."""
        found: Numbers = asked.signals @ self.weights + self.constant
        return found

    def surely(self, asked: Asked) -> Truth:
        """Return where it answers though the costs refuse."""
        return (self.odds(asked) >= self.sure) & ~asked.firm

    def instead(self, asked: Asked) -> Truth:
        """Return what is answered where it decides in the place of the costs, rules left to them."""
        found: Truth = np.where(asked.ruled, asked.by_hand, (self.odds(asked) >= self.alone) | asked.leading)
        return found

    def by_costs(self, asked: Asked) -> Truth:
        """Return what is answered by the costs that were fitted."""
        assert self.costs is not None
        found: Truth = (self.costs.odds(replace(asked, signals=asked.costly)) >= self.costs.alone) | asked.leading
        return found


def asked_of(name: str, pack: Path, file: Path, embedder: str) -> Asked:
    """Ask a pack the questions of a file, and note the signals of those that are searched for."""
    portfolio = load_portfolio(pack)
    library = open_library(portfolio, replace(Settings(), model="none", embedder=embedder), lambda *_: None)
    rows = [
        (*_signals(question["ask"], library), question.get("answerable", bool(question.get("sources"))))
        for question in read_yaml(file).data["questions"]
        if not question.get("after")
        and question.get("kind") != "injection"
        and reply_to(question["ask"], portfolio, "none") is None
    ]
    signals, *rest = (np.array(column) for column in zip(*rows, strict=True))
    return Asked(name, signals, *rest)


def _signals(ask: str, library: Library) -> tuple[list[float], list[float], float, bool, bool, bool]:
    retriever = library.retriever
    question = read_question(ask, retriever.words)
    evidence, retrieved = retriever.evidence(question, retriever.scores(question)), retriever.retrieve(question)
    doubts = list(doubts_about(question, retrieved.candidates, retriever.index))
    counts = [-sum(doubt.count for doubt in doubts if doubt.kind == kind) for kind in DOUBTS]
    kinds = {doubt.kind for doubt in doubts}
    match = library.asks.match(question, library.meanings)
    return (
        [evidence.match, evidence.weakest, evidence.lead, evidence.words, *counts],
        [evidence.match, float(asks_for_reasons(question)), *counts],
        confidence_of(question, retrieved.candidates, doubts),
        bool(FIRM & kinds),
        bool(RULES & kinds),
        match is not None and leads(match, retrieved),
    )


def fit_both(sets: Sequence[Asked]) -> Fitted:
    """Fit the regression over all signals, and the costs."""
    return replace(fit(sets), costs=fit([replace(one, signals=one.costly) for one in sets]))


def fit(sets: Sequence[Asked]) -> Fitted:
    """Fit weights, none below 0, and the constant: ridge logistic regression by projected gradient."""
    signals, truth = np.concatenate([one.signals for one in sets]), np.concatenate([one.answerable for one in sets])
    shares = np.concatenate([np.full(len(one.answerable), 1 / len(one.answerable)) for one in sets])
    shares /= shares.mean()
    mean, scale = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    rows, found, constant = (signals - mean) / scale, np.zeros(signals.shape[1]), 0.0
    for _ in range(ROUNDS):
        errors = shares * (1 / (1 + np.exp(-(rows @ found + constant))) - truth)
        found = np.maximum(0, found - STEP * (rows.T @ errors + RIDGE * found) / len(truth))
        constant -= STEP * errors.mean()
    weights, constant = found / scale, float(constant - (mean * found / scale).sum())
    odds, wrong = signals @ weights + constant, shares * ~truth
    firm, by_hand = np.concatenate([one.firm for one in sets]), np.concatenate([one.by_hand for one in sets])
    return Fitted(
        weights, constant,
        sure=_cut(odds, wrong * ~firm, ALLOWED * wrong.sum()),
        alone=_cut(odds, wrong, float((wrong * by_hand).sum())),
    )  # fmt: skip


def _cut(odds: Numbers, wrong: Numbers, allowed: float) -> float:
    """Return the lowest log-odds, in hundredths, from which at most so much is wrongly answered."""
    steps = np.arange(-300, 500) / 100
    return float(next(step for step in steps if wrong[odds >= step].sum() <= allowed))


def table(left: Sequence[tuple[Asked, Fitted]]) -> str:
    """Return what each way to decide does with the questions of sets left out, as Markdown."""
    ways: dict[str, Callable[[Asked, Fitted], Truth]] = {
        "by hand": lambda asked, _: asked.by_hand,
        "regression": lambda asked, fitted: fitted.instead(asked),
        "both": lambda asked, fitted: asked.by_hand | fitted.surely(asked),
        "costs fitted": lambda asked, fitted: fitted.by_costs(asked),
        "both fitted": lambda asked, fitted: fitted.by_costs(asked) | fitted.surely(asked),
    }
    names = list(ways)
    lines = [
        "| left out | answered there, not | area, by hand | regression | "
        + " | ".join(f"wrongly {kind}, {name}" for kind in ("refused", "answered") for name in names) + " |",
        "| --- |" + " ---: |" * (3 + 2 * len(names)),
    ]  # fmt: skip
    for asked, fitted in left:
        said = [way(asked, fitted) for way in ways.values()]
        yes, no = asked.answerable, ~asked.answerable
        areas = (_area(yes, asked.confidence), _area(yes, fitted.odds(asked)))
        cells = [asked.name, f"{yes.sum()}, {no.sum()}", *(f"{area:.3f}" for area in areas)]
        cells += [f"{(~one & yes).sum()}" for one in said] + [f"{(one & no).sum()}" for one in said]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def calibration(left: Sequence[tuple[Asked, Fitted]]) -> str:
    """Return how often a question is answered there, by how likely the regression holds it, as Markdown."""
    chances = np.concatenate([1 / (1 + np.exp(-fitted.odds(asked))) for asked, fitted in left])
    truth = np.concatenate([asked.answerable for asked, _ in left])
    bins = np.array_split(np.argsort(chances, kind="stable"), BINS)
    rows = (
        ("said", [chances[one].mean() for one in bins]),
        ("answered there", [truth[one].mean() for one in bins]),
    )
    head = f"| {len(truth)} questions in {BINS} parts | {' | '.join(str(part) for part in range(1, BINS + 1))} |"
    lines = [head, "| --- |" + " ---: |" * BINS]
    lines += [f"| {name} | {' | '.join(f'{100 * share:.0f} %' for share in shares)} |" for name, shares in rows]
    return "\n".join(lines)


def _area(truth: Truth, values: Numbers) -> float:
    right, wrong = values[truth][:, None], values[~truth][None]
    return float(np.mean((right > wrong) + 0.5 * (right == wrong)))


HEAD = "# Written by scripts/fit_evidence.py: log-odds that the portfolio answers. See engine/retrieve/evidence.py.\n"


def weights_text(embedder: str, fitted: Fitted) -> str:
    """Return the weights for one embedder as TOML; doubts that take nothing are left out."""
    alone = f"alone = {fitted.alone:.2f}\n" if embedder in ALONE else ""
    named = [(name, round(weight, 3)) for name, weight in zip((*SIGNALS, *DOUBTS), fitted.weights, strict=True)]
    evidence, doubts = named[: len(SIGNALS)], [(name, weight) for name, weight in named[len(SIGNALS) :] if weight]
    return (
        f"\n[{embedder}]\nconstant = {fitted.constant:.3f}\nsure = {fitted.sure:.2f}\n{alone}\n[{embedder}.evidence]\n"
        + "".join(f"{name} = {weight:.3f}\n" for name, weight in evidence)
        + f"\n[{embedder}.doubts]\n"
        + "".join(f"{name} = {weight:.3f}\n" for name, weight in doubts)
    )


def _all_asked(embedder: str) -> tuple[list[Asked], list[Asked], list[Asked]]:
    """Return what is asked of the default pack to fit on, of each pack that can be left out, and only to judge by."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(shutil.copytree(DEFAULT, Path(folder) / "bare"))
        (bare / "asks.yaml").unlink()
        calibration_set = DATA / "calibration.yaml"
        default = [asked_of("", pack, calibration_set, embedder) for pack in (DEFAULT, bare)]
    found = (path for path in sorted(PACKS.iterdir()) if path.is_dir())
    packs = [asked_of(path.name, path, path / "questions.yaml", embedder) for path in found]
    own = asked_of("default, own questions", DEFAULT, DEFAULT / "questions.yaml", embedder)
    return default, packs, [own, asked_of("default, held-out", DEFAULT, DATA / "held_out.yaml", embedder)]


def _left_out(embedder: str) -> tuple[str, Fitted]:
    """Return both tables for one embedder, as Markdown, and what was fitted with all packs."""
    default, packs, others = _all_asked(embedder)
    left = [(pack, fit_both([*default, *(one for one in packs if one is not pack)])) for pack in packs]
    fitted = fit_both([*default, *packs])
    return f"{table([*left, *((one, fitted) for one in others)])}\n\n{calibration(left)}\n", fitted


def main() -> None:
    """Fit without each pack and say what becomes of it, then fit with all and write the weights."""
    english, fitted = _left_out(ENGLISH_EMBEDDER)
    more, other = _left_out(MULTILINGUAL_EMBEDDER)
    weights = weights_text(ENGLISH_EMBEDDER, fitted) + weights_text(MULTILINGUAL_EMBEDDER, other)
    written = f"{english}\nWith {MULTILINGUAL_EMBEDDER} in place of {ENGLISH_EMBEDDER}:\n\n{more}"
    page = with_part(PAGE.read_text(encoding="utf-8"), BEGIN, END, written)
    texts = {WEIGHTS_FILE: HEAD + weights, PAGE: page}
    if "--check" in sys.argv[1:]:
        drifted = [path.name for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
        raise SystemExit(f"differs: {', '.join(drifted)}" if drifted else 0)
    for path, text in texts.items():
        write_file(path, text)


if __name__ == "__main__":
    main()
