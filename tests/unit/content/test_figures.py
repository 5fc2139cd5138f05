"""The figures of Home: each stands in the text that is said to work it out, and on every face of the portfolio."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from cli.visitors import _poster
from content.exporters.html.site import site_of
from content.exporters.markdown import markdown_of
from content.figures import figure_warnings
from content.loader import DEFAULT_PACK, load_portfolio
from content.problems import ContentError

LINK = "work/order-pipeline#constraints"


def with_figures(pack: Path, *figures: str) -> Path:
    profile = pack / "profile.yaml"
    rows = "".join(f"  - {{{figure}}}\n" for figure in figures)
    profile.write_text(f"{profile.read_text('utf-8')}\nfigures:\n{rows}", "utf-8")
    return pack


def warnings(pack: Path) -> list[str]:
    return [str(problem).removeprefix(f"{pack}/") for problem in figure_warnings(load_portfolio(pack))]


def test_the_default_packs_figures_stand_where_they_are_worked_out() -> None:
    portfolio = load_portfolio(DEFAULT_PACK)
    assert len(portfolio.profile.figures) == 3
    assert [*figure_warnings(portfolio)] == []


def test_a_number_that_stands_elsewhere_is_told_with_its_line(tiny_pack: Path) -> None:
    figure = f'value: "40,000", words: events, link: "{LINK}"'
    with_figures(tiny_pack, f'value: "50,000", words: events per second, link: "{LINK}"', figure)
    lines = (tiny_pack / "profile.yaml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "40,000" in text)
    expected = f"profile.yaml:{line}: the number 40,000 is not in `{LINK}`, which is to work it out"
    assert [found.partition(";")[0] for found in warnings(tiny_pack)] == [expected]


def test_a_part_of_a_number_is_another_number(tiny_pack: Path) -> None:
    assert warnings(with_figures(tiny_pack, f'value: "50", words: events, link: "{LINK}"'))


@pytest.mark.parametrize("value", ["0", "none"])
def test_what_is_said_in_words_is_left_alone(tiny_pack: Path, value: str) -> None:
    assert warnings(with_figures(tiny_pack, f'value: "{value}", words: orders lost, link: "{LINK}"')) == []


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (['value: "1", words: a, link: work/nothing'], "the link `work/nothing` leads nowhere"),
        (['value: "1", words: a'], "`figures.1.link` is missing"),
        (['value: "1234567890123", words: a, link: work/order-pipeline'], "`figures.1.value`"),
        ([f'value: "{n}", words: a, link: work/order-pipeline' for n in range(4)], "`figures`"),
    ],
)
def test_a_wrong_figure_is_told_in_words(tiny_pack: Path, figures: list[str], says: str) -> None:
    with pytest.raises(ContentError, match=says):
        load_portfolio(with_figures(tiny_pack, *figures))


def test_they_are_in_the_pages_the_markdown_and_the_plain_text(tiny_pack: Path) -> None:
    portfolio = load_portfolio(with_figures(tiny_pack, f'value: "50,000", words: events & more, link: "{LINK}"'))
    page = site_of(portfolio)["index.html"]
    assert '<a href="work/order-pipeline.html#constraints"><strong>50,000</strong> events &amp; more</a>' in page
    assert "- [**50,000** events & more](work/order-pipeline.md#constraints)" in markdown_of(portfolio)["README.md"]
    assert f"  50,000  events & more ({LINK})" in _poster(portfolio.profile).splitlines()


def test_what_a_figure_rests_on_stands_behind_it(tiny_pack: Path) -> None:
    figure = f'value: "50,000", words: events, link: "{LINK}", basis: worked out'
    portfolio = load_portfolio(with_figures(tiny_pack, figure))
    assert "events</a> <small>worked out</small></li>" in site_of(portfolio)["index.html"]
    assert "](work/order-pipeline.md#constraints) (worked out)" in markdown_of(portfolio)["README.md"]
    assert f"  50,000  events, worked out ({LINK})" in _poster(portfolio.profile).splitlines()


def test_without_figures_no_page_says_that_there_are_none(tiny_pack: Path) -> None:
    portfolio = load_portfolio(tiny_pack)
    assert 'class="figures"' not in site_of(portfolio)["index.html"]
    assert _poster(portfolio.profile).splitlines() == [portfolio.profile.subheadline, portfolio.profile.availability]


def test_a_figure_that_leads_to_a_template_is_not_shown(tiny_pack: Path) -> None:
    (tiny_pack / "projects" / "new.md").write_text(
        '---\ntitle: "[A title]"\ntagline: "[A line]"\nsummary: "[A sentence]"\n---\n\n[Words.]\n', "utf-8"
    )
    with_figures(tiny_pack, 'value: "1", words: project, link: work/new')
    assert load_portfolio(tiny_pack).profile.figures == ()


def with_front_matter(pack: Path, text: str) -> Path:
    study = pack / "case-studies" / "order-pipeline.md"
    study.write_text(study.read_text("utf-8").replace("year: 2025\n", f"year: 2025\n{text}", 1), "utf-8")
    return pack


@pytest.mark.parametrize(
    "text",
    ['figures: [{value: "7,000", words: events}]\n', 'at_a_glance: {scale: "7,000 events", before: Slow}\n'],
)
def test_a_case_studys_figures_stand_in_its_text(tiny_pack: Path, text: str) -> None:
    (found,) = warnings(with_front_matter(tiny_pack, text))
    assert found.startswith("case-studies/order-pipeline.md:4: the number 7,000 is not in the text below")


def test_a_case_study_opens_with_its_figures_everywhere(tiny_pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    portfolio = load_portfolio(with_front_matter(tiny_pack, 'figures: [{value: "50,000", words: events}]\n'))
    assert [*figure_warnings(portfolio)] == []
    assert "<li><strong>50,000</strong> events</li>" in site_of(portfolio)["work/order-pipeline.html"]
    assert "- **50,000** events" in markdown_of(portfolio)["work/order-pipeline.md"]
    assert run(["work", "order-pipeline", "--content", str(tiny_pack), "--plain"]) == ExitCode.DONE
    assert "50,000 events" in capsys.readouterr().out
