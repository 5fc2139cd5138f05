"""Findings: each is a script of the one form, and stands in the table."""

from __future__ import annotations

import os
import re

import pytest

from tests.places import ROOT

SCRIPTS = sorted((ROOT / "findings").glob("*.sh"))
FORM = (
    r"#!/usr/bin/env bash\n# .*\d.*\n# Most expect: .*\n(?:# .*\n)*# What happens: .*\n(?:# .*\n)*set -euo pipefail\n"
)
TABLE = (ROOT / "docs" / "ground.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_finding_has_its_form(path: os.PathLike[str]) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    head = re.match(FORM, text)
    assert head, "a finding begins with versions, what most expect, and what happens"
    assert "mktemp -d" in text
    assert "assert" in text
    assert os.access(path, os.X_OK)
    assert not re.search(r"^\s*(?:from|import) (?:cli|content|engine|models|tui)\b", text, re.MULTILINE)
    assert f"(../findings/{(ROOT / path).name})" in TABLE


def test_there_are_findings() -> None:
    assert len(SCRIPTS) > 10
