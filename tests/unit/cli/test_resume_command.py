"""`portfolio resume`: which form goes where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import run
from tests.places import ROOT, TINY

Captured = pytest.CaptureFixture[str]


def test_a_pipe_gets_text(capsys: Captured) -> None:
    assert run(["resume"]) == 0
    out = capsys.readouterr().out
    assert "\nCASE STUDIES\n- Scaling an Order Pipeline to 50k Events/Sec (2025)\n" in out


@pytest.mark.parametrize(
    ("name", "begins"),
    [("cv.pdf", b"%PDF-"), ("cv.txt", b"I de"), ("cv.MD", b"# "), ("cv.html", b"<!doctype html>"), ("cv.json", b"{")],
)
def test_the_name_of_a_file_says_its_form(name: str, begins: bytes, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / name
    assert run(["resume", "-o", str(path), "--content", str(TINY)]) == 0
    assert path.read_bytes().startswith(begins) or name == "cv.txt"
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"wrote {path}\n"


def test_what_is_asked_for_comes_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    assert run(["resume", "--as", "json", "-o", str(path), "--content", str(TINY)]) == 0
    assert json.loads(path.read_text("utf-8"))["projects"]


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "cv.pdf"
    path.write_text("mine", encoding="utf-8")
    arguments = ["resume", "-o", str(path), "--content", str(TINY)]
    assert run(arguments) == 2
    assert capsys.readouterr().err == f"portfolio: {path} is there already; --replace writes over it\n"
    assert path.read_text("utf-8") == "mine"
    assert run([*arguments, "--replace"]) == 0
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["cv", "cv.doc", "cv.pdf.gz"])
def test_a_name_that_says_no_form_ends_with_2(name: str, tmp_path: Path, capsys: Captured) -> None:
    assert run(["resume", "-o", str(tmp_path / name)]) == 2
    assert "says no form; its name ends in .txt .md .html .json .pdf" in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


def test_a_terminal_gets_no_pdf(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["resume", "--as", "pdf", "--plain"]) == 2
    assert "name a file: -o cv.pdf" in capsys.readouterr().err


def test_a_pdf_goes_through_a_pipe_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    assert run(["resume", "-o", str(path)]) == 0
    command = [sys.executable, "-c", "from cli.main import run; run(['resume', '--as', 'pdf'])"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == path.read_bytes()
    assert done.stderr == b""


@pytest.mark.parametrize(("form", "loaded"), [("text", []), ("json", []), ("pdf", ["typst"])])
def test_the_typesetter_is_loaded_for_a_pdf_and_the_assistant_for_nothing(form: str, loaded: list[str]) -> None:
    code = (
        "import sys\n"
        "from cli.main import run\n"
        f"code = run(['resume', '--as', {form!r}])\n"
        "print('\\nLOADED', code, sorted({name.partition('.')[0] for name in sys.modules} & {'typst', 'textual'}),"
        "sorted(name for name in sys.modules if name.startswith('engine.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    settings = ["engine.configuration", "engine.settings"]
    assert done.stderr.decode().splitlines()[-1] == f"LOADED 0 {loaded} {settings}"
