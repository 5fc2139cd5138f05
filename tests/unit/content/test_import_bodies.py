"""What an imported body, slug, tag or setting becomes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.importers.apply import with_setting
from content.importers.body import fit_body
from content.importers.result import tags_of
from content.references import OUTSIDE, link_targets
from content.slugs import slug_of

MARKDOWN = [
    *(
        "# A",
        "## B",
        "Title\n===",
        "x\n---",
        "[a](b)",
        "[a][b]",
        "[b]: c",
        "![i](j)",
        "```",
        "`[x](y)`",
        "<div>",
        "text",
        "",
    ),
    *(
        "{{< x >}}",
        "{% raw %}",
        "<a:b>",
        "\x1b[31m",
        "    [c](d)",
        "> [q](r)",
        "- [l](m n)",
        "[t]( <u v> )",
        "<ftp://x>",
    ),
    *("[n](javascript:x)", "{: .c}", "[w [x](y)](z)", "\\[e](f)", "&#91;g](h)", "[](k)", "[`m`](n)", "[o\np](q)"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKDOWN), max_size=12))
def test_no_body_keeps_a_dangling_link_or_a_control_character(lines: list[str]) -> None:
    body = fit_body("\n".join(lines), "A", "essays/a", lambda _: "").text
    for target in link_targets(body):
        assert target.href.startswith((*OUTSIDE, "essays/a#")), body
    assert all(char.isprintable() or char == "\n" for char in body)


def test_a_first_level_heading_moves_all_headings_down() -> None:
    body = fit_body("# One\n\n## Two\n\nThree\n===\n\n###### Six\n", "Other", "essays/x", lambda _: "")
    assert body.text == "## One\n\n### Two\n\n## Three\n\n###### Six"


def test_links_written_as_filters_and_references_are_followed_or_taken_out() -> None:
    source = """See [it]({{ "/tides/" | relative_url }}) and [that]({{ '/mud' | absolute_url }}).

A [Gauge], a [chart][the charts], a [Kept] one and a [note].

[gauge]: /nowhere/
[the charts]: ../charts "Charts"
[Kept]: https://example.org/kept
"""
    body = fit_body(source, "A", "essays/a", lambda href: {"/tides/": "essays/tides"}.get(href, ""))
    assert body.text == (
        "See [it](essays/tides) and that.\n\nA Gauge, a chart, a [Kept] one and a [note].\n\n[Kept]: https://example.org/kept"
    )
    assert list(body.lost) == ["link: /mud", "link: /nowhere/", "link: ../charts"]


def test_code_that_shows_a_template_keeps_it() -> None:
    source = "{% highlight liquid %}\n{% raw %}\n{{ page.title }}\n{% endraw %}\n{% endhighlight %}\n"
    body = fit_body(source, "A", "essays/a", lambda _: "")
    assert (body.text, list(body.lost)) == ("```liquid\n{{ page.title }}\n```", [])


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ('name: ""  # yours\nb: 1', ("name",), "name: Ada: x  # yours\nb: 1"),
        ("c:\n  email:\n", ("c", "email"), "c:\n  email: Ada: x\n"),
        ("name: taken\n", ("name",), None),
        ("other: 1\n", ("name",), None),
    ],
)
def test_a_setting_is_filled_in_only_where_it_is_empty(text: str, at: tuple[str, ...], expected: str | None) -> None:
    found = with_setting(text, at, "Ada: x")
    assert found == (expected and expected.replace("Ada: x", "'Ada: x'"))


def test_slugs_and_tags_are_what_the_schema_takes() -> None:
    assert slug_of("Über C++ & Straße_2", "x") == "uber-c-straße-2"
    assert slug_of("为什么要缓存？", "page") == "为什么要缓存"
    assert slug_of("がっこう の 話", "page") == "がっこう-の-話"
    assert slug_of("🙂 !", "page") == "page"
    assert slug_of("zero\u200bwidth so\u00adft\u00a0blank", "page") == "zerowidth-soft-blank"
    assert len(slug_of("word " * 40, "x")) <= 60
    assert tags_of(["Event Driven", "event driven", "C++", "node.js"]) == (["event driven", "c++", "node.js"], [])
