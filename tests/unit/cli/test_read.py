"""Commands that print content: what they print, where they print it, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import load_portfolio

Captured = pytest.CaptureFixture[str]
GERMAN = Path(__file__).parents[2] / "packs" / "uebersetzer"


@pytest.mark.parametrize("command", ["services", "work", "essays", "contact"])
def test_a_list_names_every_document_with_its_slug(command: str, capsys: Captured) -> None:
    assert run([command]) == 0
    out = capsys.readouterr().out
    documents = [document for document in load_portfolio().documents if document.path.startswith(f"{command}/")]
    assert documents
    for document in documents:
        assert document.title in out
        assert f"`{document.path.partition('/')[2]}`" in out


@pytest.mark.parametrize("command", ["services", "work", "essays", "contact"])
def test_json_holds_every_section_of_every_document(command: str, capsys: Captured) -> None:
    assert run([command, "--json"]) == 0
    shown = {document["path"]: document for document in json.loads(capsys.readouterr().out)["documents"]}
    portfolio = load_portfolio()
    for path, document in shown.items():
        sections = portfolio.by_path[path].sections
        assert [section["text"] for section in document["sections"]] == [section.text for section in sections]
    assert set(shown) == {path for path in portfolio.by_path if path.startswith(f"{command}/")}


def test_a_pipe_says_what_was_struck(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "essays").mkdir()
    (tmp_path / "profile.yaml").write_text("name: Ada Low\n", encoding="utf-8")
    essay = "---\ntitle: Rope\ndate: 2024-05-06\nsummary: Of rope.\n---\n\nA rope ~~slips~~ holds.\n"
    (tmp_path / "essays" / "rope.md").write_text(essay, encoding="utf-8")
    assert run(["essays", "rope", "--content", str(tmp_path)]) == 0
    assert "A rope [-slips-] holds." in capsys.readouterr().out


def test_one_document_is_printed_in_full_as_markdown(capsys: Captured) -> None:
    assert run(["essays", "event-driven-backbones"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# Event-Driven Backbones with Kafka\n")
    assert "## The outbox" in out


def test_a_tag_or_a_word_of_a_title_will_do_for_a_slug(capsys: Captured) -> None:
    assert run(["essays", "kafka"]) == 0
    assert capsys.readouterr().out.startswith("# Event-Driven Backbones with Kafka\n")
    assert run(["essays", "reliability"]) == 0
    listed = capsys.readouterr().out
    assert "`observability-people-use`" in listed
    assert "`multi-tenant-isolation-patterns`" in listed
    assert "`event-driven-backbones`" not in listed


def test_an_unknown_slug_ends_with_4_and_the_nearest_names(capsys: Captured) -> None:
    assert run(["essays", "event-driven-backbone"]) == 4
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "the nearest: event-driven-backbones" in captured.err


def test_an_unknown_link_ends_with_4_before_any_screen_opens(capsys: Captured) -> None:
    assert run(["open", "essays/nowhere"]) == 4
    assert "nothing here is called “essays/nowhere”" in capsys.readouterr().err


def test_an_unknown_section_ends_with_4_and_the_nearest_sections(capsys: Captured) -> None:
    assert run(["open", "essays/event-driven-backbones#the-outbok"]) == 4
    assert "the nearest: the-outbox" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("link", "code", "sentence"),
    [
        ("topology?break=dat", 4, "no box is called “dat”; the nearest: data"),
        ("topology?trace=place-oder", 4, "no request is called “place-oder”; the nearest: place-order"),
        ("topology?brek=data", 2, "a link to the topology has no “brek”; the nearest: break"),
        ("topology?load=9", 2, "expected events a second from 1k to 100k"),
        ("topology?drill=17-10heal", 2, "at minute 10 of drill 17 nobody can mend"),
    ],
)
def test_a_link_that_sets_what_cannot_be_set_says_so(link: str, code: int, sentence: str, capsys: Captured) -> None:
    assert run(["open", link]) == code
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    "link",
    [
        "work",
        "home",
        "work#compare-outcome",
        "essays/event-driven-backbones#the-outbox",
        "topology/edge",
        "topology?break=data&trace=place-order&load=50k",
    ],
)
def test_a_link_that_answers_print_is_found_before_the_screens_ask_for_a_terminal(link: str, capsys: Captured) -> None:
    assert run(["open", link]) == 2
    assert "need an interactive terminal" in capsys.readouterr().err


def test_the_screens_need_a_terminal(capsys: Captured) -> None:
    assert run([]) == 2
    assert "need an interactive terminal" in capsys.readouterr().err


def test_content_may_be_named_before_or_after_the_command(tiny_pack: Path, capsys: Captured) -> None:
    assert run(["--content", str(tiny_pack), "services", "--json"]) == 0
    before = capsys.readouterr().out
    assert run(["services", "--json", "--content", str(tiny_pack)]) == 0
    assert capsys.readouterr().out == before
    assert run(["services", "--json"]) == 0
    assert capsys.readouterr().out != before


def test_check_prints_problems_on_stdout_and_ends_with_3(tiny_pack: Path, capsys: Captured) -> None:
    (tiny_pack / "profile.yaml").write_text("name: x\nheadlin: y\n", encoding="utf-8")
    assert run(["check", str(tiny_pack)]) == 3
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert f"{tiny_pack}/profile.yaml:2: unknown key `headlin`; expected `headline`?" in lines
    assert f"{len(lines)} problem(s)" in captured.err


def test_check_says_that_the_default_pack_has_no_problems(capsys: Captured) -> None:
    assert run(["check", "--no-ask"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "no problems" in captured.err


def test_check_says_where_a_pack_is_searched_with_a_model_that_does_not_read_it(capsys: Captured) -> None:
    said = "searched with a model that reads English; `portfolio models pull multilingual-e5-small` fetches another"
    assert run(["check", "--no-ask", str(GERMAN)]) == 0
    assert said in capsys.readouterr().err
    assert run(["check", "--no-ask"]) == 0
    assert "searched with" not in capsys.readouterr().err


def test_check_says_what_a_topology_lacks_for_a_drill(tiny_pack: Path, capsys: Captured) -> None:
    assert run(["check", "--no-ask", str(tiny_pack)]) == 0
    assert "no drill: `load:` and `drill:` in topology.yaml adds one" in capsys.readouterr().err


def test_bad_content_ends_any_command_with_3_and_every_problem(tiny_pack: Path, capsys: Captured) -> None:
    (tiny_pack / "services.yaml").write_text("title: [\n", encoding="utf-8")
    assert run(["services", "--content", str(tiny_pack)]) == 3
    assert "services.yaml:" in capsys.readouterr().err


def test_an_unknown_command_or_option_ends_with_2(capsys: Captured) -> None:
    assert run(["nonsense"]) == 2
    assert run(["services", "--nonsense"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_unexpected_failure_is_a_sentence_and_a_hint(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.delenv("PORTFOLIO_DEBUG", raising=False)
    monkeypatch.setattr("content.pack_cache.cached_portfolio", broken)
    assert run(["services"]) == 1
    err = capsys.readouterr().err
    assert "something unexpected failed (RuntimeError: a bug)" in err
    assert "Traceback" not in err


def test_help_documents_every_exit_code(capsys: Captured) -> None:
    from cli.exit_codes import ExitCode

    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    for code in ExitCode:
        assert f"\n    {code.value:<4} " in out


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("PORTFOLIO_PASSAGES", "many")
    assert run(["services"]) == 2
    assert "passages" in capsys.readouterr().err


def test_in_a_pipe_signs_stand_for_footnotes_tasks_and_formulas(
    tiny_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    essay = tiny_pack / "essays" / "observability.md"
    body = "A rope[^1] holds $F = m \\cdot a$.\n\n- [x] Tar it\n- [ ] Dry it\n\n[^1]: In the harbor.\n"
    essay.write_text(essay.read_text(encoding="utf-8") + f"\n## Ropes\n\n{body}", encoding="utf-8")
    assert run(["essays", "observability", "--content", str(tiny_pack)]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert "A rope¹ holds F = m · a." in out
    assert "- ☑ Tar it\n- ☐ Dry it\n" in out
    assert "¹ In the harbor." in out
    assert not [mark for mark in ("[^", "$", "[x]", "[ ]") if mark in out]
