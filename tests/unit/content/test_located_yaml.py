"""Two loaders, one reading: libyaml's and PyYAML's own, which is there where PyYAML was built without libyaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from content import located_yaml
from content.located_yaml import Located, YamlError, parse_yaml
from tests.places import ROOT

FILES = sorted((ROOT / "content").rglob("*.yaml"))
PAGES = sorted((ROOT / "content").rglob("*.md"))
LOADERS = (yaml.CSafeLoader, yaml.SafeLoader)
ONLY_LIBYAML = [
    "card: {title: Have a question?, text: Ask.}",
    "asks: [What do you charge?, When?]",
    "title: Orders\t",
    "title:\tOrders",
    "title: one\ttwo",
    "text: |#",
]
"""What PyYAML 6.0.3 reads with libyaml and refuses without. Of 300,000 texts made of YAML's marks none was read as two
values, but for those with a tag `!` or a second byte order mark."""


def read_by(loader: Any, text: str, monkeypatch: pytest.MonkeyPatch) -> Located:
    monkeypatch.setattr(located_yaml, "Loader", loader)
    return parse_yaml(text)


def front_matter(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text.split("---\n", 2)[1] if text.startswith("---\n") else ""


def test_both_read_all_that_we_ship_alike_and_on_the_same_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*(path.read_text(encoding="utf-8") for path in FILES), *filter(None, map(front_matter, PAGES))]
    assert len(texts) > 20
    for text in texts:
        one, other = (read_by(loader, text, monkeypatch) for loader in LOADERS)
        assert one == other, text[:80]


@pytest.mark.parametrize("text", ONLY_LIBYAML)
def test_what_only_one_of_them_reads_is_a_fault_on_its_line_to_the_other(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_by(yaml.CSafeLoader, f"first: 1\n{text}\n", monkeypatch).data
    with pytest.raises(YamlError, match="line 2: "):
        read_by(yaml.SafeLoader, f"first: 1\n{text}\n", monkeypatch)
