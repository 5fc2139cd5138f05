"""A terminal of the browser door: what it shows and takes, what the page hears, how it ends, what is left of it."""

from __future__ import annotations

import gc
import json
import weakref

from tests.fakes.toy import Toy
from tests.hosting.page_client import HELLO, browser
from tests.hosting.waiting import until
from tui.hosting.driver import LEAVE
from tui.hosting.host import Visitor
from tui.hosting.session import Session
from tui.textual_internals import circles


async def test_a_terminal_shows_the_app_takes_keys_and_follows_the_size() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("size 80x24")
        await terminal.type("hé")
        await terminal.shows("typed hé")
        await terminal.socket.send_str(json.dumps({"type": "resize", "columns": 100, "rows": 30}))
        await terminal.shows("size 100x30")
        await terminal.type("\x11")
        assert (await terminal.ended()) == {"type": "ended", "text": "The terminal is closed.", "again": False}
        assert bytes(terminal.data).index(LEAVE.encode()) < bytes(terminal.data).index(b"Thanks for stopping by.")
        assert not visitor.house.host.sessions
        assert len(visitor.house.host.seats) == 0


async def test_who_wants_less_motion_sees_still_screens() -> None:
    async with browser() as visitor:
        for still, level in ((True, "none"), (False, "full")):
            terminal = await visitor.open(HELLO | {"still": still})
            await terminal.shows("welcome")
            (session,) = visitor.house.host.sessions
            assert isinstance(session, Session)
            assert session._app is not None
            assert session._app.animation_level == level
            del session
            await terminal.socket.close()
            await until(lambda: not visitor.house.host.sessions)


async def test_a_link_opens_at_its_place_and_an_invented_one_at_home() -> None:
    async with browser() as visitor:
        await (await visitor.open(HELLO | {"start": "essays/one"})).shows("welcome essays/one")
        await (await visitor.open(HELLO | {"start": "\x1b]0;no\x07"})).shows("welcome home")


async def test_the_page_is_told_which_address_to_open_and_where_the_visitor_is() -> None:
    opened: list[bool] = []

    def make_app(visitor: Visitor, start: str | None) -> Toy:
        assert visitor.around is not None
        opened.append(visitor.around.open_url("https://example.org/a"))
        opened.append(visitor.around.open_url("http://example.org/a"))
        opened.append(visitor.around.open_url("javascript:alert(1)"))
        visitor.around.show_place("essays/one", "One — Nobody")
        return Toy(visitor, start)

    async with browser(make_app) as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        assert opened == [True, False, False]
        assert terminal.told == [
            {"type": "open", "url": "https://example.org/a"},
            {"type": "place", "place": "essays/one", "title": "One — Nobody"},
        ]


async def test_the_app_hears_where_the_page_wants_to_be_and_nothing_that_is_no_place() -> None:
    heard: list[str] = []

    def make_app(visitor: Visitor, start: str | None) -> Toy:
        assert visitor.around is not None
        visitor.around.listen(heard.append)
        return Toy(visitor, start)

    async with browser(make_app) as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        for place in ("x" * 501, 5, None, "essays/one"):
            await terminal.socket.send_str(json.dumps({"type": "go", "place": place}))
        await until(lambda: bool(heard))
        assert heard == ["essays/one"]


async def test_a_visitor_who_leaves_is_gone_and_their_seat_is_free() -> None:
    async with browser(sessions=1) as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        await terminal.socket.close()
        await until(lambda: len(visitor.house.host.seats) == 0)
        assert [line["reason"] for line in visitor.house.lines("session ended")] == ["left"]
        await (await visitor.open()).shows("welcome")


async def test_nothing_of_a_visit_stays_behind() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        (session,) = visitor.house.host.sessions
        assert isinstance(session, Session)
        kept = [weakref.ref(each) for each in (session, session.sink, session._app)]
        del session
        await terminal.socket.close()
        await until(lambda: len(visitor.house.host.seats) == 0)
        circles.forget_instances()
        await until(lambda: gc.collect() is not None and not any(ref() for ref in kept), "the end of every object")


async def test_a_crash_ends_with_a_word_and_no_traceback_for_the_visitor() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        await terminal.type("\x1bOQ")
        assert (await terminal.ended())["text"].startswith("Something broke here")
        assert "Sorry: something broke here" in terminal.text
        assert "Traceback" not in terminal.text


async def test_a_restart_asks_the_page_to_come_back() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        await visitor.house.host.drain()
        assert await terminal.ended() == {"type": "ended", "text": "This host is restarting.", "again": True}
