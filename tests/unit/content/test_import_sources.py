"""A source is read by what it holds, and what nothing reads is called what it looks like."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from content.importers.sources import read_source
from content.problems import ContentError
from import_table import INPUTS


def zipped(path: Path, *files: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, f"{inside}{file.name}")
    return path


def test_linkedins_export_is_read_from_its_zip_too(tmp_path: Path) -> None:
    files = sorted((INPUTS / "linkedin").iterdir())
    found = read_source(zipped(tmp_path / "export.zip", *files, inside="Basic_LinkedInDataExport/"))
    assert found.files == read_source(INPUTS / "linkedin").files


def test_what_linkedin_holds_for_nobody_or_of_others_is_named() -> None:
    left = {item.what: item.why for item in read_source(INPUTS / "linkedin").left}
    assert left["Connections.csv"] == "no part of a résumé, and not read"
    assert left["Email Addresses.csv"].startswith("it is not for everybody")
    assert left["Profile.csv: address, birth date, industry, zip code"].startswith("not for everybody to read")
    assert left["what Not Shown recommends"] == "it is hidden on LinkedIn, too"
    assert left["Certifications.csv: license number: A-17"] == "a JSON Résumé has no field for it"


@pytest.mark.parametrize(
    ("start", "looks"),
    [
        (b"%PDF-1.7\n", "this looks like a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "this looks like a Word document"),
        (b"\x89PNG\r\n", "this looks like an image"),
        (b"\x1f\x8b\x08", "this looks like a packed archive; unpack it first"),
    ],
)
def test_a_file_that_nothing_reads_is_called_what_it_looks_like(tmp_path: Path, start: bytes, looks: str) -> None:
    path = tmp_path / "resume"
    path.write_bytes(start)
    with pytest.raises(ContentError, match=f"resume:1: {looks}; expected a résumé as data"):
        read_source(path)


@pytest.mark.parametrize(
    ("name", "looks"),
    [("word/document.xml", "a Word document"), ("content.xml", "an OpenDocument text"), ("a.txt", "a zip; unpack it")],
)
def test_a_zip_of_another_program_is_called_what_it_looks_like(tmp_path: Path, name: str, looks: str) -> None:
    path = tmp_path / "resume"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(ContentError, match=f"this looks like {looks}"):
        read_source(path)


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", INPUTS / "linkedin" / "Profile.csv")
    data = bytearray(path.read_bytes())
    at = data.index(b"Rika")
    data[at : at + 4] = b"Mika"
    path.write_bytes(data)
    with pytest.raises(ContentError, match=r"the zip cannot be read .*; expected LinkedIn's data export"):
        read_source(path)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "resume.json")
    with pytest.raises(ContentError, match="this is a named pipe"):
        read_source(tmp_path / "resume.json")
