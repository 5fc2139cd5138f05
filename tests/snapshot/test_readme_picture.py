"""The picture on the README's first screen is the screen as it is."""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"


async def test_the_picture_in_the_readme_has_not_drifted() -> None:
    sys.path.insert(0, str(SCRIPTS))
    try:
        from topology_picture import PICTURE, picture
    finally:
        sys.path.remove(str(SCRIPTS))
    drawn = await picture()
    assert PICTURE.read_text(encoding="utf-8") == drawn, "run `python scripts/topology_picture.py`"
