"""Where the tests find what is no code."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
FIXTURES = TESTS / "fixtures"
DATA = TESTS / "data"
TINY = FIXTURES / "tiny"
SMALL = FIXTURES / "small"
"""A pack of one profile and three essays."""
RECORDED = DATA / "recorded"
PACKS = TESTS / "packs"
