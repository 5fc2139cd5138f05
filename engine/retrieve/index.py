"""Passages to an index: vectors in FAISS, token vectors for late interaction, BM25; saved, mapped, rebuilt at need."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.files import write_file
from content.loader import Portfolio
from engine.events import Passage, Shape
from engine.language.language import Language, language_of
from engine.language.words import words_of
from engine.llama.context import Cancel, Cancelled
from engine.retrieve.embed import TextEmbedder
from engine.retrieve.index_name import kept_index_name
from engine.retrieve.lexical import Lexical
from engine.retrieve.passages import passages_of
from engine.retrieve.rows import products, rows_in

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_INDEXES = 4
"""How many indexes stay in the cache: the packs that somebody goes back and forth between."""

ABANDONED = 3_600.0
"""Seconds after which an unfinished build belongs to a process that died."""

AT_ONCE = 64
"""Texts embedded between two reports."""

_SLICE = 1 << 22
"""Bytes that are read between two looks at whether anybody still waits: 3 ms."""

LOOK = 0.2
"""Seconds between two such looks while another process builds."""

_Report = Callable[[int, int], None]
"""Hears how many of how many new texts have been embedded."""

MANIFEST = "manifest.json"
"""The SHA-256 of every other file."""

STAMP = "checked.json"
"""Size and time of every file when all hashes were last right: while they stay, nobody reads the bytes again."""


class IndexingError(Exception):
    """The index cannot be built or saved, in one sentence."""


@dataclass(frozen=True)
class Index:
    """All that retrieval looks into. `tokens[offsets[i]:offsets[i + 1]]` are the token vectors of passage i, in bytes:
    each row is to be multiplied by its `scales`. They take half the room of 16-bit floats and less time to read, and
    lose 0.001 of a cosine. A passage's own come first, then those of each way to ask for it, embedded by itself;
    `bounds` says where each of these texts begins and ends. `wholes` are the vectors of all these texts, for an
    index that takes them over and for what is asked: they are no means of what the bytes hold. `words` are
    all of the passages, as they stand there.

    `dense` is a FAISS IndexFlatIP over the passages' vectors. A pack has hundreds of passages, a benchmark some
    thousands: comparing a question with 10,000 vectors of 384 floats takes .3 ms, is exact, and needs
    neither training nor tuning. Approximate indexes (HNSW, IVF) begin to pay at a hundred times that.
    """

    passages: tuple[Passage, ...]
    dense: Any
    tokens: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]
    bounds: npt.NDArray[np.int64]
    wholes: npt.NDArray[np.float32]
    lexical: Lexical
    language: Language
    words: frozenset[str]

    @cached_property
    def firsts(self) -> npt.NDArray[np.int64]:
        """The number of each passage's first text, which is itself, and at last of how many there are."""
        import numpy as np

        return np.cumsum([0, *(1 + len(passage.asks) for passage in self.passages)], dtype=np.int64)

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where each passage's token vectors begin, and at last where they end: shape (passages + 1,)."""
        offsets: npt.NDArray[np.int64] = self.bounds[self.firsts]
        return offsets

    def similarities(self, numbers: Iterable[int], asked: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return `token_vectors(numbers) @ asked.T`: the steps come in at the end, where there is less to multiply."""
        rows = self._rows_of(numbers)
        found = products(self.tokens, rows, asked)
        found *= self.scales.take(rows)[:, None]
        return found

    def token_vectors(self, numbers: Iterable[int]) -> npt.NDArray[np.float32]:
        """Return the token vectors of some passages, one below the other: float32, normalised, shape (pieces, 384)."""
        rows = self._rows_of(numbers)
        return self.tokens.take(rows, axis=0) * self.scales.take(rows)[:, None]

    def _rows_of(self, numbers: Iterable[int]) -> npt.NDArray[np.int64]:
        import numpy as np

        chosen = np.array(numbers)
        return rows_in(self.offsets[chosen], self.offsets[chosen + 1] - self.offsets[chosen])

    @cached_property
    def vectors(self) -> npt.NDArray[np.float32]:
        """The passages' vectors, in FAISS' own memory: float32, normalised, shape (passages, dimensions)."""
        import faiss

        view = faiss.rev_swig_ptr(self.dense.get_xb(), self.dense.ntotal * self.dense.d)
        vectors: npt.NDArray[np.float32] = view.reshape(self.dense.ntotal, self.dense.d)
        return vectors

    @property
    def asked(self) -> dict[str, npt.NDArray[np.float32]]:
        """The vector of each way to ask for a passage: float32, normalised, shape (dimensions,)."""
        import numpy as np

        rows = np.asarray(self.wholes)
        return {
            ask: rows[row]
            for passage, first in zip(self.passages, self.firsts[:-1].tolist(), strict=True)
            for row, ask in enumerate(passage.asks, first + 1)
        }


def words_in_all(passages: Iterable[Passage]) -> frozenset[str]:
    """Return every word of `passages`, as it stands there."""
    return frozenset(word for passage in passages for word in words_of(indexed_text(passage)))


def spoken_in(passages: Iterable[Passage], language: Language) -> Language:
    """Return a language with the compounds of `passages`, where it has any."""
    return language if language.grammar.joints is None else language.with_words(words_in_all(passages))


def indexed_text(passage: Passage) -> str:
    """Return what the lexical search sees of a passage: its heading, the ways to ask for it, its text."""
    return "\n".join((passage.heading, *passage.asks, passage.text))


def embedded_text(passage: Passage) -> str:
    """Return what is embedded as a passage: its heading and its text."""
    return f"{passage.heading}\n{passage.text}"


def texts_of(passage: Passage) -> tuple[str, ...]:
    """Return the texts whose token vectors speak for a passage: itself, then each way to ask for it."""
    return (embedded_text(passage), *passage.asks)


def build_index(
    passages: Sequence[Passage], embedder: TextEmbedder, language: Language, before: Index | None = None,
    report: _Report = lambda *_: None, cancel: Cancel | None = None,
) -> Index:  # fmt: skip
    """Return an index of `passages` in memory. Vectors of texts that `before` holds, too, are taken from it.

    A way to ask that several passages of one place name goes to the one that it fits best. `report` hears how many of
    the new texts have been embedded. Raises Cancelled.
    """
    import faiss
    import numpy as np

    faiss.omp_set_num_threads(1)  # one question against a few thousand vectors is no work to share
    found = dict(_known(before)) if before else {}
    new = list(dict.fromkeys(text for passage in passages for text in texts_of(passage) if text not in found))
    if new:
        report(0, len(new))
    for start in range(0, len(new), AT_ONCE):
        batch = new[start : start + AT_ONCE]
        vectors, tokens = embedder.embed_both(batch)
        found |= {text: (vectors[row], *in_bytes(tokens[row])) for row, text in enumerate(batch)}
        report(start + len(batch), len(new))
        go_on(cancel)
    settled = _settled(passages, {text: whole for text, (whole, _, _) in found.items()})
    dense = faiss.IndexFlatIP(embedder.dimensions)
    dense.add(np.stack([found[embedded_text(passage)][0] for passage in settled]))
    texts = (text for passage in settled for text in texts_of(passage))
    wholes, rows, scales = zip(*(found[text] for text in texts), strict=True)
    bounds = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    go_on(cancel)
    words = words_in_all(settled)
    language = language.with_words(words)
    lexical = Lexical.build([language.terms_of(indexed_text(passage)) for passage in settled])
    go_on(cancel)
    arrays = (np.concatenate(rows), np.concatenate(scales), bounds, np.stack(wholes))
    return Index(settled, dense, *arrays, lexical, language, words)


def _settled(passages: Sequence[Passage], vectors: Mapping[str, Any]) -> tuple[Passage, ...]:
    """Return `passages`, numbered from 0, each way to ask only with the passage of its place that it fits best."""
    places: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        places[passage.link].append(passage)

    def fits(ask: str, passage: Passage) -> bool:
        those = [other for other in places[passage.link] if ask in other.asks]
        return passage is max(those, key=lambda other: float(vectors[embedded_text(other)] @ vectors[ask]))

    return tuple(
        replace(passage, asks=tuple(ask for ask in passage.asks if fits(ask, passage))) for passage in passages
    )


def in_bytes(vectors: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return each row in steps of its largest number's 127th part, and the length of each row's step."""
    import numpy as np

    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _known(index: Index) -> Iterator[tuple[str, tuple[Any, Any, Any]]]:
    """Yield each embedded text with its vector and its token vectors in bytes."""
    texts = (text for passage in index.passages for text in texts_of(passage))
    spans = itertools.starmap(slice, itertools.pairwise(index.bounds))
    for text, whole, span in zip(texts, index.wholes, spans, strict=True):
        yield text, (whole, index.tokens[span], index.scales[span])


def open_index(
    portfolio: Portfolio, embedder: TextEmbedder, cache: Path, report: _Report = lambda *_: None,
    cancel: Cancel | None = None,
) -> Index:  # fmt: skip
    """Return the pack's index from `cache`; built first where it is absent, outdated or damaged.

    Two processes may open at once: one builds, the other waits for it. `report` hears of a build. Raises IndexingError,
    and Cancelled.
    """
    folder = cache / "indexes" / kept_index_name(portfolio, embedder.digest, cache / "indexes")
    language = language_of(portfolio)
    if (index := _load(folder, language, cancel)) is not None:
        return index
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.parent, cancel):
            if (index := _load(folder, language, cancel)) is not None:
                return index
            passages = passages_of(portfolio)
            index = build_index(passages, embedder, language, _latest(folder, language, cancel), report, cancel)
            _save(index, folder)
            _sweep(folder.parent)
    except OSError as error:
        raise IndexingError(f"the index cannot be saved under {folder.parent}: {error.strerror}") from error
    return _load(folder, language, cancel) or index


@contextlib.contextmanager
def _alone(parent: Path, cancel: Cancel | None) -> Iterator[None]:
    """Wait until no other process builds below `parent`, and keep others from it meanwhile. Raises Cancelled."""
    from filelock import FileLock, Timeout  # 30 ms, asyncio with it, which only a build needs

    lock = FileLock(parent / ".lock")
    while not lock.is_locked:
        go_on(cancel)
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=LOOK)
    try:
        yield
    finally:
        lock.release()


def go_on(cancel: Cancel | None) -> None:
    """Raise Cancelled once `cancel` is set."""
    if cancel:
        raise Cancelled


def _latest(folder: Path, language: Language, cancel: Cancel | None) -> Index | None:
    """Return the newest other index by the same embedder, whose vectors can be taken over."""
    family = folder.name.partition("-")[0]
    others = sorted(folder.parent.glob(f"{family}-*/{MANIFEST}"), key=lambda path: path.stat().st_mtime, reverse=True)
    return next((index for path in others if (index := _load(path.parent, language, cancel)) is not None), None)


def _save(index: Index, folder: Path) -> None:
    """Write `index` beside `folder`, then put it in its place. The manifest's hashes find what a crash tore."""
    import faiss
    import numpy as np

    work = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        columns = {field.name: [getattr(item, field.name) for item in index.passages] for field in fields(Passage)}
        passages = json.dumps(columns, ensure_ascii=False, default=asdict)  # read eight times as fast as by passage
        (work / "passages.json").write_text(passages, encoding="utf-8")
        faiss.write_index(index.dense, str(work / "dense.faiss"))
        np.save(work / "tokens.npy", index.tokens)
        np.save(work / "scales.npy", index.scales)
        np.save(work / "bounds.npy", index.bounds)
        np.save(work / "wholes.npy", index.wholes)
        (work / "words.json").write_text(json.dumps(sorted(index.words), ensure_ascii=False), encoding="utf-8")
        index.lexical.save(work / "bm25")
        files = sorted(path for path in work.rglob("*") if path.is_file())
        manifest = {path.relative_to(work).as_posix(): _sha256(path) for path in files}
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        for path in files:
            with path.open("rb") as file:
                os.fsync(file.fileno())
        _stamp(work, manifest)
        shutil.rmtree(folder, ignore_errors=True)  # a damaged one
        work.replace(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _load(folder: Path, language: Language, cancel: Cancel | None = None) -> Index | None:
    """Return the index in `folder`, or None where it is absent or any byte of it has changed. Raises Cancelled."""
    import faiss
    import numpy as np

    faiss.omp_set_num_threads(1)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not manifest or not _is_whole(folder, dict(manifest), cancel):
            return None
        words = frozenset(json.loads((folder / "words.json").read_text(encoding="utf-8")))
        return Index(
            _passages(json.loads((folder / "passages.json").read_text(encoding="utf-8"))),
            faiss.read_index(str(folder / "dense.faiss")),
            np.asarray(np.load(folder / "tokens.npy", mmap_mode="r")),  # of which a view is cut sooner
            np.asarray(np.load(folder / "scales.npy", mmap_mode="r")),
            np.load(folder / "bounds.npy"),
            np.asarray(np.load(folder / "wholes.npy", mmap_mode="r")),
            Lexical.load(folder / "bm25"),
            language.with_words(words),
            words,
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _is_whole(folder: Path, manifest: dict[str, str], cancel: Cancel | None) -> bool:
    """Return whether no byte has changed. Where size and time of every file are those of the last look, none is read:
    27 MB take 20 ms, and a large index more than all else that opening it takes."""
    with contextlib.suppress(OSError, ValueError):
        if json.loads((folder / STAMP).read_text(encoding="utf-8")) == _seen(folder, manifest):
            return True
    whole = all(_sha256(folder / name, cancel) == digest for name, digest in manifest.items())
    if whole:
        with contextlib.suppress(OSError):  # somebody else's cache, which is only read
            _stamp(folder, manifest)
    return whole


def _stamp(folder: Path, manifest: dict[str, str]) -> None:
    """Note what the files look like, now that they are known to be right."""
    write_file(folder / STAMP, json.dumps(_seen(folder, manifest)))


def _seen(folder: Path, manifest: dict[str, str]) -> dict[str, list[int]]:
    """Return what tells that somebody has written to a file. Raises OSError where one is missing."""
    stats = {name: (folder / name).stat() for name in (MANIFEST, *manifest)}
    return {name: [stat.st_size, stat.st_mtime_ns, stat.st_ino] for name, stat in stats.items()}


def _passages(columns: dict[str, list[Any]]) -> tuple[Passage, ...]:
    """Return the passages whose attributes are `columns`."""
    tuples: dict[str, Iterable[Any]] = {name: map(tuple, columns[name]) for name in ("also", "asks")}
    tuples["shapes"] = (tuple(map(_shape, shapes)) for shapes in columns["shapes"])
    return tuple(map(Passage, *(tuples.get(field.name, columns[field.name]) for field in fields(Passage))))


def _shape(kept: dict[str, Any]) -> Shape:
    return Shape(kept["role"], tuple(kept["header"]), tuple(kept["cells"]), kept["code"])


def _sha256(path: Path, cancel: Cancel | None = None) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_SLICE):
            go_on(cancel)
            digest.update(piece)
    return digest.hexdigest()


def _sweep(parent: Path) -> None:
    """Remove all but the newest indexes, and what died half-built."""
    made = sorted(parent.glob(f"[!.]*/{MANIFEST}"), key=lambda path: path.stat().st_mtime, reverse=True)
    old = [path.parent for path in made[MOST_INDEXES:]]
    left = [path for path in parent.glob(".*/") if time.time() - path.stat().st_mtime > ABANDONED]
    for folder in (*old, *left):
        shutil.rmtree(folder, ignore_errors=True)
