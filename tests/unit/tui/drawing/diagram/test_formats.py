"""The exports, each read back by a real parser of its kind where one is installed."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from content.loader import load_portfolio
from content.schema import Topology
from content.validation import adapter
from tests.places import FIXTURES
from tui.drawing.diagram.formats import Format, around, mermaid, svg, text, write
from tui.drawing.diagram.rows import text_of

MERMAID_LINE = re.compile(
    r'^flowchart LR$|^    box_\w+\("[^"<>`]*(<br/>[^"<>`]*)?"\)$|^    box_\w+ (-->|-\.->)(\|"[^"<>|`]*"\|)? box_\w+$'
)
MERMAID_PARSER = FIXTURES / "parse_mermaid.mjs"
SVG = "{http://www.w3.org/2000/svg}"
NASTY = '"]|--> <b>&amp;\\n`*#end;'


@pytest.fixture(scope="module")
def topology() -> Topology:
    return load_portfolio().topology


KEYWORDS = """graph flowchart flowchart-elk subgraph end style class classdef click href default linkstyle interpolate
    direction call callback node edge digraph strict nan lr td graph-db flowchart-x style-x class-x end-x subgraph-x
    default-x api-v1 api-v2 x o 1a""".split()  # noqa: SIM905 -- as a list of strings it would take a screen
"""Slugs that Mermaid 11.17.2 or Graphviz read as words of their own somewhere."""


@pytest.fixture(scope="module")
def keywords(topology: Topology) -> Topology:
    """A topology whose boxes are called like words of both languages, each with a flow to the next."""
    boxes = tuple(replace(topology.boxes[0], slug=word, title=word, label="") for word in KEYWORDS)
    pairs = zip(KEYWORDS, (*KEYWORDS[1:], KEYWORDS[0]), strict=True)
    flows = tuple(replace(topology.flows[0], from_=one, to=other) for one, other in pairs)
    return replace(topology, boxes=boxes, flows=flows)


@pytest.fixture(scope="module")
def nasty(topology: Topology) -> Topology:
    """The default topology with words that mean something in each of the formats."""
    boxes = tuple(
        replace(box, title=NASTY[index : index + 14], label=NASTY) for index, box in enumerate(topology.boxes)
    )
    flows = tuple(replace(flow, label=NASTY[:12]) for flow in topology.flows)
    return replace(topology, title=NASTY, boxes=boxes, flows=flows)


def node_modules() -> str:
    """Return the folder of node modules that holds mermaid and jsdom, or an empty text."""
    for folder in filter(None, [*os.environ.get("NODE_PATH", "").split(os.pathsep), "node_modules"]):
        if all((Path(folder) / name).is_dir() for name in ("mermaid", "jsdom")):
            return str(Path(folder).resolve())
    return ""


@pytest.mark.parametrize("which", ["topology", "nasty"])
def test_every_line_of_the_mermaid_form_follows_its_grammar(which: str, request: pytest.FixtureRequest) -> None:
    shown: Topology = request.getfixturevalue(which)
    lines = write(shown, Format.MERMAID).splitlines()
    assert len(lines) == 1 + len(shown.boxes) + len(shown.flows)
    assert [line for line in lines if not MERMAID_LINE.match(line)] == []


@pytest.mark.skipif(not (shutil.which("node") and node_modules()), reason="needs node, mermaid and jsdom (NODE_PATH)")
@pytest.mark.parametrize("which", ["topology", "nasty", "keywords"])
def test_mermaid_itself_reads_the_mermaid_form(which: str, request: pytest.FixtureRequest) -> None:
    shown: Topology = request.getfixturevalue(which)
    done = subprocess.run(
        ["node", str(MERMAID_PARSER), node_modules()],
        input=mermaid.write(shown),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert len(read["nodes"]) == len(shown.boxes)
    assert [(edge["kind"]) for edge in read["edges"]] == [
        "normal" if flow.kind == "request" else "dotted" for flow in shown.flows
    ]


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz")
@pytest.mark.parametrize("which", ["topology", "nasty", "keywords"])
def test_graphviz_reads_the_dot_form(which: str, request: pytest.FixtureRequest) -> None:
    shown: Topology = request.getfixturevalue(which)
    done = subprocess.run(
        ["dot", "-Tjson"], input=write(shown, Format.DOT), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    read = json.loads(done.stdout)
    titles = {item["name"]: item.get("label", "") for item in read["objects"] if "label" in item}
    assert {box.slug for box in shown.boxes} <= set(titles)
    names = [item["name"] for item in read["objects"]]
    styles = {(names[edge["tail"]], names[edge["head"]]): edge["style"] for edge in read["edges"]}
    assert styles == {(flow.from_, flow.to): "solid" if flow.kind == "request" else "dashed" for flow in shown.flows}


@pytest.mark.parametrize("which", ["topology", "nasty"])
def test_an_xml_parser_reads_the_svg_form(which: str, request: pytest.FixtureRequest) -> None:
    shown: Topology = request.getfixturevalue(which)
    root = ET.fromstring(write(shown, Format.SVG))
    assert root.tag == f"{SVG}svg"
    titles = [node.text for node in root.iter(f"{SVG}text") if node.get("class") == "title"]
    assert titles == [box.title for box in shown.boxes]
    flows = [node.get("class") for node in root.iter(f"{SVG}polyline")]
    assert flows == [f"flow {flow.kind}" for flow in shown.flows]
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for line in root.iter(f"{SVG}polyline"):
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        assert all(0 < x < width and 0 < y < height for x, y in points)
        assert all(ax == bx or ay == by for (ax, ay), (bx, by) in itertools.pairwise(points))


def test_the_boxes_of_the_svg_form_are_links_where_somebody_says_where_they_lead(nasty: Topology) -> None:
    root = ET.fromstring(svg.write(nasty, lambda box: f"pages/{box.slug}.html?a=1&b='\"<"))
    links = {link.attrib["href"]: link for link in root.iter(f"{SVG}a")}
    assert list(links) == [f"pages/{box.slug}.html?a=1&b='\"<" for box in nasty.boxes]
    for box, link in zip(nasty.boxes, links.values(), strict=True):
        assert [node.get("class") for node in link][:2] == ["box", "title"]
        assert link[1].text == box.title
    assert "role" not in root.attrib
    alone = ET.fromstring(write(nasty, Format.SVG))
    assert alone.get("role") == "img"
    assert not list(alone.iter(f"{SVG}a"))


def test_the_json_form_is_the_content_with_places(topology: Topology) -> None:
    read = json.loads(write(topology, Format.JSON))
    assert [box["slug"] for box in read["boxes"]] == [box.slug for box in topology.boxes]
    assert read["flows"][0]["from"] == topology.flows[0].from_
    assert all(box["row"] is not None and box["column"] is not None for box in read["boxes"])
    assert adapter(Topology).validate_python(read) == topology


def test_the_text_form_has_the_drawing_the_legend_and_every_role(topology: Topology) -> None:
    shown = write(topology, Format.TEXT)
    words = " ".join(shown.split())
    assert "╌╌► request   ╍╍► event" in shown
    assert all(" ".join(box.role.split()) in words for box in topology.boxes)
    assert max(map(len, shown.splitlines())) <= text.WIDTH


def test_the_ascii_text_is_ascii_and_as_wide_as_the_other(topology: Topology) -> None:
    plain = [text_of(row) for row in text.rows(topology, ascii_only=True)]
    drawn = [text_of(row) for row in text.rows(topology)]
    assert all(line.isascii() for line in plain)
    assert [len(line) for line in plain] == [len(line) for line in drawn]


def test_around_a_box_are_its_flows_and_what_they_reach(topology: Topology) -> None:
    part = around(topology, "relay")
    assert [box.slug for box in part.boxes] == ["data", "relay", "events"]
    assert [(flow.from_, flow.to) for flow in part.flows] == [("relay", "data"), ("relay", "events")]
    with pytest.raises(KeyError):
        around(topology, "nope")
