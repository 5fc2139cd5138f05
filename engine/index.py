"""Passages to an index: sentence vectors in FAISS, token vectors for late interaction, BM25; saved, mapped, rebuilt at need."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.loader import Portfolio
from engine.embed import Embedder
from engine.events import Passage
from engine.lexical import Lexical
from engine.passages import passages_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

VERSION = 1
"""Grows with every change of what an index holds, so that older ones are built again."""

KEPT = 4
"""How many indexes stay in the cache: the packs that somebody goes back and forth between."""

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Index:
    """All that retrieval looks into. `tokens[offsets[i]:offsets[i + 1]]` are the token vectors of passage i.

    `dense` is a FAISS IndexFlatIP over the passages' vectors. A pack has hundreds of passages and a benchmark some thousands;
    comparing a query with every one of 10,000 vectors of 384 floats takes about a millisecond, is exact, and needs neither
    training nor tuning. Approximate indexes (HNSW, IVF) begin to pay at about a hundred times that.
    """

    passages: tuple[Passage, ...]
    dense: Any
    tokens: npt.NDArray[np.float16]
    offsets: npt.NDArray[np.int64]
    lexical: Lexical

    def token_vectors(self, number: int) -> npt.NDArray[np.float32]:
        """Return the token vectors of a passage: float32, normalised, shape (word pieces, 384)."""
        import numpy as np

        return np.asarray(self.tokens[self.offsets[number] : self.offsets[number + 1]], dtype=np.float32)


def indexed_text(passage: Passage) -> str:
    """Return what both indexes see of a passage: its heading and its text."""
    return f"{passage.heading}\n{passage.text}"


def build_index(passages: Sequence[Passage], embedder: Embedder) -> Index:
    """Return an index of `passages` in memory."""
    import faiss
    import numpy as np

    texts = [indexed_text(passage) for passage in passages]
    vectors, tokens = embedder.embed_both(texts)
    dense = faiss.IndexFlatIP(vectors.shape[1])
    dense.add(vectors)
    offsets = np.cumsum([0, *(len(rows) for rows in tokens)], dtype=np.int64)
    return Index(tuple(passages), dense, np.concatenate(tokens).astype(np.float16), offsets, Lexical.build(texts))


def open_index(
    portfolio: Portfolio, embedder: Embedder, cache: Path, report: Callable[[str], None] | None = None
) -> Index:
    """Return the pack's index from `cache`, built first where it is absent, outdated or damaged."""
    from filelock import FileLock

    folder = cache / "indexes" / index_key(portfolio, embedder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        index = _load(folder)
        if index is None:
            passages = passages_of(portfolio)
            if report:
                report(f"Indexing {len(passages)} passages")
            _save(build_index(passages, embedder), folder)
            index = _load(folder)
    assert index is not None
    return index


def index_key(portfolio: Portfolio, embedder: Embedder) -> str:
    """Return the name of the index of this content, by this embedder and this version of the code."""
    parts = (str(VERSION), portfolio.digest, embedder.digest)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _save(index: Index, folder: Path) -> None:
    import faiss
    import numpy as np

    work = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    (work / "passages.json").write_text(json.dumps([asdict(passage) for passage in index.passages]), encoding="utf-8")
    faiss.write_index(index.dense, str(work / "dense.faiss"))
    np.save(work / "tokens.npy", index.tokens)
    np.save(work / "offsets.npy", index.offsets)
    index.lexical.save(work / "bm25")
    files = sorted(path for path in work.rglob("*") if path.is_file())
    manifest = {path.relative_to(work).as_posix(): _sha256(path) for path in files}
    (work / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(work, folder)


def _load(folder: Path) -> Index | None:
    import faiss
    import numpy as np

    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if any(_sha256(folder / name) != digest for name, digest in manifest.items()):
            return None
        passages = tuple(Passage(**item) for item in json.loads((folder / "passages.json").read_text(encoding="utf-8")))
        dense = faiss.read_index(str(folder / "dense.faiss"), faiss.IO_FLAG_MMAP)
        tokens = np.load(folder / "tokens.npy", mmap_mode="r")
        return Index(passages, dense, tokens, np.load(folder / "offsets.npy"), Lexical.load(folder / "bm25"))
    except (OSError, ValueError):
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
