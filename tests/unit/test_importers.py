"""Importers: what a résumé or a blog holds arrives in a pack that loads, and nothing is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.importers.apply import apply_import, with_setting
from content.importers.body import fit_body
from content.importers.json_resume import read_json_resume
from content.importers.markdown_folder import read_markdown_folder
from content.importers.result import Left, slug_of, tags_of
from content.loader import Portfolio, load_portfolio
from content.problems import ContentError
from content.references import OUTSIDE, link_targets
from content.scaffold.packs import write_pack

RESUME: dict[str, Any] = {
    "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
    "basics": {
        "name": "The Surveyor",
        "label": "Hydrographic surveyor",
        "image": "https://example.org/face.png",
        "email": "surveyor@example.org",
        "phone": "+1 555 0100",
        "url": "https://example.org",
        "summary": "I map the beds of rivers. My charts are used by pilots.",
        "location": {"address": "1 Quay", "city": "Rotterdam", "countryCode": "NL"},
        "profiles": [
            {"network": "GitHub", "username": "surveyor", "url": ""},
            {"network": "Mastodon", "username": "s", "url": "https://example.social/@s"},
        ],
    },
    "work": [
        {
            "name": "River Office",
            "position": "Surveyor",
            "startDate": "2019-04",
            "endDate": "2024-01",
            "summary": "Sounding of the lower river",
            "highlights": ["Wrote the tide model", "Trained two crews"],
        },
        {"name": "Port Company", "position": "Lead surveyor", "startDate": "2024-02"},
    ],
    "education": [{"institution": "Nautical College", "area": "Hydrography", "studyType": "BSc", "endDate": "2018"}],
    "skills": [{"name": "Sonar", "level": "Expert", "keywords": ["multibeam", "C++"]}],
    "languages": [{"language": "Dutch", "fluency": "native"}],
    "projects": [
        {
            "name": "Open Tide Tables",
            "description": "Tide tables that anybody can print. They cover two rivers.",
            "highlights": ["Printed on one page"],
            "keywords": ["tides", "C++", "printing"],
            "startDate": "2022",
            "url": "https://example.org/tides",
            "roles": ["Author"],
        }
    ],
    "references": [{"name": "A Pilot", "reference": "Good charts."}],
    "hobbies": "rowing",
    "meta": {"version": "v1.0.0"},
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_pack(tmp_path / "pack", blank=True)
    return tmp_path / "pack"


def import_resume(resume: Any, pack: Path) -> tuple[Portfolio, list[Left]]:
    source = pack.parent / "resume.json"
    source.write_text(json.dumps(resume), encoding="utf-8")
    _, left = apply_import(read_json_resume(source), pack)
    return load_portfolio(pack), left


def test_a_resume_arrives_in_the_profile_the_answers_and_the_projects(pack: Path) -> None:
    portfolio, _ = import_resume(RESUME, pack)
    assert portfolio.profile.name == "The Surveyor"
    assert portfolio.profile.contact.links == {
        "email": "surveyor@example.org",
        "website": "https://example.org",
        "github": "https://github.com/surveyor",
    }
    background = next(answer for answer in portfolio.hiring if answer.slug == "background").body
    assert background.startswith("Hydrographic surveyor. I map the beds of rivers.")
    assert "I worked as Surveyor at River Office from 2019-04 to 2024-01." in background
    assert "- Wrote the tide model." in background
    assert "I have worked as Lead surveyor at Port Company since 2024-02." in background
    assert "I studied Hydrography at Nautical College until 2018, for the degree BSc." in background
    assert "I speak Dutch (native)." in background
    stack = next(answer for answer in portfolio.hiring if answer.slug == "stack").body
    assert stack == "I work with Sonar (Expert): multibeam, C++."
    (project,) = portfolio.projects
    assert project.slug == "open-tide-tables"
    assert project.tagline == "Tide tables that anybody can print."
    assert project.tags == ("tides", "printing")
    assert "Open Tide Tables uses C++." in project.body


def test_everything_without_a_place_is_named_with_the_reason(pack: Path) -> None:
    _, left = import_resume(RESUME, pack)
    assert {item.what: item.why.split(",")[0] for item in left} == {
        "basics.image": "a terminal shows no images",
        "basics.phone": "a pack holds no telephone number",
        "basics.location.address": "a street address is not for everybody to read",
        "basics.profiles[1].network": "no field of a pack holds this",
        "basics.profiles[1].username": "no field of a pack holds this",
        "basics.profiles[1].url": "no field of a pack holds this",
        "references[0].name": "these are other people's words; ask them",
        "references[0].reference": "these are other people's words; ask them",
        "hobbies": "no field of a pack holds this",
    }


def test_an_entry_that_makes_no_sentence_is_reported_whole(pack: Path) -> None:
    resume = {"work": [{"summary": "Something secret to the reader"}], "projects": [{"description": "No name"}]}
    source = pack.parent / "resume.json"
    source.write_text(json.dumps(resume), encoding="utf-8")
    found = read_json_resume(source)
    assert not found.files
    assert [item.what for item in found.left] == ["work[0].summary", "projects[0].description"]


def test_what_the_owner_wrote_stays(pack: Path) -> None:
    profile = pack / "profile.yaml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace('name: ""', "name: Mine  # hands off"), encoding="utf-8"
    )
    background = pack / "hiring" / "background.md"
    mine = background.read_text(encoding="utf-8").replace("title: Background", "title: My background")
    background.write_text(mine, encoding="utf-8")
    portfolio, left = import_resume(RESUME, pack)
    assert portfolio.profile.name == "Mine"
    assert "# hands off" in profile.read_text(encoding="utf-8")
    assert background.read_text(encoding="utf-8") == mine
    assert {"name: The Surveyor", "hiring/background.md"} <= {item.what for item in left}


def test_the_template_goes_when_the_first_real_project_comes(pack: Path) -> None:
    portfolio, _ = import_resume(RESUME, pack)
    assert not (pack / "projects" / "first-project.md").exists()
    assert (pack / "essays" / "first-essay.md").exists()
    assert [project.title for project in portfolio.projects] == ["Open Tide Tables"]


def test_importing_twice_changes_nothing(pack: Path) -> None:
    import_resume(RESUME, pack)
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    _, left = import_resume(RESUME, pack)
    assert {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()} == before
    assert "projects/open-tide-tables.md" in {item.what for item in left}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{", "bad JSON"),
        ("[1, 2]", "holds no résumé"),
        ('{"basics": "me"}', "holds no résumé"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_resume_is_refused_in_words(tmp_path: Path, text: str, wrong: str) -> None:
    path = tmp_path / "resume.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=wrong):
        read_json_resume(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["name", "basics", "summary", "url", "highlights", "profiles", "network", "city", "keywords", "title"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(["work", "projects", "skills", "education", "awards", "x"]), json_values))
def test_whatever_a_resume_holds_the_pack_loads_afterwards(
    tmp_path_factory: pytest.TempPathFactory, resume: dict[str, Any]
) -> None:
    pack = tmp_path_factory.mktemp("any") / "pack"
    write_pack(pack, blank=True)
    import_resume(resume, pack)


HUGO = {
    "posts/tides.md": """+++
title = "Why tide tables are late"
date = 2024-05-01T10:00:00Z
description = "A tide table is late when its inputs are."
tags = ["Tides", "C++"]
author = "somebody"
+++

# Why tide tables are late

A tide table is late when the gauge is. See [the other post](../sounding/) and [nothing](/about-nowhere/).

{{< figure src="gauge.png" caption="A gauge" >}}
![A chart](chart.png)

{{< highlight go "linenos=table" >}}
func main() { fmt.Println("# not a heading") }
{{< /highlight >}}

Detail
------

Text with <span class="x">marks</span> and `<b>code</b>` and [the detail](#detail).
""",
    "posts/sounding/index.md": "---\ntitle: Sounding\ndate: 2023-01-02\n---\n"
    'Sounding is slow. See [tides]({{< ref "tides.md" >}}).\n',
    "posts/_index.md": "---\ntitle: Posts\n---\n",
    "posts/wip.md": "---\ntitle: WIP\ndate: 2024-01-01\ndraft: true\n---\nText.\n",
    "projects/gauge.md": "---\ntitle: A gauge\n---\nA gauge that costs little.\n",
    "projects/study.md": "---\ntitle: A study\ndate: 2022-02-02\n---\n## Problem\n\nMud.\n\n## Constraints\n\nTime.\n\n"
    "## Architecture\n\nA boat.\n\n## Trade-offs\n\nSlow.\n\n## Outcome\n\nA chart.\n",
    "about.md": "---\ntitle: About\n---\nI map rivers.\n",
    "imprint.md": "---\ntitle: Imprint\n---\nAn address.\n",
    "posts/broken.md": "---\ntitle: [\n---\nText.\n",
}  # fmt: skip

JEKYLL = {
    "_posts/2021-03-04-reading-mud.md": """---
layout: post
categories: mud sonar
---
{% include toc.html %}
Mud has no edge. {{ site.title }} says so.{: .note}

{% highlight ruby %}
puts "mud"
{% endhighlight %}

Read [the first part]({% post_url 2020-01-01-mud %}) or [the page](https://example.org).
""",
    "_posts/2020-01-01-mud.markdown": "---\ntitle: Mud\n---\nMud is soft.\n\n<!--more-->\n\nMore.\n",
    "_site/index.md": "---\ndate: 2020-01-01\n---\nBuilt.\n",
}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def import_folder(files: dict[str, str], pack: Path) -> tuple[Portfolio, dict[str, str]]:
    _, left = apply_import(read_markdown_folder(write(pack.parent / "blog", files)), pack)
    return load_portfolio(pack), {item.what: item.why for item in left}


def test_a_hugo_folder_becomes_essays_projects_studies_and_an_about(pack: Path) -> None:
    portfolio, _ = import_folder(HUGO, pack)
    assert {essay.slug: str(essay.date) for essay in portfolio.essays} == {
        "tides": "2024-05-01",
        "sounding": "2023-01-02",
    }
    assert [project.slug for project in portfolio.projects] == ["gauge"]
    assert "study" in {study.slug for study in portfolio.case_studies}
    assert "about" in {answer.slug for answer in portfolio.hiring}


def test_a_hugo_post_keeps_its_words_and_loses_what_a_terminal_cannot_show(pack: Path) -> None:
    portfolio, left = import_folder(HUGO, pack)
    tides = next(essay for essay in portfolio.essays if essay.slug == "tides")
    assert tides.summary == "A tide table is late when its inputs are."
    assert tides.tags == ("tides",)
    assert tides.body == (
        "A tide table is late when the gauge is. See [the other post](essays/sounding) and nothing.\n\n"
        "A gauge\nA chart\n\n"
        '```go\nfunc main() { fmt.Println("# not a heading") }\n```\n\n## Detail\n\n'
        "Text with marks and `<b>code</b>` and [the detail](essays/tides#detail)."
    )
    assert {what for what in left if what.startswith("posts/tides.md")} == {
        "posts/tides.md: author",
        "posts/tides.md: C++",
        "posts/tides.md: shortcode: figure",
        "posts/tides.md: image: chart.png",
        "posts/tides.md: HTML: <span>",
        "posts/tides.md: link: /about-nowhere/",
    }


def test_drafts_list_pages_undated_pages_and_broken_files_are_left_with_the_reason(pack: Path) -> None:
    _, left = import_folder(HUGO, pack)
    assert left["posts/wip.md"] == "it is a draft"
    assert left["posts/_index.md"] == "it is a page about other pages"
    assert left["imprint.md"].startswith("it has no date")
    assert left["posts/broken.md"].startswith("its front matter cannot be read")


def test_a_jekyll_folder_takes_dates_and_titles_from_names_and_follows_post_urls(pack: Path) -> None:
    portfolio, left = import_folder(JEKYLL, pack)
    mud, reading = sorted(portfolio.essays, key=lambda essay: essay.slug)
    assert (mud.slug, str(mud.date), mud.title) == ("mud", "2020-01-01", "Mud")
    assert (reading.slug, reading.title, reading.tags) == ("reading-mud", "Reading mud", ("mud", "sonar"))
    assert "[the first part](essays/mud)" in reading.body
    assert '```ruby\nputs "mud"\n```' in reading.body
    assert "[the page](https://example.org)" in reading.body
    assert {what.partition(": ")[2] for what in left} == {"layout", "shortcode: include", "template: {{ site.title }}"}


def test_a_link_out_of_the_folder_is_not_followed(pack: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: Secret\ndate: 2024-01-01\n---\nA secret.\n", encoding="utf-8")
    blog = write(tmp_path / "blog", {"a.md": "---\ndate: 2024-01-01\n---\nText.\n"})
    (blog / "b.md").symlink_to(secret)
    found = read_markdown_folder(blog)
    assert [item.what for item in found.placed] == ["a.md"]


def test_two_posts_of_one_name_both_arrive(pack: Path) -> None:
    text = "---\ntitle: A\ndate: 2024-01-01\n---\nWords.\n"
    portfolio, _ = import_folder({"one/a.md": text, "two/a.md": text}, pack)
    assert {essay.slug for essay in portfolio.essays} == {"a", "a-2"}


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
    assert body.lost == ["link: /mud", "link: /nowhere/", "link: ../charts"]


def test_code_that_shows_a_template_keeps_it() -> None:
    source = "{% highlight liquid %}\n{% raw %}\n{{ page.title }}\n{% endraw %}\n{% endhighlight %}\n"
    body = fit_body(source, "A", "essays/a", lambda _: "")
    assert (body.text, body.lost) == ("```liquid\n{{ page.title }}\n```", [])


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
    assert slug_of("Über C++ & Straße_2", "x") == "uber-c-strae-2"
    assert slug_of("日本", "page") == "page"
    assert len(slug_of("word " * 40, "x")) <= 60
    assert tags_of(["Event Driven", "event driven", "C++", "node.js"]) == (["event driven", "node.js"], ["C++"])
