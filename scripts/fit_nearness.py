"""Fits engine/retrieve/nearness.py anew and prints its constants: `python scripts/fit_nearness.py`, about two minutes.

The questions are tests/data/calibration.yaml, asked of the default pack with and without its asks.yaml, and those of
the English packs in tests/packs; follow-ups and orders are left out. Every set weighs alike. What is printed for a pack
is what the weights say that were fitted without it. There is no chance in it: it starts at zero.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content.loader import load_portfolio
from content.source import read_yaml
from engine.retrieve.doubts import doubts_about
from engine.retrieve.library import Library, open_library
from engine.retrieve.nearness import DOUBTS
from engine.settings import Settings
from engine.tokenize.conversation import reply_to
from engine.tokenize.question import read_question

ROOT = Path(__file__).parents[1]
DEFAULT, PACKS = ROOT / "content" / "default", ROOT / "tests" / "packs"
CALIBRATION = ROOT / "tests" / "data" / "calibration.yaml"
SIGNALS = ("match", "weakest", "lead", "words")
RIDGE, STEP, ROUNDS = 5.0, 0.5, 4_000

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """The questions of one set, a row each: their signals, whether each is answered there, and was by the decision."""

    name: str
    signals: Numbers
    answerable: npt.NDArray[np.bool_]
    answered: npt.NDArray[np.bool_]


def asked_of(name: str, pack: Path, file: Path) -> Asked:
    """Ask a pack the questions of a file, and note the signals of those that are searched for."""
    portfolio = load_portfolio(pack)
    library = open_library(portfolio, replace(Settings(), model="none"), lambda *_: None)
    rows = [
        (*_signals(question["ask"], library), question.get("answerable", bool(question.get("sources"))))
        for question in read_yaml(file).data["questions"]
        if not question.get("after")
        and question.get("kind") != "injection"
        and reply_to(question["ask"], portfolio, "none") is None
    ]
    signals = np.array([row[0] for row in rows])
    return Asked(name, signals, np.array([row[2] for row in rows]), np.array([row[1] for row in rows]))


def _signals(ask: str, library: Library) -> tuple[list[float], bool]:
    retriever = library.retriever
    question = read_question(ask, retriever.words)
    evidence, retrieved = retriever.evidence(question, retriever.scores(question)), retriever.retrieve(question)
    counts = dict.fromkeys(DOUBTS, 0)
    for doubt in doubts_about(question, retrieved.candidates, retriever.index):
        if doubt.kind in counts:
            counts[doubt.kind] += doubt.count
    found = [evidence.match, evidence.weakest, evidence.lead, evidence.words, *(-count for count in counts.values())]
    return found, retrieved.answerable


def fit(sets: list[Asked]) -> tuple[Numbers, float]:
    """Return the weights, none below 0, and the constant: ridge logistic regression by projected gradient."""
    signals, truth = np.concatenate([one.signals for one in sets]), np.concatenate([one.answerable for one in sets])
    weights = np.concatenate([np.full(len(one.answerable), 1 / len(one.answerable)) for one in sets])
    weights /= weights.mean()
    mean, scale = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    rows, found, constant = (signals - mean) / scale, np.zeros(signals.shape[1]), 0.0
    for _ in range(ROUNDS):
        errors = weights * (1 / (1 + np.exp(-(rows @ found + constant))) - truth)
        found = np.maximum(0, found - STEP * (rows.T @ errors + RIDGE * found) / len(truth))
        constant -= STEP * errors.mean()
    return found / scale, float(constant - (mean * found / scale).sum())


def main() -> None:
    """Fit without each pack and say what becomes of it, then fit with all and print the constants."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(shutil.copytree(DEFAULT, Path(folder) / "bare"))
        (bare / "asks.yaml").unlink()
        default = [asked_of("default", DEFAULT, CALIBRATION), asked_of("default without asks", bare, CALIBRATION)]
    packs = [
        asked_of(path.name, path, path / "questions.yaml")
        for path in sorted(PACKS.iterdir())
        if load_portfolio(path).profile.language == "en"
    ]
    for pack in packs:
        weights, constant = fit([*default, *(one for one in packs if one is not pack)])
        near = (pack.signals @ weights + constant >= 0) & ~pack.answered
        refused = pack.answerable & ~pack.answered
        others = ~pack.answerable & ~pack.answered
        shown = f"{(near & refused).sum()} of {refused.sum()} wrongly refused near"
        sys.stdout.write(f"{pack.name}: {shown}, {(near & others).sum()} of {others.sum()} others\n")
    weights, constant = fit([*default, *packs])
    sys.stdout.write(f"CONSTANT = {constant:.3f}\n")
    for name, weight in zip((*SIGNALS, *DOUBTS), weights, strict=True):
        sys.stdout.write(f"{name}: {weight:.3f}\n")


if __name__ == "__main__":
    main()
