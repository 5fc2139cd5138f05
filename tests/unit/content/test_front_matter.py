"""Front matter as people write it. python-frontmatter 1.3.0 reads the marked ones as body, or raises."""

from __future__ import annotations

from typing import Any

import pytest

from content.importers.front_matter import split_front_matter

HEADERS: list[tuple[str, dict[str, Any], str]] = [
    ("---\ntitle: A\n---\nB", {"title": "A"}, "B"),
    ("---\r\ntitle: A\r\n---\r\nB", {"title": "A"}, "B"),
    ("\ufeff---\ntitle: A\n---\nB", {"title": "A"}, "B"),
    ("--- \ntitle: A\n---\t\nB", {"title": "A"}, "B"),
    ("---\ntitle: A\n...\nB", {"title": "A"}, "B"),  # not seen
    ("---\ntitle: A\n...\n\nB\n\n---\n\nC", {"title": "A"}, "\nB\n\n---\n\nC"),  # the ruler ends it there
    ("---\n---\nB", {}, "B"),
    ("---\n# nothing\n---\nB", {}, "B"),
    ("---\n\ntitle: A\n\n---\nB", {"title": "A"}, "B"),
    ("---\ntitle: A\n---", {"title": "A"}, ""),
    ("---\ntitle: A\n---\n", {"title": "A"}, ""),
    ("---\ntitle: A\n---\nB\n---\nC", {"title": "A"}, "B\n---\nC"),
    ("---\ntitle: A -- B --- C\n---\nD", {"title": "A -- B --- C"}, "D"),
    ("---\ntitle: 'A: B'\n---\nC", {"title": "A: B"}, "C"),
    ("---\nTitle: A\nTAGS: [a, b]\n---\nB", {"title": "A", "tags": ["a", "b"]}, "B"),
    ("---\ncontent: A\n---\nB", {"content": "A"}, "B"),  # raises TypeError
    ("---\nhandler: A\nmetadata: C\n---\nB", {"handler": "A", "metadata": "C"}, "B"),
    ("---\ntext: |\n  A\n  ---- B\n---\nC", {"text": "A\n---- B\n"}, "C"),
    ("---\nempty:\n---\nB", {"empty": None}, "B"),
    ("---\nyear: 2024\ndraft: yes\n---\nB", {"year": 2024, "draft": True}, "B"),
    ("---\nparams:\n  math: true\n---\nB", {"params": {"math": True}}, "B"),
    ('+++\ntitle = "A"\n+++\nB', {"title": "A"}, "B"),  # body, without the package toml
    ('+++\r\ntitle = "A"\r\n+++\r\nB', {"title": "A"}, "B"),
    ('+++\ntags = ["a"]\n[extra]\nx = 1\n+++\nB', {"tags": ["a"], "extra": {"x": 1}}, "B"),
    ("+++\n+++\nB", {}, "B"),
    ('+++\ntext = """\nA\n+ B\n"""\n+++\nC', {"text": "A\n+ B\n"}, "C"),
    ('{"title": "A"}\n\nB', {"title": "A"}, "\n\nB"),
    ('{\n  "title": "A {B}"\n}\nC', {"title": "A {B}"}, "\nC"),
    ("A\n---\nB", {}, "A\n---\nB"),
    ("title: A\ntags:\n- b\n---\nC", {"title": "A", "tags": ["b"]}, "C"),  # Hexo
    ("title: A", {}, "title: A"),
    ("Note: A\n---\nB", {}, "Note: A\n---\nB"),
    ("----\nA", {}, "----\nA"),
    ("\n---\ntitle: A\n---\nB", {}, "\n---\ntitle: A\n---\nB"),
    ("", {}, ""),
]


@pytest.mark.parametrize(("text", "fields", "body"), HEADERS, ids=[repr(text[:24]) for text, _, _ in HEADERS])
def test_a_header_is_read(text: str, fields: dict[str, Any], body: str) -> None:
    assert split_front_matter(text) == (fields, body)


@pytest.mark.parametrize(
    "text", ["---\ntitle: [\n---\nB", "+++\ntitle =\n+++\nB", '{"title": \n\nB', "---\n- a\n---\nB"]
)
def test_a_broken_header_is_told_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="its front matter cannot be read"):
        split_front_matter(text)
