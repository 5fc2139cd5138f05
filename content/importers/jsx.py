"""What MDX holds beside Markdown: modules, components and expressions. Their words stay; what they showed is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.importers.losses import Lose
from content.markdown_edit import outside_code

_MODULE = re.compile(r"(?:import|export)\s")
_BRACES = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_JSX = re.compile(
    r"(?P<markdown>\$\$.*?\$\$|\$[^$\n]+\$|\{#[^{}\n]*\}|</?[a-z][^<>]*>)"
    rf"|</?(?P<name>[A-Z][\w.]*)(?P<given>(?:[^<>{{}}]|{_BRACES})*)>|(?P<fragment></?>)|(?P<expression>{_BRACES})",
    re.DOTALL,
)
"""Math, names of headings and HTML are no JSX, whatever braces they hold."""
_SAID = re.compile(r"\b(?:caption|alt|title)=[\"'](?P<words>[^\"']+)[\"']")
_LITERAL = re.compile(r"\{\s*([\"'])(?P<words>[^\"'{}]*)\1\s*\}")


def without_jsx(body: str, lose: Lose) -> str:
    """Return the body of an MDX page as Markdown. `lose` is told of what was left out."""
    return outside_code(body, lambda text: _without_components("".join(_without_modules(text, lose)), lose))


def _without_modules(text: str, lose: Lose) -> Iterator[str]:
    """Yield the lines that are no module's. A module goes on until its brackets are closed."""
    module = ""
    for line in text.splitlines(keepends=True):
        if not module and not _MODULE.match(line):
            yield line
            continue
        module += line
        if sum(map(module.count, "{[(")) <= sum(map(module.count, "}])")):
            lose(f"module: {module.strip()[:60]}", module)
            module = ""
    if module:
        lose(f"module: {module.strip()[:60]}", module)


def _without_components(text: str, lose: Lose) -> str:
    def words(match: re.Match[str]) -> str:
        if match["markdown"]:
            return match[0]
        if match["expression"]:
            literal = _LITERAL.fullmatch(match[0])
            if not literal:
                lose(f"JSX: {match[0][:40]}", match[0])
            return literal["words"] if literal else ""
        if match["fragment"]:
            return ""
        lose(f"JSX: <{match['name']}>", match[0])
        said = _SAID.search(match["given"])
        ends = match["given"].endswith("/") or match.end() == len(text) or text[match.end()] == "\n"
        return said["words"] + ("" if match["given"].endswith("/") else "\n") if said and ends else ""

    return _JSX.sub(words, text)
