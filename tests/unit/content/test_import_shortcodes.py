"""Shortcodes, directives and JSX leave what they would have shown, where that is plain, and are named otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.importers.body import fit_body
from content.importers.jsx import without_jsx
from content.importers.losses import Losses
from content.importers.markdown_folder import read_markdown_folder


def fitted(text: str) -> tuple[str, list[str]]:
    body = fit_body(text, "A", "essays/a", lambda _: "")
    return body.text, list(body.lost)


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("{{< gist mud 12 >}}", "<https://gist.github.com/mud/12>", []),
        ("{{< youtube abc >}}", "<https://www.youtube.com/watch?v=abc>", []),
        ('{{< youtube id="abc" >}}', "<https://www.youtube.com/watch?v=abc>", []),
        ('{{< figure src="a.png" caption="A gauge" >}}', "A gauge", ["image: a.png"]),
        ('{{< figure\n  src="a.png"\n  caption="A gauge"\n>}}', "A gauge", ["image: a.png"]),
        ('{% img a.png 40 40 "A gauge" %}', "A gauge", ["image: a.png"]),
        ('{% include figure.html src="a.png" caption="A gauge" %}', "A gauge", ["shortcode: include figure.html"]),
        ("{% include toc.html %}", "", ["shortcode: include"]),
        ("{{% notice tip %}}\nMud is soft.\n{{% /notice %}}", "Mud is soft.", []),
        ("{% note info %}\nMud is soft.\n{% endnote %}", "Mud is soft.", []),
        ("{% blockquote A Pilot %}\nMud is soft.\n{% endblockquote %}", "> Mud is soft.\n>\n> — A Pilot", []),
        ("{% codeblock lang:go %}\nx := 1\n{% endcodeblock %}", "```go\nx := 1\n```", []),
        (":::tip[Beware]\nMud is soft.\n:::", "Beware\n\nMud is soft.", []),
        ('!!! note "Beware"\n    Mud is soft.\n\n    - So is silt.\n\nSand is not.',
         "Beware\n\nMud is soft.\n\n- So is silt.\n\nSand is not.", []),
        ("> [!NOTE]\n> Mud is soft.", "> Mud is soft.", []),
        ("[TOC]\n\nMud.", "Mud.", []),
        ("## Mud {#mud}\n\nIt is soft.", "## Mud\n\nIt is soft.", []),
        ("See [[Mud|the mud]].", "See the mud.", ["link: Mud"]),
        ("Mud:\n\n{% for p in pages %}\n- [{{ p.title }}]({{ p.url }})\n{% endfor %}\n- silt", "Mud:\n\n- silt",
         ["template: {{ p.title }}", "template: {{ p.url }}", "shortcode: for", "shortcode: endfor"]),
        ("{{< chart data >}} {{ site.title }}", "", ["shortcode: chart", "template: {{ site.title }}"]),
        ("```liquid\n{% codeblock %}\nx\n{% endcodeblock %}\n!!! note\n    x\n```",
         "```liquid\n{% codeblock %}\nx\n{% endcodeblock %}\n!!! note\n    x\n```", []),
    ],
)  # fmt: skip
def test_a_shortcode_leaves_what_is_plain(source: str, text: str, lost: list[str]) -> None:
    assert fitted(source) == (text, lost)


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("import A from './a'\n\nMud.", "\nMud.", ["module: import A from './a'"]),
        ("export const a = {\n  b: [\n    1,\n  ],\n}\nMud.", "Mud.", ["module: export const a = { b: [ 1, ], }"]),
        ('<Photo\n  src="a.png"\n  alt="A gauge"\n/>', "A gauge", ["JSX: <Photo>"]),
        ('<Tip title="Beware">\nMud is soft.\n</Tip>', "Beware\n\nMud is soft.\n", ["JSX: <Tip>"]),
        ("<Button onClick={() => go({ a: 1 })}>Go</Button>", "Go", ["JSX: <Button>"]),
        ("<>\nMud.\n</>", "\nMud.\n", []),
        ('Mud{" "}is {props.how}.', "Mud is .", ["JSX: {props.how}"]),
        ("$x^{2}$ and $$\n{a}\n$$ and `{b}` in Vec<u8>.", "$x^{2}$ and $$\n{a}\n$$ and `{b}` in Vec<u8>.", []),
        ("## Mud {#mud}", "## Mud {#mud}", []),
    ],
)
def test_mdx_leaves_its_words(source: str, text: str, lost: list[str]) -> None:
    losses = Losses()
    body = without_jsx(source, losses.note)
    assert (body, [" ".join(what.split()) for what in losses]) == (text, lost)


def test_what_was_lost_is_named_with_its_lines(tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_bytes(
        b"---\r\ntitle: A\r\ndate: 2020-01-01\r\nimage: /mud\r\n---\r\nimport A from './a'\r\n\r\n"
        b"Mud {{< x >}}\r\n<Photo />\r\n\r\n<!-- a\r\nb -->\r\n\r\n[Mud](/mud) <Photo />\r\n"
    )
    left = {item.what for item in read_markdown_folder(tmp_path).left}
    assert left == {
        "a.mdx: image",
        "a.mdx:6: module: import A from './a'",
        "a.mdx:8: JSX: {{< x >}}",
        "a.mdx:9, 14: JSX: <Photo>",
        "a.mdx:14: link: /mud",
    }


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ('{{ youtube(id="abc", autoplay=true) }}', "<https://www.youtube.com/watch?v=abc>", []),
        ('{% quote(author="A Warden") %}\nWalk.\n{% end %}', "> Walk.\n>\n> — A Warden", []),
        ("{% asset_img keel.jpg 40 40 The keel %}", "The keel", ["image: keel.jpg"]),
        ("{% img left /img/keel.jpg %}", "", ["image: /img/keel.jpg"]),
        ("{% raw %}{{ x }}{% endraw %} and {{ y }}", "{{ x }} and", ["template: {{ y }}"]),
        ("Mud is ==soft==, and a == b == c.", "Mud is soft, and a == b == c.", []),
    ],
)
def test_zola_hexo_liquid_and_obsidian_are_read_too(source: str, text: str, lost: list[str]) -> None:
    assert fitted(source) == (text, lost)
