"""Buckets, tables, seats, sizes, colours, character sets and settings: no door needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.configuration import SettingsError
from tui.hosting.charset import encode
from tui.hosting.durations import in_words
from tui.hosting.limits import BucketTable, Seats, TokenBucket, address_key
from tui.hosting.settings import load_hosting_settings
from tui.hosting.sink import Size
from tui.hosting.terminal import SMALLEST, clamp, colour_depth, wants_utf8


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock = Clock()
    bucket = TokenBucket(rate=2, burst=3, clock=clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.now = 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]


def test_a_debt_says_how_long_to_wait() -> None:
    clock = Clock()
    bucket = TokenBucket(rate=10, burst=10, clock=clock)
    assert bucket.spend(10) == 0
    assert bucket.spend(5) == pytest.approx(0.5)
    clock.now = 0.5
    assert bucket.spend(1) == pytest.approx(0.1)


def test_the_table_forgets_the_address_that_was_seen_longest_ago() -> None:
    table = BucketTable(rate=1, burst=1, capacity=2, clock=Clock())
    assert table.take("a")
    assert table.take("b")
    assert not table.take("a")
    assert table.take("c")
    assert len(table) == 2
    assert not table.take("a"), "b was seen longer ago than a"
    assert table.take("b")


def test_a_table_never_outgrows_its_capacity() -> None:
    table = BucketTable(rate=1, burst=1, capacity=100, clock=Clock())
    for number in range(5_000):
        table.take(str(number))
    assert len(table) == 100


def test_seats_are_counted_in_total_and_by_address() -> None:
    seats = Seats(total=3, per_key=2)
    assert [seats.take("a"), seats.take("a"), seats.take("a")] == ["", "", "address"]
    assert [seats.take("b"), seats.take("c")] == ["", "total"]
    seats.leave("a")
    assert seats.take("c") == ""
    assert len(seats) == 3


def test_seats_know_since_when_none_is_left() -> None:
    clock = Clock()
    seats = Seats(total=2, per_key=2, clock=clock)
    seats.take("a")
    clock.now = 10.0
    seats.take("a")
    clock.now = 70.0
    assert seats.take("b") == "total"
    assert in_words(seats.full_seconds()) == "1 minute"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "not an address"),
    ],
)
def test_limits_count_by_network_for_ipv6(address: str, key: str) -> None:
    assert address_key(address) == key


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_any_size_is_clamped(columns: int, rows: int) -> None:
    size = clamp(columns, rows, Size(400, 150))
    assert SMALLEST.columns <= size.columns <= 400
    assert SMALLEST.rows <= size.rows <= 150


def test_a_size_of_zero_is_a_usual_one() -> None:
    assert clamp(0, 0, Size(400, 150)) == (80, 24)


@pytest.mark.parametrize(
    ("term", "environment", "depth"),
    [
        ("xterm-256color", {}, "256"),
        ("xterm-256color", {"COLORTERM": "truecolor"}, "truecolor"),
        ("xterm-256color", {"LC_TERMINAL": "iTerm2"}, "truecolor"),
        ("xterm-kitty", {}, "truecolor"),
        ("xterm-ghostty", {}, "truecolor"),
        ("alacritty", {}, "truecolor"),
        ("foot", {}, "truecolor"),
        ("wezterm", {}, "truecolor"),
        ("xterm-direct", {}, "truecolor"),
        ("tmux-256color", {}, "256"),
        ("xterm", {}, "16"),
        ("linux", {}, "16"),
        ("vt100", {}, "16"),
        ("dumb", {"COLORTERM": "truecolor"}, "none"),
        ("", {}, "none"),
        ("xterm-256color", {"NO_COLOR": "1", "COLORTERM": "truecolor"}, "none"),
        ("xterm-256color", {"NO_COLOR": ""}, "256"),
    ],
)
def test_colours_follow_what_the_client_says(term: str, environment: dict[str, str], depth: str) -> None:
    assert colour_depth(term, environment) == depth


@pytest.mark.parametrize(
    ("environment", "utf8"),
    [
        ({}, True),
        ({"LANG": "de_CH.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_ALL": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "en_US.ISO-8859-1"}, False),
    ],
)
def test_characters_follow_the_locale(environment: dict[str, str], utf8: bool) -> None:
    assert wants_utf8(environment) is utf8


def test_a_plain_terminal_gets_frames_in_ascii() -> None:
    assert encode("╭─┐ “a” — b…", utf8=False) == b'+-+ "a" - b.'
    assert encode("╭ 日", utf8=True) == "╭ 日".encode()


@given(st.text())
def test_no_text_breaks_the_encoders(text: str) -> None:
    assert isinstance(encode(text + "\ud800", utf8=True), bytes)
    assert encode(text + "\ud800", utf8=False).isascii()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "a moment"), (1, "1 second"), (59, "59 seconds"), (900, "15 minutes"), (7200, "2 hours")],
)
def test_times_are_told_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_options_win_over_the_environment_which_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "hosting.toml").write_text("sessions = 7\nport = 1022\nbanner = 'hello'\n")
    monkeypatch.setenv("PORTFOLIO_HOSTING_PORT", "2022")
    settings = load_hosting_settings(host="::1", port=3022, workers=None)
    assert (settings.port, settings.sessions, settings.banner, settings.host) == (3022, 7, "hello", "::1")
    assert load_hosting_settings().port == 2022


@pytest.mark.parametrize("content", ["sessions = 0", "sesions = 5", "port = 99999", "no toml"])
def test_a_setting_that_cannot_be_used_is_told_in_a_sentence(content: str, tmp_path: Path) -> None:
    (tmp_path / "hosting.toml").write_text(content)
    with pytest.raises(SettingsError, match=r"cannot be|bad TOML"):
        load_hosting_settings()


def test_a_key_from_the_environment_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_HOSTING_HOST_KEY", "the secret")
    assert "the secret" not in repr(load_hosting_settings())
