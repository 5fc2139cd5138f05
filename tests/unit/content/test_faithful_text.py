"""What an import reads says the same afterwards: powers, deletions, breaks, cells, components, headings."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from content.importers.body import fit_body
from content.importers.dates import date_of
from content.importers.markdown_folder import read_markdown_folder
from content.importers.result import Import


def read(root: Path, name: str, text: str) -> Import:
    """Import one page."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_markdown_folder(root, today=datetime.date(2026, 6, 1))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("10<sup>9</sup> rows", "10⁹ rows"),
        ("x<sup>n+1</sup>", "xⁿ⁺¹"),
        ("x<sup>k</sup> and e<sup>ab</sup>", "x^k and e^(ab)"),
        ("H<sub>2</sub>O, a<sub>i</sub>", "H₂O, a_i"),
        ("It costs <del>40</del> 50 euros.", "It costs 50 euros."),
        ("It costs <s>40</s> 50.", "It costs 50."),
        ("one<br>two<br/>three", "one two three"),
        ("one<br />\ntwo", "one\ntwo"),
        ("5×10<sup>−3</sup> m", "5×10⁻³ m"),
        ("the 21<sup>st</sup>, the 4<sup>th</sup> and Foo<sup>TM</sup>", "the 21st, the 4th and FooTM"),
        (
            "<table><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "| A | B |\n|---|---|\n| 1 | 2 |",
        ),
        ("<ul><li>One<ul><li>Inside</li></ul></li><li>Two</li></ul>", "- One\n  - Inside\n- Two"),
        ("<ol>\n<li>One</li>\n<li>Two</li>\n</ol>", "1. One\n2. Two"),
        ("<pre>a &lt; b\n\n  c</pre>\n\nText", "```\na < b\n\n  c\n```\n\nText"),
        ('<pre><code class="language-py">x = 1</code></pre>', "```py\nx = 1\n```"),
        ("<blockquote>Said <b>she</b>.</blockquote>", "> Said **she**."),
        ("<blockquote>\n\nSaid **she**.\n\n</blockquote>", "Said **she**."),
        ('<figure><img src="a.png" alt="A chart"><figcaption>Of tides</figcaption></figure>', "A chart\n\nOf tides"),
        ('<a href="https://example.org/a">the <b>whole</b> page</a>', "[the whole page](https://example.org/a)"),
        ('<a href="https://example.org/a"><img src="b.png" alt="a badge"></a>', "[a badge](https://example.org/a)"),
        ("```html\n<ul><li>One</li></ul>\n```", "```html\n<ul><li>One</li></ul>\n```"),
        ('See <a href="https://example.org/a">the page</a>.', "See [the page](https://example.org/a)."),
        ("Press <kbd>q</kbd>, type <code>ls</code>.", "Press `q`, type `ls`."),
        ('<img src="a.png" alt="A chart of tides">', "A chart of tides"),
        ("`10<sup>9</sup>` stays", "`10<sup>9</sup>` stays"),
    ],
)
def test_elements_keep_what_they_mean(source: str, text: str) -> None:
    assert fit_body(source, "T", "essays/t", lambda _: "").text == text


def test_an_astro_page_arrives_with_its_day_and_without_its_components(tmp_path: Path) -> None:
    page = (
        "---\ntitle: Gauges\npubDate: 'May 31 2024'\ndescription: About gauges.\ntags: [C#, .NET, 日本語]\n---\n"
        'import Chart from "../Chart.astro";\n\nA gauge <Note kind="tip">floats</Note>.\n\n<Chart data={rows} />\n\n'
        "```js\nimport kept from 'here'\n```\n"
    )
    found = read(tmp_path, "src/content/blog/gauges.mdx", page)
    (text,) = found.files.values()
    assert "date: 2024-05-31" in text
    assert "A gauge floats." in text
    assert "import kept from 'here'" in text
    assert "Chart" not in text
    assert all(f"- {tag}" in text for tag in ("c#", ".net", "日本語"))
    assert {item.what.partition(": ")[2] for item in found.left} == {
        'module: import Chart from "../Chart.astro";',
        "JSX: <Note>",
        "JSX: <Chart>",
    }


@pytest.mark.parametrize("body", ["Part one\n========\n\nWords come.\n", "Part one\n---\n\nWords come.\n"])
def test_a_heading_is_no_summary(tmp_path: Path, body: str) -> None:
    (text,) = read(tmp_path, "a.md", f"---\ntitle: T\ndate: 2024-01-01\n---\n{body}").files.values()
    assert "summary: Words come." in text


@pytest.mark.parametrize(("ending", "form"), [("org", "Org"), ("adoc", "AsciiDoc"), ("html", "HTML")])
def test_other_texts_are_listed_by_name(tmp_path: Path, ending: str, form: str) -> None:
    (left,) = read(tmp_path, f"posts/a.{ending}", "words").left
    assert (left.what, left.why) == (f"posts/a.{ending}", f"it is {form}, and only Markdown is read")


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-31", "2024-5-31", "2024-05-31T10:00:00Z", "2024-05-31 10:00:00 +0200", "May 31, 2024", "31 May 2024",
        "31st of May 2024", "31. May 2024", "Fri, 31 May 2024 10:00:00 +0000", "2024/05/31", "31.05.2024",
        "05/31/2024", "31/05/2024", "20240531", "2024年5月31日", "31-May-2024", "Friday, May 31st, 2024 at 10:00 AM",
        1717149600, 1717149600000, datetime.datetime(2024, 5, 31, 9),
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form_that_can_be_read_in_one_way(written: object) -> None:
    assert date_of(written) == datetime.date(2024, 5, 31)


@pytest.mark.parametrize("written", ["04/05/2024", "May 2024", "soon", "2024-13-01", 2024, True, None])
def test_what_could_be_two_days_or_none_is_not_guessed(written: object, tmp_path: Path) -> None:
    assert date_of(written) is None
    if isinstance(written, str):
        (left,) = read(tmp_path, "a.md", f"---\ntitle: T\ndate: '{written}'\n---\nText.\n").left
        assert left.why == f"its date cannot be read: `{written}`; expected a date such as 2024-05-31"
