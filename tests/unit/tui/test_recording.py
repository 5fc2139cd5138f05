"""A recording of the tour: what a terminal is sent, with its times, as asciinema reads it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style

from content.loader import load_portfolio
from tests.fakes.app import settings_in
from tui.app import PortfolioApp
from tui.film import Screen, row_of
from tui.recording import Recording, fingerprint_of_tour, record

TOUR = 'steps:\n  - caption: This is Home.\n  - keys: ["6"]\n    caption: These are the essays.\n'


def test_a_recording_is_written_as_asciinema_reads_it() -> None:
    recording = Recording(80, 24, [(0.0, "\x1b[2J"), (1.5, "héllo ▌")])
    head, *events = [json.loads(line) for line in recording.cast("A title").splitlines()]
    assert head == {"version": 2, "width": 80, "height": 24, "title": "A title"}
    assert events == [[0.0, "o", "\x1b[2J"], [1.5, "o", "héllo ▌"]]


def test_times_begin_with_the_first_piece_and_never_go_back() -> None:
    recording = Recording(80, 24)
    for piece in (b"a", b"b", "▌".encode()):
        recording.write(piece)
    seconds = [second for second, _ in recording.drawn]
    assert seconds[0] == 0.0
    assert seconds == sorted(seconds)
    assert [text for _, text in recording.drawn] == ["a", "b", "▌"]


def test_the_tour_is_recorded_to_its_end(tiny_pack: Path, tmp_path: Path) -> None:
    (tiny_pack / "tour.yaml").write_text(TOUR, "utf-8")
    app = PortfolioApp(load_portfolio(tiny_pack), settings_in(tmp_path), local=False)
    app.tour_pace, app.ends_with_tour = 0.0, True
    recording = record(app, 100, 30)
    drawn = "".join(text for _, text in recording.drawn)
    assert drawn.startswith("\x1b[?1049h")
    assert "\x1b[?1049l" in drawn[-200:]
    assert "1 of 2" in drawn
    assert "38;2;" in drawn, "colours are those of the theme"
    assert app.tour_left == 0


@pytest.mark.skipif(shutil.which("asciinema") is None, reason="needs asciinema")
@pytest.mark.slow
def test_asciinema_plays_it_to_its_end(tiny_pack: Path, tmp_path: Path) -> None:
    (tiny_pack / "tour.yaml").write_text(TOUR, "utf-8")
    app = PortfolioApp(load_portfolio(tiny_pack), settings_in(tmp_path), local=False)
    app.tour_pace, app.ends_with_tour = 0.0, True
    recording = record(app, 100, 30)
    (tmp_path / "tour.cast").write_text(recording.cast("A tour"), "utf-8")
    command = ["asciinema", "play", "--speed", "1000", str(tmp_path / "tour.cast")]
    home = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    played = subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=home)
    drawn = "".join(text for _, text in recording.drawn)
    assert played.stdout.decode("utf-8").strip() == drawn.strip()


def test_a_tour_that_ends_before_its_end_is_told_of(tiny_pack: Path, tmp_path: Path) -> None:
    (tiny_pack / "tour.yaml").write_text(f"{TOUR}  - keys: [':quit', enter]\n    caption: Over.\n", "utf-8")
    app = PortfolioApp(load_portfolio(tiny_pack), settings_in(tmp_path), local=False)
    app.tour_pace, app.ends_with_tour = 0.0, True
    record(app, 100, 30)
    assert app.tour_left == 1


def test_what_ends_the_app_otherwise_is_raised(
    tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(app: PortfolioApp, pace: float) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(PortfolioApp, "action_tour", broken)
    app = PortfolioApp(load_portfolio(tiny_pack), settings_in(tmp_path), local=False)
    app.tour_pace = 0.0
    with pytest.raises(OSError, match="the disk is gone"):
        record(app, 100, 30)


def test_screens_are_kept_where_they_change_and_times_begin_with_the_first() -> None:
    rows = tuple(row_of([Segment(text, Style.parse("#d7dbd2 on #0d1110"))]) for text in ("one", "two"))
    recording = Recording(20, 1, screens=[Screen(2.0, rows[:1]), Screen(5.0, rows[1:])])
    svg = recording.svg("A title")
    assert "play 6.0s" in svg
    assert "50.000%" in svg


def test_a_recording_holds_the_fingerprint_of_the_steps_it_was_made_of(tiny_pack: Path) -> None:
    (tiny_pack / "tour.yaml").write_text(TOUR, "utf-8")
    before = fingerprint_of_tour(tiny_pack)
    recording = Recording(2, 1, screens=[Screen(0.0, (row_of([Segment("hi", Style())]),))])
    assert f"<metadata>{before}</metadata>" in recording.svg("A title", before)
    assert fingerprint_of_tour(tiny_pack) == before
    (tiny_pack / "profile.yaml").touch()
    assert fingerprint_of_tour(tiny_pack) == before
    (tiny_pack / "tour.yaml").write_text(TOUR.replace("This is Home", "Here is Home"), "utf-8")
    assert fingerprint_of_tour(tiny_pack) != before
