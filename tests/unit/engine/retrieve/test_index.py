"""The index: built once, opened by all, rebuilt when anything changes or breaks."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from filelock import FileLock

import engine.language.language as language_module
import engine.retrieve.index as index_module
import engine.retrieve.index_name as name_module
from content.loader import Portfolio, load_portfolio
from engine.language.language import language
from engine.llama.context import Cancel, Cancelled
from engine.retrieve.embed import Embedder
from engine.retrieve.index import (
    AT_ONCE,
    MOST_INDEXES,
    Index,
    IndexingError,
    build_index,
    embedded_text,
    indexed_text,
    open_index,
    texts_of,
)
from tests.fakes.retrieval import FakeEmbedder, Vectors, passage

ASK = "how are cells kept apart"
TWO = ("An outbox writes events.", "Cells are kept apart by a router.")


def opened(portfolio: Portfolio, cache: Path, embedder: FakeEmbedder | None = None) -> tuple[Index, FakeEmbedder]:
    embedder = embedder or FakeEmbedder()
    return open_index(portfolio, cast("Embedder", embedder), cache), embedder


def same(one: Index, other: Index) -> bool:
    return (
        one.passages == other.passages
        and np.array_equal(one.tokens, other.tokens)
        and np.array_equal(
            one.dense.reconstruct_n(0, len(one.passages)), other.dense.reconstruct_n(0, len(other.passages))
        )
        and np.array_equal(one.lexical.scores({"kafka": 1.0}), other.lexical.scores({"kafka": 1.0}))
    )


def folders(cache: Path) -> list[Path]:
    return [path for path in (cache / "indexes").iterdir() if path.is_dir()]


def change(pack: Path, old: str, new: str) -> Portfolio:
    file = pack / "case-studies" / "order-pipeline.md"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return load_portfolio(pack)


def test_the_second_opening_embeds_nothing_and_gives_the_same(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    first, built = opened(tiny_portfolio, tmp_path)
    second, mapped = opened(tiny_portfolio, tmp_path)
    assert built.embedded
    assert not mapped.embedded
    assert same(first, second)
    assert isinstance(second.tokens.base, np.memmap)


def test_token_vectors_of_a_passage_are_those_of_its_text(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    index, embedder = opened(tiny_portfolio, tmp_path)
    expected = embedder.embed_both([embedded_text(index.passages[3])])[1][0]
    assert np.allclose(index.token_vectors([3]), expected, atol=1e-3)
    assert len(index.token_vectors([3, 4])) == len(index.token_vectors([3])) + len(index.token_vectors([4]))


def test_a_changed_word_makes_a_new_index_and_embeds_only_what_changed(tiny_pack: Path, tmp_path: Path) -> None:
    opened(load_portfolio(tiny_pack), tmp_path)
    index, embedder = opened(change(tiny_pack, "naive retries", "blind retries"), tmp_path)
    assert len(folders(tmp_path)) == 2
    assert len(embedder.embedded) == 1
    assert "blind retries" in embedder.embedded[0]
    assert same(index, build_index(index.passages, cast("Embedder", FakeEmbedder()), language("en")))


def test_another_embedder_takes_over_no_vectors(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    _, first = opened(tiny_portfolio, tmp_path)
    _, second = opened(tiny_portfolio, tmp_path, FakeEmbedder(digest="f" * 32))
    assert len(second.embedded) == len(first.embedded)


def test_another_stemmer_makes_another_index(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tiny_portfolio, tmp_path)
    monkeypatch.setattr(language_module, "stem", lambda stemmer, word: word[:4])
    opened(tiny_portfolio, tmp_path)
    assert len(folders(tmp_path)) == 2


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("damage", [_cut, _flip, Path.unlink], ids=["cut", "flipped bit", "missing"])
@pytest.mark.parametrize("name", ["manifest.json", "passages.json", "dense.faiss", "tokens.npy", "bm25/terms.json"])
def test_a_damaged_index_is_built_again(
    tiny_portfolio: Portfolio, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    opened(tiny_portfolio, tmp_path)
    damage(folders(tmp_path)[0] / name)
    index, embedder = opened(tiny_portfolio, tmp_path)
    assert embedder.embedded
    assert same(index, build_index(index.passages, cast("Embedder", FakeEmbedder()), language("en")))
    assert not opened(tiny_portfolio, tmp_path)[1].embedded


def test_two_at_once_build_once(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    embedders = [FakeEmbedder(), FakeEmbedder()]
    threads = [threading.Thread(target=opened, args=(tiny_portfolio, tmp_path, embedder)) for embedder in embedders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [bool(embedder.embedded) for embedder in embedders].count(True) == 1
    assert len(folders(tmp_path)) == 1


def test_a_build_that_fails_leaves_nothing(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(IndexingError, match=r"cannot be saved under .*: No space left on device"):
        opened(tiny_portfolio, tmp_path)
    assert folders(tmp_path) == []


def test_old_indexes_and_dead_builds_are_swept(tiny_pack: Path, tmp_path: Path) -> None:
    dead = tmp_path / "indexes" / ".dead"
    dead.mkdir(parents=True)
    os.utime(dead, (0, 0))
    word = "naive"
    for number in range(MOST_INDEXES + 2):
        portfolio = change(tiny_pack, word, word := f"word{number}")
        opened(portfolio, tmp_path)
        for age, folder in enumerate(sorted(folders(tmp_path), key=lambda path: path.stat().st_mtime, reverse=True), 1):
            os.utime(folder / "manifest.json", (10_000 - age, 10_000 - age)) if folder != dead else None
    assert not dead.exists()
    assert len(folders(tmp_path)) == MOST_INDEXES


def test_a_build_reports_how_far_it_is(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    index = open_index(
        tiny_portfolio, cast("Embedder", FakeEmbedder()), tmp_path, lambda done, total: heard.append((done, total))
    )
    total = len({text for passage in index.passages for text in texts_of(passage)})
    assert heard[0] == (0, total)
    assert heard[-1] == (total, total)


def test_who_leaves_ends_a_build_and_leaves_nothing(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    cancel, embedder = Cancel(), FakeEmbedder()
    with pytest.raises(Cancelled):
        open_index(
            tiny_portfolio, cast("Embedder", embedder), tmp_path, lambda done, _: cancel.set() if done else None, cancel
        )
    assert 0 < len(embedder.embedded) <= AT_ONCE
    assert folders(tmp_path) == []
    assert opened(tiny_portfolio, tmp_path)[1].embedded  # the next one is not kept from it


def test_who_leaves_waits_for_no_other_process(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.set()
    (tmp_path / "indexes").mkdir()
    with FileLock(tmp_path / "indexes" / ".lock"), pytest.raises(Cancelled):
        open_index(tiny_portfolio, cast("Embedder", FakeEmbedder()), tmp_path, cancel=cancel)


def test_who_leaves_ends_the_reading_of_an_index(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    opened(tiny_portfolio, tmp_path)
    for path in folders(tmp_path)[0].iterdir():
        os.utime(path)  # so that all of it is read
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        open_index(tiny_portfolio, cast("Embedder", FakeEmbedder()), tmp_path, cancel=cancel)


def test_a_right_index_is_read_once(tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(tiny_portfolio, tmp_path)
    for path in folders(tmp_path)[0].iterdir():
        os.utime(path)  # as a copy of the cache has
    read: list[Path] = []
    sha256 = index_module._sha256
    monkeypatch.setattr(index_module, "_sha256", lambda path, *_: read.append(path) or sha256(path))
    assert not opened(tiny_portfolio, tmp_path)[1].embedded
    assert read
    read.clear()
    assert not opened(tiny_portfolio, tmp_path)[1].embedded
    assert not read


ASKED = (
    passage(0, "Kafka keeps the log.", "Logs", asks=("what of the outbox", "what of kafka")),
    replace(
        passage(1, "The outbox keeps the event.", "Logs"),
        link="essays/document-0",
        asks=("what of the outbox", "what of kafka"),
    ),
    passage(2, "A price comes later.", asks=("what of kafka",)),
)


def test_a_way_to_ask_goes_to_the_passage_of_its_place_that_it_fits_best() -> None:
    index = build_index(ASKED, cast("Embedder", FakeEmbedder()), language("en"))
    assert [item.asks for item in index.passages] == [("what of kafka",), ("what of the outbox",), ("what of kafka",)]


def test_a_way_to_ask_goes_to_the_same_passage_whether_its_vector_is_new_or_taken_over() -> None:
    class Rough(FakeEmbedder):
        """Gives a way to ask another vector than the mean of its token vectors, which are normalised before."""

        def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
            wholes, pieces = super().embed_both(texts)
            signs = np.array([[-1 if text == ASK else 1] for text in texts], dtype=np.float32)
            return signs * wholes, pieces

    passages = [replace(passage(number, text), link="essays/one", asks=(ASK,)) for number, text in enumerate(TWO)]
    first = build_index(passages, cast("Embedder", Rough()), language("en"))
    again = build_index(passages, cast("Embedder", Rough()), language("en"), before=first)
    assert [item.asks for item in first.passages] == [item.asks for item in again.passages] == [(ASK,), ()]


def test_ways_to_ask_are_embedded_by_themselves_behind_their_passage() -> None:
    embedder = FakeEmbedder()
    index = build_index(ASKED, cast("Embedder", embedder), language("en"))
    for number, item in enumerate(index.passages):
        whole, pieces = embedder.embed_both(texts_of(item))
        assert np.allclose(index.token_vectors([number]), np.concatenate(pieces), atol=1e-2)
        assert np.allclose(index.vectors[number], whole[0], atol=1e-6)


def test_another_way_to_ask_is_all_that_is_embedded() -> None:
    before = build_index(ASKED, cast("Embedder", FakeEmbedder()), language("en"))
    more = (*ASKED[:2], replace(ASKED[2], asks=("what of kafka", "what of money")))
    embedder = FakeEmbedder()
    after = build_index(more, cast("Embedder", embedder), language("en"), before)
    assert embedder.embedded == ["what of money"]
    assert same(after, build_index(more, cast("Embedder", FakeEmbedder()), language("en")))


def test_the_heading_and_the_ways_to_ask_are_indexed() -> None:
    item = passage(0, "I am free from March.", document="Availability", asks=("Are you free?",))
    assert indexed_text(item) == "Availability\nAre you free?\nI am free from March."


def test_words_are_those_of_headings_and_texts() -> None:
    index = build_index(
        [passage(0, "Kafka keeps events.", document="The log")], cast("Embedder", FakeEmbedder()), language("en")
    )
    assert index.words == {"the", "log", "kafka", "keeps", "events"}


def test_ways_to_ask_are_found_with_their_vectors(tmp_path: Path, tiny_portfolio: Portfolio) -> None:
    index, embedder = opened(tiny_portfolio, tmp_path)
    asks = [ask for item in index.passages for ask in item.asks]
    assert asks
    assert list(index.asked) == list(dict.fromkeys(asks))
    vectors, _ = embedder.embed_both(list(index.asked))
    assert np.allclose(np.stack(list(index.asked.values())), vectors)


def test_the_code_of_an_index_is_read_once(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tiny_portfolio, tmp_path)
    monkeypatch.setattr(name_module, "index_name", lambda *_: pytest.fail("the code was read again"))
    assert not opened(tiny_portfolio, tmp_path)[1].embedded


@pytest.mark.parametrize("kept", ["", "[1]", "null", '{"other": "name"}'])
def test_names_that_cannot_be_read_are_found_out_again(tiny_portfolio: Portfolio, tmp_path: Path, kept: str) -> None:
    opened(tiny_portfolio, tmp_path)
    (tmp_path / "indexes" / "names.json").write_text(kept, encoding="utf-8")
    assert not opened(tiny_portfolio, tmp_path)[1].embedded
    assert len(folders(tmp_path)) == 1
