"""What is kept is found again only while the code that made it stays: every file is touched, no import forgotten."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from content import fingerprint
from content.fingerprint import PACK, ROOT, Code
from engine.fingerprint import ANSWERING, BESIDE, FORMS, PEER, RECORDS, RETRIEVAL, VECTORS

PACKAGES = ("cli", "content", "engine", "models", "tui")
CODES = {
    "pack": PACK, "vectors": VECTORS, "retrieval": RETRIEVAL, "answering": ANSWERING, "records": RECORDS, "peer": PEER,
    "forms": FORMS,
}  # fmt: skip

SEARCHED = "retrieval answering records peer"
MOVES = {
    "cli": "",
    "content": f"pack {SEARCHED}",
    "content/default": "",
    "content/exporters": "",
    "content/importers": "",
    "content/scaffold": "",
    "content/schemas": "",
    "engine": "answering records",
    "engine/configuration.py": "",
    "engine/evaluation": "",
    "engine/fit": "",
    "engine/evaluation/peer.py": "peer",
    "engine/evaluation/record.py": "records peer",
    "engine/events.py": SEARCHED,
    "engine/fingerprint.py": SEARCHED,
    "engine/compose/chat_template.py": "answering records peer",
    "engine/generate/circuit.py": "",
    "engine/generate/fair_queue.py": "",
    "engine/generate/worker.py": "",
    "engine/keep": "",
    "engine/language": f"forms {SEARCHED}",
    "engine/llama": SEARCHED,
    "engine/llama/bindings.py": f"vectors {SEARCHED}",
    "engine/llama/installation.py": "",
    "engine/llama/machine.py": "",
    "engine/llama/probe.py": "",
    "engine/llama/processor.py": "",
    "engine/llama/threads.py": "",
    "engine/llama/trust.py": "",
    "engine/llama/tuning.py": "",
    "engine/llama/verdict.py": "",
    "engine/llama/ways.py": "",
    "engine/retrieve": SEARCHED,
    "engine/retrieve/embed.py": f"vectors {SEARCHED}",
    "engine/retrieve/index.py": f"vectors {SEARCHED}",
    "engine/retrieve/reference_embed.py": f"vectors {SEARCHED}",
    "engine/settings.py": "",
    "engine/tokenize": SEARCHED,
    "models": "",
    "tui": "",
}
"""Which digests a change of a file moves: of a folder's files all do, but for those that are named themselves."""


def moved_by(path: str) -> set[str]:
    """Return what the table says of a file."""
    nearest = max((place for place in MOVES if f"{path}/".startswith(f"{place}/")), key=len)
    return set(MOVES[nearest].split())


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that a wheel holds, and of a data file that a language may bring."""
    copy = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "engine/language/en.yaml").write_text("stop_words: [the]\n", encoding="utf-8")
    return copy


def digests(root: Path) -> dict[str, str]:
    fingerprint._digest.cache_clear()
    return {name: replace(code, root=root).digest() for name, code in CODES.items()}


def test_a_change_of_any_file_moves_the_digests_of_what_it_decides_and_no_others(tree: Path) -> None:
    before = digests(tree)
    wrong = {}
    files = [path for path in tree.rglob("*") if path.is_file()]
    assert len(files) > 300
    decide = {path: expected for path in files if (expected := moved_by(path.relative_to(tree).as_posix()))}
    for path, expected in decide.items():
        data = path.read_bytes()
        path.write_bytes(data + b"\n")
        moved = {code for code, digest in digests(tree).items() if digest != before[code]}
        path.write_bytes(data)
        if moved != expected:
            wrong[path.relative_to(tree)] = moved
    assert not wrong
    for path in set(files) - set(decide):  # where all of them move nothing, none does
        path.write_bytes(path.read_bytes() + b"\n")
    assert digests(tree) == before


def test_a_new_file_a_renamed_one_and_one_less_count_too(tree: Path) -> None:
    before = digests(tree)
    more = tree / "engine/retrieve/anything.dat"
    more.touch()
    with_more = digests(tree)
    more.rename(more.with_name("something.dat"))
    renamed = digests(tree)
    (tree / "engine/retrieve/something.dat").unlink()
    assert digests(tree) == before
    for name in ("retrieval", "answering", "records", "peer"):
        assert len({before[name], with_more[name], renamed[name]}) == 3
    assert before["pack"] == with_more["pack"] == renamed["pack"]


def test_what_python_compiled_is_no_source(tree: Path) -> None:
    before = digests(tree)
    compiled = tree / "engine/__pycache__/trace.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"compiled")
    assert digests(tree) == before
    shutil.rmtree(compiled.parent)


def test_another_version_of_a_library_moves_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = PACK.digest()
    fingerprint._digest.cache_clear()
    monkeypatch.setattr(fingerprint, "_version", lambda library: f"another {library}")
    assert PACK.digest() != before
    fingerprint._digest.cache_clear()


def test_every_file_and_every_library_of_a_kept_pack_has_a_stamp() -> None:
    stamped = {path for path, *_ in PACK.stamps()}
    assert set(PACK.files()) < stamped
    assert len(stamped) == len(PACK.files()) + len(PACK.libraries)


ENTRIES: dict[str, tuple[str, ...]] = {
    "pack": ("content/pack_cache.py",),
    "retrieval": ("engine/retrieve/index.py", "engine/retrieve/reference_embed.py"),
    "answering": ("engine/answering.py", "engine/generate/model.py", "engine/generate/remote.py"),
    "records": ("engine/answering.py", "engine/evaluation/record.py"),
    "peer": ("engine/evaluation/peer.py",),
}
"""Where the making of each begins."""


@pytest.mark.parametrize("name", ENTRIES)
def test_all_that_is_imported_on_the_way_is_declared(name: str) -> None:
    declared = set(CODES[name].files()) | set(Code(BESIDE).files())
    reached = imported([ROOT / entry for entry in ENTRIES[name]])
    assert not {str(path.relative_to(ROOT)) for path in reached if str(path) not in declared}


def imported(entries: list[Path]) -> set[Path]:
    """Return the modules of content/ and engine/ that running `entries` may load, themselves included."""
    found: set[Path] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [file for name in _names(ast.parse(path.read_bytes())) if (file := _file(name)) is not None]
    return found


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the modules that are imported, also within functions; not for types alone."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _names(child)


def _file(name: str) -> Path | None:
    """Return the file of one of our modules."""
    path = ROOT / f"{name.replace('.', '/')}.py"
    return path if name.startswith(("content.", "engine.")) and path.is_file() else None
