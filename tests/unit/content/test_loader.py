"""The loader: the default pack loads, and a broken pack says everything that is wrong with it."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from content.loader import DEFAULT_PACK, load_portfolio, pack_digest
from content.problems import ContentError
from content.schema import PARTS


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the default pack that a test may break."""
    return Path(shutil.copytree(DEFAULT_PACK, tmp_path / "pack"))


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file and return the line on which it stood."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems_of(pack: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_portfolio(pack)
    return [str(problem).removeprefix(f"{pack}/") for problem in caught.value.problems]


def test_the_default_pack_has_what_the_screens_promise() -> None:
    portfolio = load_portfolio()
    assert len(portfolio.services.services) == 4
    assert {box.slug for box in portfolio.topology.boxes} >= {"edge", "api", "events", "data", "workers", "storage"}
    assert {flow.kind for flow in portfolio.topology.flows} == {"request", "event"}
    assert [stage.slug for stage in portfolio.pipeline.stages] == [
        "tokenize",
        "retrieve",
        "compose",
        "generate",
        "stream",
    ]
    assert len(portfolio.case_studies) == 3
    assert len(portfolio.projects) == 2
    assert len(portfolio.essays) == 4


def test_titles_and_headlines_are_the_owners_own_words() -> None:
    portfolio = load_portfolio()
    assert portfolio.profile.headline == "I design systems that"
    assert {study.title for study in portfolio.case_studies} == {
        "Scaling an Order Pipeline to 50k Events/Sec",
        "RAG That Actually Works in Production",
        "Multi-Tenant Isolation on AWS",
    }
    problem = next(study for study in portfolio.case_studies if study.slug == "order-pipeline").body
    assert "The existing order pipeline was a synchronous chain of HTTP calls." in problem


def test_every_essay_is_an_essay() -> None:
    for essay in load_portfolio().essays:
        assert len(essay.body.split()) >= 1200, essay.slug


def test_every_case_study_has_the_five_parts_and_they_have_something_in_them() -> None:
    portfolio = load_portfolio()
    for study in portfolio.case_studies:
        document = portfolio.by_path[f"work/{study.slug}"]
        assert [section.title for section in document.sections if section.level == 2] == list(PARTS)
        assert study.diagram is not None


def test_every_essay_names_the_work_and_the_boxes_that_it_speaks_of() -> None:
    for essay in load_portfolio().essays:
        screens = {link.partition("/")[0] for link in essay.links}
        assert {"work", "topology"} <= screens, essay.slug


def test_every_link_of_every_document_opens_a_document() -> None:
    portfolio = load_portfolio()
    for document in portfolio.documents:
        assert all(portfolio.document(link) for link in document.links), document.path


def test_the_availability_setting_opens_the_answer_about_availability(pack: Path) -> None:
    unset = load_portfolio(pack).by_path["contact/availability"].sections[0].text
    edit(pack / "profile.yaml", 'availability: ""', "availability: Free from the first of May.")
    assert (
        load_portfolio(pack).by_path["contact/availability"].sections[0].text.startswith("Free from the first of May.")
    )
    assert not unset.startswith("Free")


def test_a_portfolio_is_frozen() -> None:
    portfolio = load_portfolio()
    with pytest.raises(dataclasses.FrozenInstanceError):
        portfolio.root = Path()  # type: ignore[misc]


def test_eight_planted_faults_are_eight_lines(pack: Path) -> None:
    profile = edit(pack / "profile.yaml", "headline:", "headlin:")
    edit(pack / "profile.yaml", "name:", "name: ''\nnickname:")
    services = edit(pack / "services.yaml", "slug: system-design", "slug: mvp-development")
    year = edit(pack / "case-studies" / "order-pipeline.md", "year: 2025", "year: soon")
    (pack / "essays" / "event-driven-backbones.md").write_bytes(b"---\ntitle: x\n---\nab\xff\n")
    (pack / "essays" / "observability-people-use.md").write_text("", encoding="utf-8")
    (pack / "hiring" / "cost.md").write_text("---\ntitle: [\n---\ntext\n", encoding="utf-8")
    found = problems_of(pack)
    expected = [
        (f"profile.yaml:{profile + 1}", "unknown key `headlin`; expected `headline`?"),
        ("profile.yaml:", "unknown key `nickname`"),
        (f"services.yaml:{services}", "the slug `mvp-development` is taken"),
        (f"case-studies/order-pipeline.md:{year}", "`year` is “soon”; expected a whole number, such as 2024"),
        ("essays/event-driven-backbones.md:4", "byte 0xff is no UTF-8"),
        ("essays/observability-people-use.md:1", "the file is empty"),
        ("hiring/cost.md:", "a `[` "),
    ]
    assert len(found) == len(expected), "\n".join(found)
    for where, what in expected:
        assert any(line.startswith(where) and what in line for line in found), f"{where} {what}\n" + "\n".join(found)
    assert all(re.match(r"[\w/.-]+:\d+: .+; .+", line) for line in found)


def test_a_dangling_link_names_its_line_and_the_nearest_place(pack: Path) -> None:
    essay = pack / "essays" / "event-driven-backbones.md"
    line = edit(essay, "topology/events", "topology/event")
    assert problems_of(pack) == [
        f"essays/event-driven-backbones.md:{line}: the link `topology/event` leads nowhere; expected `topology/events`?"
    ]


def test_a_dangling_anchor_in_the_text_is_found(pack: Path) -> None:
    essay = pack / "essays" / "event-driven-backbones.md"
    lines = essay.read_text(encoding="utf-8").rstrip().split("\n")
    essay.write_text("\n".join([*lines, "", "See [it](work/order-pipeline#trade-off)."]), encoding="utf-8")
    (problem,) = problems_of(pack)
    assert problem.startswith(f"essays/event-driven-backbones.md:{len(lines) + 2}: ")
    assert problem.endswith("expected `trade-offs`?")


@pytest.mark.parametrize("target", ["/etc/hostname", "essay/typo", "ftp://example.org/x", "#outbox"])
def test_a_link_that_is_neither_ours_nor_the_web_is_refused(pack: Path, target: str) -> None:
    essay = pack / "essays" / "event-driven-backbones.md"
    essay.write_text(essay.read_text(encoding="utf-8") + f"\nSee [it]({target}).\n", encoding="utf-8")
    (problem,) = problems_of(pack)
    assert "leads nowhere" in problem


def test_a_key_that_stands_twice_is_refused(pack: Path) -> None:
    line = edit(pack / "profile.yaml", "headline:", "headline: one\nheadline:")
    assert problems_of(pack) == [
        f"profile.yaml:{line + 1}: the key `headline` stands here twice; expected each key once"
    ]


def test_control_characters_are_refused(pack: Path) -> None:
    line = edit(pack / "hiring" / "cost.md", "\n## ", "\n\x1b[31mred\n\n## ") + 1
    (problem,) = problems_of(pack)
    assert problem.startswith(f"hiring/cost.md:{line}: the control character U+001B")


def test_case_study_parts_out_of_order_are_refused(pack: Path) -> None:
    study = pack / "case-studies" / "order-pipeline.md"
    line = edit(study, "## Constraints", "## Context")
    (problem,) = [found for found in problems_of(pack) if "the parts are" in found]
    assert problem.startswith(f"case-studies/order-pipeline.md:{line}: the parts are Problem, Context")


def test_a_flow_to_no_box_and_a_hop_along_no_flow_are_refused(pack: Path) -> None:
    topology = pack / "topology.yaml"
    edit(topology, "to: cache", "to: cash")
    found = problems_of(pack)
    assert any("no box is called `cash`; expected `cache`?" in problem for problem in found)


def test_a_pack_without_a_profile_and_a_folder_that_is_none_are_problems(pack: Path, tmp_path: Path) -> None:
    (pack / "profile.yaml").unlink()
    assert any(line.startswith("profile.yaml:1: the file is missing") for line in problems_of(pack))
    with pytest.raises(ContentError, match="there is no such folder"):
        load_portfolio(tmp_path / "nowhere")


def test_a_pack_may_have_no_projects_essays_and_hiring_answers(tiny_pack: Path) -> None:
    for folder in ("projects", "essays", "hiring"):
        shutil.rmtree(tiny_pack / folder)
    portfolio = load_portfolio(tiny_pack)
    assert portfolio.projects == portfolio.essays == portfolio.hiring == ()
    assert portfolio.case_studies


def asks_of(pack: Path, text: str) -> Path:
    (pack / "asks.yaml").write_text(f"asks:\n{text}", encoding="utf-8")
    return pack


def test_a_pack_may_say_how_visitors_ask_for_its_places(tiny_pack: Path) -> None:
    assert load_portfolio(tiny_pack).asks == {}
    pack = asks_of(tiny_pack, "  work/order-pipeline#problem: [what broke]\n  home: [who is this]\n")
    assert load_portfolio(pack).asks == {"work/order-pipeline#problem": ("what broke",), "home": ("who is this",)}


def test_ways_to_ask_for_a_place_that_is_not_there_are_refused(tiny_pack: Path) -> None:
    pack = asks_of(tiny_pack, "  work/order-pipeline#problem: [a]\n  work/order-pipeline#problems: [b]\n")
    problem = "asks.yaml:3: the link `work/order-pipeline#problems` leads nowhere; expected `problem`?"
    assert problems_of(pack) == [problem]
    assert "expected a link" in problems_of(asks_of(tiny_pack, "  somewhere: [a]\n"))[0]


def test_an_answer_that_contact_is_to_list_first_has_to_be_there(pack: Path) -> None:
    profile = pack / "profile.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("    - contact/next-step\n", "    - contact/next-stop\n"), encoding="utf-8")
    (problem,) = problems_of(pack)
    assert "the link `contact/next-stop` leads nowhere; expected `contact/next-step`?" in problem


def test_a_pack_may_say_what_its_trade_shortens(tiny_pack: Path) -> None:
    assert load_portfolio(tiny_pack).glossary == {}
    (tiny_pack / "glossary.yaml").write_text("abbreviations:\n  nda: confidentiality agreement\n", encoding="utf-8")
    assert load_portfolio(tiny_pack).glossary == {"nda": "confidentiality agreement"}
    (tiny_pack / "glossary.yaml").write_text("abbreviations:\n  N.D.A.: agreement\n", encoding="utf-8")
    assert "glossary.yaml:2: " in problems_of(tiny_pack)[0]


def test_a_place_without_a_way_to_ask_for_it_is_refused(tiny_pack: Path) -> None:
    assert "is empty" in problems_of(asks_of(tiny_pack, "  home: []\n"))[0]


def test_the_digest_changes_with_every_byte_and_name(pack: Path) -> None:
    before = pack_digest(pack)
    assert before == pack_digest(DEFAULT_PACK)
    edit(pack / "hiring" / "cost.md", "e", "é")
    changed = pack_digest(pack)
    (pack / "hiring" / "cost.md").rename(pack / "hiring" / "price.md")
    assert len({before, changed, pack_digest(pack)}) == 3
