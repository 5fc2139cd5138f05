"""Square brackets of a pack are text everywhere. Textual 8.2.8 reads two dialects of markup: its own, and Rich's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.loader import load_portfolio
from content.located_yaml import parse_yaml
from tests.fakes.app import ScriptedAssistant, app_of, press, settle

MARKS = "[WARN] [50%] [link=x]y[/] [/]"
WORDS = {"title", "label", "headline", "subheadline", "summary", "tagline", "role", "chosen"}


@pytest.fixture
def marked(tiny_pack: Path) -> Path:
    """The small pack, with marks behind every title and the like, and behind every heading of an essay."""
    for path in tiny_pack.rglob("*.yaml"):
        path.write_text(yaml.safe_dump(_marked(parse_yaml(path.read_text(encoding="utf-8")).data)), encoding="utf-8")
    for path in tiny_pack.rglob("*.md"):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        if path.parent.name == "essays":
            body = re.sub("^## .+$", rf"\g<0> {MARKS}", body, flags=re.MULTILINE)
        path.write_text(f"---\n{yaml.safe_dump(_marked(parse_yaml(head).data))}---\n{body}", encoding="utf-8")
    return tiny_pack


def _marked(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _marked(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if name not in WORDS or not isinstance(value, str):
        return value
    return f"{value} {MARKS}" if len(value) > 20 else "[WARN] [/]"  # a box has little room


@pytest.mark.parametrize(
    "keys",
    [(), ("2", "enter"), ("3", "down", "down"), ("3", "x"), ("3", "t"), ("4", "enter"), ("5", "enter"), ("5", "c"),
     ("6", "enter"), ("8", "escape", "enter"), ("slash", *"ord"), ("l",), ("ctrl+p",), ("question_mark",),
     ("7", *MARKS.replace("/", "") , "enter"), ("7", *"why", "enter", "ctrl+x")],
    ids=lambda keys: "-".join(keys)[:24] or "home",
)  # fmt: skip
async def test_marks_are_shown_as_they_stand(marked: Path, tmp_path: Path, keys: tuple[str, ...]) -> None:
    app = app_of(load_portfolio(marked), tmp_path, ScriptedAssistant())
    async with app.run_test(size=(160, 60)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                assert not (segment.style and segment.style.link == "x"), segment.text
        shown = "\n".join(
            "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
        )
        if not keys or keys[0] in "23568":
            assert "[WARN]" in shown
