"""What the program says in quotation marks stands in “these”; straight ones belong to what is typed, and to formats."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.safe_text import in_quotes

ROOT = Path(__file__).parents[3]
PACKAGES = ("cli", "content", "engine", "models", "tui")
QUOTED = re.compile(r"""(?:^|(?<=[\s(]))(?:"[^"<>=]+"|'[^'<>=]+')(?=[\s,.;:?!)]|$)""")
"""Words of a sentence between straight marks."""
FORMATS = (
    "tui/drawing/diagram/",
    "tui/film.py",
    "tui/answers/answer_card.py",
    "content/importers/",
    "engine/generate/",
    "content/resume/file.py",
)
"""Where strings are markup, patterns or templates of models."""
TYPED = re.compile(
    r"""\bask (?:-c )?"|\bopen "|\[".*"\]|pip install '|^'[\w-]+'|(?:src|attr|elem|ancestors|action|self) '|^\w+\('"""
)
"""A command as it is typed, JSON, a policy of a page, an action of a key."""


def said() -> Iterator[tuple[str, str]]:
    """Every string of the code that is no docstring, whole, with where it stands; what is put in is an `x`."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name.startswith(FORMATS):
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr):
                    parts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
                    yield f"{name}:{node.lineno}", "".join(map(str, parts))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | inside:
                    yield f"{name}:{node.lineno}", node.value


def test_sentences_quote_with_one_kind_of_marks() -> None:
    found = {place: text for place, text in said() if " " in text and QUOTED.search(text) and not TYPED.search(text)}
    assert not found


@pytest.mark.parametrize(("language", "marks"), [("en", "“x”"), ("de", "„x“")])
def test_what_the_assistant_says_has_the_marks_of_its_language(language: str, marks: str) -> None:
    files = (ROOT / "engine" / "language" / language).glob("*.toml")
    said = [text for path in files for text in tomllib.loads(path.read_text("utf-8")).get("says", {}).values()]
    assert any(mark in text for text in said for mark in marks)
    for text in said:
        assert '"' not in text
        assert {re.sub(r"[^“”„‘‚]+", "x", each) for each in re.findall("[“„‘‚][^“”„‘‚]*[“”]", text)} <= {marks}


def test_no_sentence_quotes_as_python_does() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue) and node.conversion == ord("r")
    ]
    assert sorted(place.partition(":")[0] for place in found) == ["content/fields.py", "engine/llama/bindings.py"]


@pytest.mark.parametrize(
    ("text", "quoted"), [("order", "“order”"), ("it's", "“it's”"), ("a\x1b[1m\n", r"“a\x1b[1m\n”"), ("", "“”")]
)
def test_what_is_named_in_a_sentence_is_quoted_and_steers_nothing(text: str, quoted: str) -> None:
    assert in_quotes(text) == quoted


@pytest.mark.parametrize("text", ['called "so"', "no 'x'; the nearest", 'x "x".'])
def test_other_marks_are_found(text: str) -> None:
    assert QUOTED.search(text)
