"""Shortcodes and tags of templates: what they would have made, where that is plain; the rest is named with its line."""

from __future__ import annotations

import re
import shlex
from textwrap import dedent

from content.importers.losses import Lose

FENCED = r"(?P<fenced>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[`~]*[ \t]*$)"
"""A fenced block of code, which stays as it is."""
_OPEN, _END = r"(?:\{\{[<%]-?|\{%-?)\s*", r"\s*/?-?(?:[>%]\}\}|%\})"
_PAIRED = re.compile(
    rf"{FENCED}|^[ \t]*{_OPEN}(?P<name>highlight|codeblock|code|blockquote|quote|pullquote)\b(?P<given>[^\n]*?){_END}"
    rf"[ \t]*\n?(?P<inside>.*?)\n?[ \t]*{_OPEN}(?:/\s*(?P=name)|end(?:(?P=name))?){_END}[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_REFERENCE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+[\"'](?P<hugo>[^\"']+)[\"']\s*[>%]\}\}|\{%\s*(?:post_url|link)\s+(?P<jekyll>\S+)\s*%\}"
    r"|\{\{\s*[\"'](?P<filtered>[^\"'}]*)[\"']\s*\|\s*(?:relative_url|absolute_url|relref|absURL|relURL)\s*\}\}"
)
"""Ways of Hugo and Jekyll to write the target of a link."""
_SHORTCODE = re.compile(
    r"\{\{[<%]-?\s*(?P<hugo>/?\s*[\w.-]+)?(?P<hugo_given>(?:(?!\}\}).){0,2000}?)[>%]\}\}"
    r"|\{%-?\s*(?P<liquid>\w+)(?P<liquid_given>(?:(?!%\}).){0,2000}?)-?%\}"
    r"|\{\{\s*(?P<zola>\w+)\((?P<zola_given>(?:(?!\}\}).){0,2000}?)\)\s*\}\}|\{\{(?:(?!\}\}).){0,2000}?\}\}",
    re.DOTALL,
)
_MADE_ITEM = re.compile(
    r"^(?P<mark>[ \t]*(?:[-*+]|\d+[.)])[ \t]+)(?P<made>\[?(?:\{\{.{0,2000}?\}\}|\{%.{0,2000}?%\}|[][() \t])+)$\n?",
    re.MULTILINE,
)
"""An item of a list that templates alone would have filled."""
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}\n?")
_RAW_PART = re.compile(r"\{%-?\s*raw\s*-?%\}\n?(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_FRAMES = {
    *(
        "raw",
        "end",
        "more",
        "note",
        "notice",
        "callout",
        "admonition",
        "alert",
        "hint",
        "tip",
        "info",
        "warning",
        "caution",
    ),
    *("details", "aside", "lead", "center", "tabs", "tab", "columns", "column", "steps", "cards", "markdown", "p"),
}
"""Shortcodes that put a frame around words, which stay."""
_DIRECTIVE = re.compile(
    r"^[ \t]*:{3,}(?:[ \t]*[\w-]+[ \t]*(?:\[(?P<title>[^\]\n]*)\]|(?P<words>[^\n{]*))?[^\n]*)?$", re.M
)
_ADMONITION = re.compile(
    rf"{FENCED}|^(?:!!!|\?\?\?\+?)[ \t]+[\w -]+?(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*$\n?"
    r"(?P<inside>(?:(?: {4}|\t)[^\n]*\n?|[ \t]*\n)*)",
    re.DOTALL | re.MULTILINE,
)
"""What stands below one is indented, and would be code."""
_ALERT = re.compile(r"^(?P<quote>[ \t]*>[ \t]*)\[![A-Za-z]+\][+-]?[ \t]*(?P<alone>\n)?", re.MULTILINE)
_CONTENTS = re.compile(r"^[ \t]*\[\[?_?toc_?\]\]?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_HEADING_ID = re.compile(r"^(#{1,6} [^\n]*?)[ \t]*\{#[^}\n]*\}[ \t]*$", re.MULTILINE)
_FILE = re.compile(r"\.\w{3,4}$")
_MARKED = re.compile(r"==(?=\S)([^=\n]+)(?<=\S)==")
_WIKI = re.compile(r"(?P<shown>!?)\[\[(?P<page>[^\[\]|\n]+)(?:\|(?P<words>[^\[\]\n]+))?\]\]")


def with_blocks(text: str) -> str:
    """Return `text` with what stands around code, quotations and notes as Markdown. Fenced code stays as it is."""
    return _ADMONITION.sub(_unframed, _PAIRED.sub(_paired, text))


def without_shortcodes(text: str, lose: Lose) -> str:
    """Return prose with what shortcodes and directives make of it, as far as that is plain. What is raw stays."""
    parts = enumerate(_RAW_PART.split(text))
    return "".join(part if number % 2 else _without_shortcodes(part, lose) for number, part in parts)


def _without_shortcodes(text: str, lose: Lose) -> str:
    text = _REFERENCE.sub(lambda match: match["hugo"] or match["jekyll"] or match["filtered"] or "", text)
    text = _MADE_ITEM.sub(lambda match: _item(match, lose), text)
    text = _SHORTCODE.sub(lambda match: _made(match, lose), text)
    text = _DIRECTIVE.sub(_headed, text)
    text = _ALERT.sub(lambda match: "" if match["alone"] else match["quote"], text)
    text = _MARKED.sub(r"\1", _HEADING_ID.sub(r"\1", _CONTENTS.sub("", text)))
    return _WIKI.sub(_wiki, text)


def _item(match: re.Match[str], lose: Lose) -> str:
    made = _SHORTCODE.sub(lambda inside: _made(inside, lose), match["made"])
    return f"{match['mark']}{made.strip()}\n" if any(map(str.isalnum, made)) else ""


def _headed(match: re.Match[str]) -> str:
    words = (match["title"] or match["words"] or "").strip()
    return f"{words}\n" if words else ""


def _unframed(match: re.Match[str]) -> str:
    return match["fenced"] or f"{match['title'] or ''}\n\n{dedent(match['inside'])}"


def _paired(match: re.Match[str]) -> str:
    if match["fenced"]:
        return match[0]
    given = match["given"].strip()
    if match["name"] in ("blockquote", "quote", "pullquote"):
        words = match["inside"].strip().split("\n")
        whose = _given(given).get("author", "" if "=" in given else given)
        by = ["", f"— {whose}"] if whose and match["name"] != "pullquote" else []
        return "\n".join(f"> {line}".rstrip() for line in [*words, *by])
    named = re.search(r"\blang(?:uage)?[:=]\s*[\"']?([\w+#-]+)", given)
    first = re.match(r"[\"']?([\w+#-]+)", given) if match["name"] != "codeblock" else None
    found = named or first
    code = _RAW.sub("", match["inside"]).strip("\n")
    return f"```{found[1].lower() if found else ''}\n{code}\n```"


def _made(match: re.Match[str], lose: Lose) -> str:
    name = (match["hugo"] or match["liquid"] or match["zola"] or "").strip("/ ")
    given = _given(match["hugo_given"] or match["liquid_given"] or match["zola_given"] or "")
    if name.removeprefix("end") in _FRAMES:
        return given.get("title", "")
    words = [value for key, value in given.items() if key.isdigit()]
    match name:
        case "gist" if words:
            return f"<https://gist.github.com/{'/'.join(words[:2])}>"
        case "youtube" | "vimeo" if words or given.get("id"):
            home = "https://www.youtube.com/watch?v=" if name == "youtube" else "https://vimeo.com/"
            return f"<{home}{given.get('id') or words[0]}>"
        case "label" if words:
            return " ".join(words).rpartition("@")[2]
        case "post_link" if words:
            return f"[{' '.join(words[1:]) or words[0]}]({words[0]})"
        case "include" if said := _said(given):
            lose(f"shortcode: include {words[0]}" if words else "shortcode: include", match[0])
            return said
        case "figure" | "img" | "image" | "asset_img" | "picture":
            files = [word for word in words if _FILE.search(word)]
            lose(f"image: {given.get('src') or next(iter(files or words), '')}", match[0])
            return _said(given) or " ".join(word for word in words[1:] if word not in files and not word.isdigit())
    lose(f"shortcode: {name}" if name else f"template: {match[0][:40]}", match[0])
    return ""


def _said(given: dict[str, str]) -> str:
    return next((given[key] for key in ("caption", "alt", "title") if given.get(key)), "")


def _given(text: str) -> dict[str, str]:
    """Return what a shortcode is given: by name, and by number where it has none."""
    try:
        parts = shlex.split(re.sub(r"[{}()]", " ", text))
    except ValueError:
        return {}
    named = (part.rstrip(",").partition("=") for part in parts if part != "/")
    return {
        (name if equals else str(number)): (value if equals else name)
        for number, (name, equals, value) in enumerate(named)
    }


def _wiki(match: re.Match[str]) -> str:
    if match["shown"]:
        return f"![{match['words'] or match['page']}]({match['page'].replace(' ', '%20')})"
    page, _, anchor = match["page"].partition("#")
    return f"[{match['words'] or page or anchor}]({page.strip().replace(' ', '%20')})"
