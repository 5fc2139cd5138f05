"""`portfolio topology` on the command line."""

from __future__ import annotations

import json

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import load_portfolio


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["topology", *arguments]) == ExitCode.DONE
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_it_prints_the_drawing_and_every_role(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys)
    assert "╌╌► request" in out
    assert "\x1b" not in out
    assert all(box.title in out for box in load_portfolio().topology.boxes)


def test_ascii_prints_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--ascii").isascii()


def test_a_slug_prints_that_box_its_neighbors_and_its_trade_offs(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "relay")
    assert "Chosen" in out
    assert "Gave up" in out
    assert "Outbox relay" in out
    assert "Assistant (" not in out


@pytest.mark.parametrize(
    ("form", "start"),
    [("mermaid", "flowchart LR"), ("dot", "digraph"), ("svg", "<svg"), ("json", "{"), ("text", "A modern")],
)
def test_each_format_begins_as_its_kind_does(capsys: pytest.CaptureFixture[str], form: str, start: str) -> None:
    assert printed(capsys, "--format", form).startswith(start)


def test_json_is_also_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(printed(capsys, "--json"))["title"] == load_portfolio().topology.title


def test_an_unknown_box_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topology", "worker"]) == ExitCode.NOT_FOUND
    assert "workers" in capsys.readouterr().err
