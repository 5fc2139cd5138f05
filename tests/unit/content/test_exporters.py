"""Exports: complete, safe, and readable where they arrive."""

from __future__ import annotations

import dataclasses
import json
import posixpath
import re
import shutil
import uuid
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from content.blocks import page_blocks
from content.exporters.documents import owner_of
from content.exporters.html.markup import blocks_html, href_from
from content.exporters.html.site import site_files, site_of
from content.exporters.json_resume import json_resume_of
from content.exporters.markdown import markdown_of
from content.exporters.resume.document import resume_of
from content.exporters.resume.text import COLUMNS, LINES, resume_on_a_page
from content.importers.apply import apply_import
from content.importers.json_resume import read_json_resume
from content.loader import DEFAULT_PACK, Portfolio, load_portfolio
from content.markdown import link_targets
from content.scaffold.packs import write_pack

VOID = {"meta", "link", "img", "br", "hr"}
HOSTILE = '<script>alert("x")</script> & <img src=x onerror=y> [a](javascript:alert(1))'


class Page(HTMLParser):
    """Reads a page, and fails where an element is closed out of turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def headings(self) -> list[int]:
        return [int(name[1]) for name, _ in self.elements if re.fullmatch("h[1-6]", name)]


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return site_of(load_portfolio(), lambda topology, _: f"<svg>{len(topology.boxes)}</svg>")


@pytest.fixture(scope="module")
def pages(site: dict[str, str]) -> dict[str, Page]:
    return {name: Page(text) for name, text in site.items() if name.endswith(".html")}


@pytest.fixture
def hostile(tmp_path: Path) -> Portfolio:
    """A pack whose every setting tries to get out of the page."""
    pack = Path(shutil.copytree(DEFAULT_PACK, tmp_path / "pack"))
    profile = pack / "profile.yaml"
    text = profile.read_text(encoding="utf-8")
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    for key in ("name", "website", "github", "email", "availability"):
        text = re.sub(rf'^( *{key}:) ""$', lambda match: f"{match[1]} {quoted}", text, flags=re.MULTILINE)
    profile.write_text(text, encoding="utf-8")
    essay = pack / "essays" / "event-driven-backbones.md"
    essay.write_text(
        essay.read_text(encoding="utf-8").replace("title: Event", f"title: {quoted}\n#", 1), encoding="utf-8"
    )
    body = HOSTILE.replace("[a](javascript:alert(1))", "<b onclick=z>b</b>")
    essay.write_text(
        essay.read_text(encoding="utf-8") + f"\n{body}\n\n![i](https://example.org/i.png)\n", encoding="utf-8"
    )
    return load_portfolio(pack)


def test_the_resume_has_a_page_that_leads_to_its_documents_and_to_its_files(site: dict[str, str]) -> None:
    page = site["resume.html"]
    assert '<a href="work/order-pipeline.html">' in page
    assert '<a href="services.html#mvp-development">' in page
    for name, begins in (("resume.txt", ""), ("resume.md", "# "), ("resume.json", "{")):
        assert f'<a href="{name}">' in page
        assert site[name].startswith(begins)
    assert "resume.pdf" not in page
    assert '<a href="resume.html">' in site["contact.html"]
    files = site_files(load_portfolio())
    assert bytes(files["resume.pdf"]).startswith(b"%PDF-")  # type: ignore[arg-type]
    assert '<a href="resume.pdf">PDF</a>' in str(files["resume.html"])


def test_every_document_has_a_page_or_a_place_on_one(pages: dict[str, Page]) -> None:
    for document in load_portfolio().documents:
        screen, _, slug = document.path.partition("/")
        if screen in ("services", "topology", "pipeline"):
            assert slug in pages[f"{screen}.html"].ids
        else:
            assert f"{document.path}.html" in pages


def links_of(name: str, page: Page) -> Iterator[tuple[str, str]]:
    """Yield (page, id) of every link that stays on the site."""
    for attributes in page.all("a"):
        href = attributes["href"]
        if not href.startswith(("http", "mailto:")):
            path, _, anchor = href.partition("#")
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name, anchor


def test_every_link_of_every_page_arrives(pages: dict[str, Page], site: dict[str, str]) -> None:
    count = 0
    for name, page in pages.items():
        for target, anchor in links_of(name, page):
            count += 1
            assert target in site, f"{name} links to {target}"
            assert not anchor or anchor in pages[target].ids, f"{name} links to {target}#{anchor}"
    assert count > 300


def test_every_page_is_one_that_a_screen_reader_can_walk(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.all("html")[0]["lang"] == "en", name
        assert page.headings[0] == page.headings.count(1) == 1, name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), f"{name} skips a heading level"
        assert len(page.ids) == len(set(page.ids)), f"{name} has an id twice"
        assert page.all("main")[0]["id"] == "main", name
        assert page.all("a")[0]["href"] == "#main", name
        assert [item for item in page.all("a") if "aria-current" in item] or name.startswith("contact/"), name
        assert all(image["alt"] for image in page.all("img"))
        assert all(cell["scope"] == "col" for cell in page.all("th"))


def test_every_page_says_what_a_link_to_it_shows(pages: dict[str, Page], site: dict[str, str]) -> None:
    portfolio = load_portfolio()
    for name, page in pages.items():
        said = {item["property"]: item["content"] for item in page.all("meta") if "property" in item}
        assert said["og:site_name"] == owner_of(portfolio), name
        assert said["og:title"] in page.words, name
        assert said["og:description"], name
        document = portfolio.by_path.get(name.removesuffix(".html"))
        day = document.day if document else None
        assert said["og:type"] == ("article" if day else "website"), name
        assert said.get("article:published_time") == (day.isoformat() if day else None), name


def test_the_feed_holds_every_essay_with_a_link_that_arrives(site: dict[str, str], pages: dict[str, Page]) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(site["feed.xml"])
    essays = load_portfolio().documents_on("essays")
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries] == [essay.title for essay in essays]
    assert [entry.findtext(f"{atom}updated") for entry in entries] == [f"{essay.day}T00:00:00Z" for essay in essays]
    assert feed.findtext(f"{atom}updated") == max(f"{essay.day}T00:00:00Z" for essay in essays)
    assert all(link.attrib["href"] in site for link in feed.iter(f"{atom}link"))
    ids = [found.text or "" for found in feed.iter(f"{atom}id")]
    assert len(set(ids)) == len(essays) + 1
    assert all(uuid.UUID(text.removeprefix("urn:uuid:")) for text in ids)
    for name, page in pages.items():
        [address] = [item["href"] for item in page.all("link") if item.get("type") == "application/atom+xml"]
        assert posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) == "feed.xml"


def test_no_page_needs_more_than_its_policy_allows(pages: dict[str, Page], site: dict[str, str]) -> None:
    for name, page in pages.items():
        policy = next(item["content"] for item in page.all("meta") if item.get("http-equiv"))
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
        assert not page.all("script")
        assert not page.all("style")
        for tag, attributes in page.elements:
            assert not {key for key in attributes if key == "style" or key.startswith("on")}, f"{name} {tag}"
        assert all("://" not in item.get("href", "") for item in page.all("link"))
    assert "url(" not in site["style.css"]
    assert "@import" not in site["style.css"]


def test_a_hostile_pack_stays_text(hostile: Portfolio) -> None:
    files = site_of(hostile)
    assert ElementTree.fromstring(files["feed.xml"]) is not None
    for name, text in files.items():
        if not name.endswith(".html"):
            continue
        page = Page(text)
        assert not page.all("script"), name
        assert not page.all("img"), name
        assert not page.all("b"), name
        assert all(not item["href"].lower().startswith("javascript") for item in page.all("a")), name
        assert all(not key.startswith("on") for _, attributes in page.elements for key in attributes), name
    assert HOSTILE in Page(files["contact.html"]).words


def test_the_picture_of_the_topology_is_there_only_when_somebody_draws_it(site: dict[str, str]) -> None:
    assert site["topology.svg"].startswith("<svg>")
    assert "topology.svg" in site["topology.html"]
    without = site_of(load_portfolio())
    assert "topology.svg" not in without
    assert "topology.svg" not in without["topology.html"]


def test_the_site_says_its_language() -> None:
    portfolio = load_portfolio()
    assert '<html lang="en">' in site_of(portfolio)["index.html"]
    assert '<html lang="nl">' in site_of(portfolio, language="nl")["index.html"]
    profile = dataclasses.replace(portfolio.profile, language="pt-BR")
    assert '<html lang="pt-BR">' in site_of(dataclasses.replace(portfolio, profile=profile))["essays.html"]


def test_markdown_becomes_html_with_anchors_and_relative_links() -> None:
    text = "## The *outbox*\n\nSee [it](essays/x#y) and [web](https://example.org).\n\n## The outbox\n\n"
    text += "```sql\nselect 1 < 2\n```\n"
    html = blocks_html(page_blocks(text), href_from("work/a.html"), shift=1, prefix="p--")
    assert '<h3 id="p--the-outbox">The <em>outbox</em></h3>' in html
    assert '<h3 id="p--the-outbox-2">' in html
    assert '<a href="../essays/x.html#y">it</a>' in html
    assert '<a href="https://example.org" rel="noopener">web</a>' in html
    assert '<pre tabindex="0"><code class="language-sql">select 1 &lt; 2\n</code></pre>' in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n- b\n  - c", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("- ", "<ul>\n<li></li>\n</ul>\n"),
        ("> a\n>\n> ---", "<blockquote>\n<p>a</p>\n<hr />\n</blockquote>\n"),
        ("a  \nb\nc", "<p>a<br />\nb\nc</p>\n"),
        ('`<a>` ![an *image*](x) "&"', '<p><code>&lt;a&gt;</code> an *image* "&amp;"</p>\n'),
        ('[a](https://b.c "d\\"e")', '<p><a href="https://b.c" title="d&#34;e" rel="noopener">a</a></p>\n'),
        ("###### a", '<h6 id="a">a</h6>\n'),
    ],
)
def test_every_block_has_its_elements(text: str, html: str) -> None:
    assert blocks_html(page_blocks(text), href_from("work/a.html"), shift=1) == html


def test_a_table_says_which_cells_head_it_and_scrolls_by_key() -> None:
    html = blocks_html(page_blocks("| a | b |\n| --- | ---: |\n| 1 | 2 |"), href_from("work/a.html"))
    assert html.startswith(
        '<div class="table" role="region" aria-label="Table" tabindex="0">\n<table>\n<thead>\n<tr>\n'
    )
    assert '<th scope="col">a</th>\n<th scope="col" class="right">b</th>\n' in html
    assert '<tbody>\n<tr>\n<td>1</td>\n<td class="right">2</td>\n</tr>\n</tbody>\n</table>\n</div>\n' in html


def test_every_markdown_file_and_every_link_in_it_is_there() -> None:
    files = markdown_of(load_portfolio())
    assert len(files) == len(load_portfolio().documents) + 1
    for name, text in files.items():
        for target in link_targets(text):
            if not target.href.startswith("http"):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target.href.partition("#")[0]))
                assert path in files, f"{name} links to {target.href}"
    assert "[order pipeline study](order-pipeline.md)" in files["work/event-driven-commerce.md"]


def test_the_json_resume_holds_the_work_and_no_empty_field() -> None:
    resume = json.loads(json_resume_of(load_portfolio()))
    assert [project["name"] for project in resume["projects"]][:1] == ["Scaling an Order Pipeline to 50k Events/Sec"]
    assert resume["publications"][0]["releaseDate"] == "2026-11-23"
    assert "name" not in resume["basics"]
    assert "work" not in resume

    def empties(data: object) -> bool:
        items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
        return data in ("", [], {}) or any(empties(item) for item in items)

    assert not empties(resume)


def test_a_resume_that_goes_out_comes_in_again(tmp_path: Path, tiny_portfolio: Portfolio) -> None:
    path = tmp_path / "resume.json"
    path.write_text(json_resume_of(tiny_portfolio), encoding="utf-8")
    write_pack(tmp_path / "pack", blank=True)
    _, left = apply_import(read_json_resume(path), tmp_path / "pack")
    portfolio = load_portfolio(tmp_path / "pack")
    assert portfolio.profile.contact.email == tiny_portfolio.profile.contact.email
    assert {study.title for study in tiny_portfolio.case_studies} <= {project.title for project in portfolio.projects}
    assert not left


def test_the_resume_is_one_page() -> None:
    lines = resume_on_a_page(resume_of(load_portfolio())).splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS
    assert any("Scaling an Order Pipeline" in line for line in lines)


def test_a_long_resume_loses_its_last_entries_and_keeps_every_part(tiny_portfolio: Portfolio) -> None:
    essay, study = tiny_portfolio.essays[0], tiny_portfolio.case_studies[0]
    essays = tuple(dataclasses.replace(essay, title=f"Essay {number}") for number in range(70))
    studies = tuple(dataclasses.replace(study, title=f"Study {number}") for number in range(30))
    text = resume_on_a_page(resume_of(dataclasses.replace(tiny_portfolio, essays=essays, case_studies=studies)))
    assert len(text.splitlines()) <= LINES
    assert "Essay 0" in text
    assert "Essay 69" not in text
    for heading in ("CASE STUDIES", "PROJECTS", "SERVICES", "WRITING"):
        assert heading in text


def test_a_resume_cannot_steer_the_terminal(tiny_portfolio: Portfolio) -> None:
    profile = dataclasses.replace(tiny_portfolio.profile, name="A\u202eB\x9b31m")
    assert resume_on_a_page(resume_of(dataclasses.replace(tiny_portfolio, profile=profile))).startswith("AB31M\n")
