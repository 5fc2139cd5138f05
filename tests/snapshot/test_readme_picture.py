"""The picture on the README's first screen is the screen as it is."""

from __future__ import annotations

from topology_picture import PICTURE, picture


async def test_the_picture_in_the_readme_has_not_drifted() -> None:
    drawn = await picture()
    assert PICTURE.read_text(encoding="utf-8") == drawn, "run `python scripts/topology_picture.py`"
