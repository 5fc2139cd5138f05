"""The kept pack: the same portfolio without reading a file, read anew after any change, and not believed if damaged."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from content import pack_cache
from content.fingerprint import Code
from content.loader import DEFAULT_PACK, Portfolio, load_portfolio
from content.pack_cache import PACKS, cached_portfolio
from content.problems import ContentError

LONG_AGO = time.time() - 1_000


def settle(pack: Path, when: float = LONG_AGO) -> None:
    """Let every file of a pack be old enough to be kept."""
    for path in pack.rglob("*"):
        if path.is_file():
            os.utime(path, (when, when))


def ways_to_ask(pack: Path) -> None:
    (pack / "asks.yaml").write_text("asks: {home: [who is behind this]}\n", encoding="utf-8")


@pytest.fixture
def pack(tiny_pack: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small pack that has not changed for a while, read by code that has not either."""
    ways_to_ask(tiny_pack)
    settle(tiny_pack)
    monkeypatch.setattr(Code, "stamps", lambda _: iter([("the code", 1, int(LONG_AGO * 1e9), 1)]))
    return tiny_pack


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Notes each pack that is read and not taken from the cache."""
    seen: list[Path] = []

    def noted(root: Path) -> Portfolio:
        seen.append(root)
        return load_portfolio(root)

    monkeypatch.setattr(pack_cache, "load_portfolio", noted)
    return seen


def kept(cache: Path) -> list[Path]:
    return list((cache / "packs").glob("*"))


def test_a_kept_pack_is_the_pack(pack: Path, tmp_path: Path, reads: list[Path]) -> None:
    first = cached_portfolio(pack, tmp_path)
    second = cached_portfolio(pack, tmp_path)
    assert reads == [pack]
    assert second == first == load_portfolio(pack)
    assert second.documents == first.documents
    assert second.digest == first.digest


def test_the_built_in_pack_comes_back_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_cache, "SETTLED", -1e9)
    cached_portfolio(DEFAULT_PACK, tmp_path)
    monkeypatch.setattr(pack_cache, "load_portfolio", lambda _: pytest.fail("the pack was read again"))
    again, read = cached_portfolio(DEFAULT_PACK, tmp_path), load_portfolio()
    assert again == read
    assert again.documents == read.documents


def changed_text(pack: Path) -> None:
    path = pack / "profile.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")


def same_size(pack: Path) -> None:
    path = pack / "profile.yaml"
    path.write_bytes(path.read_bytes())


def one_file_less(pack: Path) -> None:
    next((pack / "hiring").glob("*.md")).unlink()


def one_file_more(pack: Path) -> None:
    path = next((pack / "hiring").glob("*.md"))
    path.with_name("another.md").write_bytes(path.read_bytes())


def another_way_to_ask(pack: Path) -> None:
    (pack / "asks.yaml").write_text("asks: {home: [who is it]}\n", encoding="utf-8")


@pytest.mark.parametrize("change", [changed_text, same_size, one_file_less, one_file_more, another_way_to_ask])
def test_a_changed_pack_is_read_again(
    change: Callable[[Path], None], pack: Path, tmp_path: Path, reads: list[Path]
) -> None:
    cached_portfolio(pack, tmp_path)
    change(pack)
    assert cached_portfolio(pack, tmp_path) == load_portfolio(pack)
    assert reads == [pack, pack]


def test_other_code_reads_the_pack_again(
    pack: Path, tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_portfolio(pack, tmp_path)
    monkeypatch.setattr(Code, "stamps", lambda _: iter([("the code", 2, int(LONG_AGO * 1e9), 1)]))
    cached_portfolio(pack, tmp_path)
    assert reads == [pack, pack]


def test_a_pack_with_a_fault_is_not_kept_and_says_so_each_time(pack: Path, tmp_path: Path) -> None:
    (pack / "services.yaml").write_text("title: 1\n", encoding="utf-8")
    settle(pack)
    said = []
    for _ in range(2):
        with pytest.raises(ContentError) as caught:
            cached_portfolio(pack, tmp_path)
        said.append(str(caught.value))
    with pytest.raises(ContentError) as plain:
        load_portfolio(pack)
    assert said == [str(plain.value)] * 2
    assert not kept(tmp_path)


def test_a_missing_pack_is_told_as_the_loader_tells_it(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="there is no such folder"):
        cached_portfolio(tmp_path / "nowhere", tmp_path)


def test_a_pack_that_was_written_this_moment_is_not_kept_yet(pack: Path, tmp_path: Path) -> None:
    settle(pack, time.time())
    cached_portfolio(pack, tmp_path)
    assert not kept(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [b"", b"foreign", b"\xff\xfe", b"0\n[]\n{}", None],
    ids=["empty", "foreign", "no text", "of another shape", "one letter changed"],
)
def test_a_damaged_file_is_not_believed(damage: bytes | None, pack: Path, tmp_path: Path, reads: list[Path]) -> None:
    cached_portfolio(pack, tmp_path)
    (file,) = kept(tmp_path)
    data = file.read_bytes()
    file.write_bytes(data.replace(b"title", b"titel", 1) if damage is None else damage)
    assert cached_portfolio(pack, tmp_path) == load_portfolio(pack)
    assert reads == [pack, pack]
    assert file.read_bytes() == data


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(pack: Path, tmp_path: Path, reads: list[Path]) -> None:
    (tmp_path / "packs").write_text("a file stands where the folder should", encoding="utf-8")
    assert cached_portfolio(pack, tmp_path) == cached_portfolio(pack, tmp_path)
    assert reads == [pack, pack]


def test_only_the_last_packs_are_kept_for_their_owner_alone(pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    for number in range(PACKS + 3):
        old = folder / f"{number:08x}.json"
        old.write_text("old", encoding="utf-8")
        os.utime(old, (LONG_AGO + number, LONG_AGO + number))
    cached_portfolio(pack, tmp_path)
    left = kept(tmp_path)
    assert len(left) == PACKS
    assert not (folder / "00000000.json").exists()
    newest = max(left, key=lambda path: path.stat().st_mtime)
    assert newest.stat().st_mode & 0o077 == 0
