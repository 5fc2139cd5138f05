"""HTML texts, as editors of blogs and of résumés keep them, as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from content.blocks import HeadingBlock, ListBlock, PageBlock, Paragraph, QuoteBlock, page_blocks, plain
from content.importers.result import prose_and_points

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT = {"script", "style", "object", "template", "svg", "head", "form", "button"}
_PLAYED = {"iframe", "audio", "video", "embed"}
"""What a link stands in place of."""
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_CODE = {"code", "kbd", "samp", "tt"}
_KEPT = {"sup", "sub", "del", "s", "strike"}
"""What stays HTML: `content.importers.body` writes it in signs, or leaves it out."""
_DEEPEST = 60
"""What is nested deeper stands beside each other."""
_HEADING = re.compile(r"h([1-6])")
_BLOCKS = {
    *("p", "div", "section", "article", "main", "header", "footer", "figure", "figcaption", "ul", "ol", "dl", "dt"),
    *("dd", "blockquote", "pre", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "html", "body", "details"),
    "summary",
}
_SIGNS = re.compile(r"([\\`*_\[\]])")
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!])")
_MARK = re.compile(r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[#>+~=-]))")
"""What would make of a paragraph's beginning something else."""


def markdown_of_html(text: str) -> str:
    """Return HTML as Markdown. Images stay as images; what says nothing in a text is left out."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "\n\n".join(_blocks(reader.root)).strip()


def prose_of_html(text: str) -> tuple[str, list[str]]:
    """Divide an HTML description into its prose, as one line, and the items of its lists, all without marks."""
    if "<" not in text:
        return prose_and_points(text)
    prose: list[str] = []
    points: list[str] = []

    def walk(blocks: tuple[PageBlock, ...], into: list[str]) -> None:
        for block in blocks:
            match block:
                case Paragraph(words) | HeadingBlock(words=words):
                    into.append(plain(words))
                case ListBlock(items):
                    for item in items:
                        walk(item, points)
                case QuoteBlock(inside):
                    walk(inside, into)

    walk(page_blocks(markdown_of_html(text)), prose)
    return " ".join(filter(None, prose)), [point for point in points if point]


@dataclass
class _Element:
    tag: str
    given: dict[str, str] = field(default_factory=dict)
    inside: list[_Element | str] = field(default_factory=list)

    def words(self, between: str = "") -> str:
        """Its text as it stands, with something between what stands in different elements."""
        return between.join(part if isinstance(part, str) else part.words(between) for part in self.inside)

    def all(self, *tags: str) -> list[_Element]:
        """The elements of these names in it, but not those within one another."""
        found: list[_Element] = []
        for part in self.inside:
            if isinstance(part, _Element):
                found += [part] if part.tag in tags else part.all(*tags)
        return found


class _Reader(HTMLParser):
    """Builds the tree. An end without a beginning is passed over, and what is left open ends with what it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("body")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ends = {"li": ("li",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th")}.get(tag, ())
        while self._open[-1].tag in ends or (self._open[-1].tag == "p" and tag in _BLOCKS):
            self._open.pop()
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def _blocks(element: _Element) -> list[str]:
    """Return the blocks in an element, each as Markdown. Words between blocks are a paragraph."""
    found: list[str] = []
    line: list[_Element | str] = []

    def end() -> None:
        if text := _inline(line).strip():
            found.append(_MARK.sub(r"\1\\", text))
        line.clear()

    for part in element.inside:
        if isinstance(part, _Element) and (part.tag in _BLOCKS or part.all(*_BLOCKS)):
            end()
            found += _block(part)
        else:
            line.append(part)
    end()
    return found


def _block(element: _Element) -> list[str]:
    tag = element.tag
    if tag in _SILENT:
        return []
    if match := _HEADING.fullmatch(tag):
        return [f"{'#' * int(match[1])} {' '.join(_inline(element.inside).split())}"]
    match tag:
        case "ul" | "ol":
            items = [
                _item(item, f"{number}. " if tag == "ol" else "- ") for number, item in enumerate(element.all("li"), 1)
            ]
            return ["\n".join(items)] if items else []
        case "blockquote":
            quoted = "\n\n".join(_blocks(element))
            return ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))] if quoted else []
        case "pre":
            return [_code(element)]
        case "table":
            return [_table(element)] if element.all("tr") else []
        case "hr":
            return ["---"]
        case "a" if element.given.get("href"):  # a card, of blocks that lead somewhere together
            return [_word(_Element("a", element.given, [" ".join(element.words(" ").split())]))]
    return _blocks(element)


def _item(item: _Element, mark: str) -> str:
    inside = "\n".join(_blocks(item))
    return mark + inside.replace("\n", "\n" + " " * len(mark))


def _code(element: _Element) -> str:
    code = element.words().strip("\n")
    classes = " ".join(part.given.get("class", "") for part in (element, *element.all("code")))
    named = re.search(r"\blang(?:uage)?-([\w+#-]+)", classes)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", code))])
    return f"{fence}{named[1] if named else ''}\n{code}\n{fence}"


def _table(element: _Element) -> str:
    rows = [[_cell(cell) for cell in row.all("td", "th")] for row in element.all("tr")]
    width = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]])


def _cell(cell: _Element) -> str:
    return " ".join(_inline(cell.inside).split()).replace("|", "\\|")


def _inline(parts: list[_Element | str]) -> str:
    return "".join(map(_word, parts))


def _word(part: _Element | str) -> str:
    if isinstance(part, str):
        return _TAG_LIKE.sub("&lt;", _SIGNS.sub(r"\\\1", re.sub(r"\s+", " ", part)))
    inside = _inline(part.inside)
    match part.tag:
        case "br":
            return "  \n"
        case "img":
            return f"![{part.given.get('alt', '')}]({part.given.get('src', '').replace(' ', '%20')})"
        case "a" if inside.strip() and part.given.get("href"):
            return _between(inside, "[", f"]({part.given['href'].replace(' ', '%20')})")
        case tag if tag in _MARKS:
            return _between(inside, _MARKS[tag], _MARKS[tag])
        case tag if tag in _CODE:
            words = part.words().strip()
            return f"`{words}`" if words and "`" not in words else inside
        case tag if tag in _KEPT:
            return f"<{tag}>{inside}</{tag}>"
        case tag if tag in _SILENT:
            return ""
        case tag if tag in _PLAYED and part.given.get("src", "").startswith("http"):
            return f"<{part.given['src']}>"
    return inside


def _between(inside: str, before: str, behind: str) -> str:
    """Return words between marks, with the blanks around them outside."""
    words = inside.strip()
    if not words:
        return inside
    start, end = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    return f"{start}{before}{words}{behind}{end}"
