"""`portfolio fit`: what it prints, where, and how it ends."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from cli.main import run
from tests.places import DATA, PACKS, TINY

Captured = pytest.CaptureFixture[str]
ORDERS = DATA / "ads" / "default" / "corporate-orders.txt"


def test_each_requirement_has_its_verdict_and_its_place(capsys: Captured) -> None:
    assert run(["fit", str(ORDERS)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("17 requirements: ")
    assert "shown          PostgreSQL\n" in out
    assert "(portfolio open work/order-pipeline#" in out
    assert "not said here  Kubernetes\n" in out
    assert "Left out, since it asks for nothing:\n  About Halden Retail Systems: " in out
    assert out.endswith("(portfolio open contact)\n")


def test_json_has_counts_evidence_and_what_was_left_out(capsys: Captured) -> None:
    assert run(["fit", str(ORDERS), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(found["counts"].values()) == len(found["findings"]) == 17
    assert all((finding["evidence"] is None) == (finding["verdict"] == "unsaid") for finding in found["findings"])
    assert found["left_out"][0]["heading"] == "About Halden Retail Systems"


@pytest.mark.parametrize(
    ("advert", "pack", "says", "found"),
    [
        (
            "uebersetzer/corporate-en",
            "uebersetzer",
            "This portfolio is written in German. What your",
            "shown          Python",
        ),
        (
            "default/german-mandant",
            "",
            "Dieses Portfolio ist auf Englisch geschrieben. Was",
            "belegt             PostgreSQL",
        ),
    ],
)
def test_who_advertises_in_another_language_is_told_so_in_it_and_words_are_still_looked_for(
    advert: str, pack: str, says: str, found: str, capsys: Captured
) -> None:
    content = ["--content", str(PACKS / pack)] if pack else []
    path = str(DATA / "ads" / f"{advert}.txt")
    assert run(["fit", path, *content]) == 0
    out = capsys.readouterr().out
    assert out.startswith(says)
    assert found in out
    assert run(["fit", path, *content, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["foreign"].startswith(says)


def test_who_advertises_in_the_portfolios_language_is_told_nothing_of_it(capsys: Captured) -> None:
    assert run(["fit", str(ORDERS), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["foreign"] == ""


def test_the_resume_is_written_with_what_fits_first(tmp_path: Path, capsys: Captured) -> None:
    for name in ("cv.pdf", "cv.md", "cv.json", "cv.txt", "cv.html"):
        assert run(["fit", str(ORDERS), "--resume", str(tmp_path / name)]) == 0
        captured = capsys.readouterr()
        assert captured.out.startswith("17 requirements: ")
        assert captured.err == f"wrote {tmp_path / name}\n"
    assert run(["fit", str(ORDERS), "--resume", str(tmp_path / "cv.pdf")]) == 2
    assert run(["fit", str(ORDERS), "--resume", str(tmp_path / "cv.doc")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "is there already; --replace writes over it" in captured.err
    assert "says no form" in captured.err
    assert run(["fit", str(ORDERS), "--resume", str(tmp_path / "cv.pdf"), "--replace"]) == 0
    assert json.loads((tmp_path / "cv.json").read_text("utf-8"))["projects"]


def test_the_resume_is_there_where_nobody_reads_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def left(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.fit.put", left)
    assert run(["fit", str(ORDERS), "--plain", "--resume", str(tmp_path / "cv.pdf")]) == 130
    assert (tmp_path / "cv.pdf").exists()


@pytest.mark.parametrize("arguments", [["fit"], ["fit", "-"]])
def test_an_advertisement_comes_from_a_pipe(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\ufeffRequirements:\n- orders\n".encode())))
    assert run([*arguments, "--content", str(TINY)]) == 0
    assert "1 requirement: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\x7fELF\x00\x01\x02", "control characters"),
        (b"%PDF-1.7 \xff\xfe\xfa", "is no UTF-8 text"),
        ("You must know ö. ".encode() * 30_000, "at most"),
        (b"How do you do?", "asks for nothing"),
    ],
)
def test_what_is_no_advertisement_ends_with_2_and_a_sentence(
    data: bytes, says: str, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "ad.txt"
    path.write_bytes(data)
    assert run(["fit", str(path), "--content", str(TINY)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("name", ["nowhere.txt", "."])
def test_a_file_that_cannot_be_read_ends_with_2(name: str, tmp_path: Path, capsys: Captured) -> None:
    assert run(["fit", str(tmp_path / name)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_markup_of_a_stranger_stays_text(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "ad.txt"
    path.write_text("Requirements:\n- orders [bold]now[/bold] | **loud** here\n", encoding="utf-8")
    assert run(["fit", str(path), "--content", str(TINY)]) == 0
    assert "orders [bold]now[/bold" in capsys.readouterr().out
