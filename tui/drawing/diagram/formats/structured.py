"""The topology as JSON: the content's own fields, with the place that each box has in the drawing."""

from __future__ import annotations

import json

from content.schema import Topology, as_files_spell_it
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.placement import place_nodes


def write(topology: Topology) -> str:
    """Return the topology as JSON; `row` and `column` are those of the drawing, the automatic ones included."""
    data = as_files_spell_it(topology)
    places = place_nodes(graph_of_topology(topology))
    for box in data["boxes"]:
        box["row"], box["column"] = places[box["slug"]]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
