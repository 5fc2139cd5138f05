"""A Hugo or Jekyll folder arrives in a pack that loads, and nothing is lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.importers.apply import apply_import
from content.importers.markdown_folder import read_markdown_folder
from content.loader import Portfolio, load_portfolio
from content.scaffold.packs import write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_pack(tmp_path / "pack", blank=True)
    return tmp_path / "pack"


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
    assert tides.tags == ("tides", "c++")
    assert tides.body == (
        "A tide table is late when the gauge is. See [the other post](essays/sounding) and nothing.\n\n"
        "A gauge\nA chart\n\n"
        '```go\nfunc main() { fmt.Println("# not a heading") }\n```\n\n## Detail\n\n'
        "Text with marks and `<b>code</b>` and [the detail](essays/tides#detail)."
    )
    assert {what for what in left if what.startswith("posts/tides.md")} == {
        "posts/tides.md: author",
        "posts/tides.md:13: image: gauge.png",
        "posts/tides.md:14: image: chart.png",
        "posts/tides.md:23: HTML: <span>",
        "posts/tides.md:11: link: /about-nowhere/",
    }


def test_drafts_list_pages_undated_pages_and_broken_files_are_left_with_the_reason(pack: Path) -> None:
    _, left = import_folder(HUGO, pack)
    assert left["posts/wip.md"].startswith("it is a draft")
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


def test_a_name_gives_the_date_with_whatever_stands_behind_it(tmp_path: Path) -> None:
    for name in ("2023-05-06_arenas.md", "2023-05-07-heaps.md", "2023-05-08 stacks.md"):
        (tmp_path / name).write_text("An arena is freed at once.\n", encoding="utf-8")
    assert sorted(read_markdown_folder(tmp_path).files) == ["essays/arenas.md", "essays/heaps.md", "essays/stacks.md"]


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
