"""Who wishes to see code or figures is shown them, from any pack that has some."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.loader import Portfolio
from content.schema import LinkedFigure
from engine.compose.structure import structure_says
from engine.events import Sentence
from tests.fakes.engine import ENGLISH

TIDES = """## How it is read

The harbour was dug by hand. The water falls to 2 m at its lowest. It rises to 9 m, which makes 7 m of tide.

The table is asked once a tide:

```sql
select height from tides;
```

## How it is drawn

```python
draw(tides)
```

A drawing is no code:

```text
~~~~
```
"""


@pytest.fixture
def harbour(portfolio: Portfolio) -> Portfolio:
    essay = replace(portfolio.essays[0], slug="tides", title="Tides", body=TIDES)
    plain = replace(portfolio.essays[0], slug="ropes", title="Ropes", body="Ropes are tarred.")
    figures = (LinkedFigure(value="7 m", words="between high and low water", link="essays/tides#how-it-is-read"),)
    profile = replace(portfolio.profile, figures=figures)
    return replace(portfolio, essays=(essay, plain), case_studies=(), projects=(), profile=profile)


def shown(question: str, portfolio: Portfolio) -> tuple[tuple[Sentence, ...], list[str]]:
    sentences, citations = structure_says(question, portfolio, ENGLISH)
    return sentences, [citation.link for citation in citations]


@pytest.mark.parametrize(
    "question", ["show me some code", "Do you have code samples here?", "can I see some code please"]
)
def test_the_first_code_is_shown_and_where_more_stands(harbour: Portfolio, question: str) -> None:
    sentences, cited = shown(question, harbour)
    assert [(item.text, item.shape.role) for item in sentences] == [
        ("The table is asked once a tide:", "paragraph"),
        ("select height from tides;", "code"),
        ("More code stands in:", "paragraph"),
        ("Tides: How it is drawn", "item"),
    ]
    assert cited == ["essays/tides#how-it-is-read"]


@pytest.mark.parametrize("question", ["show me an example of python", "do you have py snippets?"])
def test_code_is_shown_in_the_language_that_is_named_however_it_is_called(harbour: Portfolio, question: str) -> None:
    sentences, cited = shown(question, harbour)
    assert [item.text for item in sentences] == ["Tides, How it is drawn:", "draw(tides)"]
    assert cited == ["essays/tides#how-it-is-drawn"]


@pytest.mark.parametrize("question", ["show me some rust", "show me the code of the tide table", "who has the code?"])
def test_code_that_is_not_there_or_is_something_else_is_left_to_the_passages(harbour: Portfolio, question: str) -> None:
    assert shown(question, harbour) == ((), [])


@pytest.mark.parametrize("question", ["which figures do you have?", "Can I see some numbers?", "key metrics"])
def test_the_figures_of_the_portfolio_are_told_with_where_each_is_worked_out(harbour: Portfolio, question: str) -> None:
    sentences, cited = shown(question, harbour)
    assert [item.text for item in sentences] == ["7 m between high and low water"]
    assert cited == ["essays/tides#how-it-is-read"]


def test_the_figures_of_the_document_that_is_named_are_told(portfolio: Portfolio) -> None:
    study = portfolio.case_studies[0]
    sentences, cited = shown(f"What are the key numbers of {study.title}?", portfolio)
    assert [item.text for item in sentences] == [f"{figure.value} {figure.words}" for figure in study.figures]
    assert cited == [study.path]


def test_a_document_without_figures_is_left_to_the_passages(harbour: Portfolio) -> None:
    assert shown("what are the key figures of Ropes?", harbour) == ((), [])


@pytest.mark.parametrize(
    "question", ["Where do the 7 m come from?", "How were the 7 m between high and low water measured?"]
)
def test_how_a_figure_is_worked_out_is_told_with_the_steps_towards_it(harbour: Portfolio, question: str) -> None:
    sentences, cited = shown(question, harbour)
    assert [item.text for item in sentences] == [
        "The water falls to 2 m at its lowest.",
        "It rises to 9 m, which makes 7 m of tide.",
    ]
    assert cited == ["essays/tides#how-it-is-read"]
    [briefly], _ = structure_says(question, harbour, ENGLISH, brief=True)
    assert briefly.text == "It rises to 9 m, which makes 7 m of tide."


@pytest.mark.parametrize("question", ["Where do the 8 m come from?", "How did you get to 7 customers?", "Why tides?"])
def test_another_number_or_another_thing_is_no_figure_of_the_portfolio(harbour: Portfolio, question: str) -> None:
    assert shown(question, harbour) == ((), [])


def test_a_figure_that_is_worked_out_below_the_heading_of_its_link_is_found(harbour: Portfolio) -> None:
    [essay] = [item for item in harbour.essays if item.slug == "tides"]
    below = replace(
        essay, body=essay.body.replace("The harbour was dug", "It is read so.\n\n### By whom\n\nThe harbour was dug")
    )
    sentences, cited = shown("Where do the 7 m come from?", replace(harbour, essays=(below,)))
    assert sentences[-1].text == "It rises to 9 m, which makes 7 m of tide."
    assert cited == ["essays/tides#by-whom"]
