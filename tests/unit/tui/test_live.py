"""Live editing: what is saved is seen, with the visitor's place kept, and what is wrong is said."""

from __future__ import annotations

import os
from pathlib import Path

from content.loader import Portfolio, load_portfolio
from tests.fakes.app import app_of, press, settle
from tui.live import PackWatch, reloaded
from tui.widgets.reader import Reader

STUDY = "case-studies/order-pipeline.md"


def rewrite(path: Path, old: str, new: str) -> None:
    """Save a change as an editor does, with a time of its own."""
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))


def test_nothing_has_changed_until_something_is_saved(tiny_pack: Path) -> None:
    watch = PackWatch(tiny_pack)
    assert not watch.changed()
    rewrite(tiny_pack / STUDY, "relay", "courier")
    assert watch.changed()
    assert not watch.changed()


def test_files_that_come_and_go_count_and_others_do_not(tiny_pack: Path) -> None:
    watch = PackWatch(tiny_pack)
    (tiny_pack / "essays" / ".order.md.swp").write_text("an editor's own")
    assert not watch.changed()
    (tiny_pack / "essays" / "new.md").write_text("new")
    assert watch.changed()
    (tiny_pack / "essays" / "new.md").unlink()
    assert watch.changed()


def test_a_pack_that_cannot_be_loaded_gives_its_problems(tiny_pack: Path) -> None:
    assert isinstance(reloaded(tiny_pack), Portfolio)
    (tiny_pack / "profile.yaml").write_text("headline: [")
    problems = reloaded(tiny_pack)
    assert isinstance(problems, tuple)
    assert problems[0].file.name == "profile.yaml"


async def test_a_save_is_seen_where_the_visitor_is(tiny_pack: Path, tmp_path: Path) -> None:
    app = app_of(load_portfolio(tiny_pack), tmp_path, watch=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "5", "enter", "A")
        line = app.screen.query_one(Reader).line
        rewrite(tiny_pack / STUDY, "A relay reads", "A courier reads")
        app._look_at_pack()
        await app.workers.wait_for_complete()
        await settle(pilot)
        reader = app.screen.query_one(Reader)
        assert "A courier reads" in reader.text
        assert reader.line == line


async def test_a_fault_is_a_panel_until_it_is_mended(tiny_pack: Path, tmp_path: Path) -> None:
    app = app_of(load_portfolio(tiny_pack), tmp_path, watch=True)
    async with app.run_test(size=(80, 24)) as pilot:
        for change, shown in ((("year:", "yeer:"), 1), (("yeer:", "year:"), 0)):
            rewrite(tiny_pack / STUDY, *change)
            app._look_at_pack()
            await app.workers.wait_for_complete()
            await settle(pilot)
            assert len(app.screen.query("#problems")) == shown
