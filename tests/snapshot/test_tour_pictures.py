"""The pictures of the tour show the rooms as they are, and the page shows all of them."""

from __future__ import annotations

from typing import Any

import pytest

import tour

RUN = "run `python scripts/tour.py`"


def test_the_page_and_the_folder_have_a_picture_of_every_stop_and_no_other() -> None:
    assert tour.TOUR.read_text(encoding="utf-8") == tour.page(), RUN
    kept = {path.name for path in tour.IMAGES.glob("tour-*.svg")}
    assert kept == {stop.file.name for stop in tour.STOPS}, RUN


@pytest.mark.parametrize("stop", tour.STOPS, ids=lambda stop: stop.name)
async def test_a_picture_of_the_tour_has_not_drifted(stop: Any) -> None:
    assert stop.file.read_text(encoding="utf-8") == await tour.picture(stop), RUN
