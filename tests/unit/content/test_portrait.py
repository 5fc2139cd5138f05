"""The owner's picture: what is refused, how it is scaled, and where it goes along."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from content.exporters.html.site import site_files
from content.loader import load_portfolio
from content.pack_cache import cached_portfolio
from content.portrait import PictureError, pixels_of, portrait_warnings
from content.problems import ContentError
from tests.fakes.pictures import BLUE, RED, halves, looks, png, with_portrait

PICTURE = png(64, 64, halves)


def problems(pack: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_portfolio(pack)
    return "\n".join(map(str, caught.value.problems))


def test_a_picture_is_scaled_to_as_many_pixels_as_a_place_has(tmp_path: Path) -> None:
    (tmp_path / "me.png").write_bytes(PICTURE)
    rows = pixels_of(tmp_path / "me.png", 8, 6)
    assert [len(row) for row in rows] == [8] * 6
    assert rows[0][0] is None, "it is transparent there"
    assert looks(rows[0][7], RED)
    assert looks(rows[5][7], BLUE)


def test_a_picture_of_other_sides_fills_its_place_and_is_cut(tmp_path: Path) -> None:
    (tmp_path / "wide.png").write_bytes(png(90, 30, lambda x, y: RED if 30 <= x < 60 else BLUE))
    rows = pixels_of(tmp_path / "wide.png", 8, 8)
    assert all(looks(pixel, RED) for row in rows for pixel in row[1:7]), "its middle is shown"


def test_a_picture_that_changes_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "me.png"
    file.write_bytes(png(8, 8, lambda x, y: RED))
    assert looks(pixels_of(file, 2, 2)[0][0], RED)
    file.write_bytes(png(8, 8, lambda x, y: BLUE))
    os.utime(file, (1, 1))
    assert looks(pixels_of(file, 2, 2)[0][0], BLUE)


@pytest.mark.parametrize("data", [b"", PICTURE[:60], PICTURE[:40] + b"?" * 40])
def test_what_is_damaged_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "me.png").write_bytes(data)
    with pytest.raises(PictureError):
        pixels_of(tmp_path / "me.png", 4, 4)


def test_what_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(PictureError):
        pixels_of(tmp_path / "me.png", 4, 4)


@pytest.mark.parametrize(
    ("data", "name", "wrong"),
    [
        (b"GIF89a............", "me.png", "`me.png` is not a picture"),
        (PICTURE + b"\0" * 2_000_000, "me.png", "the picture `me.png` has 2.0 MB"),
        (PICTURE, "me.gif", "`me.gif` cannot be the portrait"),
    ],
)
def test_a_file_that_cannot_be_shown_is_refused_at_its_line(
    tiny_pack: Path, data: bytes, name: str, wrong: str
) -> None:
    with_portrait(tiny_pack, data, name)
    line = (tiny_pack / "profile.yaml").read_text("utf-8").splitlines().index(
        f"portrait: {{file: {name}, text: Two halves}}"
    )  # fmt: skip
    assert f"profile.yaml:{line + 1}: {wrong}; expected" in problems(tiny_pack)


def test_a_picture_that_is_not_there_is_named_even_where_the_pack_was_read_before(
    tiny_pack: Path, tmp_path: Path
) -> None:
    with_portrait(tiny_pack, PICTURE)
    for file in tiny_pack.rglob("*"):
        os.utime(file, (1, 1))
    assert cached_portfolio(tiny_pack, tmp_path).profile.portrait is not None
    (tiny_pack / "me.png").unlink()
    with pytest.raises(ContentError, match=r"there is no picture `me\.png` beside profile\.yaml; expected a PNG"):
        cached_portfolio(tiny_pack, tmp_path)


def test_a_path_that_leads_out_of_the_pack_is_refused(tiny_pack: Path) -> None:
    with_portrait(tiny_pack, PICTURE)
    profile = tiny_pack / "profile.yaml"
    profile.write_text(profile.read_text("utf-8").replace("file: me.png", "file: ../me.png"), "utf-8")
    assert "`../me.png` cannot be the portrait" in problems(tiny_pack)


def test_the_site_has_it_with_its_words(tiny_pack: Path) -> None:
    with_portrait(tiny_pack, PICTURE, "Me.PNG")
    files = site_files(load_portfolio(tiny_pack))
    assert files["portrait.png"] == PICTURE
    image = re.search(r"<img [^>]*>", str(files["index.html"]))
    assert image is not None
    assert 'src="portrait.png"' in image[0]
    assert 'alt="Two halves"' in image[0]


def test_a_site_without_one_has_no_picture(tiny_pack: Path) -> None:
    files = site_files(load_portfolio(tiny_pack))
    assert not [name for name in files if name.startswith("portrait")]
    assert "<img" not in str(files["index.html"])


def test_check_says_where_a_picture_breaks_off(tiny_pack: Path) -> None:
    with_portrait(tiny_pack, PICTURE[:60])
    (found,) = portrait_warnings(load_portfolio(tiny_pack))
    assert found.file == tiny_pack / "profile.yaml"
    assert found.wrong == "`me.png` is not shown: it cannot be read as a picture"
    (tiny_pack / "me.png").write_bytes(PICTURE)
    assert not [*portrait_warnings(load_portfolio(tiny_pack))]


def test_a_pack_without_one_is_not_warned_of(tiny_pack: Path) -> None:
    assert not [*portrait_warnings(load_portfolio(tiny_pack))]
