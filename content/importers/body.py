"""A Markdown body from elsewhere, made fit for a pack: without images, HTML, shortcodes, dangling links and `# `."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from content.importers.html import markdown_of_html
from content.importers.losses import Losses
from content.importers.shortcodes import FENCED, with_blocks, without_shortcodes
from content.links import parse_link
from content.markdown import anchor_of, link_targets, parser, sections_of
from content.markdown_edit import outside_code, relink
from content.math_text import lowered, raised
from content.references import OUTSIDE
from content.safe_text import safe_text

HTML = (
    "a|abbr|audio|b|blockquote|br|button|center|cite|code|dd|del|details|dfn|div|dl|dt|em|embed|figcaption|figure|font"
    "|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|li|link|main|mark|nav|object|ol|p|param|picture|pre|q|s"
    "|samp|script|section|small|source|span|strike|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
    "|var|video"
)
"""Elements that blogs hold. A word in angle brackets that is none of them, such as Vec<T>, is text."""

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(rf"</?(?P<name>{HTML})(?:\s[^<>]*)?/?>", re.IGNORECASE)
SCRIPT = re.compile(r"<(?P<name>script|style|iframe|object)\b.*?</(?P=name)\s*>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"[ \t]*<h(?P<level>[1-6])\b[^<>]*>(?P<words>.*?)</h(?P=level)\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    rf"{FENCED}|^ {{0,3}}<(?P<pre>pre)\b[^<>]*>.*?</pre\s*>[ \t]*$"
    r"|^ {0,3}<(?P<name>table|ul|ol|blockquote)\b(?![^<>]*\bmarkdown=)[^<>]*>"
    r"(?:(?!\n[ \t]*\n|\{[{%]).)*</(?P=name)\s*>[ \t]*$",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
"""A block of HTML as CommonMark has it: where no empty line stands in it, its inside is HTML throughout."""
_STRUCK = re.compile(r"<(?P<name>del|s|strike)\b[^<>]*>(?P<inside>.*?)</(?P=name)\s*>[ \t]?", re.IGNORECASE | re.DOTALL)
_RAISED = re.compile(r"<sup\b[^<>]*>(?P<inside>[^<>]*)</sup\s*>", re.IGNORECASE)
_ENDINGS = {"st", "nd", "rd", "th", "er", "re", "tm", "sm"}
"""What stands above the line without being a power: of the 21st, Foo(TM)."""
_LOWERED = re.compile(r"<sub\b[^<>]*>(?P<inside>[^<>]*)</sub\s*>", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<a\b[^<>]*?\bhref=[\"'](?P<href>[^\"'<>\s()]+)[\"'][^<>]*>(?P<inside>(?:(?!</?a\b)[^\[\]])+)</a\s*>",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"<img\b[^<>]*?\balt=[\"'](?P<alt>[^\"'<>]*)[\"'][^<>]*>", re.IGNORECASE)
_CODE = re.compile(r"<(?P<name>code|kbd|samp)\b[^<>]*>(?P<inside>[^<>`\n]+)</(?P=name)\s*>", re.IGNORECASE)
_BREAKS = {
    r"[ \t]*<br\s*/?>[ \t]*(?=\n)": "",
    r"[ \t]*<br\s*/?>[ \t]*": " ",
    r"</t[dh]\s*>\s*(?=<t[dh])": " | ",
    r"</(?:tr|dt)\s*>\s*": "\n\n",
    r"\s*<li\b[^<>]*>\s*": "\n- ",
    r"</li\s*>": "\n",
    r"</?(?:p|div|ul|ol|dl|dd|table|section|article|figure|figcaption|summary|blockquote)\b[^<>]*>[ \t]*(?=\S)": "\n\n",
}
"""What separates words, by what stands in its place."""
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\](?:\((?P<href>[^)]*)\)|\[[^\]]*\])")
KRAMDOWN = re.compile(r"^[ \t]*\{:.*?\}[ \t]*\n?|\{:[^}\n]*\}", re.MULTILINE)

Resolve = Callable[[str], str]
"""Turns the target of a relative link into a link of the pack, or an empty text where it leads nowhere."""


@dataclass
class Body:
    """A body made fit, and what it lost on the way."""

    text: str
    lost: Losses = field(default_factory=Losses)


def fit_body(source: str, title: str, path: str, resolve: Resolve) -> Body:
    """Return `source` as a body of the document `path` (``essays/slug``) with that title."""
    text = with_blocks(safe_text(source.replace("\r\n", "\n")))
    body = Body(
        _BLOCK.sub(lambda match: match[0] if match["fenced"] else f"\n\n{markdown_of_html(match[0])}\n\n", text)
    )
    body.text = outside_code(body.text, lambda text: _without_markup(body, text))
    _lower_headings(body, title)
    body.text = body.text.strip()
    anchors = {section.anchor for section in sections_of(body.text, title)} - {""}

    def target(href: str) -> str:
        if href.startswith(OUTSIDE):
            return href
        if href.startswith("#"):
            anchor = anchor_of(href[1:])
            found = f"{path}#{anchor}" if anchor in anchors else ""
        else:
            found = resolve(href)
        if not found:
            body.lost.note(f"link: {href}", href)
        return found

    body.text = relink(body.text, target)
    body.text = re.sub(r"\n{3,}", "\n\n", body.text).strip()  # what the loader does, so that both see the same text
    _unlink_the_rest(body)
    return body


def with_headings(text: str) -> str:
    """Return prose with HTML's headings as those of Markdown."""
    return _HEADING.sub(lambda match: f"\n\n{'#' * int(match['level'])} {' '.join(match['words'].split())}\n\n", text)


def _without_markup(body: Body, text: str) -> str:
    text = SCRIPT.sub(lambda match: _lost(body, f"HTML: <{match['name'].lower()}>", match[0]), COMMENT.sub("", text))
    text = without_shortcodes(text, body.lost.note)
    text = KRAMDOWN.sub("", text)
    text = IMAGE.sub(lambda match: _image(body, match), text)
    text = _with_meaning(body, text)
    return _TAG.sub(lambda match: _lost(body, f"HTML: <{match['name'].lower()}>", match[0]), text)


def _with_meaning(body: Body, text: str) -> str:
    """Write as Markdown, or as signs, what elements say that would be lost or wrong without them."""
    text = with_headings(text)
    text = _STRUCK.sub(lambda match: _lost(body, f"deleted text: {match['inside'].strip()[:40]}", match[0]), text)
    text = _RAISED.sub(lambda match: match["inside"] if _is_ending(match["inside"]) else raised(match["inside"]), text)
    text = _LOWERED.sub(lambda match: lowered(match["inside"]), text)
    text = _PICTURE.sub(lambda match: _lost(body, f"image: {match['alt'][:40]}", match[0]) + match["alt"], text)
    text = _ANCHOR.sub(_link, text)
    text = _CODE.sub(lambda match: f"`{match['inside']}`", text)
    for pattern, instead in _BREAKS.items():
        text = re.sub(pattern, instead, text, flags=re.IGNORECASE)
    return text


def _is_ending(inside: str) -> bool:
    return inside.strip().lower() in _ENDINGS


def _link(match: re.Match[str]) -> str:
    words = " ".join(_TAG.sub("", match["inside"]).split())
    return f"[{words}]({match['href']})" if words else match["inside"]


def _lost(body: Body, what: str, written: str) -> str:
    body.lost.note(what, written)
    return ""


def _image(body: Body, match: re.Match[str]) -> str:
    body.lost.note(f"image: {(match['href'] or match['alt'] or '').split(' ')[0]}", match[0])
    return match["alt"].strip()


def _lower_headings(body: Body, title: str) -> None:
    """Drop a first heading that repeats the title, and begin the others at `## `, as ATX headings."""
    lines = body.text.split("\n")
    tokens = parser().parse(body.text)
    headings = [
        (token.map, int(token.tag[1:]), tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    if headings and headings[0][1] == 1 and anchor_of(headings[0][2]) == anchor_of(title):
        start, end = headings.pop(0)[0]
        lines[start:end] = [""] * (end - start)
    shift = max((2 - level for _, level, _ in headings), default=0)
    for (start, end), level, text in headings:
        plain = " ".join(text.split())
        lines[start:end] = [f"{'#' * min(level + max(shift, 0), 6)} {plain}"] + [""] * (end - start - 1)
    body.text = "\n".join(lines)


def _unlink_the_rest(body: Body) -> None:
    """Take the link out of whatever CommonMark still reads as one that leads nowhere."""
    hrefs = list(_dangling(body.text))
    for href in hrefs:
        body.lost.note(f"link: {href}", href)
    if hrefs:
        body.text = re.sub(r"\](?=[(\[])", "] ", body.text)
        body.text = re.sub(r"<(?!https?:|mailto:)(\w[\w+.-]*:[^>\s]*)>", r"\1", body.text)


def _dangling(text: str) -> Iterator[str]:
    hrefs = (target.href for target in link_targets(text))
    return (href for href in hrefs if not href.startswith(OUTSIDE) and not parse_link(href))
