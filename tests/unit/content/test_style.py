"""Style: what is weak is found on its line, what is strong is left alone, and `portfolio check` says both."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli import check
from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import DEFAULT_PACK, load_portfolio
from content.scaffold.packs import write_pack
from content.style import style_warnings

ESSAY = """---
title: A claim
date: 2026-01-02
summary: What a reader learns.
{links}---

{body}
"""


@pytest.fixture
def pack(tiny_pack: Path) -> Path:
    assert warnings_of(tiny_pack) == []
    return tiny_pack


def warnings_of(pack: Path, **options: Any) -> list[str]:
    return [str(problem).removeprefix(f"{pack}/") for problem in style_warnings(pack, **options)]


def essay(pack: Path, body: str, links: str = "links: [work/order-pipeline]\n") -> list[str]:
    """Put an essay into a pack that has no warnings, and return those that it brings."""
    (pack / "essays" / "new.md").write_text(ESSAY.format(body=body, links=links), encoding="utf-8")
    load_portfolio(pack)
    return warnings_of(pack)


def test_the_default_pack_has_nothing_weak_in_it() -> None:
    assert warnings_of(DEFAULT_PACK) == []


def test_a_section_much_shorter_than_the_rest_is_named_with_its_line(pack: Path) -> None:
    long = "Many words stand here. " * 20
    (found,) = essay(pack, f"## One\n\n{long}\n\n## Two\n\nFew.\n\n## Three\n\n{long}\n\n### Deeper\n\n{long}")
    assert found.startswith("essays/new.md:12: the section “Two” is much shorter than the rest: 1 against 120 words; ")


def test_subsections_count_for_their_chapter(pack: Path) -> None:
    long = "Many words stand here. " * 20
    assert not essay(pack, f"## One\n\n{long}\n\n## Two\n\n### Deeper\n\n{long}\n\n## Three\n\n{long}")


def test_a_box_that_says_much_less_than_its_neighbors_is_named(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(DEFAULT_PACK, tmp_path / "pack"))
    topology = pack / "topology.yaml"
    lines = topology.read_text(encoding="utf-8").splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("    fails: "))
    lines[start : start + 2] = ["    fails: Badly."]
    topology.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (found,) = warnings_of(pack)
    assert found.startswith(f"topology.yaml:{start + 1}: `fails` of `edge` is much shorter than the rest: 1 against ")


def test_an_essay_without_links_leads_nowhere(pack: Path) -> None:
    (found,) = essay(pack, "## One\n\nWords.", links="")
    assert found.startswith("essays/new.md:2: the essay leads nowhere")


def test_a_link_in_the_text_is_a_link(pack: Path) -> None:
    assert not essay(pack, "## One\n\nSee [it](work/order-pipeline).", links="")


@pytest.mark.parametrize(
    "claim",
    [
        "We cut latency by 40 %.",
        "The redesign reduced costs by $12,000 a month.",
        "Throughput grew 3x after the change.",
        "The new pipeline served 2 million users.",
        "It was 30 percent faster than before.",
    ],
)
def test_a_result_with_a_figure_and_no_source_is_found(pack: Path, claim: str) -> None:
    (found,) = essay(pack, f"## One\n\nAn opening sentence. {claim} And more.")
    assert found.startswith(f"essays/new.md:10: a figure without a source: “{claim}”")


@pytest.mark.parametrize(
    "honest",
    [
        "We cut latency by 40 %, as the [load test](work/order-pipeline) shows.",
        "Measured on two cores, the change reduced latency by 40 %.",
        "Suppose the cache fell away and traffic grew 3x: the database carries 9,000 requests.",
        "If orders grew by 10 %, the queue would hold.",
        "Costs fell by 12 x 30 = 360 dollars, $360 in all.",
        "The default timeout of `fetch.max` was raised to 30 seconds.",
        "We cut the meeting.",
        "```text\nlatency fell by 40 %\n```",
    ],
)
def test_a_figure_that_says_where_it_comes_from_is_left_alone(pack: Path, honest: str) -> None:
    assert not essay(pack, f"## One\n\n{honest}")


def test_suggested_questions_without_an_answer_are_named_with_their_line(pack: Path) -> None:
    questions = load_portfolio(pack).profile.suggested_questions
    (found,) = warnings_of(pack, answered=lambda question: question != questions[1])
    lines = (pack / "profile.yaml").read_text(encoding="utf-8").splitlines()
    assert questions[1] in lines[int(found.split(":")[1]) - 1]
    assert f"the assistant has no answer to “{questions[1]}”" in found


def test_the_templates_words_are_one_warning_a_file(tmp_path: Path) -> None:
    write_pack(tmp_path / "site", blank=True)
    found = warnings_of(tmp_path / "site")
    assert all("still to write: the template's words stand here" in line for line in found)
    assert len(found) == len({line.partition(":")[0] for line in found}) == 9


def test_a_pack_with_the_schemas_of_another_version_is_told(tmp_path: Path) -> None:
    write_pack(tmp_path / "site", blank=False)
    schema = tmp_path / "site" / ".schemas" / "essay.schema.json"
    schema.write_text("{}", encoding="utf-8")
    (found,) = warnings_of(tmp_path / "site")
    assert found.startswith(".schemas/essay.schema.json:1: the schema is of another version")
    assert run(["init", "--schemas", str(tmp_path / "site")]) == ExitCode.DONE
    assert not warnings_of(tmp_path / "site")


def test_check_prints_warnings_and_ends_well(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    essay(pack, "## One\n\nWords.", links="")
    assert run(["check", str(pack), "--no-ask"]) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert out.startswith(f"{pack}/essays/new.md:2: warning: the essay leads nowhere")
    assert "1 warning(s)" in err


def test_strict_warnings_are_problems(pack: Path) -> None:
    assert run(["check", str(pack), "--no-ask", "--strict"]) == ExitCode.DONE
    essay(pack, "## One\n\nWords.", links="")
    assert run(["check", str(pack), "--no-ask", "--strict"]) == ExitCode.BAD_CONTENT


def test_check_speaks_json(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    essay(pack, "## One\n\nWords.", links="")
    run(["check", str(pack), "--no-ask", "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["problems"] == []
    assert [(Path(item["file"]).name, item["line"]) for item in data["warnings"]] == [("new.md", 2)]
    (pack / "profile.yaml").unlink()
    assert run(["check", str(pack), "--json"]) == ExitCode.BAD_CONTENT
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 1


def test_check_asks_the_assistant_the_suggested_questions(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def asking(*_: Any, wanted: bool) -> Any:
        yield (lambda question: "fail" in question) if wanted else None

    monkeypatch.setattr(check, "_asking", asking)
    assert run(["check", str(pack)]) == ExitCode.DONE
    unanswered = [line for line in capsys.readouterr().out.splitlines() if "has no answer" in line]
    assert len(unanswered) == len(load_portfolio(pack).profile.suggested_questions) - 1
