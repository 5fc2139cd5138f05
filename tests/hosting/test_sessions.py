"""A session on a sink in memory: drawing, input, sizes, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import re
import weakref

import pytest
from textual.app import App

from tests.hosting.house import open_house
from tests.hosting.waiting import plain, until
from tui.hosting.driver import ENTER, LEAVE
from tui.hosting.sink import Size


async def test_a_session_draws_types_and_gives_the_terminal_back() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type("hé")
        await visit.shows("typed hé")
        visit.type("\x11")
        await visit.ended()
    data = bytes(visit.sink.data)
    assert data.startswith(ENTER.encode())
    assert LEAVE.encode() in data
    assert "Thanks for stopping by." in plain(data[data.index(LEAVE.encode()) :])
    assert visit.sink.status == 0


async def test_the_screen_asks_for_no_flood_of_mouse_moves_and_no_exotic_keyboard() -> None:
    async with open_house() as house:
        visit = await house.visit()
    sent = bytes(visit.sink.data)
    assert b"?1002h" in sent
    assert b"?1003h" not in sent
    assert b"?2048" not in sent
    assert b"\x1b[>" not in sent


async def test_a_frame_is_one_write() -> None:
    async with open_house() as house:
        visit = await house.visit()
        await asyncio.sleep(0)
        pieces: list[bytes] = []
        original = visit.sink.write
        visit.sink.write = lambda data: (pieces.append(data), original(data))[1]  # type: ignore[method-assign]
        visit.type("\x1b[?2026;2$y")  # the terminal shows frames at once: each is framed by two more sequences
        visit.type("a")
        await visit.shows("typed a")
    framed = [piece for piece in pieces if b"\x1b[?2026h" in piece]
    assert framed
    assert all(piece.count(b"\x1b[?2026h") == piece.count(b"\x1b[?2026l") for piece in framed)


async def test_the_last_of_a_burst_of_resizes_counts() -> None:
    async with open_house() as house:
        visit = await house.visit()
        for columns in range(60, 100):
            visit.session.resize(Size(columns, 30))
        await visit.shows("size 99x30")
        assert "size 75x30" not in visit.sink.text


async def test_it_opens_where_the_visitor_wants() -> None:
    async with open_house() as house:
        visit = await house.visit(start="essays/kafka")
        await visit.shows("welcome essays/kafka")


async def test_what_is_typed_before_the_first_frame_is_not_lost() -> None:
    async with open_house() as house:
        visit = await house.visit(wait=False)
        visit.type("early")
        await visit.shows("typed early")


async def test_escape_is_a_key_after_a_moment() -> None:
    class Escaped(App[None]):
        pressed = ""

        def on_key(self, event: object) -> None:
            self.pressed += f"{event.key} "  # type: ignore[attr-defined]

    app = Escaped()
    async with open_house(make_app=lambda visitor, start: app) as house:
        visit = await house.visit(wait=False)
        await until(lambda: len(visit.sink.data) > len(ENTER) + 100)
        visit.type("\x1b")
        await until(lambda: app.pressed == "escape ", "escape")
        visit.type("\x1b[A")
        await until(lambda: app.pressed == "escape up ", "an arrow")


async def test_split_utf8_is_one_character() -> None:
    async with open_house() as house:
        visit = await house.visit()
        for byte in "日本".encode():
            visit.type(bytes([byte]))
            await asyncio.sleep(0.01)
        await visit.shows("typed 日本")


def colours(data: bytes) -> set[str]:
    """Return which kinds of colour a terminal was sent."""
    kinds = set()
    for sequence in re.findall(rb"\x1b\[([0-9;]*)m", data):
        codes = sequence.decode()
        for kind, introduction in (("truecolor", "[34]8;2;\\d+;\\d+;\\d+"), ("256", "[34]8;5;\\d+")):
            codes, count = re.subn(introduction, "", codes)
            kinds |= {kind} if count else set()
        if re.search(r"\b(?:[349]|10)[0-7]\b", codes):
            kinds.add("16")
    return kinds


async def test_sessions_of_different_depths_never_share_colours() -> None:
    depths = ("none", "16", "256", "truecolor")
    async with open_house() as house:
        for order in (depths, depths[::-1]):  # whoever comes first must not decide for the rest
            visits = {depth: await house.visit(depth=depth) for depth in order}
            for visit in visits.values():
                visit.type("x")
                await visit.shows("typed x")
            shown = {depth: colours(bytes(visit.sink.data)) for depth, visit in visits.items()}
            assert shown == {"none": set(), "16": {"16"}, "256": {"256"}, "truecolor": {"truecolor"}}


async def test_an_ended_session_leaves_nothing_alive() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type("some\x1b[1;5Akeys\x1b")
        await visit.shows("typed some")
        app = weakref.ref(visit.app)
        screen = weakref.ref(visit.app.screen)
        session = weakref.ref(visit.session)
        visit.type("\x11")
        await visit.ended()
        house.visits.clear()
        del visit

        def is_freed() -> bool:  # a timer that was cancelled keeps what it was made in until it would have been due
            gc.collect()
            return app() is None and screen() is None and session() is None

        await until(is_freed, "nothing of it is left")


async def test_a_hanging_handler_is_cancelled_when_the_visitor_leaves() -> None:
    async with open_house(grace_seconds=0.2) as house:
        visit = await house.visit()
        visit.type("\x1bOS")  # f4
        await asyncio.sleep(0.2)
        visit.session.hang_up("left")
        await visit.ended(5)
        assert not house.host.sessions


async def test_idle_visitors_are_warned_and_then_let_go() -> None:
    async with open_house(idle_seconds=1.2, idle_warning_seconds=0.6) as house:
        visit = await house.visit()
        await visit.shows("Nothing was typed")
        visit.type("a")  # a key keeps it
        await visit.shows("typed a")
        await visit.ended()
    assert "It was quiet for 1 second, so this session was closed." in visit.sink.text
    [line] = house.lines("session ended")
    assert line["reason"] == "idle"
    assert line["seconds"] > 1.2


async def test_a_session_ends_at_its_longest_time() -> None:
    async with open_house(session_seconds=0.5) as house:
        visit = await house.visit()
        await visit.ended()
    assert "was closed to make room" in visit.sink.text


async def test_all_are_told_when_the_host_closes() -> None:
    async with open_house() as house:
        visits = [await house.visit() for _ in range(3)]
    for visit in visits:
        assert "This host is restarting" in visit.sink.text
        assert LEAVE.encode() in visit.sink.data


async def test_a_host_closes_within_its_deadline_even_if_an_app_hangs() -> None:
    async with open_house(shutdown_seconds=1, grace_seconds=0.2) as house:
        visit = await house.visit()
        visit.type("\x1bOS")
        await asyncio.sleep(0.1)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 2.5


async def test_a_full_house_is_not_animated() -> None:
    async with open_house(animated_sessions=1) as house:
        first, second = await house.visit(), await house.visit()
        assert (first.app.animation_level, second.app.animation_level) == ("full", "none")


async def test_a_locale_that_is_not_utf8_gets_ascii() -> None:
    async with open_house() as house:
        visit = await house.visit(utf8=False)
        visit.type("é²€")
        await visit.shows("typed e2?")
    assert bytes(visit.sink.data).isascii()


async def test_the_servers_browser_and_disk_are_not_the_visitors(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webbrowser.open", lambda *_: pytest.fail("a browser was opened on the server"))
    async with open_house() as house:
        visit = await house.visit()
        visit.type("\x1b[19~")  # f8
        await until(lambda: b"\x1b]52;c;" in visit.sink.data, "a link in the clipboard")
        visit.type("\x1b[20~")  # f9
        visit.type("after")
        await visit.shows("typed after")
    assert not list(tmp_path.iterdir())
