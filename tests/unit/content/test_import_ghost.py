"""Ghost's export arrives as essays; what was not for everybody, and what has no place, is listed."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from content.importers.html import markdown_of_html, prose_of_html
from content.importers.result import Import
from content.importers.sources import read_source
from content.problems import ContentError
from import_table import INPUTS


def imported(tmp_path: Path, *posts: dict[str, Any], drafts: bool = False) -> Import:
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"data": {"posts": posts}}), encoding="utf-8")
    return read_source(path, drafts=drafts)


def test_drafts_members_posts_and_pages_are_listed() -> None:
    found = read_source(INPUTS / "ghost.json")
    assert sorted(found.files) == ["essays/fog-on-the-line.md", "essays/wet-leaves.md", "hiring/about.md"]
    assert {item.what: item.why.partition(";")[0] for item in found.left} == {
        "for-members": "it is a draft: `visibility: paid`",
        "not-yet": "it is a draft: `status: draft`",
        "imprint": "it is a page and no post",
        "fog-on-the-line: feature_image": "no field of a pack holds this",
        "fog-on-the-line: image: /content/images/fog.png": "a terminal shows no images",
        "wet-leaves: deleted text: ice": "it was struck out",
        "settings, users": "nothing that a pack holds",
    }


def test_a_draft_is_taken_marked(tmp_path: Path) -> None:
    post = {"title": "Fog", "html": "<p>Fog.</p>", "status": "draft"}
    found = imported(tmp_path, post, drafts=True)
    text = found.files["essays/fog.md"]
    assert "draft: true" in text
    assert f"date: {datetime.date.today()}" in text


@pytest.mark.parametrize("field", ["html", "markdown", "plaintext"])
def test_the_text_is_taken_from_where_it_is(tmp_path: Path, field: str) -> None:
    found = imported(tmp_path, {"title": "Fog", field: "Fog is wet.", "published_at": 1577880000000})
    assert found.files["essays/fog.md"].endswith("---\n\nFog is wet.\n")
    assert "date: 2020-01-01" in found.files["essays/fog.md"]


def test_a_post_without_text_is_named_and_an_export_without_posts_is_refused(tmp_path: Path) -> None:
    assert [item.why for item in imported(tmp_path, {"title": "Fog", "lexical": "{}"}).left] == [
        "the export holds no text of it"
    ]
    with pytest.raises(ContentError, match="the export holds no posts"):
        imported(tmp_path)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a <b> bold </b>word", "a  **bold** word"),
        ("<p>one<p>two<br>three", "one\n\ntwo  \nthree"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</ol>", "1. a\n   - b\n2. c"),
        (
            "<p># no heading</p><p>1. no list</p><p>* no *mark*</p>",
            "\\# no heading\n\n1\\. no list\n\n\\* no \\*mark\\*",
        ),
        ("<p>&lt;b&gt; and 1 &lt; 2</p>", "&lt;b> and 1 < 2"),
        ("<pre><code>```\nx</code></pre>", "````\n```\nx\n````"),
        ("<table><tr><td>a|b</td></tr><tr><td>c</td><td>d</td></tr></table>", "| a\\|b |  |\n|---|---|\n| c | d |"),
        ("<div>" * 5000 + "deep", "deep"),
        ("<script>x</script><p>y</p></div>", "y"),
        ('<a href="https://a.example"><div>one</div><div>two</div></a>', "[one two](https://a.example)"),
        ('<p><video src="https://a.example/v.mp4"></video></p>', "<https://a.example/v.mp4>"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert markdown_of_html(html) == markdown


@pytest.mark.parametrize(
    ("text", "prose", "points"),
    [
        ("<p>Kept &amp; cared.</p><ul><li>one</li><li>two</li></ul>", "Kept & cared.", ["one", "two"]),
        ("Kept.\n• one\n  more\n2) two", "Kept.", ["one more", "two"]),
        ("", "", []),
    ],
)
def test_a_description_is_prose_and_points(text: str, prose: str, points: list[str]) -> None:
    assert prose_of_html(text) == (prose, points)
