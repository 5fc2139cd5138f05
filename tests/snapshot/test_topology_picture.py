"""The picture of the Topology screen in docs/visitor.md is the screen as it is."""

from __future__ import annotations

from topology_picture import PICTURE, picture


async def test_the_picture_of_the_topology_has_not_drifted() -> None:
    drawn = await picture()
    assert PICTURE.read_text(encoding="utf-8") == drawn, "run `python scripts/topology_picture.py`"
