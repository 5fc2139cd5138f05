"""The static site in a real browser, without a server and below a path of one: style, pictures, links and direction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from cli.exit_codes import ExitCode
from cli.main import run
from tests.hosting.chromium import Tab, browsing, needs_chromium

pytestmark = [needs_chromium, pytest.mark.beside]

ESSAY = """---
title: عن الأنظمة
date: 2024-01-02
summary: كيف تعمل الأنظمة معًا.
---

## البداية

هذه فقرة عن الأنظمة.

This one is English.

- بند أول
"""
WIDTH = "getComputedStyle(document.body).maxWidth"
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
UNSEEN = "[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length"


@pytest.fixture
def site(tiny_pack: Path, tmp_path: Path) -> Path:
    (tiny_pack / "essays" / "arabic.md").write_text(ESSAY, encoding="utf-8")
    folder = tmp_path / "pages"
    assert run(["deploy", "--to", "static", str(folder), "--content", str(tiny_pack)]) == ExitCode.DONE
    return folder


async def nothing(_: web.Request) -> web.Response:
    return web.Response()


@pytest.fixture
async def below_a_path(site: Path) -> AsyncIterator[str]:
    """The site behind a web server that knows nothing of it, below a path."""
    app = web.Application()
    app.router.add_static("/me/site", site)
    app.router.add_get("/favicon.ico", nothing)  # which every browser asks for by itself
    runner = web.AppRunner(app)
    await runner.setup()
    door = web.TCPSite(runner, "127.0.0.1", 0)
    await door.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/me/site"
    await runner.cleanup()


async def visit_all(tab: Tab, root: str, site: Path) -> None:
    """Open every page; each has its style and its pictures, and leads nowhere that is not there."""
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        await tab.page.goto(f"{root}/{name}")
        assert await tab.page.evaluate(WIDTH) == "782px", f"{name} has no style"
        assert await tab.page.evaluate(UNSEEN) == 0, name
        for link in await tab.page.evaluate(LINKS):
            if link.startswith(root):
                target = link.removeprefix(root).partition("#")[0].lstrip("/")
                assert await asyncio.to_thread((site / target).is_file), f"{name} leads to {link}"
            else:
                assert link.startswith(("https://", "mailto:")), f"{name} leads to {link}"
    assert tab.faults == []


async def test_every_page_works_from_a_folder(site: Path) -> None:
    async with browsing() as tab:
        await visit_all(tab, site.as_uri(), site)
        assert {request.partition(":")[0] for request in tab.requests} == {"file"}


async def test_every_page_works_below_a_path(site: Path, below_a_path: str) -> None:
    async with browsing() as tab:
        await visit_all(tab, below_a_path, site)
        assert all(request.startswith(below_a_path) for request in tab.requests if "favicon" not in request)


async def test_what_is_read_from_right_to_left_is_set_so_and_the_rest_is_not(site: Path) -> None:
    async with browsing() as tab:
        await tab.page.goto((site / "essays" / "arabic.html").as_uri())
        ways = await tab.page.evaluate(
            "[...document.querySelectorAll('h1, h2, article p:not(.meta), article li')]"
            ".map(each => getComputedStyle(each).direction)"
        )
        assert ways == ["rtl", "rtl", "rtl", "rtl", "ltr", "rtl"]
