"""What is private stays private: out of the import, out of the portfolio, out of what is made of it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from content.comments import without_comments
from content.exporters.html.site import site_of
from content.exporters.json_resume import json_resume_of
from content.exporters.markdown import markdown_of
from content.exporters.resume.document import resume_of
from content.exporters.resume.text import resume_on_a_page
from content.importers.apply import apply_import
from content.importers.markdown_folder import read_markdown_folder
from content.importers.result import Import
from content.loader import Portfolio, load_portfolio
from content.pack_cache import cached_portfolio
from content.problems import ContentError
from content.scaffold.packs import write_pack
from engine.retrieve.passages import passages_of

TODAY = datetime.date(2026, 6, 1)
SECRET = "The merger is signed in Zanzibar."


def post(fields: str, text: str = SECRET) -> str:
    """A post of 2024 with more fields."""
    return f"---\ntitle: A post\ndate: 2024-01-01\n{fields}\n---\n{text}\n"


PRIVATE = {
    "a.md": post('draft: "true"'),
    "b.md": post("draft: yes"),
    "c.md": post("status: draft"),
    "d.md": post("Status: Scheduled"),
    "e.md": post("private: true"),
    "f.md": post("published: false"),
    "g.md": post('published: "no"'),
    "h.md": post("publishDate: 2099-01-01"),
    "i.md": "---\ntitle: A post\ndate: 1st of May 2099\n---\nText.\n",
    "j.md": "+++\ntitle = 'A post'\ndate = 2024-01-01\ndraft = true\n+++\nText.\n",
    "k.md": post("unlisted: true"),
    "l.md": post("password: sesame"),
    "m.md": post("expiryDate: 2025-01-01"),
    "n.md": post("permalink: false"),
    "o.md": post("build: {render: never}"),
    "p.md": post("draft: almost"),
    "q.md": post("visibility: members"),
    "drafts/r.md": post(""),
    "_drafts/s.md": post(""),
    "posts/Private/t.md": post(""),
    "_u.md": post(""),
    "x.md": post("isDraft: true"),
    "y.md": post("tags: [boats, draft]"),
    "z.draft.md": post(""),
    "wip/aa.md": post(""),
    "src/content/blog/_later/ab.md": post(""),
    "notes/_index.md": "---\ncascade: {draft: true}\n---\n",
    "notes/v.md": post(""),
    "memos/memos.json": '{"draft": "true"}',
    "memos/w.md": post(""),
    "_config.yml": "defaults:\n  - scope: {path: diary}\n    values: {published: false}\n",
    "diary/x.md": post(""),
    "2099-01-01-y.md": "---\ntitle: A post\n---\nText.\n",
    "section/_index.md": "+++\ndraft = true\n+++\n",
    "section/z.md": post(""),
}
PUBLIC = {
    "a1.md": post("draft: false", "Public words."),
    "b1.md": post('draft: "false"\nprivate: no\npublished: true', "Public words."),
    "c1.md": post("status: published\nvisibility: public\nhidden:", "Public words."),
    "d1.md": post("publishDate: 2026-06-01", "Public words."),
    "e1.md": post("expiryDate: 2027-01-01", "Public words."),
}
NAMES = {name for name in PRIVATE if name.endswith(".md") and not name.endswith("_index.md")}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A blank pack."""
    write_pack(tmp_path / "pack", blank=True)
    return tmp_path / "pack"


def found(tmp_path: Path, *, drafts: bool) -> Import:
    """What an import finds in a blog with private and public pages."""
    for name, text in (PRIVATE | PUBLIC).items():
        path = tmp_path / "blog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_markdown_folder(tmp_path / "blog", drafts=drafts, today=TODAY)


def shown(portfolio: Portfolio) -> str:
    """Everything that a portfolio says anywhere."""
    exports = site_of(portfolio) | markdown_of(portfolio)
    passages = (f"{passage.document} {passage.text} {passage.link}" for passage in passages_of(portfolio))
    return "\n".join(
        [*exports, *exports.values(), json_resume_of(portfolio), resume_on_a_page(resume_of(portfolio)), *passages]
    )


def test_a_folder_that_astro_hides_is_hidden_where_its_pages_alone_are_brought(tmp_path: Path) -> None:
    page = tmp_path / "content" / "blog" / "_later" / "a.md"
    page.parent.mkdir(parents=True)
    page.write_text(post(""), encoding="utf-8")
    for root in (page.parents[2], page.parents[1]):
        assert [left.why for left in read_markdown_folder(root, today=TODAY).left] == [
            "it is a draft: it lies in _later/; `--drafts` takes it, marked"
        ]


def test_what_is_not_for_everybody_is_left_out_and_listed_by_name(tmp_path: Path) -> None:
    result = found(tmp_path, drafts=False)
    assert {item.what for item in result.placed} == set(PUBLIC)
    assert {item.what for item in result.left if "--drafts" in item.why} >= NAMES
    assert SECRET not in "".join(result.files.values())


def test_drafts_are_taken_marked_and_shown_to_nobody(tmp_path: Path, pack: Path) -> None:
    placed, _ = apply_import(found(tmp_path, drafts=True), pack)
    marked = [item for item in placed if "marked as a draft" in item.what]
    assert {item.what.partition(" ")[0] for item in marked} == NAMES
    portfolio = load_portfolio(pack)
    assert set(portfolio.drafts) == {item.where for item in marked}
    assert len(portfolio.essays) == len(PUBLIC)
    assert SECRET not in shown(portfolio)


def test_a_draft_is_in_no_kept_pack(tmp_path: Path, tiny_pack: Path) -> None:
    (tiny_pack / "essays" / "plan.md").write_text(post("summary: S.\ndraft: true"), encoding="utf-8")
    for _ in range(2):
        portfolio = cached_portfolio(tiny_pack, tmp_path / "cache")
        assert portfolio.drafts == ("essays/plan.md",)
        assert SECRET not in shown(portfolio)


def test_a_link_to_a_draft_is_a_problem_where_others_read_it(tiny_pack: Path) -> None:
    (tiny_pack / "essays" / "plan.md").write_text(post("summary: S.\ndraft: true"), encoding="utf-8")
    other = post("summary: S.\nlinks: [essays/plan]", "See [the plan](essays/plan).")
    (tiny_pack / "essays" / "other.md").write_text(other, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_portfolio(tiny_pack)
    assert [problem.line for problem in caught.value.problems] == [5, 7]
    assert all("leads to a draft" in problem.wrong for problem in caught.value.problems)
    (tiny_pack / "essays" / "other.md").write_text(other.replace("summary", "draft: true\nsummary"), encoding="utf-8")
    assert len(load_portfolio(tiny_pack).drafts) == 2


def test_a_published_page_loses_its_links_to_drafts(tmp_path: Path, pack: Path) -> None:
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "plan.md").write_text(post("draft: true"), encoding="utf-8")
    (blog / "open.md").write_text(post("", "See [the plan](plan.md)."), encoding="utf-8")
    apply_import(read_markdown_folder(blog, drafts=True, today=TODAY), pack)
    assert [essay.body for essay in load_portfolio(pack).essays] == ["See the plan."]


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- SECRET -->",
        "<!-- SECRET\n\n```\nSECRET\n```\n-->",
        "{% comment %}SECRET{% endcomment %}",
        "{%- comment -%}\n\nSECRET\n\n```\nSECRET\n```\n{%- endcomment -%}",
        "{%- # SECRET -%}",
        "{# SECRET\nSECRET #}",
        "{/* SECRET */}",
        "{{/* SECRET */}}",
        "{{- /* SECRET */ -}}",
        "{{% comment %}}SECRET{{% /comment %}}",
        "{{< comment >}}\nSECRET\n{{< /comment >}}",
    ],
)
def test_comments_become_neither_text_nor_title_nor_summary(tmp_path: Path, comment: str) -> None:
    (tmp_path / "a.md").write_text(f"---\ndate: 2024-01-01\n---\n{comment}\n\nWords stay.\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"---\ndate: 2024-01-01\n---\nWords stay.\n\n{comment}\n", encoding="utf-8")
    files = read_markdown_folder(tmp_path, today=TODAY).files
    assert len(files) == 2
    assert all("SECRET" not in text and "Words stay." in text for text in files.values())


def test_what_code_and_raw_blocks_show_is_no_comment_and_lines_keep_their_numbers() -> None:
    kept = "`<!-- a -->`\n\n```html\n<!-- b -->\n```\n\n{% raw %}{# c #}{% endraw %}\n\n{{</* d */>}}"
    assert without_comments(kept, templates=True) == kept
    assert without_comments("a\n<!-- b\n\nc -->\nd").split("\n")[4] == "d"
    assert without_comments("a <!-- without an end\n\nb") == "a \n\n"


def test_a_comment_in_a_pack_is_shown_to_nobody(tiny_pack: Path) -> None:
    text = "---\ntitle: T\ndate: 2024-01-01\nsummary: S.\n---\n<!-- ask Ann\n first -->\n\nWords. [a](essays/none)\n"
    (tiny_pack / "essays" / "a.md").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"a\.md:9: the link"):
        load_portfolio(tiny_pack)
    (tiny_pack / "essays" / "a.md").write_text(text.replace(" [a](essays/none)", ""), encoding="utf-8")
    assert "ask Ann" not in shown(load_portfolio(tiny_pack))
