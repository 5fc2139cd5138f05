"""An advertisement in the browser door: a form without a script, and a page that answers it and is not kept."""

from __future__ import annotations

import pytest

from content.loader import Portfolio, load_portfolio
from tests.hosting.page_client import Browser, browser
from tests.places import PACKS
from tui.hosting.web.door import TOO_LONG
from tui.hosting.web.fit_page import MOST_BYTES, FitPage
from tui.hosting.web.pages import site_pages

ADVERT = "Requirements:\r\n- an order pipeline\r\n- Fortran\r\n- <script>alert(1)</script> & [a](javascript:x) |\r\n"


async def send(visitor: Browser, **options: object) -> tuple[int, str]:
    async with visitor.session.post(f"{visitor.url}/fit", **options) as response:  # type: ignore[arg-type]
        assert response.headers["Cache-Control"] == "no-store"
        return response.status, await response.text()


async def test_a_form_is_answered_with_a_page_that_leads_to_its_sources(tiny_portfolio: Portfolio) -> None:
    async with browser(pages=site_pages(tiny_portfolio, "fit"), fit=FitPage(tiny_portfolio, "terminal")) as visitor:
        status, form, headers = await visitor.get("/fit")
        assert status == 200
        assert '<form method="post" action="fit">' in form
        assert "form-action 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert '<a href="fit">Fit a job</a>' in (await visitor.get("/"))[1]
        status, page = await send(visitor, data={"advert": ADVERT})
        assert status == 200
        assert "<td>Fortran</td><td>not said here</td>" in page.replace("\n", "")
        assert '<a href="work/order-pipeline.html' in page
        assert "<script" not in page
        assert 'href="javascript' not in page
        for link in ("work/order-pipeline.html", "contact.html"):
            assert (await visitor.get(f"/{link}"))[0] == 200


@pytest.mark.parametrize(
    ("pack", "advert", "told"),
    [
        (
            "",
            "Dein Profil:\r\n- Erfahrung mit Kafka und mit Fortran\r\n",
            "Dieses Portfolio ist auf Englisch geschrieben.",
        ),
        ("uebersetzer", "You must know Python and how to teach it to us.", "This portfolio is written in German."),
    ],
)
async def test_who_advertises_in_another_language_is_told_so(
    pack: str, advert: str, told: str, tiny_portfolio: Portfolio
) -> None:
    portfolio = load_portfolio(PACKS / pack) if pack else tiny_portfolio
    async with browser(fit=FitPage(portfolio, "terminal")) as visitor:
        _, page = await send(visitor, data={"advert": advert})
        assert f"<p>{told}" in page
        assert page.index(told) < page.index("<table")


async def test_what_is_asked_for_and_not_said_is_heard_of_where_the_form_says_so(tiny_portfolio: Portfolio) -> None:
    sought: list[list[str]] = []
    async with browser(fit=FitPage(tiny_portfolio, "terminal", sought.append)) as visitor:
        assert "the owner reads that" in (await visitor.get("/fit"))[1]
        await send(visitor, data={"advert": ADVERT})
        await send(visitor, data={"advert": "The quick brown fox."})
    assert len(sought) == 1
    assert "Fortran" in sought[0]
    async with browser(fit=FitPage(tiny_portfolio, "terminal")) as visitor:
        assert "Nothing of it is kept." in (await visitor.get("/fit"))[1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"advert": "The quick brown fox."}, "This text asks for nothing"),
        ({"advert": ""}, "The advertisement is empty"),
        ({"other": "x"}, "The advertisement is empty"),
        (b"\xff\xfe%%%&&&", "The advertisement is empty"),
        ({"advert": "You must know queues. " * 4_000}, "at most"),
    ],
)
async def test_what_is_no_advertisement_gets_the_form_again_with_a_sentence(
    data: object, says: str, tiny_portfolio: Portfolio
) -> None:
    async with browser(fit=FitPage(tiny_portfolio, "terminal")) as visitor:
        status, page = await send(visitor, data=data)
        assert status == 200
        assert says in page
        assert "<form" in page


async def test_a_form_that_is_too_long_is_not_read(tiny_portfolio: Portfolio) -> None:
    async with browser(fit=FitPage(tiny_portfolio, "terminal")) as visitor:
        assert await send(visitor, data=b"x" * (MOST_BYTES + 1)) == (413, TOO_LONG)


async def test_without_the_page_there_is_none() -> None:
    async with browser() as visitor:
        assert (await visitor.get("/fit"))[0] == 404
        async with visitor.session.post(f"{visitor.url}/fit", data={"advert": ADVERT}) as response:
            assert response.status == 405
