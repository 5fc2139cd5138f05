"""Behind a door, what visitors open and ask is kept where the owner wants it, and every visitor is told."""

from __future__ import annotations

import io
from contextvars import copy_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.visitors import VisitorCommands
from content.loader import Portfolio
from engine.keep.inbox import Inbox
from engine.keep.notices import notify_soon
from engine.settings import load_settings
from tests.fakes.app import settle
from tui.app import PortfolioApp
from tui.hosting.host import Visitor
from tui.hosting.portfolio_host import open_host
from tui.hosting.settings import HostingSettings


async def test_every_place_that_a_visitor_opens_is_heard_of_and_the_visitor_is_told(
    tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path, visits=True, visits_days=30)
    opened: list[str] = []
    app = PortfolioApp(tiny_portfolio, settings, local=False, opened=opened.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        (note,) = app._notifications
        assert note.message.startswith("The owner reads what is asked here")
        app.open_link("essays/observability")
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
    assert opened == ["home", "essays/observability", "services"]


async def test_nobody_is_told_of_what_is_not_kept(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = PortfolioApp(tiny_portfolio, load_settings(data_dir=tmp_path), local=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not list(app._notifications)


def host_of(portfolio: Portfolio, folder: Path, opened: Any) -> Any:
    nothing: Any = SimpleNamespace()
    settings: Any = HostingSettings()
    kept = load_settings(data_dir=folder, visits=True)
    return open_host(portfolio, kept, settings, nothing, nothing, lambda questions: nothing, opened)


@pytest.mark.slow
def test_the_app_that_warms_the_host_up_is_nobodys_visit(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    opened: list[str] = []
    host = host_of(tiny_portfolio, tmp_path, opened.append)
    assert host.make_app(Visitor("warm-up", "", ""), None)._opened is None
    assert host.make_app(Visitor("ssh", "192.0.2.7", "x"), None)._opened == opened.append


@pytest.mark.slow
def test_a_visitor_is_told_where_a_browser_opens_what_was_copied(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    host = host_of(tiny_portfolio, tmp_path, [].append)
    visitor = Visitor("ssh", "192.0.2.7", "x")
    assert host.make_app(visitor, None).terminal_page == "", "no origin is set"
    host.terminal_page = "https://example.org/terminal"
    assert host.make_app(visitor, None).terminal_page == host.terminal_page


@pytest.fixture
def terminal() -> Any:
    return SimpleNamespace(size=SimpleNamespace(columns=80, rows=24), depth="none", capable=False)


def test_commands_of_visitors_are_heard_of_by_document(
    tiny_portfolio: Portfolio, tmp_path: Path, terminal: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    questions: Any = SimpleNamespace(assistant_for=lambda visitor: None)
    settings = load_settings(data_dir=tmp_path, visits=True)
    commands = VisitorCommands(tiny_portfolio, settings, questions, opened.append)
    visitor: Any = SimpleNamespace(key="x")
    for line in ("work", "work commerce", "essays/observability", "essays nothing-of-that-name", "services --json"):
        copy_context().run(commands, line.split(), None, terminal, visitor)  # type: ignore[arg-type]
    assert opened == ["work", "work/commerce", "essays/observability", "essays", "services"]
    capsys.readouterr()


def test_an_advertisement_is_read_from_the_visitors_stdin_and_what_it_seeks_is_heard_of(
    tiny_portfolio: Portfolio, tmp_path: Path, terminal: Any,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    sought: list[list[str]] = []
    questions: Any = SimpleNamespace(assistant_for=lambda visitor: None)
    settings = load_settings(data_dir=tmp_path, visits=True)
    commands = VisitorCommands(tiny_portfolio, settings, questions, [].append, sought.append)
    visitor: Any = SimpleNamespace(key="x")
    advert = tmp_path / "ad.txt"
    advert.write_text("Requirements:\n- Fortran\n- orders\n", encoding="utf-8")

    def ran(line: str) -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(advert.open("rb")))
        return copy_context().run(commands, line.split(), None, terminal, visitor)  # type: ignore[arg-type]

    assert ran("fit") == 0
    shown = capsys.readouterr()
    assert "not said here  Fortran" in shown.out
    assert "ssh -t HOST open contact" in shown.out
    assert "The owner reads what is asked here" in shown.err
    assert sought == [["Fortran"]]
    assert ran(f"fit {advert}") == 2  # a path would name a file of the host
    assert "ssh HOST fit < FILE" in capsys.readouterr().err
    assert len(sought) == 1


@pytest.mark.slow
def test_a_message_starts_the_owners_command_without_a_wait(tmp_path: Path) -> None:
    out = tmp_path / "out"
    Inbox(tmp_path).add("Ada", "ada@example.org", "Hello.")
    command = ["/bin/sh", "-c", f"cat > {out}"]
    thread = notify_soon(load_settings(data_dir=tmp_path, inbox_command=command))
    assert thread is not None
    thread.join(10)
    assert "Hello." in out.read_text(encoding="utf-8")
    assert notify_soon(load_settings(data_dir=tmp_path)) is None


def test_help_of_a_command_shows_no_option_of_the_owners(
    tiny_portfolio: Portfolio, tmp_path: Path, terminal: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    questions: Any = SimpleNamespace(assistant_for=lambda visitor: None)
    commands = VisitorCommands(tiny_portfolio, load_settings(data_dir=tmp_path), questions)
    visitor: Any = SimpleNamespace(key="x")
    assert copy_context().run(commands, ["help", "ask"], None, terminal, visitor) == 0  # type: ignore[arg-type]
    shown = capsys.readouterr().out
    assert "--json" in shown
    assert not [option for option in ("--model", "--llm-url", "--content") if option in shown]


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("open essays", "essays"),
        ("topology?break=data", "topology?break=data"),
        ('open "topology?break=data&load=50k"', "topology?break=data&load=50k"),
        ("essays", None),
        ("open topology?break=nothing", None),
        ("ask Why?", None),
    ],
)
def test_links_open_the_screens_and_commands_do_not(
    portfolio: Portfolio, tmp_path: Path, line: str, link: str | None
) -> None:
    questions: Any = SimpleNamespace()
    assert VisitorCommands(portfolio, load_settings(data_dir=tmp_path), questions).place(line) == link


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("open topology/data?break=data", 0, "PostgreSQL"),
        ("topology/data?break=dat", 4, "no box is called “dat”; the nearest: data"),
        ("open essays/nothing-there", 4, "nothing here is called “essays/nothing-there”"),
        ("open topology?break", 2, "“break” sets nothing: expected NAME=VALUE"),
        ("open home", 2, "home is a screen: `ssh -t HOST open home` opens it"),
    ],
)
def test_without_a_terminal_a_link_prints_its_page_or_says_what_is_wrong(
    portfolio: Portfolio, tmp_path: Path, terminal: Any, capsys: pytest.CaptureFixture[str],
    line: str, code: int, said: str,
) -> None:  # fmt: skip
    questions: Any = SimpleNamespace(assistant_for=lambda visitor: None)
    commands = VisitorCommands(portfolio, load_settings(data_dir=tmp_path), questions)
    visitor: Any = SimpleNamespace(key="x")
    assert copy_context().run(commands, line.split(), None, terminal, visitor) == code  # type: ignore[arg-type]
    shown = capsys.readouterr()
    assert said in shown.out + shown.err
