"""Comments in Markdown: what an author wrote to nobody. They are taken out before anything else reads the text."""

from __future__ import annotations

import re

_CODE = (
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>(?<!`)`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`))"
)
"""Code, which shows what stands in it. A span ends before an empty line, as in CommonMark."""
HTML_COMMENT = r"<!--.*?(?:-->|\Z)"
TEMPLATE_COMMENTS = (
    r"(?P<raw>\{%-?\s*raw\b.*?endraw\s*-?%\})"
    r"|\{%-?\s*comment\b.*?(?:endcomment\s*-?%\}|\Z)|\{%-?\s*#.*?%\}|\{#.*?#\}|\{/\*.*?\*/\}"
    r"|(?<!\S)%%.*?%%(?!\S)|\{\{-?\s*/\*.*?\*/\s*-?\}\}|\{\{(?P<mark>[<%])-?\s*comment\b.*?/\s*comment\s*-?[>%]\}\}"
)
"""Of Liquid, Nunjucks, Tera and Twig, MDX, Obsidian, Go templates, Hugo. What stands in `raw` is shown."""

_IN_MARKDOWN = re.compile(rf"{_CODE}|{HTML_COMMENT}", re.DOTALL | re.MULTILINE)
_IN_TEMPLATES = re.compile(rf"{_CODE}|{TEMPLATE_COMMENTS}|{HTML_COMMENT}", re.DOTALL | re.MULTILINE)


def without_comments(text: str, *, templates: bool = False) -> str:
    """Return Markdown without its HTML comments, and without those of template languages where `templates`.

    Every line keeps its number. A comment without an end goes on to the end of the text, as browsers read it.
    """
    return (_IN_TEMPLATES if templates else _IN_MARKDOWN).sub(_kept, text)


def _kept(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return match[0] if groups["code"] or groups.get("raw") else "\n" * match[0].count("\n")
