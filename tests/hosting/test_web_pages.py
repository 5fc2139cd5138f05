"""The pages of the browser door: where they come from, under which policies, and what they lead to."""

from __future__ import annotations

import asyncio
import hashlib
import re
from ipaddress import ip_network
from pathlib import Path
from xml.etree import ElementTree

import pytest

from content.exporters.resume.document import resume_of
from content.exporters.resume.pdf import resume_pdf
from content.exporters.resume.text import resume_as_text
from content.loader import Portfolio
from tests.hosting.page_client import browser
from tests.hosting.waiting import until
from tui.hosting.settings import HostingSettings
from tui.hosting.web.door import NO_FILE
from tui.hosting.web.pages import ASSETS, SENT, find_page, site_pages
from tui.live import INTERVAL


async def test_pages_come_from_memory_under_a_policy_that_loads_nothing_from_elsewhere() -> None:
    async with browser() as visitor:
        status, text, headers = await visitor.get("/")
        assert (status, text) == (200, "<p>welcome to the pages</p>")
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "aiohttp" not in str(headers)
        assert (await visitor.get("/essays/one"))[1] == (await visitor.get("/essays/one.html"))[1] == "<p>one</p>"
        assert (await visitor.get("/", headers={"If-None-Match": headers["ETag"]}))[0] == 304
        async with visitor.session.post(visitor.url + "/", data="x") as response:
            assert response.status == 405
            assert "frame-ancestors" in response.headers["Content-Security-Policy"]


async def test_the_terminals_page_allows_its_own_scripts_and_a_new_nonce_each_time() -> None:
    async with browser() as visitor:
        first, second = await visitor.get("/terminal"), await visitor.get("/terminal")
        policy = first[2]["Content-Security-Policy"]
        nonces = [re.findall(r"'nonce-([\w-]{22})'", page[2]["Content-Security-Policy"]) for page in (first, second)]
        assert nonces[0] != nonces[1]
        assert f'nonce="{nonces[0][0]}"' in first[1]
        assert "script-src 'self';" in policy
        assert not re.search(r"https?:|\*|unsafe-eval|script-src[^;]*unsafe", policy)
        assert not re.search(r"""(src|href)=["'](https?:)?//""", first[1])
        assert re.findall(r"<h(\d)[ >]", first[1])[:1] == ["1"], "who listens hears first what page it is"


async def test_the_resume_is_a_page_and_files_of_which_the_pdf_is_made_when_it_is_asked_for(
    tiny_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browser(pages=site_pages(tiny_portfolio)) as visitor:
        assert '<a href="resume.pdf">PDF</a>' in (await visitor.get("/resume"))[1]
        assert (await visitor.get("/resume/"))[1] == (await visitor.get("/resume.html"))[1]
        async with visitor.session.get(f"{visitor.url}/resume.pdf") as response:
            assert response.headers["Content-Type"] == "application/pdf"
            assert await response.read() == resume_pdf(resume_of(tiny_portfolio))[0]
        assert (await visitor.get("/resume.json"))[2]["Content-Type"] == "application/json"
        assert (await visitor.get("/resume.txt"))[1] == resume_as_text(resume_of(tiny_portfolio))
        monkeypatch.setattr("content.exporters.html.resume_page.resume_download", lambda portfolio, address: {})
    async with browser(pages=site_pages(tiny_portfolio)) as visitor:
        assert (await visitor.get("/resume.pdf"))[:2] == (404, NO_FILE)


async def test_the_figures_of_the_host_are_a_page_where_visitors_may_see_them() -> None:
    async with browser() as visitor:
        assert (await visitor.get("/status"))[0] == 404
    async with browser(public_figures=True) as visitor:
        status, text, headers = await visitor.get("/status")
        assert (status, headers["Content-Type"], headers["Cache-Control"]) == (
            200, "text/plain; charset=utf-8", "no-store",
        )  # fmt: skip
        assert [line.split("  ")[0] for line in text.splitlines()] == [
            "up",
            "here now",
            "answers a minute",
            "first words",
        ]
        assert "no question yet" in text


@pytest.mark.parametrize("path", ["/essays/one", "/essays/one.html", "/terminal"])
async def test_a_slash_too_many_leads_to_the_page(path: str) -> None:
    async with browser() as visitor:
        status, _, headers = await visitor.get(f"{path}/?from=a-link", allow_redirects=False)
        assert (status, headers["Location"]) == (308, f"../{path.rpartition('/')[2]}")
        assert (await visitor.get(f"{path}/"))[:2] == (await visitor.get(path))[:2] or path == "/terminal"


async def test_below_a_path_the_slash_leads_there() -> None:
    async with browser(web_path="/portfolio") as visitor:
        for path in ("/portfolio/essays/one", "/essays/one", "/portfolio/terminal"):
            async with visitor.session.get(f"{visitor.url}{path}/") as response:
                assert (response.status, response.url.path) == (200, path)


@pytest.mark.parametrize(
    "path",
    ["/../pyproject.toml", "/terminal/../../settings.py", "/terminal/%2e%2e/%2e%2e/settings.py", "//etc/passwd",
     "/%2fetc/passwd", "/terminal/LICENSE.xterm", "/terminal/README.md", "/style.css%00.html", "/essays/", "/essays"],
)  # fmt: skip
async def test_no_path_leads_out_of_the_pages(path: str) -> None:
    async with browser() as visitor:
        reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port)  # as it stands: clients tidy paths up
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
        assert re.match(r"HTTP/1.1 4\d\d ", answer)
        assert "root:" not in answer
        assert "[project]" not in answer


async def test_the_vendored_files_are_the_ones_whose_sums_are_written_down() -> None:
    noted = dict(re.findall(r"\| `([\w.-]+)` .* `([0-9a-f]{64})` \|", (ASSETS / "README.md").read_text("utf-8")))
    assert noted == {name: hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() for name in noted}
    assert set(noted) == {name for name in SENT if not name.startswith(("terminal.", "cells.", "widths."))}
    async with browser() as visitor:
        for name in SENT:
            status, text, _ = await visitor.get(f"/terminal/{name}")
            assert (status, text) == (200, (ASSETS / name).read_text("utf-8"))


def test_every_document_has_a_page_that_leads_into_the_terminal_at_its_place(tiny_portfolio: Portfolio) -> None:
    pages = site_pages(tiny_portfolio)
    for document in tiny_portfolio.documents:
        screen = document.path.partition("/")[0]
        page = find_page(pages, f"/{document.path}") or find_page(pages, f"/{screen}")
        assert page is not None
        assert b"Open the terminal</a>" in page.body
    essay = next(each.path for each in tiny_portfolio.documents if each.path.startswith("essays/"))
    page = find_page(pages, f"/{essay}")
    assert page is not None
    assert f'href="../terminal#{essay}"'.encode() in page.body
    assert b"<svg" in pages["topology.svg"].body


@pytest.mark.parametrize(
    ("origins", "path", "address"),
    [
        ((), "/me", ""),
        (("https://example.org/",), "", "https://example.org"),
        (("https://example.org",), "/me/", "https://example.org/me"),
    ],
)
def test_where_an_origin_is_set_each_page_says_its_own_address_to_previews(
    tiny_portfolio: Portfolio, origins: tuple[str, ...], path: str, address: str
) -> None:
    settings = HostingSettings(web_origins=origins, web_path=path)
    assert settings.pages_address == address
    page = site_pages(tiny_portfolio, address=settings.pages_address)["work.html"].body.decode()
    assert ("og:url" in page, "og:image" in page) == (bool(address), bool(address))
    assert not address or f'<meta property="og:url" content="{address}/work.html">' in page
    assert not address or f'<meta property="og:image" content="{address}/topology.svg">' in page


async def test_search_engines_find_every_page_at_the_address_that_was_asked() -> None:
    async with browser() as visitor:
        status, robots, headers = await visitor.get("/robots.txt")
        assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert robots == f"User-agent: *\nDisallow:\n\nSitemap: {visitor.url}/sitemap.xml\n"
        status, listed, headers = await visitor.get("/sitemap.xml")
        assert (status, headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
        entries = ElementTree.fromstring(listed).iterfind("{*}url/{*}loc")
        addresses = [each.text for each in entries]
        assert addresses == [f"{visitor.url}/essays/one.html", f"{visitor.url}/"]
        assert [(await visitor.get(str(each).removeprefix(visitor.url)))[0] for each in addresses] == [200, 200]


async def test_behind_a_proxy_the_sitemap_names_the_address_outside() -> None:
    forwarded = {"Host": "me.example", "X-Forwarded-Proto": "https"}
    async with browser() as visitor:
        assert "Sitemap: http://me.example/" in (await visitor.get("/robots.txt", headers=forwarded))[1]
        garbage = (await visitor.get("/sitemap.xml", headers={"Host": "<me>&.example"}))[1]
        assert "me" not in garbage
        ElementTree.fromstring(garbage)
    async with browser(trusted_proxies=(ip_network("127.0.0.1"),)) as visitor:
        assert "Sitemap: https://me.example/" in (await visitor.get("/robots.txt", headers=forwarded))[1]
    async with browser(web_origins=("https://listed.example/",)) as visitor:
        assert "Sitemap: https://listed.example/sitemap.xml" in (await visitor.get("/robots.txt"))[1]


async def test_pages_follow_the_content_while_it_is_watched(tiny_portfolio: Portfolio, tiny_pack: Path) -> None:
    async with browser(watch=tiny_pack, pages=site_pages(tiny_portfolio)) as visitor:
        profile = tiny_pack / "profile.yaml"
        before = profile.read_text("utf-8")
        await asyncio.sleep(INTERVAL / 2)  # the watch has taken its first look
        profile.write_text("nonsense: [", "utf-8")
        await until(lambda: visitor.house.lines("content not reloaded"))
        assert (await visitor.get("/"))[0] == 200
        profile.write_text(re.sub(r"(?m)^headline:.*", "headline: Reloaded", before), "utf-8")
        await until(lambda: visitor.house.lines("content reloaded"))
        assert "<h1>Reloaded" in (await visitor.get("/"))[1]
