"""Building the index against sentence-transformers' encode of the same passages, each in a process of its own."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import PYTHON, Options, Result, Row, in_turns, run, words

CONFIGURATION: dict[str, object] = {
    "config.json": {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_size": 384, "intermediate_size": 1536,
        "num_attention_heads": 12, "num_hidden_layers": 6,
    },
    "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 512},
    "sentence_bert_config.json": {"max_seq_length": 256, "do_lower_case": False},
    "1_Pooling/config.json": {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True},
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ],
}  # fmt: skip
"""The published configuration of all-MiniLM-L6-v2, where it differs from the defaults."""


def reference_folder(folder: Path) -> None:
    """Put the verified weights into the shape that sentence-transformers reads."""
    from engine.settings import load_settings
    from models.catalogue import load_catalogue
    from models.convert import ensure_embedder
    from models.store import path_of

    cache = load_settings().cache_dir
    tokenizer = ensure_embedder(cache).tokenizer
    (folder / "tokenizer.json").symlink_to(tokenizer)
    (folder / "model.safetensors").symlink_to(path_of(load_catalogue().embedder, cache, "model.safetensors"))
    for name, content in CONFIGURATION.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))


def build() -> tuple[float, int]:
    """Return the seconds that the whole index takes, the model loaded, and the number of passages."""
    from content.loader import load_portfolio
    from engine.language.language import language_of
    from engine.retrieve.index import build_index
    from engine.retrieve.library import open_embedder
    from engine.retrieve.passages import passages_of
    from engine.settings import load_settings
    from models.progress import silent

    settings = load_settings()
    portfolio = load_portfolio(settings.content)
    passages = passages_of(portfolio)
    embedder = open_embedder(settings, silent)
    embedder.embed(["warm"])
    began = time.perf_counter()
    build_index(passages, embedder, language_of(portfolio))
    return time.perf_counter() - began, len(passages)


def encode(folder: str) -> tuple[float, int]:
    """Return the seconds that sentence-transformers takes for the same texts, the model loaded, and their number."""
    from sentence_transformers import SentenceTransformer

    from content.loader import load_portfolio
    from engine.retrieve.index import texts_of
    from engine.retrieve.passages import passages_of
    from engine.settings import load_settings

    passages = passages_of(load_portfolio(load_settings().content))
    texts = list(dict.fromkeys(text for passage in passages for text in texts_of(passage)))
    model = SentenceTransformer(folder, device="cpu")
    model.encode(["warm"])
    began = time.perf_counter()
    model.encode(texts, batch_size=32, show_progress_bar=False)
    return time.perf_counter() - began, len(texts)


def index_build(options: Options) -> Result:
    """Compare building all of the index with encoding alone."""
    with tempfile.TemporaryDirectory() as name:
        reference_folder(Path(name))

        def told(*arguments: str) -> float:
            seconds, found = json.loads(run((PYTHON, "-m", "benchmarks.rows.indexing", *arguments)).out)
            counts.add(found)
            return float(seconds)

        counts: set[int] = set()
        ours, theirs = in_turns(max(1, options.turns // 2), lambda: told("build"), lambda: told("encode", name))
    mine, base = sorted(ours)[len(ours) // 2], sorted(theirs)[len(theirs) // 2]
    note = f"{max(counts)} passages; ours makes vectors of tokens, too, and both indexes"
    return Result(base / mine, words(mine, "s"), words(base, "s"), note)


ROWS = (
    Row("index", "index build", "sentence-transformers' encode of the same passages", 1.0, index_build, at_least=True,
        quick=False, if_missed="both compute on all cores, so that whatever else runs takes its share of either."),
)  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(build() if sys.argv[1] == "build" else encode(sys.argv[2])))
