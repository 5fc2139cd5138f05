"""The page model: what every front end walks instead of a parser's tokens."""

from __future__ import annotations

from content.blocks import (
    CodeBlock,
    HeadingBlock,
    Inline,
    ListBlock,
    Paragraph,
    QuoteBlock,
    RuleBlock,
    TableBlock,
    page_blocks,
    plain,
)
from content.loader import DEFAULT_PACK, load_portfolio
from content.markdown import sections_of


def words(text: str) -> tuple[Inline, ...]:
    return (Inline("text", text),)


def test_every_kind_of_block() -> None:
    assert page_blocks("## One\n\nSome.\n\n> Said.\n\n```sh\nls\n```\n\n    cd\n\n---\n") == (
        HeadingBlock(2, "one", words("One")),
        Paragraph(words("Some.")),
        QuoteBlock((Paragraph(words("Said.")),)),
        CodeBlock("ls\n", "sh"),
        CodeBlock("cd\n", fenced=False),
        RuleBlock(),
    )


def test_lists_keep_their_numbers_and_their_room() -> None:
    one, two = ((Paragraph(words(text)),) for text in ("one", "two"))
    assert page_blocks("- one\n- two") == (ListBlock((one, two)),)
    assert page_blocks("3. one\n\n4. two") == (ListBlock((one, two), 3, tight=False),)


def test_a_table_keeps_its_header_its_cells_and_how_they_are_aligned() -> None:
    (table,) = page_blocks("| a | b |\n| --- | ---: |\n| 1 | `2` |\n| 3 | |")
    assert table == TableBlock(
        (words("a"), words("b")), ((words("1"), (Inline("code", "2"),)), (words("3"), ())), ("", "right")
    )


def test_words_keep_what_is_inside_of_what() -> None:
    (paragraph,) = page_blocks('**a [b *c*](work "w")**  \nd ![alt](x)')
    assert isinstance(paragraph, Paragraph)
    strong, broken, text, image = paragraph.words
    link = Inline("link", "", (Inline("text", "b "), Inline("em", "", words("c"))), "work", "w")
    assert strong == Inline("strong", "", (Inline("text", "a "), link))
    assert (broken.kind, text.text, image) == ("break", "d ", Inline("image", "alt"))
    assert plain(paragraph.words) == "a b c d"


def test_anchors_are_those_of_the_sections() -> None:
    for document in load_portfolio(DEFAULT_PACK).documents:
        body = "\n\n".join(f"## {section.title}\n\n{section.text}" for section in document.sections)
        headings = [block.anchor for block in page_blocks(body) if isinstance(block, HeadingBlock)]
        assert headings == [section.anchor for section in sections_of(body, document.title)]
